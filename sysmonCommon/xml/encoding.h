// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace sysmon {

/// A configuration's text as the XML parser is to get it.
struct ConfigurationText {
    std::string text; ///< starts with what is not white space
    bool isUtf8;      ///< converted here or marked: an encoding that the text itself names is void
    int skippedLines; ///< above the text
};

/// Finds the encoding by byte order mark or, without one, by where the zero bytes lie; UTF-16 and
/// UTF-32 become UTF-8, anything else is left for the parser, which reads what the text itself
/// names. Leading white space goes, so that a declaration comes first. Throws ConfigurationError
/// that says what is not valid and where.
ConfigurationText decodeConfiguration(std::string_view bytes);

} // namespace sysmon
