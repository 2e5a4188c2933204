// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

namespace sysmon::e2e {

/// Stops a process (SIGSTOP) and waits until it has stopped. Throws if it does not.
void stopProcess(pid_t process);

} // namespace sysmon::e2e
