// SPDX-License-Identifier: MIT
#include "serviceManager.h"

#include "commandRunner.h"
#include "error.h"
#include "packageFiles.h"

#include <unistd.h>
#include <vector>

namespace sysmon {

namespace {

bool exists(const std::string& path)
{
    return access(path.c_str(), F_OK) == 0;
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words)
        text.append(text.empty() ? "" : " ").append(word);
    return text;
}

void mustRun(const std::vector<std::string>& words)
{
    const CommandResult result = runCommand(words);
    if (result.status == 0) return;
    std::string text = '\'' + joined(words) + "' failed (" + std::to_string(result.status) + ")";
    if (!result.output.empty()) text += ": " + result.output;
    while (text.ends_with('\n'))
        text.pop_back();
    throw EnvironmentError(text);
}

class Systemd : public ServiceManager {
public:
    explicit Systemd(std::string root) : root_(std::move(root)) {}

    ServiceFile file() const override
    {
        return {root_ + "/etc/systemd/system", "sysmon.service", systemdUnit(), 0644};
    }

    std::string packagedFile() const override
    {
        for (const char* folder : {"/usr/lib/systemd/system", "/lib/systemd/system"})
            if (std::string path = root_ + folder + "/sysmon.service"; exists(path)) return path;
        return {};
    }

    void filesChanged() override { mustRun({"systemctl", "daemon-reload"}); }
    void enable() override { mustRun({"systemctl", "enable", "--quiet", "sysmon.service"}); }
    void disable() override { mustRun({"systemctl", "disable", "--quiet", "sysmon.service"}); }

    void start() override
    {
        // Earlier failures, which may be why it is installed again, do not count.
        runCommand({"systemctl", "reset-failed", "sysmon.service"});
        mustRun({"systemctl", "start", "sysmon.service"});
    }

    void stop() override
    {
        const CommandResult result = runCommand({"systemctl", "stop", "sysmon.service"});
        constexpr int notLoaded = 5;
        if (result.status != 0 && result.status != notLoaded)
            throw EnvironmentError("'systemctl stop sysmon.service' failed: " + result.output);
    }

    std::string hint() const override
    {
        return "'systemctl status sysmon' and 'journalctl -u sysmon' may say more.";
    }

private:
    std::string root_;
};

class InitScripts : public ServiceManager {
public:
    explicit InitScripts(std::string root) : root_(std::move(root)) {}

    ServiceFile file() const override
    {
        return {root_ + "/etc/init.d", "sysmon", initScript(), 0755};
    }
    std::string packagedFile() const override { return {}; }
    void filesChanged() override {}

    void enable() override
    {
        if (hasCommand("update-rc.d"))
            mustRun({"update-rc.d", "sysmon", "defaults"});
        else if (hasCommand("chkconfig"))
            mustRun({"chkconfig", "--add", "sysmon"});
        else if (hasCommand("rc-update"))
            mustRun({"rc-update", "add", "sysmon", "default"});
        // Else the init system reads /etc/init.d itself, or its owner has links of his own.
    }

    void disable() override
    {
        // Of a script that is gone the links are gone too, or nobody minds them.
        if (hasCommand("update-rc.d"))
            mustRun({"update-rc.d", "-f", "sysmon", "remove"});
        else if (hasCommand("chkconfig"))
            mustRun({"chkconfig", "--del", "sysmon"});
        else if (hasCommand("rc-update"))
            runCommand({"rc-update", "del", "sysmon", "default"});
    }

    void start() override { mustRun({"/bin/sh", file().path(), "start"}); }

    void stop() override
    {
        if (exists(file().path())) mustRun({"/bin/sh", file().path(), "stop"});
    }

    std::string hint() const override
    {
        return "'/opt/sysmon/sysmon -i CONFIG -console' shows what is wrong.";
    }

private:
    std::string root_;
};

} // namespace

std::unique_ptr<ServiceManager> findServiceManager(const std::string& root)
{
    // What sd_booted(3) looks at.
    if (exists(root + "/run/systemd/system")) return std::make_unique<Systemd>(root);
    if (exists(root + "/etc/init.d")) return std::make_unique<InitScripts>(root);
    return nullptr;
}

} // namespace sysmon
