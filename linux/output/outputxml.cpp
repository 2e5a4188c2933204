// SPDX-License-Identifier: MIT
#include "outputxml.h"

#include "xmlLine.h"

namespace sysmon {

void FormatSyslogString(Event& event, const EventSystem& system, std::string& ret_line)
{
    encodeXml(event, system, ret_line);
}

} // namespace sysmon
