// SPDX-License-Identifier: MIT
#include "resolverProcess.h"

#include "error.h"
#include "fileHasher.h"
#include "linuxHelpers.h"
#include "nameAnswers.h"
#include "questionChannel.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <grp.h>
#include <linux/capability.h>
#include <string_view>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace sysmon {

namespace {

constexpr uid_t nobody = 65534;

void check(bool good, const char* what)
{
    if (!good)
        throw EnvironmentError(std::string("cannot give up ") + what + ": " + errorText(errno));
}

/// Nothing that is executed or read here gives new rights, and no memory of it is written.
void closeIn()
{
    const rlimit none{0, 0};
    check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "new rights");
    check(setrlimit(RLIMIT_CORE, &none) == 0, "core dumps");
    syscall(SYS_close_range, resolverPage + 1, ~0U, 0); // since 5.9; all close at the exec anyway
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT})
        std::signal(signal, SIG_IGN); // the sensor says when
}

/// Programs of others are found through /proc and read, and no more.
void keepRightsToRead()
{
    constexpr uint64_t kept = 1ULL << CAP_SYS_PTRACE | 1ULL << CAP_DAC_READ_SEARCH;
    __user_cap_header_struct head{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct had[2]{};
    check(syscall(SYS_capget, &head, had) == 0, "rights");
    for (int i = 0; i < 2; ++i) {
        const auto ours = static_cast<uint32_t>(kept >> (32 * i));
        had[i] = {.effective = had[i].permitted & ours,
                  .permitted = had[i].permitted & ours,
                  .inheritable = 0};
    }
    check(syscall(SYS_capset, &head, had) == 0, "rights");
}

/// Name services need no rights. Without root there are none to give up.
void becomeNobody()
{
    if (geteuid() != 0) return;
    check(setgroups(0, nullptr) == 0, "groups");
    check(setresgid(nobody, nobody, nobody) == 0, "the group");
    check(setresuid(nobody, nobody, nobody) == 0, "the user");
}

} // namespace

std::optional<int> runAsResolver(std::span<char* const> arguments)
{
    if (arguments.size() != 3 || arguments[1] != std::string_view("-resolver")) return {};
    const std::string_view kind = arguments[2];
    closeIn();
    QuestionChannel channel(resolverSocket, resolverPage);
    if (kind == "files") {
        keepRightsToRead();
        answerFileQuestions(channel);
    } else if (kind == "hosts" || kind == "accounts") {
        becomeNobody();
        answerNameQuestions(channel);
    } else {
        throw UsageError("there is no resolver '" + std::string(kind) + '\'');
    }
    return EXIT_SUCCESS;
}

} // namespace sysmon
