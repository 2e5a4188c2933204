// SPDX-License-Identifier: MIT
#include "hashAlgorithms.h"

#include "error.h"
#include "fileHashes.h"
#include "hashTexts.h"
#include "linuxHelpers.h"
#include "temporaryFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <string>

namespace sysmon {
namespace {

using test::md5OfAbc;
using test::sha1OfAbc;
using test::sha256OfAbc;
using testing::HasSubstr;

TEST(HashAlgorithms, NamesAndOrder)
{
    const test::TemporaryFolder folder;
    const std::string path = folder.file("abc", "abc");
    const auto hashBy = [&](const char* list) {
        const UniqueFd file(open(path.c_str(), O_RDONLY));
        return hashFile(file.get(), parseHashAlgorithms(list));
    };
    EXPECT_EQ(hashBy(""), sha256OfAbc);
    EXPECT_EQ(hashBy("sha256, md5,SHA1"),
              std::string(sha1OfAbc) + ',' + md5OfAbc + ',' + sha256OfAbc);
    EXPECT_EQ(hashBy("*"), hashBy("SHA1,MD5,SHA256"));
    EXPECT_EQ(hashBy("MD5,IMPHASH"), md5OfAbc);
    EXPECT_EQ(hashBy("imphash"), "");
}

TEST(HashAlgorithms, UnknownNameIsRefused)
{
    try {
        parseHashAlgorithms("SHA1,SHA3");
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("unknown hash algorithm 'SHA3'"));
    }
}

TEST(HashLimit, IsANumberOfMebibytes)
{
    EXPECT_EQ(parseHashLimit(""), 256U << 20);
    EXPECT_EQ(parseHashLimit("1"), 1U << 20);
    EXPECT_EQ(parseHashLimit("1048576"), 1ULL << 40);
    for (const char* bad : {"0", "-1", "1048577", "12k", "x", " 1"})
        EXPECT_THROW(parseHashLimit(bad), UsageError) << bad;
}

} // namespace
} // namespace sysmon
