// SPDX-License-Identifier: MIT
#include "controlSocket.h"

#include "temporaryFolder.h"
#include "unixAddress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace sysmon {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr seconds longEnough{30};

void echo(std::string_view request, const ControlSocket::Answer& answer)
{
    answer({.ok = request != "bad", .text = "you said " + std::string(request)});
}

/// A client that does what it likes.
class RawClient {
public:
    explicit RawClient(const std::string& path) : socket_(socket(AF_UNIX, SOCK_STREAM, 0))
    {
        const UnixAddress address(path);
        EXPECT_EQ(connect(socket_.get(), address.get(), UnixAddress::size()), 0);
    }
    void send(std::string_view bytes)
    {
        ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    std::string readAll()
    {
        std::string text;
        char bytes[4096];
        for (ssize_t size; (size = recv(socket_.get(), bytes, sizeof bytes, 0)) > 0;)
            text.append(bytes, static_cast<size_t>(size));
        return text;
    }

private:
    UniqueFd socket_;
};

class ControlSocketTest : public testing::Test {
protected:
    ControlAnswer ask(std::string_view request) { return askDaemon(path, request, longEnough); }

    test::TemporaryFolder folder;
    const std::string path = folder / "control";
};

TEST_F(ControlSocketTest, AnswersWhatIsAsked)
{
    const ControlSocket socket(path, echo);
    for (const char* request : {"hello", "", "with blanks"}) {
        const ControlAnswer answer = ask(request);
        EXPECT_TRUE(answer.ok);
        EXPECT_EQ(answer.text, "you said " + std::string(request));
    }
    EXPECT_FALSE(ask("bad").ok);
    EXPECT_EQ(ask("bad").text, "you said bad");
}

TEST_F(ControlSocketTest, LongAndEmptyAnswersComeWhole)
{
    const std::string text(5'000'000, 'x');
    const ControlSocket socket(path, [&](std::string_view request, const auto& answer) {
        answer({.text = request == "long" ? text : ""});
    });
    EXPECT_EQ(ask("long").text, text);
    EXPECT_EQ(ask("short").text, "");
}

TEST_F(ControlSocketTest, AnswersCanComeLaterFromAnotherThread)
{
    std::promise<ControlSocket::Answer> asked;
    auto answerLater = asked.get_future();
    const ControlSocket socket(path, [&](std::string_view request, const auto& answer) {
        if (request == "later")
            asked.set_value(answer);
        else
            echo(request, answer);
    });
    auto later = std::async(std::launch::async, [&] { return ask("later"); });
    ASSERT_EQ(answerLater.wait_for(longEnough), std::future_status::ready);
    EXPECT_EQ(ask("now").text, "you said now") << "others need not wait";
    answerLater.get()({.text = "here it is"});
    EXPECT_EQ(later.get().text, "here it is");
}

TEST_F(ControlSocketTest, AnAnswerAfterItsEndIsHarmless)
{
    ControlSocket::Answer late;
    std::promise<void> asked;
    std::future<ControlAnswer> client;
    {
        const ControlSocket socket(path, [&](std::string_view, const auto& answer) {
            late = answer;
            asked.set_value();
        });
        client = std::async(std::launch::async, [&] { return ask("anything"); });
        ASSERT_EQ(asked.get_future().wait_for(longEnough), std::future_status::ready);
    }
    EXPECT_THROW(client.get(), Error);
    late({.text = "nobody listens"});
}

TEST_F(ControlSocketTest, IsForItsOwnerOnlyAndLeavesNothing)
{
    {
        const ControlSocket socket(path, echo);
        struct stat status {};
        ASSERT_EQ(stat(path.c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 07777, 0600U);
    }
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_THROW(ask("hello"), StateError);
}

TEST_F(ControlSocketTest, OtherUsersGetNoAnswer)
{
    if (geteuid() != 0) GTEST_SKIP() << "needs root, to be another user";
    std::atomic<int> asked = 0;
    const ControlSocket socket(path, [&](std::string_view request, const auto& answer) {
        ++asked;
        echo(request, answer);
    });
    // So that only the credentials are between them.
    ASSERT_EQ(chmod(path.c_str(), 0666), 0);
    ASSERT_EQ(chmod(std::filesystem::path(path).parent_path().c_str(), 0755), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        if (setgid(65534) != 0 || setuid(65534) != 0) _exit(1);
        try {
            ask("hello");
            _exit(2);
        } catch (const StateError&) {
            _exit(3);
        } catch (const Error&) {
            _exit(0);
        }
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(asked, 0);
    EXPECT_EQ(ask("hello").text, "you said hello");
}

TEST_F(ControlSocketTest, TakesThePlaceOfASocketThatNobodyServes)
{
    {
        const UniqueFd stale(socket(AF_UNIX, SOCK_STREAM, 0));
        const UnixAddress address(path);
        ASSERT_EQ(bind(stale.get(), address.get(), UnixAddress::size()), 0);
    }
    EXPECT_THROW(ask("hello"), StateError);
    const ControlSocket socket(path, echo);
    EXPECT_EQ(ask("hello").text, "you said hello");
}

TEST_F(ControlSocketTest, LeavesAloneWhatIsNotASocket)
{
    const std::string file = folder.file("precious", "content");
    std::filesystem::create_symlink(file, path);
    EXPECT_THROW(ControlSocket(path, echo), Error);
    EXPECT_TRUE(std::filesystem::is_symlink(path));
    std::filesystem::remove(path);
    std::filesystem::rename(file, path);
    try {
        const ControlSocket socket(path, echo);
        ADD_FAILURE() << "replaced a file";
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr(path));
    }
    std::ifstream content(path);
    std::string text;
    EXPECT_TRUE(std::getline(content, text));
    EXPECT_EQ(text, "content");
}

TEST_F(ControlSocketTest, RefusesAPathThatIsTooLong)
{
    EXPECT_THROW(ControlSocket(folder / std::string(200, 'x'), echo), Error);
}

TEST_F(ControlSocketTest, ClientsThatGoAwayOrSayTooMuchHarmNobody)
{
    const ControlSocket socket(path, [](std::string_view, const auto& answer) {
        answer({.text = std::string(1'000'000, 'x')});
    });
    for (int i = 0; i < 50; ++i) {
        RawClient{path}.send("");               // says nothing
        RawClient{path}.send("half a request"); // and goes
        RawClient{path}.send("whole\n");        // does not read
    }
    RawClient chatty(path);
    for (int i = 0; i < 100; ++i)
        chatty.send(std::string(1000, 'x'));
    EXPECT_EQ(chatty.readAll(), "");
    EXPECT_EQ(ask("hello").text.size(), 1'000'000U);
}

TEST_F(ControlSocketTest, SilentClientsLoseTheirPlaceToOthers)
{
    ControlSocket::Limits limits;
    limits.clients = 2;
    limits.askTime = milliseconds(50);
    limits.takeTime = seconds(3);
    const ControlSocket socket(
        path,
        [](std::string_view, const auto& answer) { answer({.text = std::string(500'000, 'x')}); },
        limits);
    std::vector<std::unique_ptr<RawClient>> silent;
    for (int i = 0; i < 4; ++i) {
        silent.push_back(std::make_unique<RawClient>(path));
        if (i % 2 == 0) silent.back()->send("and does not read the answer\n");
    }
    // On a busy machine this one may be too slow itself, and asks again.
    const auto giveUp = std::chrono::steady_clock::now() + longEnough;
    size_t answered = 0;
    while (answered == 0 && std::chrono::steady_clock::now() < giveUp) {
        try {
            answered = ask("hello").text.size();
        } catch (const Error&) {
        }
    }
    EXPECT_EQ(answered, 500'000U);
}

TEST_F(ControlSocketTest, AnIncompleteAnswerIsRefused)
{
    const UniqueFd listener(socket(AF_UNIX, SOCK_STREAM, 0));
    const UnixAddress address(path);
    ASSERT_EQ(bind(listener.get(), address.get(), UnixAddress::size()), 0);
    ASSERT_EQ(listen(listener.get(), 8), 0);
    for (const std::string_view bytes :
         {"", "ok", "ok 5\n", "ok 5\nhell", "ok 5\nhello!", "fine 5\nhello", "ok 05\nhello"}) {
        auto client = std::async(std::launch::async, [&] { return ask("hello"); });
        const UniqueFd accepted(accept(listener.get(), nullptr, nullptr));
        char request[16];
        EXPECT_EQ(recv(accepted.get(), request, sizeof request, 0), 6);
        EXPECT_EQ(send(accepted.get(), bytes.data(), bytes.size(), 0),
                  static_cast<ssize_t>(bytes.size()));
        shutdown(accepted.get(), SHUT_RDWR);
        EXPECT_THROW(client.get(), Error) << bytes;
    }
}

TEST_F(ControlSocketTest, AskingEndsInTime)
{
    const ControlSocket socket(path, [](std::string_view, const auto&) {}); // never answers
    EXPECT_THROW(askDaemon(path, "hello", milliseconds(100)), Error);
}

} // namespace
} // namespace sysmon
