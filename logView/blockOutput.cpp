// SPDX-License-Identifier: MIT
#include "blockOutput.h"

#include "error.h"
#include "linuxHelpers.h"

#include <cerrno>
#include <string_view>
#include <unistd.h>

namespace sysmon::view {

void BlockOutput::add(std::string block)
{
    if (!latest_) {
        text_ += block;
        return;
    }
    held_.push_back(std::move(block));
    if (held_.size() > *latest_) held_.pop_front();
}

void BlockOutput::endOfPresent()
{
    for (const std::string& block : held_)
        text_ += block;
    held_.clear();
    latest_.reset();
}

void BlockOutput::flush()
{
    std::string_view left = text_;
    while (!left.empty()) {
        const ssize_t size = write(descriptor_, left.data(), left.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0)
            throw EnvironmentError("cannot write to standard output: " + errorText(errno));
        left.remove_prefix(static_cast<size_t>(size));
    }
    text_.clear();
}

} // namespace sysmon::view
