// SPDX-License-Identifier: MIT
//
// What the sensor asks a resolver, which is a process of its own, and what that answers. Both are
// the same program, so structs travel as they are: one question or answer in each message of a
// SOCK_SEQPACKET socket, the text behind the struct.
#pragma once

#include "hashAlgorithms.h"
#include "platform.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

namespace sysmon {

/// An address in network byte order; IPv4 as ::ffff:a.b.c.d.
using IpAddress = std::array<uint8_t, 16>;

enum class QuestionKind : uint32_t {
    HashOfExecuted, ///< path, file, processId, parentId, algorithms, maxBytes
    HashOfDeleted,  ///< path, file, processId, deletedUtcNs, algorithms, maxBytes
    HostName,       ///< address
    UserName,       ///< userId
    Services,       ///< nothing: lines "PORT PROTOCOL NAME"
};

struct QuestionFacts {
    uint64_t id = 0; ///< given by ResolverPool
    QuestionKind kind{};
    HashAlgorithms algorithms{};
    uint32_t userId = 0;
    uint32_t processId = 0;
    uint32_t parentId = 0;
    FileIdentity file{};
    uint64_t deletedUtcNs = 0;
    uint64_t maxBytes = 0; ///< larger files get no hash
    IpAddress address{};
};

struct Question {
    QuestionFacts facts;
    std::string path{};
};

struct AnswerFacts {
    uint64_t id = 0;
    /// Whether it is also true for the next who asks; the text follows.
    uint32_t lasts = 0;
    uint32_t reserved = 0;
};

inline constexpr size_t maxQuestionBytes = 64 * 1024;
inline constexpr size_t maxAnswerBytes = 128 * 1024;

/// In memory that a resolver shares with the sensor: whether it moves, and what it is at.
struct ResolverProgress {
    std::atomic<uint64_t> steps;
    std::atomic<uint64_t> question; ///< id; 0: none
};

/// The descriptors that a resolver begins with.
inline constexpr int resolverSocket = 3;
inline constexpr int resolverPage = 4;

} // namespace sysmon
