// SPDX-License-Identifier: MIT
#include "schemaPrint.h"

#include "error.h"
#include "schema.h"

#include <string>

namespace sysmon {

namespace {

std::string knownVersions()
{
    std::string known;
    for (const Schema& schema : schemas())
        known.append(known.empty() ? "" : ", ").append(versionText(schema.version));
    return known;
}

} // namespace

void printSchema(std::string_view version, std::ostream& out)
{
    bool found = false;
    for (const Schema& schema : schemas()) {
        bool wanted = version == "all" || version == versionText(schema.version) ||
                      (version.empty() && &schema == &currentSchema());
        if (wanted) out << schema.manifest << "\n";
        found |= wanted;
    }
    if (!found)
        throw UsageError("-s: unknown schema version '" + std::string(version) + "'; expected " +
                         knownVersions() + " or 'all'");
}

} // namespace sysmon
