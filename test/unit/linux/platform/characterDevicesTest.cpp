// SPDX-License-Identifier: MIT
#include "characterDevices.h"

#include "temporaryFolder.h"

#include <gtest/gtest.h>

namespace sysmon {
namespace {

constexpr const char* devices = "Character devices:\n"
                                "  1 mem\n"
                                "  4 /dev/vc/0\n"
                                "239 bsg\n"
                                "240 nvme-generic\n"
                                "241 nvme\n"
                                "242 dax\n"
                                "254 gpiochip\n"
                                "\n"
                                "Block devices:\n"
                                "243 nvme\n"
                                "259 blkext\n";

TEST(CharacterDevices, AreRawByTheNameOfTheirNumber)
{
    const test::TemporaryFolder folder;
    CharacterDevices found(folder.file("devices", devices));
    for (const uint32_t major : {239U, 240U, 241U, 242U})
        EXPECT_TRUE(found.isRaw(major)) << major;
    for (const uint32_t major : {1U, 4U, 254U, 243U, 259U, 500U})
        EXPECT_FALSE(found.isRaw(major)) << major;
}

TEST(CharacterDevices, OfModulesThatAreLoadedLaterAreFoundAtOnce)
{
    const test::TemporaryFolder folder;
    CharacterDevices found(folder.file("devices", "Character devices:\n  1 mem\n\n"));
    EXPECT_FALSE(found.isRaw(241));
    folder.file("devices", devices);
    EXPECT_TRUE(found.isRaw(241));
}

TEST(CharacterDevices, OfThisMachineCanBeRead)
{
    CharacterDevices found;
    EXPECT_FALSE(found.isRaw(1));
    CharacterDevices none("/nonexistent");
    EXPECT_FALSE(none.isRaw(241));
}

} // namespace
} // namespace sysmon
