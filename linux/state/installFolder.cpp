// SPDX-License-Identifier: MIT
#include "installFolder.h"

#include "durableFile.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sysmon {

namespace {

constexpr const char* rulesFile = "rules.bin";
constexpr const char* fieldSizesFile = "fieldSizes";
constexpr const char* hashAlgorithmsFile = "hashAlgorithms";
constexpr const char* configurationName = "config.xml";
constexpr const char* countFile = "argc";
constexpr const char* wordsFile = "argv";
constexpr const char* installWordsFile = "installArgv";
constexpr const char* processFile = "pid";
constexpr const char* failureFile = "failure";
constexpr const char* madeFilesFile = "installed";
constexpr const char* lockFile = "lock";

// A staged command lies in a folder of its own. Renaming that folder commits it: from then on its
// files only have to be moved, and whoever finds it finishes that.
constexpr const char* proposalFolder = "proposed";
constexpr const char* acceptedFolder = "accepted";
constexpr const char* commandFiles[] = {configurationName, countFile, wordsFile};

constexpr const char* ownFiles[] = {
    rulesFile,        fieldSizesFile, hashAlgorithmsFile, configurationName, countFile, wordsFile,
    installWordsFile, processFile,    failureFile,        madeFilesFile,     "eventId", "control"};

std::string readFileOf(int folder, const std::string& path, const char* name)
{
    std::string text;
    if (!readFileAt(folder, name, SIZE_MAX / 2, text))
        throw EnvironmentError("cannot read " + path + '/' + name + ": " + errorText(errno));
    return text;
}

bool isFolder(const std::string& path)
{
    struct stat status {};
    return lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

void makeFolder(const std::string& path)
{
    if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
        throw EnvironmentError("cannot create the folder " + path + ": " + errorText(errno));
}

void renameFile(const std::string& from, const std::string& to)
{
    if (rename(from.c_str(), to.c_str()) != 0)
        throw EnvironmentError("cannot rename " + from + " to " + to + ": " + errorText(errno));
}

void lockWaiting(int fd, const std::string& path)
{
    while (flock(fd, LOCK_EX) != 0)
        if (errno != EINTR) throw EnvironmentError("cannot lock " + path + ": " + errorText(errno));
}

} // namespace

std::string joinWords(const std::vector<std::string>& words)
{
    std::string joined;
    for (const std::string& word : words)
        joined.append(word.c_str(), word.size() + 1);
    return joined;
}

std::vector<std::string> splitWords(std::string_view joined)
{
    std::vector<std::string> words;
    while (!joined.empty()) {
        const size_t end = std::min(joined.find('\0'), joined.size());
        words.emplace_back(joined.substr(0, end));
        joined.remove_prefix(std::min(end + 1, joined.size()));
    }
    return words;
}

void InstallFolder::make() const
{
    makeFolder(path_);
    struct stat status {};
    if (lstat(path_.c_str(), &status) != 0)
        throw EnvironmentError("cannot read the folder " + path_ + ": " + errorText(errno));
    // Whoever else may write in there could give the daemon any configuration, or files to run.
    if (!S_ISDIR(status.st_mode) || status.st_uid != geteuid())
        throw EnvironmentError(path_ + " is not a folder that root owns. Remove it and try again.");
    if ((status.st_mode & 0777) != 0700 && chmod(path_.c_str(), 0700) != 0)
        throw EnvironmentError("cannot restrict the folder " + path_ +
                               " to root: " + errorText(errno));
}

UniqueFd InstallFolder::open() const
{
    return UniqueFd(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

UniqueFd InstallFolder::lockAsDaemon() const
{
    UniqueFd folder = open();
    if (!folder)
        throw EnvironmentError("cannot open the folder " + path_ + ": " + errorText(errno));
    if (flock(folder.get(), LOCK_EX | LOCK_NB) != 0)
        throw StateError("Sysmon is already running (" + path_ + " is locked)");
    return folder;
}

bool InstallFolder::daemonRuns() const
{
    const UniqueFd folder = open();
    // A shared lock, so that two who ask do not take each other for the daemon.
    return folder && flock(folder.get(), LOCK_SH | LOCK_NB) != 0;
}

UniqueFd InstallFolder::lockForChange() const
{
    const std::string path = file(lockFile);
    while (true) {
        UniqueFd lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!lock) throw EnvironmentError("cannot open " + path + ": " + errorText(errno));
        lockWaiting(lock.get(), path);
        // One that removed everything may have held the lock: then it is nobody's any more.
        struct stat ours {
        }, current{};
        if (fstat(lock.get(), &ours) == 0 && lstat(path.c_str(), &current) == 0 &&
            ours.st_ino == current.st_ino) {
            finishAcceptance();
            return lock;
        }
        make();
    }
}

void InstallFolder::noteDaemon(bool ready) const
{
    const auto self = identityOf(getpid());
    if (!self) throw EnvironmentError("cannot read /proc/self/stat. Is /proc mounted?");
    replaceFile(path_, processFile, self->text() + (ready ? " ready\n" : " starting\n"));
}

void InstallFolder::forgetDaemon() const
{
    unlink(file(processFile).c_str());
}

std::optional<ProcessHandle> InstallFolder::daemon() const
{
    const auto identity = ProcessIdentity::parse(text(processFile));
    return identity ? ProcessHandle::find(*identity) : std::nullopt;
}

void InstallFolder::store(const Configuration& configuration) const
{
    const std::vector<std::byte>& blob = configuration.blob;
    replaceFile(path_, rulesFile, {reinterpret_cast<const char*>(blob.data()), blob.size()});
    replaceFile(path_, fieldSizesFile, configuration.fieldSizes);
    replaceFile(path_, hashAlgorithmsFile, configuration.hashAlgorithms);
}

Configuration InstallFolder::load() const
{
    const UniqueFd folder = open();
    if (!folder)
        throw EnvironmentError("cannot open the folder " + path_ + ": " + errorText(errno));
    const std::string rules = readFileOf(folder.get(), path_, rulesFile);
    const auto* bytes = reinterpret_cast<const std::byte*>(rules.data());
    Configuration configuration;
    configuration.blob.assign(bytes, bytes + rules.size());
    configuration.fieldSizes = readFileOf(folder.get(), path_, fieldSizesFile);
    configuration.hashAlgorithms = readFileOf(folder.get(), path_, hashAlgorithmsFile);
    return configuration;
}

std::optional<StoredCommand> InstallFolder::commandIn(const std::string& folder) const
{
    std::string words;
    if (!readFileAt(AT_FDCWD, (folder + '/' + wordsFile).c_str(), SIZE_MAX / 2, words))
        return std::nullopt;
    StoredCommand command{splitWords(words), {}};
    const std::string file = folder + '/' + configurationName;
    if (!readFileAt(AT_FDCWD, file.c_str(), mostConfigurationBytes + 1, command.configuration) &&
        errno != ENOENT)
        throw EnvironmentError("cannot read " + file + ": " + errorText(errno));
    return command;
}

std::optional<StoredCommand> InstallFolder::command() const
{
    return commandIn(path_);
}

std::optional<StoredCommand> InstallFolder::proposedCommand() const
{
    return commandIn(file(proposalFolder));
}

std::string InstallFolder::proposedConfigurationFile() const
{
    return file(proposalFolder) + '/' + configurationName;
}

void InstallFolder::proposeCommand(const StoredCommand& command) const
{
    discardProposal();
    const std::string folder = file(proposalFolder);
    makeFolder(folder);
    const auto count = static_cast<int32_t>(command.words.size());
    // No configuration is an empty file here, so that it can be told from one that was moved.
    replaceFile(folder, configurationName, command.configuration);
    replaceFile(folder, countFile, {reinterpret_cast<const char*>(&count), sizeof count});
    replaceFile(folder, wordsFile, joinWords(command.words));
}

void InstallFolder::acceptCommand() const
{
    renameFile(file(proposalFolder), file(acceptedFolder));
    syncFolder(path_);
    finishAcceptance();
}

void InstallFolder::finishAcceptance() const
{
    const std::string folder = file(acceptedFolder);
    if (!isFolder(folder)) return;
    for (const char* name : commandFiles) {
        const std::string from = folder + '/' + name;
        struct stat status {};
        if (lstat(from.c_str(), &status) != 0) continue; // moved already
        if (status.st_size > 0) {
            renameFile(from, file(name));
        } else {
            remove(file(name));
            remove(from);
        }
    }
    syncFolder(path_);
    if (rmdir(folder.c_str()) != 0)
        throw EnvironmentError("cannot remove " + folder + ": " + errorText(errno));
}

void InstallFolder::discardProposal() const
{
    const std::string folder = file(proposalFolder);
    if (!isFolder(folder)) return;
    for (const char* name : commandFiles) {
        remove(folder + '/' + name);
        remove(folder + '/' + name + ".new");
    }
    rmdir(folder.c_str());
}

void InstallFolder::storeInstallWords(const std::vector<std::string>& words) const
{
    replaceFile(path_, installWordsFile, joinWords(words));
}

std::vector<std::string> InstallFolder::installWords() const
{
    return splitWords(text(installWordsFile));
}

std::string InstallFolder::failure() const
{
    return text(failureFile);
}

void InstallFolder::noteFailure(const std::string& text) const
{
    replaceFile(path_, failureFile, text);
}

void InstallFolder::forgetFailure() const
{
    remove(file(failureFile));
}

std::vector<std::string> InstallFolder::madeFiles() const
{
    return splitWords(text(madeFilesFile));
}

void InstallFolder::storeMadeFiles(const std::vector<std::string>& files) const
{
    replaceFile(path_, madeFilesFile, joinWords(files));
}

void InstallFolder::removeOwnFiles() const
{
    discardProposal();
    finishAcceptance();
    for (const char* name : ownFiles) {
        remove(file(name));
        remove(file(name) + ".new");
    }
    remove(file(lockFile)); // last: it is what others wait for
    // A package's files may be left, and are none of ours.
    if (rmdir(path_.c_str()) != 0 && errno != ENOTEMPTY && errno != EEXIST && errno != ENOENT)
        throw EnvironmentError("cannot remove the folder " + path_ + ": " + errorText(errno));
}

std::string InstallFolder::text(const char* name) const
{
    std::string text;
    if (!readFileAt(AT_FDCWD, file(name).c_str(), SIZE_MAX / 2, text)) return {};
    return text;
}

void InstallFolder::remove(const std::string& path) const
{
    if (unlink(path.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR)
        throw EnvironmentError("cannot remove " + path + ": " + errorText(errno));
}

} // namespace sysmon
