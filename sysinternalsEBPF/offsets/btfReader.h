// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sysinternals {

/// A member of a C structure as BTF describes it.
struct BtfMember {
    uint32_t bit;     ///< from the start of the structure that was asked for
    uint32_t bitSize; ///< of a bit field; 0: an ordinary member
    uint32_t type;    ///< behind modifiers and typedefs
};

/// Reads BTF (Documentation/bpf/btf.rst of the kernel) that nobody vouches for: everything is
/// checked before it is used. Looks structures up by name; copies nothing but the index.
class BtfReader {
public:
    /// `bytes` is raw BTF and must outlive the reader. Throws Failure, which names `origin`, if it
    /// is not BTF or is cut off.
    BtfReader(std::span<const std::byte> bytes, std::string origin);

    uint32_t typeCount() const { return static_cast<uint32_t>(typeOffsets_.size()); }
    /// The structure or union of that name; none if there is none.
    std::optional<uint32_t> findStruct(std::string_view name) const;
    /// Also finds members of unnamed structures and unions within.
    std::optional<BtfMember> findMember(uint32_t structure, std::string_view member) const;
    std::vector<std::string_view> memberNames(uint32_t structure) const;

    /// BTF_KIND_* of a type, and the name that it or, for a typedef, its target has.
    uint32_t kind(uint32_t type) const;
    std::string_view name(uint32_t type) const;
    /// Bytes of an integer, structure, pointer or array; 0 for anything else.
    uint32_t byteSize(uint32_t type) const;
    /// What remains of `type` without typedefs, const, volatile and tags.
    uint32_t stripped(uint32_t type) const;
    uint32_t pointee(uint32_t pointer) const;
    /// Follows the accessors of a CO-RE relocation from `type`; calls `visit` for each structure
    /// and member on the way. Throws Failure if they lead nowhere.
    void walkAccess(uint32_t type, std::string_view accessors,
                    const std::function<void(std::string_view structure, std::string_view member,
                                             uint32_t memberType)>& visit) const;
    std::string_view string(uint32_t offset) const;

private:
    struct Type {
        uint32_t name;
        uint32_t info;
        uint32_t sizeOrType;
    };
    struct Member {
        uint32_t name;
        uint32_t type;
        uint32_t offset;
    };
    struct Array {
        uint32_t type;
        uint32_t indexType;
        uint32_t elements;
    };

    void indexTypes();
    [[noreturn]] void refuse(const std::string& why) const;
    Type at(uint32_t type) const;
    Member memberAt(uint32_t structure, uint32_t index) const;
    Array arrayAt(uint32_t type) const;
    bool isComposite(uint32_t type) const;
    std::optional<BtfMember> findMemberWithin(uint32_t structure, std::string_view member,
                                              uint32_t baseBit, int depth) const;

    std::span<const std::byte> types_;
    std::span<const std::byte> strings_;
    std::string origin_;
    std::vector<uint32_t> typeOffsets_; ///< of types_; type id 1 is [0]
    std::unordered_map<std::string_view, uint32_t> structures_;
};

} // namespace sysinternals
