// SPDX-License-Identifier: MIT
#pragma once

#include "offsets.h"

#include <string>
#include <string_view>

namespace sysinternals {

/// A kernel as `uname -r` and `uname -v` name it: together they name one build.
struct KernelName {
    std::string release;
    std::string version;

    bool operator==(const KernelName&) const = default;
};

KernelName runningKernel();

/// sysinternalsEBPF_offsets.conf: lines "name = value", and comments that start with "#". The names
/// `kernel` and `version` say which kernel it is for, every other one is an entry of the list with
/// the value that placeText() writes.
std::string writeOffsetsConf(const Offsets& offsets, const KernelName& kernel);

/// Reads one; `origin` names it in errors. A conf without `kernel` is for every kernel, one for
/// another kernel is refused. Throws Failure that names the line.
Offsets readOffsetsConf(std::string_view text, const std::string& origin, const KernelName& kernel);

} // namespace sysinternals
