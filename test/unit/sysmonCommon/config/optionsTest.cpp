// SPDX-License-Identifier: MIT
#include "options.h"

#include "configurationTrial.h"
#include "ruleTrial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <utility>

namespace sysmon::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(Options, AreParsed)
{
    const Configuration configuration =
        load(withOption("<HashAlgorithms> md5,SHA256 </HashAlgorithms><DnsLookup>False</DnsLookup>"
                        "<FieldSizes>CommandLine:100, image:20</FieldSizes>"
                        "<ArchiveDirectory>Archive</ArchiveDirectory>"));
    EXPECT_EQ(configuration.hashAlgorithms, "md5,SHA256");
    EXPECT_FALSE(configuration.dnsLookup);
    EXPECT_EQ(configuration.fieldSizes, "CommandLine:100, image:20");
    EXPECT_THAT(configuration.fieldLimits,
                ElementsAre(Pair("CommandLine", 100), Pair("Image", 20)));
    EXPECT_EQ(configuration.archiveDirectory, "Archive");
    EXPECT_THAT(configuration.blob, IsEmpty());
    EXPECT_EQ(load(withOption("<HashAlgorithms>*</HashAlgorithms>")).hashAlgorithms, "*");
    EXPECT_TRUE(load(withOption("")).dnsLookup);
}

TEST(Options, BadValuesAreNamed)
{
    for (const auto& [option, reason] : std::initializer_list<std::pair<const char*, const char*>>{
             {"<HashAlgorithms>MD5,CRC</HashAlgorithms>",
              "file.xml:1: HashAlgorithms: unknown hash algorithm \"CRC\"; expected MD5"},
             {"<FieldSizes>Nonsense:3</FieldSizes>", "FieldSizes: unknown field \"Nonsense\""},
             {"<FieldSizes>Image:0</FieldSizes>", "the size \"0\" of Image"},
             {"<FieldSizes>Image:-1</FieldSizes>", "the size \"-1\" of Image"},
             {"<FieldSizes>Image:9x</FieldSizes>", "the size \"9x\" of Image"},
             {"<FieldSizes>Image</FieldSizes>", "\"Image\" is not of the form"},
             {"<DnsLookup>maybe</DnsLookup>", "\"maybe\" is neither True nor False"}})
        EXPECT_THAT(refusal(withOption(option)), HasSubstr(reason));
}

TEST(Options, ThatMakeRulesHaveAnElementToo)
{
    const CompiledRules rules =
        readBlob(load(withOption("<ProcessAccessConfig>sshd, agent</ProcessAccessConfig>"
                                 "<PipeMonitoringConfig> </PipeMonitoringConfig>"))
                     .blob);
    ASSERT_EQ(rules.events.size(), 1u);
    EXPECT_EQ(rules.events[0].id, eventId::AccessProcess);
    EXPECT_EQ(rules.events[0].filters.at(1).value, "agent");
    EXPECT_EQ(rules.events[0].filters.at(1).field, fields::AccessProcess::TargetImage);
    EXPECT_THAT(refusal(withOption("<OtherConfig>x</OtherConfig>")),
                HasSubstr("OtherConfig: not accepted inside Sysmon"));
}

} // namespace
} // namespace sysmon::test
