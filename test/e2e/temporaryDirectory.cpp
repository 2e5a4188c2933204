// SPDX-License-Identifier: MIT
#include "temporaryDirectory.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace sysmon::e2e {

TemporaryDirectory::TemporaryDirectory()
{
    // The name that events will show: without symbolic links.
    const auto base = std::filesystem::canonical(std::filesystem::temp_directory_path());
    std::string name = base / "sysmon-e2e.XXXXXX";
    if (!mkdtemp(name.data())) throw std::system_error(errno, std::generic_category(), name);
    path_ = name;
    chmod(name.c_str(), 0755);
}

TemporaryDirectory::~TemporaryDirectory()
{
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

} // namespace sysmon::e2e
