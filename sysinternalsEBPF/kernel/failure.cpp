// SPDX-License-Identifier: MIT
#include "failure.h"

#include <system_error>

namespace sysinternals {

std::string errnoText(int error)
{
    return std::error_code(error, std::generic_category()).message() + " (" +
           std::to_string(error) + ")";
}

} // namespace sysinternals
