// SPDX-License-Identifier: MIT
//
// What the running kernel lets the daemon do.
#pragma once

namespace sysmon::e2e {

/// Programs on its functions, by kprobe; all that take fentry programs have kprobes, too.
bool takesFunctionHooks();

/// Raw tracepoints, since 4.17: they see the calls of 32-bit programs, and need no tracefs.
bool hasRawTracepoints();

/// Whether it describes its own structures.
bool hasBtf();

/// Whether BPF programs may keep something with a socket: they are BTF-typed then.
bool remembersInSockets();

/// One ring that no processor has to itself, unless the environment asks for perf rings.
bool hasRingForAllProcessors();

/// The kernel's own number of a file on an overlay over several file systems is what stat() says.
bool numbersOverlaysAsStatDoes();

/// Maps and programs of BPF count against RLIMIT_MEMLOCK; since 5.11 against the memory cgroup.
bool countsBpfMemoryAsLocked();

} // namespace sysmon::e2e
