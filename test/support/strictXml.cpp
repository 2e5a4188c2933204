// SPDX-License-Identifier: MIT
#include "strictXml.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

#include <memory>
#include <stdexcept>

namespace sysmon::test {

namespace {

using Document = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>;

std::string text(xmlChar* owned)
{
    std::string copy = owned ? reinterpret_cast<const char*>(owned) : "";
    xmlFree(owned);
    return copy;
}

Document parse(std::string_view line)
{
    xmlResetLastError();
    Document document(xmlReadMemory(line.data(), static_cast<int>(line.size()), "event", "UTF-8",
                                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
                      xmlFreeDoc);
    const xmlError* error = xmlGetLastError();
    if (!document || error)
        throw std::runtime_error(std::string("libxml2: ") +
                                 (error ? error->message : "no document"));
    return document;
}

bool isNamed(const xmlNode* node, const char* name)
{
    return node->type == XML_ELEMENT_NODE && xmlStrEqual(node->name, BAD_CAST name);
}

const xmlNode* child(const xmlNode* parent, const char* name)
{
    for (const xmlNode* node = parent->children; node; node = node->next)
        if (isNamed(node, name)) return node;
    throw std::runtime_error(std::string("libxml2 sees no ") + name);
}

} // namespace

NamedTexts readDataElements(std::string_view line)
{
    const Document document = parse(line);
    NamedTexts fields;
    const xmlNode* data = child(xmlDocGetRootElement(document.get()), "EventData");
    for (xmlNode* node = data->children; node; node = node->next)
        fields.emplace_back(text(xmlGetProp(node, BAD_CAST "Name")), text(xmlNodeGetContent(node)));
    return fields;
}

std::string readText(std::string_view escaped)
{
    const Document document = parse("<text>" + std::string(escaped) + "</text>");
    return text(xmlNodeGetContent(xmlDocGetRootElement(document.get())));
}

} // namespace sysmon::test
