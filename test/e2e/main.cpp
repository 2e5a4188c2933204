// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdio>

int main(int argc, char** argv)
{
    ::testing::InitGoogleTest(&argc, argv);
    if (geteuid() != 0)
        fputs("\n*** NOT ROOT: the end-to-end tests that start the daemon are SKIPPED ***\n\n",
              stderr);
    return RUN_ALL_TESTS();
}
