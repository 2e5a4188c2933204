// SPDX-License-Identifier: MIT
//
// What being watched costs those who are: CPU time of usual calls with the daemon against without
// it, measured side by side in pairs. usage: hookCost [PAIRS [CALL]], as root. Prints the median
// ratio of each call (or of the one named) for a configuration that logs everything and for one
// that logs ProcessCreate only.
#include "temporaryFolder.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

constexpr int defaultPairs = 7;
constexpr int runsOfEach = 3;
constexpr const char* folderOfPrograms = SYSMON_FOLDER;

long must(long result, const char* what)
{
    if (result < 0) throw std::runtime_error(std::string(what) + " failed");
    return result;
}

// ---- what is measured ----

sockaddr_in loopback(uint16_t port = 0)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = port;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// A bound socket's own address.
sockaddr_in addressOf(int socket)
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    must(getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    return address;
}

int boundSocket(int type)
{
    const int made = static_cast<int>(must(socket(AF_INET, type | SOCK_CLOEXEC, 0), "socket"));
    const sockaddr_in any = loopback();
    must(bind(made, reinterpret_cast<const sockaddr*>(&any), sizeof any), "bind");
    return made;
}

void askForParent(int times)
{
    for (int i = 0; i < times; i++)
        syscall(SYS_getppid);
}

void openAndClose(int times)
{
    for (int i = 0; i < times; i++)
        close(static_cast<int>(must(open("/etc/passwd", O_RDONLY | O_CLOEXEC), "open")));
}

void forkExecWait(int times)
{
    char program[] = "/bin/true";
    char* const arguments[] = {program, nullptr};
    for (int i = 0; i < times; i++) {
        pid_t child;
        if (posix_spawn(&child, program, nullptr, nullptr, arguments, environ) != 0)
            throw std::runtime_error("posix_spawn failed");
        must(waitpid(child, nullptr, 0), "waitpid");
    }
}

void createCloseUnlink(int times)
{
    for (int i = 0; i < times; i++) {
        close(static_cast<int>(
            must(open("hookCost.file", O_CREAT | O_WRONLY | O_CLOEXEC, 0600), "open")));
        must(unlink("hookCost.file"), "unlink");
    }
}

void sendAndReceive(int times)
{
    const int receiver = boundSocket(SOCK_DGRAM), sender = boundSocket(SOCK_DGRAM);
    const sockaddr_in to = addressOf(receiver);
    char bytes[64] = {};
    for (int i = 0; i < times; i++) {
        must(sendto(sender, bytes, sizeof bytes, 0, reinterpret_cast<const sockaddr*>(&to),
                    sizeof to),
             "sendto");
        must(recv(receiver, bytes, sizeof bytes, 0), "recv");
    }
    close(receiver);
    close(sender);
}

void connectAcceptClose(int times)
{
    const int listener = boundSocket(SOCK_STREAM);
    must(listen(listener, 8), "listen");
    const sockaddr_in to = addressOf(listener);
    for (int i = 0; i < times; i++) {
        const int client =
            static_cast<int>(must(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
        must(connect(client, reinterpret_cast<const sockaddr*>(&to), sizeof to), "connect");
        const int served = static_cast<int>(must(accept(listener, nullptr, nullptr), "accept"));
        const linger reset{1, 0}; // no TIME_WAIT, which would use up the ports
        setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        close(client);
        close(served);
    }
    close(listener);
}

struct Workload {
    const char* name;
    void (*run)(int times);
    int times;
};

const std::vector<Workload> allWorkloads = {
    {"getppid", askForParent, 300'000},
    {"open+close", openAndClose, 60'000},
    {"fork+exec+wait", forkExecWait, 300},
    {"create+close+unlink", createCloseUnlink, 10'000},
    {"UDP send+receive", sendAndReceive, 30'000},
    {"TCP connect+accept+close", connectAcceptClose, 4'000},
};

// ---- how it is measured ----

double seconds(const timeval& time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// CPU time of this process and of the children that it waited for.
double cpuTime()
{
    double sum = 0;
    for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        getrusage(who, &usage);
        sum += seconds(usage.ru_utime) + seconds(usage.ru_stime);
    }
    return sum;
}

/// The lowest of some runs: what else goes on on the machine only ever adds to them.
double cost(const Workload& workload)
{
    double lowest = std::numeric_limits<double>::infinity();
    for (int run = 0; run < runsOfEach; run++) {
        const double before = cpuTime();
        workload.run(workload.times);
        lowest = std::min(lowest, cpuTime() - before);
    }
    return lowest;
}

std::vector<double> costs(const std::vector<Workload>& workloads)
{
    std::vector<double> result;
    for (const Workload& workload : workloads)
        result.push_back(cost(workload));
    return result;
}

/// The daemon, watching. Its CPU time is not that of a child that was waited for until it ends.
class Daemon {
public:
    Daemon(const std::string& configuration, const std::string& output)
    {
        process_ = static_cast<pid_t>(must(fork(), "fork"));
        if (process_ == 0) {
            dup2(open(output.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600), STDOUT_FILENO);
            const std::string program = std::string(folderOfPrograms) + "/sysmon";
            execl(program.c_str(), "sysmon", "-i", configuration.c_str(), "-console", "-nologo",
                  nullptr);
            _exit(127);
        }
        awaitStart(output);
    }
    ~Daemon()
    {
        kill(process_, SIGTERM);
        waitpid(process_, nullptr, 0);
    }
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

private:
    void awaitStart(const std::string& output) const
    {
        std::string line;
        while (line.find("<Data Name=\"State\">Started") == std::string::npos) {
            if (waitpid(process_, nullptr, WNOHANG) != 0)
                throw std::runtime_error("the daemon did not start");
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            std::getline(std::ifstream(output), line);
        }
    }

    pid_t process_;
};

struct Bound {
    double atMost; ///< 0: none
    double knownImplementation;
};

struct Mode {
    const char* name;
    std::string_view events;
    std::map<std::string_view, Bound> bounds; ///< by the name of the workload
};

const Mode modes[] = {
    {"everything logged",
     "<ProcessCreate onmatch='exclude'/><ProcessTerminate onmatch='exclude'/>"
     "<FileCreate onmatch='exclude'/><FileDelete onmatch='exclude'/>"
     "<NetworkConnect onmatch='exclude'/><RawAccessRead onmatch='exclude'/>"
     "<ProcessAccess onmatch='exclude'/><eBPFEvent onmatch='exclude'/>",
     {{"getppid", {1.7, 6.5}},
      {"open+close", {1.3, 2.7}},
      {"fork+exec+wait", {1.15, 1.4}},
      {"create+close+unlink", {1.35, 2.2}},
      {"UDP send+receive", {1.25, 2.0}},
      {"TCP connect+accept+close", {1.2, 1.9}}}},
    {"only ProcessCreate logged",
     "<ProcessCreate onmatch='exclude'/><ProcessTerminate onmatch='include'/>",
     {{"getppid", {1.03, 2.1}}, {"fork+exec+wait", {1.05, 1.2}}}},
};

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    const size_t middle = values.size() / 2;
    return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::string text(double ratio)
{
    char buffer[16];
    std::snprintf(buffer, sizeof buffer, ratio == 0 ? "-" : "%.2f", ratio);
    return buffer;
}

void measure(const Mode& mode, const std::vector<Workload>& workloads, int pairs,
             const sysmon::test::TemporaryFolder& folder)
{
    const std::string configuration =
        folder.file("config.xml", "<Sysmon schemaversion='4.90'><EventFiltering>" +
                                      std::string(mode.events) + "</EventFiltering></Sysmon>");
    std::vector<std::vector<double>> ratios(workloads.size());
    for (int pair = 0; pair < pairs; pair++) {
        const std::vector<double> without = costs(workloads);
        const Daemon daemon(configuration, folder / "events.xml");
        const std::vector<double> with = costs(workloads);
        for (size_t i = 0; i < workloads.size(); i++)
            ratios[i].push_back(with[i] / without[i]);
    }
    std::printf("\n%s, median of %d pairs\n%-26s %8s %8s %8s %8s %22s\n", mode.name, pairs, "",
                "ratio", "lowest", "highest", "at most", "known implementation");
    for (size_t i = 0; i < workloads.size(); i++) {
        const auto [lowest, highest] = std::ranges::minmax(ratios[i]);
        const auto bound = mode.bounds.find(workloads[i].name);
        const Bound none{};
        const Bound& limits = bound == mode.bounds.end() ? none : bound->second;
        std::printf("%-26s %8s %8s %8s %8s %22s\n", workloads[i].name,
                    text(median(ratios[i])).c_str(), text(lowest).c_str(), text(highest).c_str(),
                    text(limits.atMost).c_str(), text(limits.knownImplementation).c_str());
    }
}

/// All, or the one of that name.
std::vector<Workload> chosenWorkloads(const char* name)
{
    std::vector<Workload> chosen = allWorkloads;
    if (name)
        std::erase_if(chosen,
                      [&](const Workload& each) { return each.name != std::string_view(name); });
    if (chosen.empty()) throw std::runtime_error("no such call: " + std::string(name));
    return chosen;
}

} // namespace

int main(int argc, char** argv)
try {
    const int pairs = argc > 1 ? std::atoi(argv[1]) : defaultPairs;
    if (pairs < 1 || argc > 3) throw std::runtime_error("usage: hookCost [PAIRS [CALL]]");
    if (geteuid() != 0) throw std::runtime_error("run it as root");
    const std::vector<Workload> workloads = chosenWorkloads(argc > 2 ? argv[2] : nullptr);
    const sysmon::test::TemporaryFolder folder;
    must(chdir((folder / "").c_str()), "chdir");
    costs(workloads); // warms caches up
    for (const Mode& mode : modes)
        measure(mode, workloads, pairs, folder);
    return 0;
} catch (const std::exception& error) {
    std::cerr << "hookCost: " << error.what() << '\n';
    return 1;
}
