// SPDX-License-Identifier: MIT
//
// Run in a child before it executes the daemon: take away what it needs. Each ends the child if
// that is not possible.
#pragma once

namespace sysmon::e2e {

/// The user nobody, who may still read everything: the programs can lie in a private directory.
void becomeNobody();

/// No type information of the kernel (BTF), as with kernels that have none.
void hideBtf();

/// 64 KiB of locked memory, Linux's default for long, and no right to raise that.
void limitLockedMemory();

/// Neither tracefs nor debugfs is mounted, as in many containers; their mount points are there.
void unmountTracefs();

} // namespace sysmon::e2e
