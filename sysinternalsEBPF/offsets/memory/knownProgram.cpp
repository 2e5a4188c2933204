// SPDX-License-Identifier: MIT
#include "knownProgram.h"

#include "failure.h"

#include <bpf/bpf.h>
#include <cerrno>
#include <vector>

namespace sysinternals {

namespace {

int load(bpf_prog_type type, const std::string& name, size_t instructions)
{
    const bpf_insn returnZero{BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0};
    std::vector<bpf_insn> code(instructions, returnZero);
    code.back() = {BPF_JMP | BPF_EXIT, 0, 0, 0, 0};
    int program =
        bpf_prog_load(type, name.c_str(), "Dual MIT/GPL", code.data(), code.size(), nullptr);
    if (program < 0)
        throw Failure(TELEMETRY_SYSTEM_ERROR,
                      "cannot load the BPF program " + name + ": " + errnoText(-program));
    return program;
}

uint32_t idOf(int program)
{
    bpf_prog_info info{};
    uint32_t bytes = sizeof(info);
    return bpf_obj_get_info_by_fd(program, &info, &bytes) == 0 ? info.id : 0;
}

} // namespace

KnownProgram::KnownProgram(bpf_prog_type type, const std::string& name, size_t instructions)
    : type_(type), name_(name), descriptor_(load(type, name, instructions)),
      id_(idOf(descriptor_.get()))
{
    if (id_ == 0)
        throw Failure(TELEMETRY_SYSTEM_ERROR,
                      "the kernel does not tell the number of the BPF program " + name + ": " +
                          errnoText(errno));
}

} // namespace sysinternals
