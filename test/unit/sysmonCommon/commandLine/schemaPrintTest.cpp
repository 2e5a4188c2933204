// SPDX-License-Identifier: MIT
#include "schemaPrint.h"

#include "commandLine.h"
#include "schema.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace sysmon {
namespace {

TEST(PrintSchema, PrintsTheVersionThatIsAskedFor)
{
    std::ostringstream current;
    printSchema("", current);
    EXPECT_EQ(current.str().rfind("<manifest schemaversion=\"4.90\"", 0), 0u);
    EXPECT_NE(current.str().find("name=\"BpfProgramName\""), std::string::npos);

    std::ostringstream older;
    printSchema("4.00", older);
    EXPECT_EQ(older.str().rfind("<manifest schemaversion=\"4.00\"", 0), 0u);
    EXPECT_EQ(older.str().find("ParentUser"), std::string::npos);

    std::ostringstream all;
    printSchema("all", all);
    for (const Schema& schema : schemas())
        EXPECT_NE(all.str().find("schemaversion=\"" + versionText(schema.version)),
                  std::string::npos);
}

TEST(PrintSchema, NamesTheKnownVersions)
{
    std::ostringstream out;
    try {
        printSchema("4.91", out);
        FAIL() << "accepted";
    } catch (const UsageError& error) {
        EXPECT_NE(std::string(error.what()).find("4.81"), std::string::npos) << error.what();
    }
    EXPECT_EQ(out.str(), "");
}

} // namespace
} // namespace sysmon
