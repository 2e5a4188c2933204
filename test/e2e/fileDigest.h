// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace sysmon::e2e {

/// Lower-case hexadecimal digest ("SHA256", "SHA1", "MD5") of a file; empty if it cannot be read.
std::string fileDigest(const std::string& path, const char* algorithm);

} // namespace sysmon::e2e
