// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sysinternals {

struct ElfSection {
    std::string_view name;
    std::span<const std::byte> content;
};

/// Whether `bytes` begin as an ELF file does.
bool isElf(std::span<const std::byte> bytes);

/// The sections of a little-endian 64-bit ELF file that have content. Every number is checked.
/// Throws Failure that names `origin` if it is no such file or is cut off.
std::vector<ElfSection> readElfSections(std::span<const std::byte> bytes,
                                        const std::string& origin);

/// None if there is no section of that name.
std::optional<ElfSection> findElfSection(std::span<const std::byte> bytes, std::string_view name,
                                         const std::string& origin);

/// The content of a whole file. Throws Failure.
std::vector<std::byte> readFile(const std::string& path);

} // namespace sysinternals
