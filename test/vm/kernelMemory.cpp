// SPDX-License-Identifier: MIT
//
// usage: kernelMemory FOLDER [MOST-MIB]
//
// Starts the telemetry library with Sysmon's programs, whose objects lie in FOLDER, and everything
// active, and prints what its rings and maps take of the kernel's memory. Exits with 1 if that is
// more than MOST-MIB.
#include "libsysinternalsEBPF.h"
#include "telemetryPrograms.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <linux/bpf.h>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>

namespace {

constexpr double kMiB = 1024.0 * 1024.0;

struct SessionClose {
    void operator()(telemetrySession* session) const { telemetryClose(session); }
};

/// "memlock" and the like of an open map; nothing if the descriptor is of something else.
std::optional<uint64_t> numberOfMap(const std::filesystem::path& description,
                                    const std::string& name)
{
    std::ifstream file(description);
    std::optional<uint64_t> number;
    bool isMap = false;
    for (std::string key, value; file >> key && std::getline(file, value);) {
        isMap |= key == "map_type:";
        if (key == name + ":") number = std::stoull(value);
    }
    return isMap ? number : std::nullopt;
}

bpf_map_info infoOf(int descriptor)
{
    bpf_map_info info{};
    uint32_t size = sizeof info;
    bpf_obj_get_info_by_fd(descriptor, &info, &size);
    return info;
}

uint64_t wholeWords(uint64_t bytes)
{
    return (bytes + 7) / 8 * 8;
}

/// What the kernel allocates at once. Kernels from 5.11 to 6.3 say less than that.
uint64_t leastBytesOf(const bpf_map_info& map)
{
    constexpr uint64_t kElement = 48 + 16; // struct htab_elem, and a bucket for each
    const uint64_t value = wholeWords(map.value_size);
    switch (map.type) {
    case BPF_MAP_TYPE_HASH:
    case BPF_MAP_TYPE_LRU_HASH:
        return map.max_entries * (kElement + wholeWords(map.key_size) + value);
    case BPF_MAP_TYPE_ARRAY:
        return map.max_entries * value;
    case BPF_MAP_TYPE_PERCPU_ARRAY:
        return map.max_entries * value * static_cast<uint64_t>(libbpf_num_possible_cpus());
    case BPF_MAP_TYPE_RINGBUF:
        return map.max_entries;
    default:
        return 0;
    }
}

struct OpenMap {
    bpf_map_info info;
    uint64_t bytes;
};

/// By id, since a map may be open more than once.
std::map<uint64_t, OpenMap> openMaps()
{
    std::map<uint64_t, OpenMap> maps;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fdinfo")) {
        const auto bytes = numberOfMap(entry.path(), "memlock");
        if (!bytes) continue;
        const bpf_map_info info = infoOf(std::stoi(entry.path().filename()));
        maps[info.id] = {info, std::max(*bytes, leastBytesOf(info))};
    }
    return maps;
}

void print(const std::string& name, uint64_t bytes)
{
    std::printf("%-24s %8.2f MiB\n", name.c_str(), static_cast<double>(bytes) / kMiB);
}

double printMemory(telemetrySession* session)
{
    uint64_t sum = 0;
    bool hasRingBuffer = false;
    for (const auto& [id, map] : openMaps()) {
        if (map.bytes >= 64u << 10) print(map.info.name, map.bytes);
        sum += map.bytes;
        hasRingBuffer |= map.info.type == BPF_MAP_TYPE_RINGBUF;
    }
    if (!hasRingBuffer) { // which is a map
        telemetryQueueState queue{};
        telemetryQueue(session, &queue);
        print("perf rings", queue.rings * queue.ringBytes);
        sum += queue.rings * queue.ringBytes;
    }
    std::printf("processors: %ld online, %d possible\n", sysconf(_SC_NPROCESSORS_ONLN),
                libbpf_num_possible_cpus());
    print("all rings and maps", sum);
    return static_cast<double>(sum) / kMiB;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2 || argc > 3) {
        std::fprintf(stderr, "usage: %s FOLDER [MOST-MIB]\n", argv[0]);
        return 2;
    }
    auto active = std::make_unique<bool[]>(TELEMETRY_MAX_CALLS);
    std::fill_n(active.get(), TELEMETRY_MAX_CALLS, true);
    telemetryConfiguration configuration{};
    configuration.folders = &argv[1];
    configuration.folderCount = 1;
    configuration.objects = sysmon::telemetryObjects().data();
    configuration.objectCount = sysmon::telemetryObjects().size();
    configuration.activeCalls = active.get();
    configuration.perfRings = std::getenv("SYSMON_PERF_RINGS") != nullptr;
    configuration.onEvent = [](void*, const telemetryRecord*) {};
    configuration.onMessage = [](void*, const char* text) { std::printf("%s\n", text); };

    telemetrySession* started = nullptr;
    if (telemetryStart(&configuration, &started) != TELEMETRY_OK) {
        std::printf("%s\n", telemetryErrorText());
        return 1;
    }
    const std::unique_ptr<telemetrySession, SessionClose> session(started);
    const double used = printMemory(session.get());
    if (argc == 2 || used <= std::atof(argv[2])) return 0;
    std::printf("that is more than %s MiB\n", argv[2]);
    return 1;
}
