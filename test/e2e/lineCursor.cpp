// SPDX-License-Identifier: MIT
#include "lineCursor.h"

#include "eventLine.h"
#include "printable.h"

namespace sysmon::e2e {

namespace {

struct Reference {
    std::string_view written;
    char character;
};

constexpr Reference references[] = {{"&amp;", '&'},  {"&lt;", '<'},    {"&gt;", '>'},
                                    {"&quot;", '"'}, {"&apos;", '\''}, {"&#9;", '\t'},
                                    {"&#10;", '\n'}, {"&#13;", '\r'},  {"&#127;", '\x7f'}};

const Reference* referenceAt(std::string_view text)
{
    for (const Reference& reference : references)
        if (text.starts_with(reference.written)) return &reference;
    return nullptr;
}

bool isRawAllowed(char character)
{
    // Log daemons rewrite control characters.
    return character != '<' && character != '>' && character != '\x7f' &&
           static_cast<unsigned char>(character) >= ' ';
}

} // namespace

bool unescape(std::string_view text, std::string& ret_text)
{
    std::string plain;
    while (!text.empty()) {
        size_t size = 1;
        if (text[0] == '&') {
            const Reference* reference = referenceAt(text);
            if (!reference) return false;
            plain += reference->character;
            size = reference->written.size();
        } else {
            if (!isRawAllowed(text[0])) return false;
            plain += text[0];
        }
        text.remove_prefix(size);
    }
    ret_text = std::move(plain);
    return true;
}

void LineCursor::expect(std::string_view literal)
{
    if (!isAt(literal)) fail("expected " + std::string(literal));
    at_ += literal.size();
}

std::string LineCursor::text(char end)
{
    const size_t length = line_.substr(at_).find(end);
    if (length == std::string_view::npos) fail(std::string("no ") + end + " to come");
    std::string plain;
    if (!unescape(line_.substr(at_, length), plain)) fail("text that is not escaped as it must be");
    at_ += length;
    return plain;
}

void LineCursor::expectEnd()
{
    if (at_ != line_.size()) fail("expected the end of the line");
}

void LineCursor::fail(const std::string& problem) const
{
    constexpr size_t shown = 80;
    throw LineError(problem + " at byte " + std::to_string(at_) +
                    ", where there is: " + printable(line_.substr(at_), shown));
}

} // namespace sysmon::e2e
