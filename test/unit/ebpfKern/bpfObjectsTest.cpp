// SPDX-License-Identifier: MIT
//
// What the verifiers of old kernels refuse, found in the objects without any kernel: so that a
// change that breaks 4.15 fails wherever it is made.
#include "telemetryPrograms.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>

#include <algorithm>
#include <map>
#include <memory>
#include <ostream>
#include <set>
#include <span>
#include <string>
#include <vector>

/// For GoogleTest's messages and the names of ctest.
static void PrintTo(const telemetryObject& object, std::ostream* out)
{
    *out << object.file;
}

namespace {

constexpr uint64_t kernel(uint64_t major, uint64_t minor)
{
    return TELEMETRY_KERNEL(major, minor, 0);
}

constexpr uint64_t kFunctionCalls = kernel(4, 16);
constexpr uint64_t kRawTracepoints = kernel(4, 17);
constexpr uint64_t kJumps32 = kernel(5, 1);
constexpr uint64_t kLongPrograms = kernel(5, 2);
constexpr uint64_t kGlobalData = kernel(5, 2);
constexpr uint64_t kLoops = kernel(5, 3);
constexpr uint64_t kBtfTracepoints = kernel(5, 5);
constexpr uint64_t kVerifiedOnce = kernel(5, 6);
constexpr uint64_t kJumpsAndCalls = kernel(5, 10);
constexpr uint64_t kAtomicResults = kernel(5, 12);

constexpr size_t kOldProgramLimit = 4096;
constexpr uint32_t kPerCpuValueLimit = 32 * 1024;

/// The first kernel that has a helper for programs at tracepoints.
const std::map<int, uint64_t> kHelpers = {
    {BPF_FUNC_map_lookup_elem, kernel(4, 15)},
    {BPF_FUNC_map_update_elem, kernel(4, 15)},
    {BPF_FUNC_map_delete_elem, kernel(4, 15)},
    {BPF_FUNC_probe_read, kernel(4, 15)},
    {BPF_FUNC_ktime_get_ns, kernel(4, 15)},
    {BPF_FUNC_trace_printk, kernel(4, 15)},
    {BPF_FUNC_get_smp_processor_id, kernel(4, 15)},
    {BPF_FUNC_tail_call, kernel(4, 15)},
    {BPF_FUNC_get_current_pid_tgid, kernel(4, 15)},
    {BPF_FUNC_get_current_uid_gid, kernel(4, 15)},
    {BPF_FUNC_get_current_comm, kernel(4, 15)},
    {BPF_FUNC_perf_event_output, kernel(4, 15)},
    {BPF_FUNC_get_current_task, kernel(4, 15)},
    {BPF_FUNC_probe_read_str, kernel(4, 15)},
    {BPF_FUNC_get_current_cgroup_id, kernel(4, 18)},
    // libbpf replaces these by the two above where the kernel lacks them.
    {BPF_FUNC_probe_read_user, kernel(4, 15)},
    {BPF_FUNC_probe_read_kernel, kernel(4, 15)},
    {BPF_FUNC_probe_read_user_str, kernel(4, 15)},
    {BPF_FUNC_probe_read_kernel_str, kernel(4, 15)},
    // Asked for by a relocation that leaves them out where they are missing.
    {BPF_FUNC_get_current_task_btf, kBtfTracepoints},
    {BPF_FUNC_map_push_elem, kernel(5, 2)}, // for programs of these kinds
    {BPF_FUNC_map_pop_elem, kernel(5, 2)},
    // Called where the library says that there is the ring buffer (TELEMETRY_RING_SECTION), to
    // which the verifiers of the kernels before 5.8 listen.
    {BPF_FUNC_ringbuf_output, kVerifiedOnce},
    {BPF_FUNC_ringbuf_query, kVerifiedOnce},
    {BPF_FUNC_task_storage_get, kVerifiedOnce}, // likewise (TELEMETRY_FORM_SECTION), from 5.13 on
    {BPF_FUNC_task_pt_regs, kBtfTracepoints},
    {BPF_FUNC_get_func_ret, kBtfTracepoints},
    // Of BTF-typed programs since 5.11: another form does the work where they are refused.
    {BPF_FUNC_sk_storage_get, kBtfTracepoints},
    {BPF_FUNC_sk_storage_delete, kBtfTracepoints},
};

/// The first kernel that has a kind of map.
const std::map<int, uint64_t> kMapTypes = {
    {BPF_MAP_TYPE_HASH, kernel(4, 15)},         {BPF_MAP_TYPE_ARRAY, kernel(4, 15)},
    {BPF_MAP_TYPE_PROG_ARRAY, kernel(4, 15)},   {BPF_MAP_TYPE_PERF_EVENT_ARRAY, kernel(4, 15)},
    {BPF_MAP_TYPE_PERCPU_ARRAY, kernel(4, 15)}, {BPF_MAP_TYPE_LRU_HASH, kernel(4, 15)},
    {BPF_MAP_TYPE_STACK, kernel(4, 20)},        {BPF_MAP_TYPE_SK_STORAGE, kernel(5, 2)},
    {BPF_MAP_TYPE_RINGBUF, kVerifiedOnce}, // as above
    {BPF_MAP_TYPE_TASK_STORAGE, kVerifiedOnce},
};

struct ObjectClose {
    void operator()(bpf_object* object) const { bpf_object__close(object); }
};
using Object = std::unique_ptr<bpf_object, ObjectClose>;

using Instructions = std::span<const bpf_insn>;

bool isJump(const bpf_insn& instruction)
{
    int kind = BPF_CLASS(instruction.code);
    return (kind == BPF_JMP || kind == BPF_JMP32) && BPF_OP(instruction.code) != BPF_CALL &&
           BPF_OP(instruction.code) != BPF_EXIT;
}

bool isCall(const bpf_insn& instruction)
{
    return instruction.code == (BPF_JMP | BPF_CALL);
}

bool callsHelper(const bpf_insn& instruction)
{
    return isCall(instruction) && instruction.src_reg == 0;
}

bool callsFunction(const bpf_insn& instruction)
{
    return isCall(instruction) && instruction.src_reg == BPF_PSEUDO_CALL;
}

bool isWide(const bpf_insn& instruction)
{
    return instruction.code == (BPF_LD | BPF_IMM | BPF_DW);
}

std::vector<size_t> successors(Instructions program, size_t at)
{
    const bpf_insn& instruction = program[at];
    if (instruction.code == (BPF_JMP | BPF_EXIT)) return {};
    size_t next = at + (isWide(instruction) ? 2 : 1);
    if (!isJump(instruction)) return {next};
    size_t target = static_cast<size_t>(static_cast<int64_t>(at) + 1 + instruction.off);
    if (BPF_OP(instruction.code) == BPF_JA) return {target};
    return {next, target};
}

/// As the verifier looks for loops: a way back to an instruction that the present way came through.
bool hasLoop(Instructions program)
{
    enum State : char { Unseen, OnTheWay, Done };
    std::vector<State> states(program.size(), Unseen);
    std::vector<std::pair<size_t, size_t>> way{{0, 0}}; // instruction, successors followed
    states[0] = OnTheWay;
    while (!way.empty()) {
        auto& [at, followed] = way.back();
        std::vector<size_t> ways = successors(program, at);
        if (followed == ways.size()) {
            states[at] = Done;
            way.pop_back();
            continue;
        }
        size_t next = ways[followed++];
        if (next >= program.size()) continue;
        if (states[next] == OnTheWay) return true;
        if (states[next] != Unseen) continue;
        states[next] = OnTheWay;
        way.push_back({next, 0});
    }
    return false;
}

bool any(Instructions program, bool (*what)(const bpf_insn&))
{
    return std::ranges::any_of(program, what);
}

class BpfObjects : public testing::TestWithParam<telemetryObject> {
protected:
    void SetUp() override
    {
        std::string path = std::string(BPF_OBJECTS) + "/" + GetParam().file;
        object_.reset(bpf_object__open_file(path.c_str(), nullptr));
        ASSERT_TRUE(object_) << path;
    }

    uint64_t oldest() const { return GetParam().fromKernel; }

    /// Programs that the library loads on the range's oldest kernel.
    std::map<std::string, Instructions> programs() const
    {
        std::map<std::string, Instructions> found;
        bpf_program* program = nullptr;
        bpf_object__for_each_program(program, object_.get())
        {
            if (bpf_program__type(program) == BPF_PROG_TYPE_TRACING && oldest() < kBtfTracepoints)
                continue;
            found[bpf_program__name(program)] = {bpf_program__insns(program),
                                                 bpf_program__insn_cnt(program)};
        }
        return found;
    }

    /// Older kernels have no such tracepoint, and do not miss the program that they refuse.
    bool isAtNewTracepoint(const std::string& program) const
    {
        const std::string section = bpf_program__section_name(
            bpf_object__find_program_by_name(object_.get(), program.c_str()));
        return section.ends_with("/sk_data_ready") || section.ends_with("/sock_recv_length"); // 6.3
    }

    Object object_;
};

std::string nameOfObject(const testing::TestParamInfo<telemetryObject>& info)
{
    std::string name;
    for (char each : std::string(info.param.file))
        name += isalnum(static_cast<unsigned char>(each)) ? each : '_';
    // Two ranges of kernels may share an object.
    uint64_t from = info.param.fromKernel;
    return name + "_from_" + std::to_string(from >> 32) + '_' + std::to_string(from >> 16 & 0xffff);
}

/// Those that also serve kernels older than that.
std::vector<telemetryObject> objectsBefore(uint64_t kernelVersion)
{
    std::vector<telemetryObject> found;
    for (const telemetryObject& object : sysmon::telemetryObjects())
        if (object.fromKernel < kernelVersion) found.push_back(object);
    return found;
}

/// A rule for old kernels is a suite of its own, made for the objects that serve such kernels.
#define INSTANTIATE_BEFORE(suite, kernelVersion)                                                   \
    INSTANTIATE_TEST_SUITE_P(All, suite, testing::ValuesIn(objectsBefore(kernelVersion)),          \
                             nameOfObject)

class BpfObjectsWithoutLoops : public BpfObjects {};
class BpfObjectsOfShortPrograms : public BpfObjects {};
class BpfObjectsWithoutCalls : public BpfObjects {};
class BpfObjectsOfJumpsOrCalls : public BpfObjects {};
class BpfObjectsOfClassicTracepoints : public BpfObjects {};

INSTANTIATE_BEFORE(BpfObjects, TELEMETRY_KERNEL_ANY);
INSTANTIATE_BEFORE(BpfObjectsWithoutLoops, kLoops);
INSTANTIATE_BEFORE(BpfObjectsOfShortPrograms, kLongPrograms);
INSTANTIATE_BEFORE(BpfObjectsWithoutCalls, kVerifiedOnce);
INSTANTIATE_BEFORE(BpfObjectsOfJumpsOrCalls, kJumpsAndCalls);
INSTANTIATE_BEFORE(BpfObjectsOfClassicTracepoints, kRawTracepoints);

TEST_P(BpfObjectsWithoutLoops, HaveNoneBefore53)
{
    for (const auto& [name, program] : programs())
        EXPECT_FALSE(hasLoop(program)) << name;
}

TEST_P(BpfObjectsOfShortPrograms, HaveNoLongOneBefore52)
{
    for (const auto& [name, program] : programs())
        EXPECT_LE(program.size(), kOldProgramLimit) << name;
}

TEST_P(BpfObjectsWithoutCalls, CallNoFunctionsThatWouldBeCheckedAgainAndAgain)
{
    for (const auto& [name, program] : programs())
        EXPECT_FALSE(any(program, callsFunction)) << name;
    static_assert(kFunctionCalls < kVerifiedOnce);
}

TEST_P(BpfObjectsOfJumpsOrCalls, DoNotJumpToProgramsFromOnesThatCallFunctions)
{
    for (const auto& [name, program] : programs()) {
        bool jumps = any(program, [](const bpf_insn& instruction) {
            return callsHelper(instruction) && instruction.imm == BPF_FUNC_tail_call;
        });
        EXPECT_FALSE(jumps && any(program, callsFunction)) << name;
    }
}

TEST_P(BpfObjects, CallOnlyHelpersOfTheirKernels)
{
    for (const auto& [name, program] : programs())
        for (const bpf_insn& instruction : program) {
            if (!callsHelper(instruction)) continue;
            auto helper = kHelpers.find(instruction.imm);
            ASSERT_NE(helper, kHelpers.end()) << name << " calls helper " << instruction.imm;
            EXPECT_LE(helper->second, oldest()) << name << " calls helper " << instruction.imm;
        }
}

TEST_P(BpfObjects, UseOnlyInstructionsOfTheirKernels)
{
    for (const auto& [name, program] : programs())
        for (const bpf_insn& instruction : program) {
            int kind = BPF_CLASS(instruction.code);
            if (oldest() < kJumps32) {
                EXPECT_NE(kind, BPF_JMP32) << name;
            }
            bool atomic = kind == BPF_STX && BPF_MODE(instruction.code) == BPF_ATOMIC;
            if (atomic && oldest() < kAtomicResults && !isAtNewTracepoint(name)) {
                EXPECT_EQ(instruction.imm, BPF_ADD) << name;
            }
        }
}

TEST_P(BpfObjects, UseOnlyMapsOfTheirKernels)
{
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object_.get())
    {
        const char* name = bpf_map__name(map);
        const auto type = kMapTypes.find(bpf_map__type(map));
        ASSERT_NE(type, kMapTypes.end()) << name;
        EXPECT_LE(type->second, oldest()) << name;
        if (oldest() < kGlobalData) {
            EXPECT_FALSE(bpf_map__is_internal(map)) << name;
        }
        if (bpf_map__type(map) == BPF_MAP_TYPE_PERCPU_ARRAY) {
            EXPECT_LE(bpf_map__value_size(map), kPerCpuValueLimit) << name;
        }
    }
}

TEST_P(BpfObjectsOfClassicTracepoints, UseNoRawOnesBefore417)
{
    bpf_program* program = nullptr;
    bpf_object__for_each_program(program, object_.get())
    {
        EXPECT_NE(bpf_program__type(program), BPF_PROG_TYPE_RAW_TRACEPOINT)
            << bpf_program__name(program);
    }
}

TEST(BpfObjectRanges, CoverEveryKernelOnce)
{
    std::map<uint64_t, uint64_t> ranges;
    for (const telemetryObject& object : sysmon::telemetryObjects())
        ranges[object.fromKernel] = object.beforeKernel;
    uint64_t next = kernel(4, 15);
    for (auto [from, before] : ranges) {
        EXPECT_EQ(from, next);
        next = before;
    }
    EXPECT_EQ(next, TELEMETRY_KERNEL_ANY);
}

/// Without this one the others could pass because they see nothing.
TEST(BpfObjectLoops, AreFound)
{
    bpf_insn exit{.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0};
    bpf_insn back{.code = BPF_JMP | BPF_JEQ, .dst_reg = 0, .src_reg = 0, .off = -1, .imm = 0};
    bpf_insn skip{.code = BPF_JMP | BPF_JEQ, .dst_reg = 0, .src_reg = 0, .off = 1, .imm = 0};
    std::vector<bpf_insn> looping{back, exit};
    std::vector<bpf_insn> straight{skip, exit, exit};
    EXPECT_TRUE(hasLoop(looping));
    EXPECT_FALSE(hasLoop(straight));
}

} // namespace
