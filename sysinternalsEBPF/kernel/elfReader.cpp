// SPDX-License-Identifier: MIT
#include "elfReader.h"

#include "failure.h"
#include "handle.h"

#include <cerrno>
#include <cstring>
#include <elf.h>
#include <fcntl.h>

namespace sysinternals {

namespace {

[[noreturn]] void refuse(const std::string& origin, const char* why)
{
    throw Failure(TELEMETRY_BAD_ARGUMENT,
                  "cannot read " + origin + " as an ELF file: " + why + ".");
}

template <typename T>
T copyAt(std::span<const std::byte> bytes, uint64_t offset, const std::string& origin)
{
    if (offset > bytes.size() || sizeof(T) > bytes.size() - offset) refuse(origin, "it is cut off");
    T value;
    memcpy(&value, bytes.data() + offset, sizeof(value));
    return value;
}

std::span<const std::byte> contentOf(std::span<const std::byte> bytes, const Elf64_Shdr& section,
                                     const std::string& origin)
{
    if (section.sh_type == SHT_NOBITS || section.sh_type == SHT_NULL) return {};
    if (section.sh_offset > bytes.size() || section.sh_size > bytes.size() - section.sh_offset)
        refuse(origin, "a section lies outside of it");
    return bytes.subspan(section.sh_offset, section.sh_size);
}

std::string_view nameAt(std::span<const std::byte> names, uint32_t offset,
                        const std::string& origin)
{
    if (names.empty() || names.back() != std::byte{0} || offset >= names.size())
        refuse(origin, "the name of a section lies outside of it");
    return reinterpret_cast<const char*>(names.data() + offset);
}

} // namespace

bool isElf(std::span<const std::byte> bytes)
{
    return bytes.size() >= SELFMAG && memcmp(bytes.data(), ELFMAG, SELFMAG) == 0;
}

std::vector<ElfSection> readElfSections(std::span<const std::byte> bytes, const std::string& origin)
{
    if (!isElf(bytes)) refuse(origin, "it does not start with the magic number of ELF");
    auto header = copyAt<Elf64_Ehdr>(bytes, 0, origin);
    if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB ||
        header.e_shentsize != sizeof(Elf64_Shdr))
        refuse(origin, "it is not for a little-endian 64-bit machine");

    auto sectionAt = [&](uint64_t index) {
        uint64_t offset = header.e_shoff + index * sizeof(Elf64_Shdr);
        if (offset < header.e_shoff) refuse(origin, "it is cut off");
        return copyAt<Elf64_Shdr>(bytes, offset, origin);
    };
    std::vector<ElfSection> sections;
    if (header.e_shnum == 0) return sections;
    auto names = contentOf(bytes, sectionAt(header.e_shstrndx), origin);
    for (uint64_t i = 1; i < header.e_shnum; i++) {
        Elf64_Shdr section = sectionAt(i);
        auto content = contentOf(bytes, section, origin);
        if (!content.empty()) sections.push_back({nameAt(names, section.sh_name, origin), content});
    }
    return sections;
}

std::optional<ElfSection> findElfSection(std::span<const std::byte> bytes, std::string_view name,
                                         const std::string& origin)
{
    for (const ElfSection& section : readElfSections(bytes, origin))
        if (section.name == name) return section;
    return std::nullopt;
}

std::vector<std::byte> readFile(const std::string& path)
{
    FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0)
        throw Failure(TELEMETRY_SYSTEM_ERROR, "cannot open " + path + ": " + errnoText(errno));
    // Files of /sys and /proc do not know their size.
    std::vector<std::byte> content;
    size_t used = 0;
    for (;;) {
        if (content.size() - used < (1u << 20)) content.resize(content.size() * 2 + (1u << 20));
        ssize_t got = read(file.get(), content.data() + used, content.size() - used);
        if (got < 0)
            throw Failure(TELEMETRY_SYSTEM_ERROR, "cannot read " + path + ": " + errnoText(errno));
        if (got == 0) break;
        used += static_cast<size_t>(got);
    }
    content.resize(used);
    return content;
}

} // namespace sysinternals
