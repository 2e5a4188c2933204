// SPDX-License-Identifier: MIT
#include "configuration.h"
#include "configurationTools.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace sysmon {

void compileConfiguration(const std::string& file, const std::string& blobFile)
{
    const std::vector<std::byte> blob = loadConfigurationFile(file).blob;
    const auto refuse = [&] {
        throw EnvironmentError(blobFile +
                               ": cannot write the compiled rules: " + std::strerror(errno));
    };
    std::unique_ptr<FILE, int (*)(FILE*)> out(std::fopen(blobFile.c_str(), "wb"), std::fclose);
    if (!out) refuse();
    if (std::fwrite(blob.data(), 1, blob.size(), out.get()) != blob.size()) refuse();
    // A full disk can show up only here.
    if (std::fclose(out.release()) != 0) refuse();
}

} // namespace sysmon
