// SPDX-License-Identifier: MIT
#include "recordFields.h"

#include "bpfNames.h"
#include "ipText.h"

#include <charconv>
#include <cstring>
#include <utility>

namespace sysmon {

namespace {

constexpr uint32_t unset = 4294967295; ///< login uid and audit session of what no one logged in to

// Of a mode, as stat(2) has it.
constexpr uint32_t fileType = 0170000;
constexpr uint32_t regularFile = 0100000;
constexpr uint32_t symbolicLink = 0120000;
constexpr uint32_t executableByAnyone = 0111;

// How long an event waits aside for what it takes long to find out. A file of the largest size that
// is hashed by default takes a second or two.
constexpr uint64_t orderNs = 200'000'000;
constexpr Patience hashPatience{60'000'000'000, orderNs};
constexpr Patience hostNamePatience{2'000'000'000, 0};
constexpr Patience userPatience{orderNs, orderNs};

bool isExecutable(uint32_t mode)
{
    return (mode & fileType) == regularFile && (mode & executableByAnyone) != 0;
}

/// Whether more than its id is known.
bool isKnown(const CachedProcess& process)
{
    return process.key.startTimeNs != 0;
}

} // namespace

std::string_view RecordFields::common(CommonField field, uint16_t fieldIndex)
{
    switch (field) {
    case CommonField::UtcTime:
        return utcTime();
    case CommonField::ProcessGuid:
        return processGuid(record_.process);
    case CommonField::ProcessId:
        return decimal(record_.process.processId);
    case CommonField::Image:
        return image().path;
    case CommonField::User:
        return user(fieldIndex, record_.userId);
    case CommonField::None:
        break;
    }
    return {};
}

template <>
std::string_view RecordFields::own(const SYSMON_PROCESS_CREATE& record, uint16_t fieldIndex)
{
    namespace field = fields::CreateProcess;
    switch (fieldIndex) {
    case field::CommandLine:
        return image().commandLine;
    case field::CurrentDirectory:
        return path(ProcessCreateCurrentDirectory, DeletedMark::Append);
    case field::LogonGuid:
        return guid(makeLogonGuid(context_.machine, loginUser(record), record.sessionId));
    case field::LogonId:
        return decimal(loginUser(record));
    case field::TerminalSessionId:
        return decimal(record.sessionId);
    case field::IntegrityLevel:
        return "no level";
    case field::Hashes:
        return hashes(record);
    case field::ParentProcessGuid:
        return processGuid(record.parent);
    case field::ParentProcessId:
        return decimal(record.parent.processId);
    case field::ParentImage:
        return parentImage(record.parent).path;
    case field::ParentCommandLine:
        return parentImage(record.parent).commandLine;
    case field::ParentUser:
        return user(fieldIndex, record.parentUserId);
    default:
        return {};
    }
}

template <>
std::string_view RecordFields::own(const SYSMON_NETWORK_CONNECT& record, uint16_t fieldIndex)
{
    namespace field = fields::NetworkConnect;
    const bool initiated = record.initiated != 0;
    const SYSMON_NETWORK_END& source = initiated ? record.local : record.remote;
    const SYSMON_NETWORK_END& destination = initiated ? record.remote : record.local;
    switch (fieldIndex) {
    case field::Protocol:
        return networkProtocol(record);
    case field::Initiated:
        return boolean(initiated);
    case field::SourceIsIpv6:
        return boolean(!isIpv4(source.address));
    case field::SourceIp:
        return address(source);
    case field::SourceHostname:
        return hostName(fieldIndex, source);
    case field::SourcePort:
        return decimal(source.port);
    case field::SourcePortName:
        return portName(record, source);
    case field::DestinationIsIpv6:
        return boolean(!isIpv4(destination.address));
    case field::DestinationIp:
        return address(destination);
    case field::DestinationHostname:
        return hostName(fieldIndex, destination);
    case field::DestinationPort:
        return decimal(destination.port);
    case field::DestinationPortName:
        return portName(record, destination);
    default:
        return {};
    }
}

template <>
std::string_view RecordFields::own(const SYSMON_PROCESS_TERMINATE& /*record*/,
                                   uint16_t /*fieldIndex*/)
{
    return {};
}

template <>
std::string_view RecordFields::own(const SYSMON_FILE_CREATE& /*record*/, uint16_t fieldIndex)
{
    namespace field = fields::FileCreate;
    switch (fieldIndex) {
    case field::CreationUtcTime:
        return utcTime();
    case field::TargetFilename:
        return filePath(FileCreateTarget, FileCreateName);
    default:
        return {};
    }
}

template <>
std::string_view RecordFields::own(const SYSMON_FILE_DELETE& record, uint16_t fieldIndex)
{
    namespace field = fields::FileDelete;
    switch (fieldIndex) {
    case field::TargetFilename:
        return filePath(FileDeleteTarget, FileDeleteName);
    case field::Hashes:
        return hashes(record);
    case field::IsExecutable:
        return isExecutable(record.fileMode) ? "true" : "false";
    default:
        return {};
    }
}

template <>
std::string_view RecordFields::own(const SYSMON_RAW_ACCESS_READ& /*record*/, uint16_t fieldIndex)
{
    namespace field = fields::RawaccessRead;
    switch (fieldIndex) {
    case field::Device:
        return path(RawAccessReadDevice, DeletedMark::Omit);
    default:
        return {};
    }
}

template <>
std::string_view RecordFields::own(const SYSMON_PROCESS_ACCESS& record, uint16_t fieldIndex)
{
    namespace field = fields::AccessProcess;
    switch (fieldIndex) {
    case field::SourceThreadId:
        return decimal(record_.process.threadId);
    case field::TargetProcessGUID:
        return isKnown(target()) ? processGuid(target().key) : std::string_view{};
    case field::TargetProcessId:
        return decimal(target().key.processId);
    case field::TargetImage:
        return targetImage().path;
    case field::GrantedAccess:
        return hexadecimal(record.grantedAccess);
    case field::TargetUser:
        return isKnown(target()) ? user(fieldIndex, target().userId) : std::string_view{};
    default:
        return {};
    }
}

template <>
std::string_view RecordFields::own(const SYSMON_EBPF_EVENT& record, uint16_t fieldIndex)
{
    namespace field = fields::EbpfEvent;
    switch (fieldIndex) {
    case field::BpfCommand:
        return bpfCommandName(record.command);
    case field::BpfProgramType:
        return programType(record);
    case field::BpfProgramId:
        return decimal(record.programId);
    case field::BpfProgramName:
        return {record.programName, strnlen(record.programName, sizeof record.programName)};
    default:
        return {};
    }
}

std::string_view RecordFields::resolve(uint16_t fieldIndex)
{
    if (const CommonField field = schema_.fields[fieldIndex].common; field != CommonField::None)
        return common(field, fieldIndex);
    return withRecordStruct(record_.eventType, [&]<typename Record>(std::type_identity<Record>) {
        return own(as<Record>(), fieldIndex);
    });
}

std::string_view RecordFields::programType(const SYSMON_EBPF_EVENT& record)
{
    if (record.programId == 0) return {}; // gone before it could be looked at
    const std::string_view name = bpfProgramTypeName(record.programType);
    return name.empty() ? decimal(record.programType) : name;
}

std::string_view RecordFields::utcTime()
{
    return utcTimeText(
        utcNs_, std::span<char, utcTimeSize>(context_.arena.allocate(utcTimeSize), utcTimeSize));
}

std::string_view RecordFields::decimal(uint32_t number)
{
    constexpr size_t maxDigits = 10;
    char* const begin = context_.arena.allocate(maxDigits);
    const char* const end = std::to_chars(begin, begin + maxDigits, number).ptr;
    return {begin, static_cast<size_t>(end - begin)};
}

std::string_view RecordFields::hexadecimal(uint32_t number)
{
    constexpr size_t maxSize = 10;
    char* const begin = context_.arena.allocate(maxSize);
    begin[0] = '0';
    begin[1] = 'x';
    const char* const end = std::to_chars(begin + 2, begin + maxSize, number, 16).ptr;
    return {begin, static_cast<size_t>(end - begin)};
}

std::string_view RecordFields::boolean(bool value)
{
    return value ? "true" : "false";
}

std::string_view RecordFields::networkProtocol(const SYSMON_NETWORK_CONNECT& record)
{
    constexpr uint16_t tcp = 6, udp = 17;
    return record.protocol == tcp ? "tcp" : record.protocol == udp ? "udp" : std::string_view{};
}

std::string_view RecordFields::address(const SYSMON_NETWORK_END& end)
{
    return ipText(end.address,
                  std::span<char, ipTextSize>(context_.arena.allocate(ipTextSize), ipTextSize));
}

std::string_view RecordFields::portName(const SYSMON_NETWORK_CONNECT& record,
                                        const SYSMON_NETWORK_END& end)
{
    return context_.arena.keep(context_.platform.serviceName(end.port, networkProtocol(record)));
}

std::string_view RecordFields::guid(const Guid& guid)
{
    return guid.text(
        std::span<char, Guid::textSize>(context_.arena.allocate(Guid::textSize), Guid::textSize));
}

std::string_view RecordFields::processGuid(const SYSMON_PROCESS_KEY& process)
{
    if (process.processId == 0) return {};
    return guid(makeProcessGuid(context_.machine, context_.processes.withImage(process)));
}

std::string_view RecordFields::user(uint16_t fieldIndex, uint32_t userId)
{
    DeferredTextPtr name = context_.platform.userName(userId);
    if (name) {
        const std::string* const text = name->get();
        if (text == nullptr)
            return textOrDefer({fieldIndex, userPatience, name, std::to_string(userId)});
        if (!text->empty()) return context_.arena.keep(*text);
    }
    return decimal(userId);
}

uint32_t RecordFields::loginUser(const SYSMON_PROCESS_CREATE& record)
{
    return record.loginUserId == unset ? record.realUserId : record.loginUserId;
}

std::string_view RecordFields::hashes(const SYSMON_PROCESS_CREATE& record)
{
    return textOrDefer(
        {fields::CreateProcess::Hashes, hashPatience,
         context_.platform.hashes(ExecutedFile{.processId = record_.process.processId,
                                               .parentId = record.parent.processId,
                                               .userId = record.realUserId,
                                               .path = image().path,
                                               .file = {.inode = record.imageInode,
                                                        .deviceMajor = record.imageDeviceMajor,
                                                        .deviceMinor = record.imageDeviceMinor,
                                                        .mtimeNs = record.imageModifiedNs,
                                                        .ctimeNs = record.imageChangedNs}})});
}

std::string_view RecordFields::hashes(const SYSMON_FILE_DELETE& record)
{
    if (record.inode == 0) return {};
    return textOrDefer(
        {fields::FileDelete::Hashes, hashPatience,
         context_.platform.hashes(DeletedFile{.processId = record_.process.processId,
                                              .userId = record_.userId,
                                              .path = filePath(FileDeleteTarget, FileDeleteName),
                                              .file = {.inode = record.inode,
                                                       .deviceMajor = record.deviceMajor,
                                                       .deviceMinor = record.deviceMinor},
                                              .utcNs = utcNs_})});
}

std::string_view RecordFields::hostName(uint16_t fieldIndex, const SYSMON_NETWORK_END& end)
{
    return textOrDefer(
        {fieldIndex, hostNamePatience, context_.platform.hostName(end.address, record_.userId)});
}

std::string_view RecordFields::textOrDefer(DeferredField field)
{
    if (!field.text) return {};
    if (const std::string* text = field.text->get()) return context_.arena.keep(*text);
    deferred_.push_back(std::move(field));
    return {};
}

std::string_view RecordFields::path(unsigned extension, DeletedMark mark)
{
    return recordPath(recordExtension(record_, extension), mark, context_.arena);
}

std::string_view RecordFields::filePath(unsigned target, unsigned name)
{
    const std::string_view whole = path(target, DeletedMark::Omit);
    std::string_view passed = recordExtension(record_, name);
    passed = passed.substr(0, passed.find('\0'));
    if (passed.empty()) return whole;
    if (!resolved_)
        resolved_ = context_.platform.resolvePath(record_.process.processId, whole, passed);
    return context_.arena.keep(resolved_->path);
}

bool RecordFields::isEvent()
{
    switch (record_.eventType) {
    case FileCreate:
        return isFileOfEvent();
    case ProcessAccess:
        return isAccessToAnother();
    case RawAccessRead:
        return isRawDevice();
    default:
        return true;
    }
}

bool RecordFields::isFileOfEvent()
{
    uint32_t mode = as<SYSMON_FILE_CREATE>().fileMode;
    if (mode == 0) {
        filePath(FileCreateTarget, FileCreateName);
        if (resolved_) mode = resolved_->mode;
    }
    // What is gone already counts as a file: of all things they have the shortest lives.
    return mode == 0 || (mode & fileType) == regularFile || (mode & fileType) == symbolicLink;
}

bool RecordFields::isRawDevice()
{
    const uint32_t major = as<SYSMON_RAW_ACCESS_READ>().characterMajor;
    return major == 0 || context_.platform.isRawCharacterDevice(major);
}

bool RecordFields::isAccessToAnother()
{
    const auto& record = as<SYSMON_PROCESS_ACCESS>();
    if (record.fileSystemDevice != 0 &&
        !context_.platform.isProcFileSystem(record_.process.processId, record.fileSystemDevice))
        return false;
    return target().key.processId != record_.process.processId;
}

const CachedProcess& RecordFields::target()
{
    if (target_) return *target_;
    const auto& record = as<SYSMON_PROCESS_ACCESS>();
    CachedProcess& found = target_.emplace();
    found.key = record.target;
    found.userId = record.targetUserId;
    if (found.key.processId != 0) return found;

    const uint32_t id =
        context_.platform.resolveProcessId(record_.process.processId, record.targetId);
    ProcessFacts facts;
    if (const CachedProcess* const known = context_.processes.findYoungest(id)) {
        found = *known;
    } else if (context_.platform.readProcess(id, facts)) {
        found.key = facts.key;
        found.userId = facts.userId;
    } else {
        found.key.processId = id;
    }
    return found;
}

const ProgramImage& RecordFields::image()
{
    if (!image_) image_ = context_.processes.image(record_.process);
    return *image_;
}

const ProgramImage& RecordFields::targetImage()
{
    static const ProgramImage unknown;
    if (!isKnown(target())) return unknown;
    if (!target_->image) target_->image = context_.processes.image(target_->key);
    return *target_->image;
}

const ProgramImage& RecordFields::parentImage(const SYSMON_PROCESS_KEY& parent)
{
    if (!parentImage_) parentImage_ = context_.processes.image(parent);
    return *parentImage_;
}

template <typename Record>
const Record& RecordFields::as() const
{
    return reinterpret_cast<const Record&>(record_);
}

} // namespace sysmon
