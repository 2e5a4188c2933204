// SPDX-License-Identifier: MIT
//
// Reference facts and conformance data: used in place, never part of the repository.
#pragma once

#include <filesystem>
#include <string>

namespace sysmon::test {

/// The folder that holds `reference/`: $SYSMON_SHARED, else what CMake was told. It may not exist;
/// a test that needs it then skips.
std::filesystem::path sharedData();

/// A file's bytes, unpacked if its name ends in ".gz". Throws std::runtime_error that names it.
std::string readFile(const std::filesystem::path& path);

} // namespace sysmon::test

/// Leaves a test with a message where the shared data is absent.
#define SKIP_WITHOUT_SHARED_DATA()                                                                 \
    if (!std::filesystem::exists(sysmon::test::sharedData() / "reference"))                        \
    GTEST_SKIP() << "no reference data at " << sysmon::test::sharedData()
