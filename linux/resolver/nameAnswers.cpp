// SPDX-License-Identifier: MIT
#include "nameAnswers.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <string_view>
#include <vector>

namespace sysmon {

namespace {

std::string nameOf(const sockaddr* address, socklen_t size)
{
    char name[NI_MAXHOST] = "";
    const int error = getnameinfo(address, size, name, sizeof name, nullptr, 0, NI_NAMEREQD);
    return error == 0 ? name : "";
}

std::string answerTo(const QuestionFacts& facts)
{
    switch (facts.kind) {
    case QuestionKind::HostName:
        return askForHostName(facts.address);
    case QuestionKind::UserName:
        return askForUserName(facts.userId);
    case QuestionKind::Services:
        return askForServices();
    case QuestionKind::HashOfExecuted:
    case QuestionKind::HashOfDeleted:
        break;
    }
    return {};
}

} // namespace

std::string askForHostName(const IpAddress& address)
{
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    std::ranges::copy(address, v6.sin6_addr.s6_addr);
    if (!IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr))
        return nameOf(reinterpret_cast<const sockaddr*>(&v6), sizeof v6);
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    std::memcpy(&v4.sin_addr, address.data() + 12, sizeof v4.sin_addr);
    return nameOf(reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
}

std::string askForUserName(uint32_t userId)
{
    constexpr size_t maxBuffer = 1024 * 1024;
    for (size_t size = 1024; size <= maxBuffer; size *= 4) {
        std::vector<char> buffer(size);
        passwd account{};
        passwd* found = nullptr;
        const int error = getpwuid_r(userId, &account, buffer.data(), buffer.size(), &found);
        if (error == ERANGE || error == EINTR) continue;
        return found != nullptr ? found->pw_name : "";
    }
    return {};
}

std::string askForServices()
{
    std::string lines;
    setservent(1);
    while (const servent* service = getservent()) {
        const std::string_view protocol = service->s_proto;
        if (protocol != "tcp" && protocol != "udp") continue;
        lines += std::to_string(ntohs(static_cast<uint16_t>(service->s_port)));
        lines.append(1, ' ').append(protocol).append(1, ' ').append(service->s_name) += '\n';
    }
    endservent();
    return lines;
}

void answerNameQuestions(QuestionChannel& channel)
{
    Question question;
    while (true) {
        switch (channel.receive(-1, question)) {
        case QuestionChannel::Received::End:
            return;
        case QuestionChannel::Received::Nothing:
            continue;
        case QuestionChannel::Received::Question:
            break;
        }
        channel.step(question.facts.id);
        if (!channel.answer(question.facts.id, answerTo(question.facts), true)) return;
    }
}

} // namespace sysmon
