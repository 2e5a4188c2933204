// SPDX-License-Identifier: MIT
#include "xml.h"

#include "encoding.h"
#include "error.h"
#include "problems.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include <utility>

namespace sysmon {

namespace {

struct FreeParser {
    void operator()(xmlParserCtxt* parser) const { xmlFreeParserCtxt(parser); }
};

struct FreeXmlText {
    void operator()(xmlChar* text) const { xmlFree(text); }
};
using XmlText = std::unique_ptr<xmlChar, FreeXmlText>;

std::string stringOf(const xmlChar* text)
{
    return text ? reinterpret_cast<const char*>(text) : "";
}

/// What the parser's callbacks share.
struct ParseState {
    Problems& problems;
    int skippedLines;
    xmlParserCtxt* parser;
    int levels = 0;
    bool refused = false;     ///< parsing was stopped on purpose
    bool badEncoding = false; ///< told already

    int line() const { return parser->input ? parser->input->line + skippedLines : 0; }
};

ParseState& stateOf(void* parser)
{
    return *static_cast<ParseState*>(static_cast<xmlParserCtxt*>(parser)->_private);
}

void refuse(void* context, const char* element, const std::string& reason)
{
    ParseState& state = stateOf(context);
    state.problems.add(state.line(), element, reason);
    state.refused = true;
    xmlStopParser(state.parser);
}

void refuseDoctype(void* context, const xmlChar*, const xmlChar*, const xmlChar*)
{
    refuse(context, "<!DOCTYPE>",
           "not accepted: the schema is known by its version, and no "
           "entities are read from files");
}

void startElement(void* context, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri,
                  int namespaceCount, const xmlChar** namespaces, int attributeCount,
                  int defaultedCount, const xmlChar** attributes)
{
    if (++stateOf(context).levels > mostXmlLevels) {
        refuse(context, stringOf(name).c_str(),
               "more than " + std::to_string(mostXmlLevels) + " nested elements");
        return;
    }
    xmlSAX2StartElementNs(context, name, prefix, uri, namespaceCount, namespaces, attributeCount,
                          defaultedCount, attributes);
}

void endElement(void* context, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri)
{
    stateOf(context).levels--;
    xmlSAX2EndElementNs(context, name, prefix, uri);
}

std::string firstLine(const char* message)
{
    const std::string_view text = message ? message : "not well-formed";
    return std::string(text.substr(0, text.find('\n')));
}

void report(ParseState& state, const xmlError& error)
{
    if (state.refused || error.level < XML_ERR_ERROR) return;
    if (error.domain != XML_FROM_I18N && error.domain != XML_FROM_IO)
        return state.problems.add(error.line + state.skippedLines, "", firstLine(error.message));
    // The converter works ahead of the parser, so there is no line, and says it several times.
    if (!std::exchange(state.badEncoding, true))
        state.problems.add(0, "",
                           "not valid in the encoding that it names: " + firstLine(error.message));
}

/// Takes what libxml2 has to say on this thread, so that none of it is printed.
class ErrorCapture {
public:
    explicit ErrorCapture(ParseState& state)
    {
        // Generic, because later versions of libxml2 hand over a pointer to const.
        xmlSetStructuredErrorFunc(&state, [](void* data, auto* error) {
            report(*static_cast<ParseState*>(data), *error);
        });
    }
    ~ErrorCapture() { xmlSetStructuredErrorFunc(nullptr, nullptr); }
    ErrorCapture(const ErrorCapture&) = delete;
    ErrorCapture& operator=(const ErrorCapture&) = delete;
};

void installHandlers(ParseState& state)
{
    state.parser->_private = &state;
    state.parser->sax->internalSubset = refuseDoctype;
    state.parser->sax->startElementNs = startElement;
    state.parser->sax->endElementNs = endElement;
}

} // namespace

int ParsedXml::lineOf(const xmlNode* node) const
{
    return static_cast<int>(xmlGetLineNo(node)) + skippedLines;
}

ParsedXml parseXml(std::string_view bytes, Problems& problems)
{
    const ConfigurationText decoded = decodeConfiguration(bytes);
    ParsedXml parsed{.document = nullptr, .skippedLines = decoded.skippedLines};
    if (decoded.text.empty()) {
        problems.add(0, "", "empty; a configuration starts with <Sysmon schemaversion=\"4.90\">");
        return parsed;
    }
    const std::unique_ptr<xmlParserCtxt, FreeParser> parser(xmlNewParserCtxt());
    if (!parser) throw EnvironmentError("libxml2 has no memory for a parser");
    ParseState state{
        .problems = problems, .skippedLines = decoded.skippedLines, .parser = parser.get()};
    installHandlers(state);
    const ErrorCapture capture(state);
    // Values may be as long as the file, hence HUGE; levels are limited above.
    const int options = XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_BIG_LINES |
                        (decoded.isUtf8 ? XML_PARSE_IGNORE_ENC : 0);
    parsed.document.reset(xmlCtxtReadMemory(parser.get(), decoded.text.data(),
                                            static_cast<int>(decoded.text.size()), nullptr, nullptr,
                                            options));
    if (state.refused) parsed.document.reset();
    if (!parsed.document && problems.empty()) problems.add(0, "", "not well-formed XML");
    return parsed;
}

std::optional<std::string> attributeOf(const xmlNode* node, const char* name)
{
    const XmlText value(xmlGetNoNsProp(node, reinterpret_cast<const xmlChar*>(name)));
    if (!value) return std::nullopt;
    return stringOf(value.get());
}

std::string textOf(const xmlNode* node)
{
    return stringOf(XmlText(xmlNodeGetContent(node)).get());
}

std::string_view nameOf(const xmlNode* node)
{
    return node->name ? reinterpret_cast<const char*>(node->name) : "";
}

const xmlNode* firstElement(const xmlNode* node)
{
    return xmlFirstElementChild(const_cast<xmlNode*>(node));
}

const xmlNode* nextElement(const xmlNode* node)
{
    return xmlNextElementSibling(const_cast<xmlNode*>(node));
}

} // namespace sysmon
