// SPDX-License-Identifier: MIT
//
// Encodings of XML, by reading configurations in them.
#include "encoding.h"

#include "configurationTrial.h"
#include "utf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sysmon::test {
namespace {

using ::testing::HasSubstr;

/// A text in the units of an encoding.
std::string encoded(const std::string& text, size_t unitSize, bool bigEndian, bool marked)
{
    std::string bytes;
    std::u16string units = toUtf16(text);
    if (marked) units.insert(units.begin(), u'\xfeff');
    for (const char16_t unit : units)
        for (size_t i = 0; i < unitSize; i++) {
            const size_t shift = 8 * (bigEndian ? unitSize - 1 - i : i);
            bytes += static_cast<char>(shift < 16 ? unit >> shift : 0);
        }
    return bytes;
}

TEST(Encodings, AllAreRead)
{
    const std::string text = configurationOf(
        "<ProcessCreate onmatch=\"include\"><Image name=\"\xc3\xa9\">/bin/\xc3\xa9</Image>"
        "</ProcessCreate>");
    const std::vector<std::byte> expected = load(text).blob;
    const std::string declared = "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + text;
    for (const size_t size : {2, 4})
        for (const bool big : {false, true})
            for (const bool marked : {false, true}) {
                EXPECT_EQ(load(encoded(text, size, big, marked)).blob, expected)
                    << size << big << marked;
                EXPECT_EQ(load(encoded(" \r\n" + text, size, big, marked)).blob, expected);
                EXPECT_EQ(load(encoded(declared, size, big, marked)).blob, expected);
            }
    EXPECT_EQ(load("\xef\xbb\xbf" + text).blob, expected);
    EXPECT_EQ(load("\xef\xbb\xbf \n<?xml version=\"1.0\"?>" + text).blob, expected);
    EXPECT_EQ(load("<?xml version=\"1.0\" encoding=\"utf-8\"?>" + text).blob, expected);
    EXPECT_EQ(load(std::string(100'000, ' ') + "<?xml version=\"1.0\"?>" + text).blob, expected);
    std::string latin1 = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + text;
    for (size_t at; (at = latin1.find("\xc3\xa9")) != latin1.npos;)
        latin1.replace(at, 2, "\xe9");
    EXPECT_EQ(load(latin1).blob, expected);
}

TEST(Encodings, WrongOnesAreRefused)
{
    const std::string text = configurationOf(someRules);
    EXPECT_THAT(refusal("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + text),
                HasSubstr("labelled UTF-16"));
    EXPECT_THAT(refusal("<?xml version=\"1.0\" encoding=\"x-nope\"?>" + text), HasSubstr("x-nope"));
    EXPECT_THAT(refusalOfRules("<ProcessCreate onmatch=\"include\"><Image>\xe9</Image>"
                               "</ProcessCreate>"),
                HasSubstr("file.xml:3: Input is not proper UTF-8"));
    EXPECT_THAT(refusal(encoded(text, 2, false, true) + "x"), HasSubstr("not valid UTF-16LE"));
    EXPECT_THAT(refusal(encoded(text, 4, true, true) + std::string("\x7f\0\0\0", 4)),
                HasSubstr("not valid UTF-32BE"));
    EXPECT_THAT(refusal("\xff\xfe"), HasSubstr("empty"));
    testing::internal::CaptureStderr();
    EXPECT_THAT(refusal("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?>\n" +
                        configurationOf("<ProcessCreate onmatch=\"include\"><Image>\x83\xff"
                                        "</Image></ProcessCreate>")),
                HasSubstr("file.xml: not valid in the encoding that it names: "));
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(Encodings, LinesCountFromTheFilesFirst)
{
    EXPECT_THAT(refusal(encoded("\n\n" + configurationOf("<Nonsense/>"), 2, true, true)),
                HasSubstr("file.xml:5: Nonsense"));
}

} // namespace
} // namespace sysmon::test
