// SPDX-License-Identifier: MIT
#include "privilege.h"

#include <gtest/gtest.h>

using namespace sysinternals;

namespace {

TEST(Privilege, ReadsTheLockdownThatIsActive)
{
    EXPECT_EQ(activeLockdown("none integrity [confidentiality]\n"), "confidentiality");
    EXPECT_EQ(activeLockdown("none [integrity] confidentiality\n"), "integrity");
    EXPECT_EQ(activeLockdown("[none] integrity confidentiality\n"), "");
    EXPECT_EQ(activeLockdown(""), "");
}

} // namespace
