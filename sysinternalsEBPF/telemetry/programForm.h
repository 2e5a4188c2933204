// SPDX-License-Identifier: MIT
//
// What programs that serve kernels of several kinds are told before they are loaded: struct
// telemetryForm (telemetryRecord.h).
#pragma once

#include "telemetryRecord.h"

#include <bpf/libbpf.h>

#include <cstddef>

namespace sysinternals {

/// Whether programs on functions and tracepoints may keep values with a task (kernel 5.13). Tries
/// it.
bool kernelHasTaskStorage();

/// Writes `form` into an open object that is not loaded yet, and leaves out the maps that the
/// programs do not use then. An object without such a section stays as it is.
void tellForm(bpf_object* object, const telemetryForm& form);

/// Sizes the maps of notes by thread of an object that is not loaded yet, for so many processors.
void sizeNotes(bpf_object* object, bool taskStorage, size_t processors);

} // namespace sysinternals
