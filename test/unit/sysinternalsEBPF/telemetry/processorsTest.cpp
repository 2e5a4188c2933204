// SPDX-License-Identifier: MIT
#include "processors.h"
#include "failure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

using namespace sysinternals;
using testing::ElementsAre;

namespace {

TEST(Processors, AreListedAsTheKernelWritesThem)
{
    EXPECT_THAT(parseProcessors("0\n"), ElementsAre(0));
    EXPECT_THAT(parseProcessors("0-3,7,10-11\n"), ElementsAre(0, 1, 2, 3, 7, 10, 11));
}

TEST(Processors, WhatIsNoListIsRefused)
{
    for (const char* list : {"", "\n", "a", "3-1", "0-", "0,", "-1", "1 2", "0-3x", "99999999999"})
        EXPECT_THROW(parseProcessors(list), Failure) << list;
}

TEST(Processors, OfThisMachineAreThere)
{
    EXPECT_EQ(onlineProcessors().size(), static_cast<size_t>(sysconf(_SC_NPROCESSORS_ONLN)));
    EXPECT_GE(processorNumbers(), onlineProcessors().size());
    ProcessorList list("online");
    EXPECT_FALSE(list.hasChanged());
    EXPECT_THROW(ProcessorList("noSuchList"), Failure);
}

} // namespace
