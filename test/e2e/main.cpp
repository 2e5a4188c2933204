// SPDX-License-Identifier: MIT
#include "scenario.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace {

/// Such scenarios are no tests here, so that nothing but this line would tell of them.
void nameWhatIsLeftOut()
{
    std::string names;
    for (const sysmon::e2e::Scenario& scenario : sysmon::e2e::unplayableScenarios())
        names += std::string(" ") + scenario.actor;
    if (names.empty()) return;
    fprintf(stderr,
            "\n*** LEFT OUT, since this kernel takes no programs on its functions, has no raw "
            "tracepoints or no BTF (the virtual machines of test/vm play them):%s ***\n\n",
            names.c_str());
}

/// One that is closed would be given to a pipe of a child, which then could not inherit it.
void openStandardDescriptors()
{
    int file;
    do {
        file = open("/dev/null", O_RDWR);
    } while (file >= 0 && file <= STDERR_FILENO);
    if (file >= 0) close(file);
}

} // namespace

int main(int argc, char** argv)
{
    openStandardDescriptors();
    ::testing::InitGoogleTest(&argc, argv);
    if (geteuid() != 0)
        fputs("\n*** NOT ROOT: the end-to-end tests that start the daemon are SKIPPED ***\n\n",
              stderr);
    nameWhatIsLeftOut();
    return RUN_ALL_TESTS();
}
