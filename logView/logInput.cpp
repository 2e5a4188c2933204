// SPDX-License-Identifier: MIT
#include "logInput.h"

namespace sysmon::view {

bool FileInput::read(const TakeLine& take)
{
    const std::string_view piece = file_.read();
    lines_.add(piece, take);
    return !piece.empty();
}

bool FileInput::renew(const TakeLine& take)
{
    if (!file_.renew()) return false;
    lines_.end(take);
    return true;
}

bool JournalInput::read(const TakeLine& take)
{
    constexpr int atOnce = 100;
    for (int i = 0; i < atOnce; ++i) {
        if (!journal_.next(message_)) return i > 0;
        take({message_, ++entries_, false});
    }
    return true;
}

bool JournalInput::renew(const TakeLine&)
{
    return journal_.changed();
}

} // namespace sysmon::view
