// SPDX-License-Identifier: MIT
//
// libxml2 finds the elements that break the DTD; what is said about them is worked out here, since
// its own messages name neither the child that is wrong nor its line.
#include "error.h"
#include "problems.h"
#include "schema.h"
#include "xml.h"
#include "xmlModel.h"

#include <libxml/parser.h>
#include <libxml/valid.h>
#include <libxml/xmlerror.h>

#include <algorithm>
#include <set>

namespace sysmon {

namespace {

struct FreeDtd {
    void operator()(xmlDtd* dtd) const { xmlFreeDtd(dtd); }
};

struct FreeValidation {
    void operator()(xmlValidCtxt* validation) const { xmlFreeValidCtxt(validation); }
};

bool isBlank(const xmlNode* text)
{
    return textOf(text).find_first_not_of(" \t\r\n") == std::string::npos;
}

class Validator {
public:
    Validator(const ParsedXml& xml, const Schema& schema, Problems& problems)
        : xml_(xml), schema_(schema), model_(xmlModel(schema)), problems_(problems)
    {
    }

    void run();

private:
    static void onError(void* validator, const char* format, ...);
    void explain(const xmlNode* node, const char* message);
    void explainChildren(const xmlNode* node, const ElementModel& model);
    void explainAttributes(const xmlNode* node, const ElementModel& model);
    void explainElement(const xmlNode* child, const xmlNode* parent, const ElementModel& model);
    std::string newerSchema(std::string_view element);
    void add(const xmlNode* at, std::string_view element, const std::string& reason);

    const ParsedXml& xml_;
    const Schema& schema_;
    const XmlModel model_;
    Problems& problems_;
    std::set<const xmlNode*> explained_;
    std::map<std::string, uint32_t, std::less<>> newer_; ///< element to the version it came with
    bool found_ = false; ///< something to say about the node at hand
};

void Validator::run()
{
    const std::string text = dtd(model_);
    // The buffer belongs to the DTD parser once it is handed over.
    const std::unique_ptr<xmlDtd, FreeDtd> parsedDtd(
        xmlIOParseDTD(nullptr,
                      xmlParserInputBufferCreateMem(text.data(), static_cast<int>(text.size()),
                                                    XML_CHAR_ENCODING_UTF8),
                      XML_CHAR_ENCODING_UTF8));
    const std::unique_ptr<xmlValidCtxt, FreeValidation> validation(xmlNewValidCtxt());
    if (!parsedDtd || !validation) throw EnvironmentError("libxml2 cannot set up the schema's DTD");
    // Said of itself, a document would have white space between elements count as text.
    xml_.document->standalone = 0;
    validation->userData = this;
    validation->error = onError;
    xmlValidateDtd(validation.get(), xml_.document.get(), parsedDtd.get());
}

void Validator::onError(void* validator, const char*, ...)
{
    const auto* error = xmlGetLastError();
    static_cast<Validator*>(validator)->explain(static_cast<const xmlNode*>(error->node),
                                                error->message);
}

void Validator::explain(const xmlNode* node, const char* message)
{
    if (!node || node->type != XML_ELEMENT_NODE) node = xmlDocGetRootElement(xml_.document.get());
    if (!explained_.insert(node).second) return;
    const auto model = model_.find(nameOf(node));
    // An unknown element is reported at its parent.
    if (model == model_.end() && node->parent && model_.contains(nameOf(node->parent))) return;
    found_ = false;
    if (model != model_.end()) {
        explainChildren(node, model->second);
        explainAttributes(node, model->second);
    }
    if (found_) return;
    const std::string_view text = message ? message : "does not follow the schema";
    add(node, nameOf(node), std::string(text.substr(0, text.find('\n'))));
}

void Validator::explainChildren(const xmlNode* node, const ElementModel& model)
{
    for (const xmlNode* child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            explainElement(child, node, model);
        } else if ((child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) &&
                   (model.content == Content::Nothing ||
                    (model.content == Content::Elements && !isBlank(child)))) {
            add(child, nameOf(node),
                model.content == Content::Nothing
                    ? "holds text; it has to be empty"
                    : "holds text; expected elements: " + joined(model.children));
        }
    }
}

void Validator::explainElement(const xmlNode* child, const xmlNode* parent,
                               const ElementModel& model)
{
    const std::string_view name = nameOf(child);
    if (model.content == Content::Elements && contains(model.children, name)) return;
    if (problems_.full()) return add(child, name, ""); // only counted
    const std::string where = "not accepted inside " + std::string(nameOf(parent));
    if (model.content != Content::Elements)
        add(child, name,
            where + (model.content == Content::Text ? "; expected text only"
                                                    : ", which has to be empty"));
    else
        add(child, name, where + newerSchema(name) + "; expected " + joined(model.children));
}

std::string Validator::newerSchema(std::string_view element)
{
    if (newer_.empty()) {
        for (const Schema& schema : schemas()) {
            if (schema.version <= schema_.version) break;
            for (const auto& [name, unused] : xmlModel(schema))
                newer_[name] = schema.version;
        }
    }
    const auto since = newer_.find(element);
    if (since == newer_.end() || model_.contains(element)) return "";
    return " (it needs schemaversion " + versionText(since->second) + ")";
}

void Validator::explainAttributes(const xmlNode* node, const ElementModel& model)
{
    WordList names;
    for (const AttributeModel& attribute : model.attributes) {
        names.push_back(attribute.name);
        const std::optional<std::string> value = attributeOf(node, attribute.name.c_str());
        if (!value && attribute.required)
            add(node, nameOf(node),
                "attribute " + attribute.name + " is missing; expected " +
                    (attribute.values.empty() ? "a text" : joined(attribute.values)));
        if (value && !attribute.values.empty() && !contains(attribute.values, *value))
            add(node, nameOf(node),
                attribute.name + "=\"" + *value + "\"; expected " + joined(attribute.values));
    }
    for (const xmlAttr* attribute = node->properties; attribute; attribute = attribute->next) {
        const std::string name = reinterpret_cast<const char*>(attribute->name);
        if (attribute->ns || !contains(names, name))
            add(node, nameOf(node),
                "unknown attribute " + name + "; expected " +
                    (names.empty() ? "none" : joined(names)));
    }
    if (node->nsDef) add(node, nameOf(node), "a namespace is declared; configurations have none");
}

void Validator::add(const xmlNode* at, std::string_view element, const std::string& reason)
{
    found_ = true;
    problems_.add(xml_.lineOf(at), element, reason);
}

} // namespace

void validateXml(const ParsedXml& xml, const Schema& schema, Problems& problems)
{
    Validator(xml, schema, problems).run();
}

} // namespace sysmon
