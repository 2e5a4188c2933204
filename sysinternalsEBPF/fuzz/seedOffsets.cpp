// SPDX-License-Identifier: MIT
//
// usage: seedOffsets FOLDER
//
// Makes a folder of seeds for each fuzz target.
#include "embeddedFiles.h"
#include "offsetsConf.h"
#include "syntheticBtf.h"

#include <filesystem>
#include <fstream>
#include <span>

using namespace sysinternals;

namespace {

void write(const std::filesystem::path& folder, const char* reader, std::span<const std::byte> seed)
{
    std::filesystem::create_directories(folder / reader);
    std::ofstream(folder / reader / "seed", std::ios::binary)
        .write(reinterpret_cast<const char*>(seed.data()), static_cast<long>(seed.size()));
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) return 2;
    Offsets offsets;
    for (const OffsetEntry& entry : offsetEntries())
        offsets.setByte(entry.id, static_cast<uint32_t>(entry.id) * 16);
    std::string conf = writeOffsetsConf(offsets, {"6.1", "#1"});
    constexpr std::string_view kDatabase =
        R"({"members":{"sock":["sk_protocol"]},"layouts":{"sock":[["497:8"]]},)"
        R"("kernels":{"6.1":{"#1":[0]}}})";
    constexpr std::string_view kFormat =
        "\tfield:char comm[16];\toffset:32;\tsize:16;\tsigned:0;\n";
    write(argv[1], "Btf", makeSyntheticBtf(offsets));
    write(argv[1], "Conf", std::as_bytes(std::span(conf)));
    write(argv[1], "Database", std::as_bytes(std::span(kDatabase)));
    write(argv[1], "Module", memoryDumpObject());
    write(argv[1], "TracepointFormat", std::as_bytes(std::span(kFormat)));
}
