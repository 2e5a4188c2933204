// SPDX-License-Identifier: MIT
#include "questionChannel.h"

#include "error.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>

namespace sysmon {

QuestionChannel::QuestionChannel(int socket, int page)
    : socket_(socket), buffer_(maxQuestionBytes, '\0')
{
    int type = 0;
    socklen_t size = sizeof type;
    void* const at =
        mmap(nullptr, sizeof(ResolverProgress), PROT_READ | PROT_WRITE, MAP_SHARED, page, 0);
    if (getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_SEQPACKET ||
        at == MAP_FAILED)
        throw EnvironmentError("'-resolver' is only for Sysmon itself, which starts such processes "
                               "with a socket to it");
    progress_ = static_cast<ResolverProgress*>(at);
}

QuestionChannel::Received QuestionChannel::receive(int timeoutMs, Question& ret_question)
{
    progress_->question.store(0, std::memory_order_relaxed);
    pollfd waiting{socket_, POLLIN, 0};
    if (timeoutMs != 0 && poll(&waiting, 1, timeoutMs) == 0) return Received::Nothing;
    const ssize_t size = recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return Received::Nothing;
    if (size < static_cast<ssize_t>(sizeof ret_question.facts)) return Received::End;
    std::memcpy(&ret_question.facts, buffer_.data(), sizeof ret_question.facts);
    ret_question.path.assign(buffer_, sizeof ret_question.facts,
                             static_cast<size_t>(size) - sizeof ret_question.facts);
    return Received::Question;
}

void QuestionChannel::step(uint64_t question)
{
    progress_->question.store(question, std::memory_order_relaxed);
    progress_->steps.fetch_add(1, std::memory_order_relaxed);
}

bool QuestionChannel::answer(uint64_t question, std::string_view text, bool lasts)
{
    AnswerFacts facts{.id = question, .lasts = lasts};
    text = text.substr(0, maxAnswerBytes - sizeof facts);
    std::array<iovec, 2> parts{
        {{&facts, sizeof facts}, {const_cast<char*>(text.data()), text.size()}}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    ssize_t sent = 0;
    do
        sent = sendmsg(socket_, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent >= 0;
}

} // namespace sysmon
