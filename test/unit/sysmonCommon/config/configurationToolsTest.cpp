// SPDX-License-Identifier: MIT
//
// -validate, -compile, -replay and the dump.
#include "configurationTools.h"
#include "configurationDump.h"
#include "ruleTrial.h"
#include "sharedData.h"
#include "temporaryFolder.h"

#include "configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <sstream>

namespace sysmon::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

/// A file that lives as long as the test.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& content = "")
        : path_(folder_.file("config.xml", content))
    {
    }

    std::string path() const { return path_; }

private:
    TemporaryFolder folder_;
    std::string path_;
};

std::string dump(const Configuration& configuration)
{
    std::ostringstream out;
    dumpConfiguration(configuration, out);
    return out.str();
}

TEST(Dump, HasTheKnownLayout)
{
    Configuration configuration = loadConfiguration(
        configurationOf("<RuleGroup groupRelation=\"or\"><ProcessCreate onmatch=\"include\">"
                        "<Rule groupRelation=\"and\" name=\"ruleAND\">"
                        "<Image condition=\"end with\">/true</Image>"
                        "<CommandLine condition=\"contains\">Alpha</CommandLine></Rule>"
                        "<Image>/bin/ls</Image></ProcessCreate></RuleGroup>",
                        "4.81"),
        "dump");
    configuration.hashAlgorithms = "SHA256";
    configuration.fieldSizes = "CommandLine:100,Image:20";
    EXPECT_EQ(dump(configuration),
              " - HashingAlgorithms:             SHA256\n"
              " - Field Sizes:                   CommandLine:100,Image:20\n"
              "\n"
              "Rule configuration (version 4.81):\n"
              " - ProcessCreate                      onmatch: include   combine rules using 'Or'\n"
              "\tCompound Rule ruleAND   combine using And\n"
              "\t    Image                          filter: end with     value: '/true'\n"
              "\t    CommandLine                    filter: contains     value: 'Alpha'\n"
              "\tImage                          filter: is           value: '/bin/ls'\n");
}

TEST(Dump, ShowsNames)
{
    const Configuration configuration = loadConfiguration(
        configurationOf("<RuleGroup groupRelation=\"and\" name=\"group\">"
                        "<FileCreate onmatch=\"exclude\"><Image>a</Image><Rule name=\"rule\">"
                        "<Image>b</Image><User name=\"own\">c</User></Rule></FileCreate>"
                        "</RuleGroup>"),
        "dump");
    EXPECT_THAT(dump(configuration),
                AllOf(HasSubstr(" - FileCreate                         onmatch: exclude   combine "
                                "rules using 'And'\n"),
                      HasSubstr("value: 'a'   name: 'group'\n\tCompound Rule rule   combine "
                                "using Or\n"),
                      HasSubstr("value: 'b'\n"), HasSubstr("value: 'c'   name: 'own'\n")));
}

TEST(Dump, SaysWhenThereAreNoRules)
{
    EXPECT_EQ(dump({}), " - HashingAlgorithms:             SHA256\n"
                        " - Field Sizes:                   -\n"
                        "\n"
                        "No rules installed\n");
}

struct Validation {
    bool good;
    std::string out;
    std::string errors;
};

/// A system that produces more than this one does today.
constexpr std::array<uint16_t, 8> produced = {eventId::CreateProcess,    eventId::NetworkConnect,
                                              eventId::ProcessTerminate, eventId::RawaccessRead,
                                              eventId::AccessProcess,    eventId::FileCreate,
                                              eventId::FileDelete,       eventId::EbpfEvent};

Validation validate(const std::string& rules)
{
    const TemporaryFile file(configurationOf(rules));
    const std::string path = file.path();
    std::ostringstream out;
    std::ostringstream errors;
    const bool good = validateConfigurations(std::span(&path, 1), out, errors, produced);
    std::string text = out.str();
    for (size_t at; (at = text.find(path)) != text.npos;)
        text.replace(at, path.size(), "FILE");
    return {good, text, errors.str()};
}

TEST(Validate, SaysWhatWillBeLogged)
{
    const Validation result =
        validate("<ProcessCreate onmatch=\"include\"><Image>/bin/a</Image></ProcessCreate>"
                 "<ProcessCreate onmatch=\"exclude\"><User>x</User><User>y</User></ProcessCreate>"
                 "<FileCreate onmatch=\"exclude\"/>"
                 "<FileDelete onmatch=\"exclude\"><Image>/bin/a</Image></FileDelete>"
                 "<NetworkConnect onmatch=\"include\"/>"
                 "<RawAccessRead onmatch=\"exclude\"/><RawAccessRead onmatch=\"exclude\"/>");
    EXPECT_TRUE(result.good);
    EXPECT_EQ(result.out,
              "FILE: valid, schema 4.90, logs\n"
              "  ProcessCreate       only what 1 rule includes, without what 2 rules exclude\n"
              "  NetworkConnect      nothing: no rule includes anything\n"
              "  ProcessTerminate    everything (no rules: the schema's default)\n"
              "  RawAccessRead       nothing: with several onmatch=\"exclude\" elements and no "
              "onmatch=\"include\" rule, what none of them matches is excluded, too\n"
              "  ProcessAccess       nothing (no rules: the schema's default)\n"
              "  FileCreate          everything\n"
              "  FileDelete          everything but what 1 rule excludes\n"
              "  eBPFEvent           nothing (no rules: the schema's default)\n");
    EXPECT_THAT(result.errors, IsEmpty());
}

TEST(Validate, TellsEveryErrorOfEveryFile)
{
    const TemporaryFile bad(configurationOf("<Nonsense/>\n<ProcessCreate/>"));
    const TemporaryFile good(configurationOf("<FileCreate onmatch=\"include\"/>"));
    const std::vector<std::string> files = {bad.path(), "/nowhere", good.path()};
    std::ostringstream out;
    std::ostringstream errors;
    EXPECT_FALSE(validateConfigurations(files, out, errors));
    EXPECT_THAT(errors.str(),
                AllOf(StartsWith(bad.path() + ":3: Nonsense: "),
                      HasSubstr("\n" + bad.path() + ":4: ProcessCreate: attribute onmatch"),
                      HasSubstr("\n/nowhere: cannot be opened")));
    EXPECT_THAT(out.str(), StartsWith(good.path() + ": valid"));
}

/// The warnings about rules inside <ProcessCreate onmatch="include"> of an OR group, each rule on a
/// line of its own from line 4 on.
std::string warningsAbout(const std::vector<std::string>& rules)
{
    std::string text = "<RuleGroup groupRelation=\"or\"><ProcessCreate onmatch=\"include\">\n";
    for (const std::string& rule : rules)
        text += rule + "\n";
    const std::string out = validate(text + "</ProcessCreate></RuleGroup>").out;
    const size_t first = out.find("FILE:", 1);
    return first == out.npos ? "" : out.substr(first);
}

TEST(Warnings, EventsThatDoNotHappenHere)
{
    EXPECT_THAT(validate("<FileCreate onmatch=\"include\"/>\n<DnsQuery onmatch=\"include\"/>").out,
                HasSubstr("FILE:4: warning: DnsQuery: this event does not happen on this system"));
}

TEST(Warnings, WindowsPaths)
{
    const std::string text = "is a path on Windows; it never matches here";
    EXPECT_THAT(warningsAbout({"<Image condition=\"begin with\">C:\\Windows\\</Image>"}),
                AllOf(StartsWith("FILE:4: warning: Image: \"C:\\Windows\\\" "), HasSubstr(text)));
    EXPECT_THAT(warningsAbout({"<Image condition=\"contains any\">c:\\a;d:\\b</Image>"}),
                HasSubstr(text));
    EXPECT_THAT(warningsAbout({"<Rule><CommandLine condition=\"contains all\">x;D:\\</CommandLine>"
                               "</Rule>"}),
                HasSubstr(text));
    for (const char* fine :
         {"<Image condition=\"contains any\">/a;d:\\b</Image>",
          "<Image condition=\"excludes\">C:\\</Image>", "<Image>https:\\x</Image>",
          "<Image>\\Windows\\</Image>", "<Image>/mnt/c:/x</Image>"})
        EXPECT_EQ(warningsAbout({fine}), "") << fine;
}

TEST(Warnings, EmptyItems)
{
    EXPECT_THAT(warningsAbout({"<Image condition=\"is any\">a;</Image>"}),
                HasSubstr("FILE:4: warning: Image: the empty item of the list \"a;\" is ignored"));
}

struct Pair {
    const char* earlier;
    const char* later;
    bool shadowed;
};

void PrintTo(const Pair& pair, std::ostream* out)
{
    *out << pair.earlier << " before " << pair.later;
}

class Shadows : public testing::TestWithParam<Pair> {};

TEST_P(Shadows, AreFound)
{
    const auto& [earlier, later, shadowed] = GetParam();
    EXPECT_EQ(warningsAbout({earlier, later}),
              shadowed ? "FILE:5: warning: " +
                             std::string(std::string_view(later).starts_with("<Rule") ? "Rule"
                                                                                      : "Image") +
                             ": never decides: the rule in line 4 is tried before it and matches "
                             "whenever it would\n"
                       : "");
}

constexpr const char* is = "<Image>/bin/abc</Image>";
constexpr const char* contains = "<Image condition=\"contains\">BIN</Image>";
constexpr const char* begins = "<Image condition=\"begin with\">/bin/</Image>";
constexpr const char* ends = "<Image condition=\"end with\">c</Image>";
constexpr const char* image = "<Image condition=\"image\">abc</Image>";
constexpr const char* both = "<Rule groupRelation=\"and\"><Image>/bin/abc</Image>"
                             "<User>x</User></Rule>";
constexpr const char* either = "<Rule><Image>/bin/abc</Image><Image>/bin/b</Image></Rule>";

INSTANTIATE_TEST_SUITE_P(
    OfOneFilter, Shadows,
    testing::Values(Pair{is, is, true}, Pair{contains, is, true}, Pair{begins, is, true},
                    Pair{ends, is, true}, Pair{image, is, true}, Pair{is, contains, false},
                    Pair{contains, begins, true}, Pair{begins, contains, false},
                    Pair{ends, image, true}, Pair{begins, image, false}, Pair{image, ends, false},
                    Pair{contains, "<Image condition=\"contains\">/binary</Image>", true},
                    Pair{contains, "<User condition=\"contains\">bin</User>", false},
                    Pair{contains, "<Image condition=\"excludes\">bin</Image>", false},
                    Pair{contains, both, true}, Pair{both, is, false}, Pair{begins, either, true},
                    Pair{ends, either, false}, Pair{either, both, true},
                    Pair{contains, "<Image condition=\"is any\">/bin/a;/usr/b</Image>", false},
                    Pair{contains, "<Image condition=\"is any\">/bin/a;/bin/b</Image>", true},
                    Pair{contains, "<Image condition=\"contains all\">x;/bin/b</Image>", true},
                    Pair{"<Image condition=\"contains any\">x;bin</Image>", is, true},
                    Pair{"<Image condition=\"contains all\">x;bin</Image>", is, false}));

TEST(Warnings, ShadowsFallAcrossElementsInTheOrderOfTrying)
{
    EXPECT_THAT(
        validate("<ProcessCreate onmatch=\"include\"><Image>/bin/abc</Image></ProcessCreate>"
                 "\n<ProcessCreate onmatch=\"exclude\"><Image condition=\"image\">abc"
                 "</Image></ProcessCreate>")
            .out,
        HasSubstr("FILE:3: warning: Image: never decides: the rule in line 4"));
    EXPECT_THAT(validate("<RuleGroup groupRelation=\"and\"><ProcessCreate onmatch=\"include\">"
                         "<Image>/bin/abc</Image><User>x</User><Image>/bin/abc</Image>"
                         "</ProcessCreate></RuleGroup>")
                    .out,
                Not(HasSubstr("warning")));
}

TEST(Warnings, TakeNoLongerThanALargeFileHasRules)
{
    std::string nested; // each value contains all the ones before
    for (size_t length = 1; length < 4000; length++)
        nested += "<Image condition=\"contains\">" + std::string(length, 'a') + "</Image>";
    EXPECT_THAT(warningsAbout({nested}), HasSubstr("more"));
    std::string many;
    for (int i = 0; i < 200'000; i++)
        many += "<ProcessCreate onmatch=\"include\"/>";
    EXPECT_TRUE(validate(many).good);
}

TEST(Compile, WritesTheBlob)
{
    const TemporaryFile source(configurationOf("<FileCreate onmatch=\"include\"/>"));
    const TemporaryFile target;
    compileConfiguration(source.path(), target.path());
    const Configuration configuration = loadConfigurationFile(source.path());
    const std::string written = readFile(target.path());
    EXPECT_TRUE(std::ranges::equal(std::as_bytes(std::span(written)), configuration.blob));
    EXPECT_THROW(compileConfiguration(source.path(), "/nowhere/rules.bin"), Error);
    EXPECT_THROW(compileConfiguration("/nowhere", target.path()), ConfigurationError);
}

TEST(Replay, DecidesEachLine)
{
    const TemporaryFile file(configurationOf(
        "<ProcessCreate onmatch=\"include\"><Image name=\"a&#9;b\">/bin/&lt;x&gt;</Image>"
        "</ProcessCreate>"));
    std::istringstream events(
        "Nov 22 vm sysmon: <Event><System><EventID>1</EventID></System><EventData>"
        "<Data Name=\"Image\">/bin/&lt;x&#62;</Data></EventData></Event>\n"
        "something else\n"
        "<Event><System><EventID>1</EventID></System></Event>\n"
        "<Event><System><EventID>250</EventID></System></Event>\n"
        "<Event><System><EventID>5</EventID></System></Event>\n"
        "vm sysmon: {\"Event\":{\"System\":{\"EventID\":1},"
        "\"EventData\":{\"Image\":\"/bin/<x>\"}}}\n"
        "{\"Event\":{\"System\":{\"EventID\":1},\"EventData\":{\"Image\":\"/bin/");
    std::ostringstream out;
    std::ostringstream summary;
    replayEvents(file.path(), events, out, summary);
    EXPECT_EQ(out.str(), "1\tinclude\ta\\tb\n3\texclude\t-\n5\tinclude\t-\n6\tinclude\ta\\tb\n");
    EXPECT_EQ(summary.str(), "Process Create (1)\tinclude\ta\\tb\t2\n"
                             "Process Create (1)\texclude\t-\t1\n"
                             "Process terminated (5)\tinclude\t-\t1\n"
                             "lines without an event\t\t\t3\n");
    EXPECT_THROW(replayEvents("/nowhere", events, out, summary), ConfigurationError);
}

} // namespace
} // namespace sysmon::test
