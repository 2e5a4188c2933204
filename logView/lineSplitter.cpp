// SPDX-License-Identifier: MIT
#include "lineSplitter.h"

namespace sysmon::view {

void LineSplitter::add(std::string_view bytes, const TakeLine& take)
{
    for (size_t end; (end = bytes.find('\n')) != bytes.npos; bytes.remove_prefix(end + 1)) {
        keep(bytes.substr(0, end));
        finish(take);
    }
    keep(bytes);
}

void LineSplitter::end(const TakeLine& take)
{
    if (!begun_.empty()) finish(take);
    number_ = 0;
}

void LineSplitter::keep(std::string_view bytes)
{
    const size_t room = mostLineBytes - begun_.size();
    tooLong_ = tooLong_ || bytes.size() > room;
    begun_ += bytes.substr(0, room);
}

void LineSplitter::finish(const TakeLine& take)
{
    take({begun_, ++number_, tooLong_});
    begun_.clear();
    tooLong_ = false;
}

} // namespace sysmon::view
