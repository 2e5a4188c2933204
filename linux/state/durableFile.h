// SPDX-License-Identifier: MIT
//
// Files that are whole after a crash, a full disk and a power cut: the old one or the new one.
#pragma once

#include <string>
#include <string_view>
#include <sys/types.h>

namespace sysmon {

/// Replaces the file `name` of `folder` by a new one with these bytes. After a failure, which it
/// throws as Error, the old one is still there.
void replaceFile(const std::string& folder, const std::string& name, std::string_view bytes,
                 mode_t mode = 0600);

/// The same with the bytes of the file `source`.
void replaceByCopy(const std::string& folder, const std::string& name, const std::string& source,
                   mode_t mode);

/// What happened to the names in `folder` is on the disk. Throws EnvironmentError.
void syncFolder(const std::string& folder);

} // namespace sysmon
