// SPDX-License-Identifier: MIT
#include "journal.h"

#include "error.h"
#include "linuxHelpers.h"
#include "printableText.h"

#include <cerrno>
#include <string_view>
#include <systemd/sd-journal.h>

namespace sysmon::view {

namespace {

/// Functions of sd-journal return a negative errno.
int must(int result, const std::string& what)
{
    if (result < 0) throw EnvironmentError("cannot " + what + ": " + errorText(-result));
    return result;
}

} // namespace

void Journal::Close::operator()(sd_journal* journal) const
{
    sd_journal_close(journal);
}

Journal::Journal(const std::string& directory)
{
    sd_journal* journal = nullptr;
    if (directory.empty())
        must(sd_journal_open(&journal, SD_JOURNAL_LOCAL_ONLY), "open the journal");
    else
        must(sd_journal_open_directory(&journal, directory.c_str(), 0),
             "open the journal in " + printable(directory));
    journal_.reset(journal);
    // Without the descriptor sd_journal_process() does not learn of new files, after a rotation.
    must(sd_journal_get_fd(journal), "watch the journal");
    // An event may be larger than what is handed out by default.
    must(sd_journal_set_data_threshold(journal, 0), "read whole messages of the journal");
    for (const char* const match : {"SYSLOG_IDENTIFIER=sysmon", "_UID=0"})
        must(sd_journal_add_match(journal, match, 0), "search the journal");
}

bool Journal::next(std::string& ret_message)
{
    constexpr std::string_view field = "MESSAGE";
    while (must(sd_journal_next(journal_.get()), "read the journal") > 0) {
        const void* data = nullptr;
        size_t size = 0;
        const int result = sd_journal_get_data(journal_.get(), field.data(), &data, &size);
        // An entry without a message, or damaged: the next one.
        if (result == -ENOENT || result == -EBADMSG) continue;
        must(result, "read a message of the journal");
        ret_message.assign(static_cast<const char*>(data), size).erase(0, field.size() + 1);
        return true;
    }
    return false;
}

bool Journal::changed()
{
    return must(sd_journal_process(journal_.get()), "check the journal for more") != SD_JOURNAL_NOP;
}

} // namespace sysmon::view
