// SPDX-License-Identifier: MIT
//
// Those who read our lines today must go on to understand them: each of their parsers takes all
// fields from what the daemon sends to a log daemon, and reads what a strict XML parser reads.
#include "consumers.h"
#include "rawRun.h"
#include "stage.h"

#include <gmock/gmock.h>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <future>
#include <set>

namespace sysmon::e2e {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsSupersetOf;
using ::testing::StartsWith;

/// Where a log daemon would listen.
class LogSocket {
public:
    explicit LogSocket(const std::string& path)
        : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("cannot listen at " + path);
    }
    ~LogSocket() { close(socket_); }
    LogSocket(const LogSocket&) = delete;
    LogSocket& operator=(const LogSocket&) = delete;

    /// The next datagram; nothing if none came in time.
    std::optional<std::string> receive() const
    {
        pollfd ready{socket_, POLLIN, 0};
        const auto time = std::chrono::milliseconds(longEnough).count();
        if (poll(&ready, 1, static_cast<int>(time)) <= 0) return {};
        std::string datagram(1 << 20, '\0');
        const ssize_t size = recv(socket_, datagram.data(), datagram.size(), 0);
        datagram.resize(size < 0 ? 0 : static_cast<size_t>(size));
        return datagram;
    }

private:
    int socket_;
};

/// An actor and what it does.
struct Act {
    const char* actor;
    std::vector<uint32_t> eventIds;
};

class Consumers : public Stage {
protected:
    /// Runs the daemon and the actors, and returns what a log daemon got until Stopped.
    std::vector<std::string> datagramsOf(const std::vector<Act>& acts)
    {
        for (const Act& act : acts)
            program(act.actor);
        program("idle");
        const std::string socket = directory() / "log";
        const LogSocket log(socket);
        RawRun daemon(configuration(), {"-output", "syslog:" + socket});
        std::vector<std::string> datagrams;
        const auto receiveUntil = [&](const std::string& text) {
            do {
                const auto datagram = log.receive();
                if (!datagram) throw std::runtime_error("nothing comes: " + daemon.errors());
                datagrams.push_back(*datagram);
            } while (datagrams.back().find(text) == std::string::npos);
        };
        receiveUntil("Started");
        for (const Act& act : acts)
            play(act);
        // Events are in order but for those that wait for a hash, which come before Stopped.
        ChildProcess marker({program("marker")});
        marker.waitExit(longEnough);
        receiveUntil(">" + program("marker") + "<");
        // Read meanwhile: the daemon does not wait long for a log daemon that reads nothing.
        auto rest = std::async(std::launch::async, [&] { receiveUntil("Stopped"); });
        EXPECT_EQ(daemon.stop(), 0) << daemon.errors();
        rest.get();
        return datagrams;
    }

    std::set<uint32_t> played; ///< ids of the events that there must be

private:
    /// All kinds of events, of what runs here: a busy machine has more than the socket takes.
    std::string configuration()
    {
        const std::string here = " condition=\"begin with\">" + directory().string() + "/</";
        std::string rules;
        for (const std::string event :
             {"ProcessCreate", "ProcessTerminate", "FileCreate", "FileDelete", "RawAccessRead",
              "NetworkConnect", "eBPFEvent", "ProcessAccess"}) {
            const std::string image = event == "ProcessAccess" ? "SourceImage" : "Image";
            rules +=
                "<" + event + " onmatch=\"include\"><" + image + here + image + "></" + event + ">";
        }
        return writeFile("config.xml", "<Sysmon schemaversion=\"4.90\"><EventFiltering>" + rules +
                                           "</EventFiltering></Sysmon>");
    }

    void play(const Act& act)
    {
        ChildProcess process({program(act.actor)}, {.directory = workDirectory()});
        process.closeInput();
        // One that this system cannot play has nothing to show.
        if (process.waitExit(longEnough) == 0)
            played.insert(act.eventIds.begin(), act.eventIds.end());
    }
};

/// The fields that are worth keeping, in order.
test::NamedTexts withValue(test::NamedTexts fields)
{
    std::erase_if(fields, [](const auto& field) {
        return field.second == "-" || field.second == "{00000000-0000-0000-0000-000000000000}";
    });
    return fields;
}

std::vector<std::string> namesOf(const test::NamedTexts& fields)
{
    std::vector<std::string> names;
    for (const auto& [name, value] : fields)
        if (!value.empty()) names.push_back(name);
    return names;
}

TEST_F(Consumers, TakeAllFieldsFromWhatALogDaemonGets)
{
    const std::vector<std::string> datagrams = datagramsOf({{"everyKind", {1, 3, 4, 5, 11, 16, 23}},
                                                            {"execHostileArguments", {1}},
                                                            {"createHostileNames", {11}},
                                                            {"tcpConnect", {3}},
                                                            {"udpUnconnected", {3}},
                                                            {"accessByTrace", {10}},
                                                            {"readBlockDevice", {9}},
                                                            {"loadProgram", {100}}});
    ASSERT_TRUE(played.contains(1)) << "nothing was played";
    constexpr std::string_view priority = "<14>", identifier = "sysmon: ";
    std::string stream;
    std::set<uint32_t> ids;
    for (const std::string& datagram : datagrams) {
        ASSERT_THAT(datagram, StartsWith(priority));
        // A log daemon puts the host's name where the local socket needs none.
        std::string written = datagram.substr(priority.size());
        const size_t at = written.find(identifier);
        ASSERT_NE(at, std::string::npos) << datagram;
        const std::string line = written.substr(at + identifier.size());
        written.insert(at, "vm ");

        const test::NamedTexts strict = test::readDataElements(line);
        EXPECT_THAT(test::readAsSentinel(line), ElementsAreArray(strict));
        EXPECT_THAT(test::readAsElastic(line), ElementsAreArray(withValue(strict)));
        EXPECT_THAT(test::readAsSplunk(line), ElementsAreArray(strict));
        EXPECT_THAT(test::readAsWazuh(written), ElementsAreArray(strict));
        const uint32_t id = parseEventLine(line).id;
        EXPECT_THAT(namesOf(strict), IsSupersetOf(test::fieldsOfSigma(id)));
        ids.insert(id);
        stream += line + "\n";
    }
    EXPECT_EQ(test::breakAsSplunk(stream).size(), datagrams.size());
    EXPECT_THAT(ids, IsSupersetOf(played));
}

} // namespace
} // namespace sysmon::e2e
