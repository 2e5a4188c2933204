// SPDX-License-Identifier: MIT
//
// Hashes as events have them.
#pragma once

#include "fileHashes.h"

#include <chrono>
#include <string>
#include <utility>

namespace sysmon::test {

inline constexpr const char* sha1OfAbc = "SHA1=a9993e364706816aba3e25717850c26c9cd0d89d";
inline constexpr const char* md5OfAbc = "MD5=900150983cd24fb0d6963f7d28e17f72";
inline constexpr const char* sha256OfAbc =
    "SHA256=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/// Hashes that processes of this program make.
struct HashingProcesses {
    ResolverPool pool{{.program = runningProgram, .kind = "files"}};

    FileHashes hashes(size_t maxFiles = 8192)
    {
        return FileHashes([this](uint32_t user,
                                 Question question) { return pool.ask(user, std::move(question)); },
                          parseHashAlgorithms({}), maxFiles);
    }
};

/// The hashes as an event has them once they are there; "-" if there are none.
inline std::string hash(FileHashes& hashes, const auto& file)
{
    constexpr std::chrono::seconds longEnough{30};
    const DeferredTextPtr hash = hashes.hashes(file);
    const std::string* const text = hash->waitFor(longEnough);
    if (text == nullptr) return "never came";
    return text->empty() ? "-" : *text;
}

} // namespace sysmon::test
