// SPDX-License-Identifier: MIT
#pragma once

#include "handle.h"

#include <string>
#include <string_view>
#include <vector>

namespace sysinternals {

/// The processors of a list as the kernel writes them, "0-3,7"; throws Failure if it is none.
std::vector<int> parseProcessors(std::string_view list);

/// A list of processors that the kernel keeps, which may change. Their numbers need not be without
/// gaps.
class ProcessorList {
public:
    /// `name`: "online" are those that run programs now, "present" those that can without anybody
    /// opening the machine.
    explicit ProcessorList(const std::string& name);

    /// Reads the list. Whether it is another one than the last time.
    bool hasChanged();
    const std::vector<int>& processors() const { return processors_; }

private:
    std::string path_;
    FileDescriptor file_;
    std::string text_;
    std::vector<int> processors_;
};

std::vector<int> onlineProcessors();

/// How many numbers present processors have, gaps included.
size_t processorNumbers();

} // namespace sysinternals
