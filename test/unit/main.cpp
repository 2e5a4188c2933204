// SPDX-License-Identifier: MIT
//
// The unit tests are also the processes that look things up for them: those of the product, and one
// that does what its questions say ("-resolver odd").
#include "questionChannel.h"
#include "resolverProcess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <thread>
#include <unistd.h>

namespace sysmon {
namespace {

[[noreturn]] void doAsAsked()
{
    QuestionChannel channel(resolverSocket, resolverPage);
    Question question;
    while (channel.receive(-1, question) != QuestionChannel::Received::End) {
        channel.step(question.facts.id);
        if (question.path == "stand still") pause();
        if (question.path == "crash") std::abort();
        if (question.path == "work hard") {
            const auto begin = std::chrono::steady_clock::now();
            while (std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(1500))
                continue;
        }
        if (question.path == "take your time")
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        const std::string answer = question.path + " by " + std::to_string(getpid());
        if (!channel.answer(question.facts.id, answer, question.path != "once")) break;
    }
    _exit(0);
}

} // namespace
} // namespace sysmon

int main(int argc, char** argv)
{
    using namespace sysmon;
    if (argc == 3 && argv[2] == std::string_view("odd")) doAsAsked();
    try {
        if (const auto status = runAsResolver({argv, argv + argc})) return *status;
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return EXIT_FAILURE;
    }
    testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
