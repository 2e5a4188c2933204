// SPDX-License-Identifier: MIT
//
// What a user who is not root can do to an installed Sysmon: nothing. Each test is one try.
#include "privateMachine.h"
#include "stage.h"

#include <gmock/gmock.h>

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace sysmon::e2e {
namespace {

using ::testing::HasSubstr;

namespace fs = std::filesystem;

constexpr uid_t nobody = 65534;
constexpr int notRoot = 228;

/// The user nobody, without any right of root's.
void becomePlainUser()
{
    if (setgroups(0, nullptr) != 0 || setresgid(nobody, nobody, nobody) != 0 ||
        setresuid(nobody, nobody, nobody) != 0)
        _exit(126);
}

/// What a call gives that a plain user makes: 0 or the error number.
int asPlainUser(const std::function<int()>& call)
{
    const pid_t child = fork();
    if (child == 0) {
        becomePlainUser();
        _exit(call() < 0 ? errno : 0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

class Permission : public Stage {
protected:
    void SetUp() override
    {
        Stage::SetUp();
        if (IsSkipped()) return;
        machine_ = std::make_unique<PrivateMachine>();
        // Where everybody may run it.
        for (const char* name : {"sysmon", "libsysinternalsEBPF.so.1"})
            fs::copy_file(fs::path(daemonPath()).parent_path() / name, directory() / name);
    }
    void install()
    {
        const std::string file =
            writeFile("config.xml", "<Sysmon schemaversion=\"4.90\"><EventFiltering>"
                                    "<FileCreate onmatch=\"include\"><TargetFilename>/secret"
                                    "</TargetFilename></FileCreate></EventFiltering></Sysmon>");
        const Ending ending = machine_->sysmon({"-i", file, "-output", "file:" + log()});
        ASSERT_EQ(ending.status, 0) << ending.errors;
    }
    std::string log() const { return directory() / "events.log"; }
    /// The same daemon, with the same configuration, runs after `action`.
    void expectUntouchedBy(const std::function<void()>& action)
    {
        const pid_t daemon = machine_->daemon();
        const auto before = machine_->installed();
        action();
        EXPECT_EQ(machine_->daemon(), daemon);
        EXPECT_EQ(machine_->installed(), before);
        for (const LoggedEvent& event : eventsIn(log()))
            EXPECT_NE(event["State"], "Stopped");
    }

    std::unique_ptr<PrivateMachine> machine_;
};

TEST_F(Permission, NoFileIsOpenToOthers)
{
    install();
    ASSERT_EQ(machine_->sysmon({"-c", directory() / "config.xml", "-h", "MD5"}).status, 0);
    std::vector<fs::path> paths{"/opt/sysmon", log()};
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator("/opt/sysmon"))
        paths.push_back(entry.path());
    EXPECT_GT(paths.size(), 10u);
    for (const fs::path& path : paths) {
        struct stat status {};
        ASSERT_EQ(lstat(path.c_str(), &status), 0) << path;
        EXPECT_EQ(status.st_mode & 077, 0u) << path;
        EXPECT_EQ(status.st_uid, 0u) << path;
    }
}

TEST_F(Permission, CannotReadRulesOrEvents)
{
    install();
    for (const std::string& path :
         {std::string("/opt/sysmon/config.xml"), std::string("/opt/sysmon/rules.bin"), log()})
        EXPECT_EQ(asPlainUser([&] { return open(path.c_str(), O_RDONLY); }), EACCES) << path;
    EXPECT_EQ(asPlainUser([] { return open("/opt/sysmon", O_RDONLY | O_DIRECTORY); }), EACCES);
}

TEST_F(Permission, CannotAskThroughTheProgram)
{
    install();
    const std::string program = directory() / "sysmon";
    expectUntouchedBy([&] {
        using Words = std::vector<std::string>;
        for (const Words& words : {Words{"-c"}, Words{"-c", "--"}, Words{"-i"}, Words{"-u"},
                                   Words{"-u", "force"}, Words{"-i", "-service"}}) {
            Words all{program};
            all.insert(all.end(), words.begin(), words.end());
            ChildProcess process(all, {.prepare = becomePlainUser});
            EXPECT_EQ(process.waitExit(longEnough), notRoot) << words[0];
            EXPECT_EQ(process.errors(), "You need to run Sysmon as root.\n");
            EXPECT_EQ(process.output(), "");
        }
    });
}

TEST_F(Permission, CannotReachTheControlSocket)
{
    install();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    strcpy(address.sun_path, "/opt/sysmon/control");
    expectUntouchedBy([&] {
        EXPECT_EQ(asPlainUser([&] {
                      const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
                      return connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
                  }),
                  EACCES);
    });
    // Nor when the folder is opened by mistake: the socket is closed, too.
    chmod("/opt/sysmon", 0755);
    EXPECT_EQ(asPlainUser([&] {
                  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
                  return connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
              }),
              EACCES);
}

TEST_F(Permission, CannotSignalTheDaemon)
{
    install();
    const pid_t daemon = machine_->daemon();
    expectUntouchedBy([&] {
        for (int signal : {SIGHUP, SIGTERM, SIGKILL, SIGSTOP})
            EXPECT_EQ(asPlainUser([&] { return kill(daemon, signal); }), EPERM);
    });
}

TEST_F(Permission, AProcessOfTheSameNameIsNotTakenForTheDaemon)
{
    const std::string other = directory() / "bin" / "sysmon";
    fs::copy_file(program("onDemand"), other);
    chmod(other.c_str(), 0755);
    ChildProcess namesake({other}, {.directory = workDirectory(), .prepare = becomePlainUser});
    namesake.waitLines(0, std::chrono::steady_clock::now() + longEnough);
    install();
    EXPECT_NE(machine_->daemon(), namesake.processId());
    EXPECT_EQ(machine_->sysmon({"-i"}).status, 0);
    EXPECT_EQ(machine_->sysmon({"-u"}).status, 0);
    EXPECT_TRUE(runs(namesake.processId())) << "it was ended";
}

/// Also when the note of a daemon that was killed names a number that is given out again.
TEST_F(Permission, AnOldProcessFileEndsNobody)
{
    ChildProcess innocent({program("onDemand")}, {.directory = workDirectory()});
    innocent.waitLines(0, std::chrono::steady_clock::now() + longEnough);
    install();
    ASSERT_EQ(machine_->initScript("stop").status, 0);
    std::ofstream("/opt/sysmon/pid") << innocent.processId() << " 12345 ready\n";
    EXPECT_EQ(machine_->initScript("status").status, 3);
    EXPECT_EQ(machine_->initScript("stop").status, 0);
    EXPECT_NE(machine_->initScript("reload").status, 0);
    EXPECT_EQ(machine_->sysmon({"-u"}).status, 0);
    EXPECT_TRUE(runs(innocent.processId())) << "it was ended";
}

TEST_F(Permission, AFolderOfOthersIsRefused)
{
    ASSERT_EQ(mkdir("/opt/sysmon", 0777), 0);
    ASSERT_EQ(chown("/opt/sysmon", nobody, nobody), 0);
    const auto before = machine_->everything();
    const Ending ending = machine_->sysmon({"-i"});
    EXPECT_EQ(ending.status, 1);
    EXPECT_THAT(ending.errors, HasSubstr("/opt/sysmon"));
    EXPECT_EQ(machine_->everything(), before);
}

TEST_F(Permission, ALinkInPlaceOfTheFolderIsRefused)
{
    const fs::path elsewhere = directory() / "elsewhere";
    fs::create_directory(elsewhere);
    fs::create_directory_symlink(elsewhere, "/opt/sysmon");
    const Ending ending = machine_->sysmon({"-i"});
    EXPECT_EQ(ending.status, 1);
    EXPECT_TRUE(fs::is_empty(elsewhere));
}

/// Names that programs like this one use in /tmp lead to a file that must not change.
TEST_F(Permission, LinksInTmpAreNotFollowed)
{
    const std::string victim = writeFile("victim", "untouched");
    std::vector<std::string> links;
    for (const char* name : {"sysmon", "sysmon.pid", "sysmon.log", "config.xml", "sysmon.lock"}) {
        const std::string link = std::string("/tmp/") + name;
        if (symlink(victim.c_str(), link.c_str()) == 0) links.push_back(link);
    }
    install();
    EXPECT_EQ(machine_->sysmon({"-c", "--"}).status, 0);
    EXPECT_EQ(machine_->sysmon({"-u"}).status, 0);
    for (const std::string& link : links) {
        EXPECT_EQ(fs::read_symlink(link), victim) << link;
        unlink(link.c_str());
    }
    std::ifstream file(victim);
    std::string text;
    file >> text;
    EXPECT_EQ(text, "untouched");
}

/// A socket or whatever else at the name of the control socket, left over by a daemon that was
/// killed, keeps no new one from listening.
TEST_F(Permission, ALeftOverSocketIsReplaced)
{
    install();
    const pid_t daemon = machine_->daemon();
    ASSERT_NE(daemon, 0); // which kill(2) takes for this test's own group
    ASSERT_EQ(kill(daemon, SIGKILL), 0);
    while (machine_->daemon() != 0)
        usleep(10'000);
    EXPECT_TRUE(fs::exists("/opt/sysmon/control"));
    ASSERT_EQ(machine_->initScript("start").status, 0);
    EXPECT_EQ(machine_->sysmon({"-c", "--"}).status, 0);
}

} // namespace
} // namespace sysmon::e2e
