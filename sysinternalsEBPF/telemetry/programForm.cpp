// SPDX-License-Identifier: MIT
#include "programForm.h"

#include "libbpfLog.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <linux/bpf.h>
#include <string_view>

namespace sysinternals {

namespace {

/// Then a map only has the notes for which the kernel refused storage.
constexpr uint32_t kNotesBesideStorage = 1024;

/// Of them the kernel keeps up to 128 free for each processor, where no other finds them.
constexpr size_t kNotesPerProcessor = 256;

} // namespace

bool kernelHasTaskStorage()
{
    const LibbpfLog log; // that it has none is no failure
    return libbpf_probe_bpf_map_type(BPF_MAP_TYPE_TASK_STORAGE, nullptr) > 0 &&
           libbpf_probe_bpf_helper(BPF_PROG_TYPE_KPROBE, BPF_FUNC_task_storage_get, nullptr) > 0;
}

void tellForm(bpf_object* object, const telemetryForm& form)
{
    bpf_map* told = bpf_object__find_map_by_name(object, TELEMETRY_FORM_SECTION);
    if (!told) return;
    bpf_map__set_initial_value(told, &form, sizeof(form));
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object)
    {
        if (bpf_map__type(map) == BPF_MAP_TYPE_TASK_STORAGE)
            bpf_map__set_autocreate(map, form.taskStorage);
    }
}

void sizeNotes(bpf_object* object, bool taskStorage, size_t processors)
{
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object)
    {
        if (!std::string_view(bpf_map__name(map)).starts_with(TELEMETRY_NOTES)) continue;
        const size_t least = bpf_map__max_entries(map);
        const size_t notes = taskStorage
                                 ? kNotesBesideStorage
                                 : std::max(least, std::bit_ceil(processors * kNotesPerProcessor));
        bpf_map__set_max_entries(map, static_cast<uint32_t>(notes));
    }
}

} // namespace sysinternals
