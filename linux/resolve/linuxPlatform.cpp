// SPDX-License-Identifier: MIT
#include "linuxPlatform.h"

#include "pathResolver.h"
#include "pidNamespaces.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace sysmon {

namespace {

/// Name services take one question at a time, and may take their time for it.
ResolverPool::Options nameResolver(const char* kind, unsigned processes, const std::string& program,
                                   const ResolverPool::Calls& calls)
{
    return {.program = program,
            .kind = kind,
            .processes = processes,
            .atOnce = 1,
            .atOnceOfUser = 1,
            .passBy = std::chrono::seconds(30),
            .kill = std::chrono::seconds(30),
            .calls = calls};
}

/// The text of an answer, which keeps the whole.
DeferredTextPtr textOf(const std::shared_ptr<ResolverAnswer>& answer)
{
    return answer ? DeferredTextPtr(answer, &answer->text) : nullptr;
}

} // namespace

LinuxPlatform::LinuxPlatform(const ResolverPool::Calls& calls, const std::string& program)
    : files_(
          {.program = program, .kind = "files", .idle = std::chrono::minutes(10), .calls = calls}),
      hosts_(nameResolver("hosts", 4, program, calls)),
      accounts_(nameResolver("accounts", 2, program, calls)),
      users_([this](uint32_t userId, uint32_t) {
          return textOf(
              accounts_.ask(userId, {{.kind = QuestionKind::UserName, .userId = userId}}));
      }),
      services_([this] { return textOf(accounts_.ask(0, {{.kind = QuestionKind::Services}})); }),
      hashes_([this](uint32_t user, Question question) {
          return files_.ask(user, std::move(question));
      }),
      bootUtcNs_(readBootUtcNs()), machineId_(readMachineId())
{
}

void LinuxPlatform::prepare()
{
    constexpr std::chrono::seconds patience{1};
    // Whoever looks at files is there when the first program is executed: finds nothing yet.
    const DeferredTextPtr nothing = hashes_.hashes(ExecutedFile{});
    services_.prepare(patience);
    nothing->waitFor(patience);
}

void LinuxPlatform::addCacheSizes(std::vector<CacheStats>& ret_caches) const
{
    ret_caches.push_back(
        {.name = "user names", .entries = users_.size(), .limitEntries = UserNames::maxNames});
    ret_caches.push_back(
        {.name = "hashed files", .entries = hashes_.size(), .limitEntries = hashes_.maxFiles()});
    if (hostNames_)
        ret_caches.push_back({.name = "host names",
                              .entries = hostNames_->size(),
                              .limitEntries = HostNames::maxNames});
}

std::vector<ProcessFacts> LinuxPlatform::listProcesses()
{
    return processes_.listProcesses();
}

bool LinuxPlatform::readProcess(uint32_t processId, ProcessFacts& ret_facts)
{
    return processes_.readProcess(processId, ret_facts);
}

DeferredTextPtr LinuxPlatform::userName(uint32_t userId)
{
    return users_.name(userId);
}

std::string LinuxPlatform::serviceName(uint16_t port, std::string_view protocol)
{
    return services_.name(port, protocol);
}

DeferredTextPtr LinuxPlatform::hashes(const ExecutedFile& file)
{
    return hashes_.hashes(file);
}

DeferredTextPtr LinuxPlatform::hashes(const DeletedFile& file)
{
    return hashes_.hashes(file);
}

void LinuxPlatform::setHostNameLookup(bool enabled)
{
    if (enabled != static_cast<bool>(hostNames_))
        hostNames_ =
            !enabled
                ? nullptr
                : std::make_unique<HostNames>([this](const IpAddress& address, uint32_t userId) {
                      return textOf(hosts_.ask(
                          userId, {{.kind = QuestionKind::HostName, .address = address}}));
                  });
}

DeferredTextPtr LinuxPlatform::hostName(std::span<const uint8_t, 16> address, uint32_t userId)
{
    if (!hostNames_) return nullptr;
    IpAddress copy;
    std::ranges::copy(address, copy.begin());
    return hostNames_->name(copy, userId);
}

ResolvedPath LinuxPlatform::resolvePath(uint32_t processId, std::string_view base,
                                        std::string_view name)
{
    return resolveProcessPath(processId, base, name);
}

uint32_t LinuxPlatform::resolveProcessId(uint32_t callerId, uint32_t id)
{
    return processOfNumber(callerId, id);
}

bool LinuxPlatform::isProcFileSystem(uint32_t processId, uint32_t device)
{
    return sysmon::isProcFileSystem(processId, device);
}

uint64_t LinuxPlatform::utcNs(uint64_t monotonicNs)
{
    return clock_.utcNs(monotonicNs);
}

uint64_t LinuxPlatform::monotonicNowNs()
{
    return clock_.monotonicNowNs();
}

uint64_t LinuxPlatform::bootUtcNs()
{
    return bootUtcNs_;
}

uint32_t LinuxPlatform::machineId()
{
    return machineId_;
}

} // namespace sysmon
