// SPDX-License-Identifier: MIT
#include "outputjson.h"

#include "jsonLine.h"

namespace sysmon {

void FormatJsonString(Event& event, const EventSystem& system, std::string& ret_line)
{
    encodeJson(event, system, ret_line);
}

} // namespace sysmon
