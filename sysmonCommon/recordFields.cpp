// SPDX-License-Identifier: MIT
#include "recordFields.h"

#include "ipText.h"

#include <charconv>

namespace sysmon {

namespace {

constexpr uint32_t unset = 4294967295; ///< login uid and audit session of what no one logged in to

} // namespace

std::string_view RecordFields::resolve(uint16_t fieldIndex)
{
    switch (record_.eventType) {
    case ProcessCreate:
        return processCreate(fieldIndex);
    case NetworkConnect:
        return networkConnect(fieldIndex);
    case ProcessTerminate:
        return processTerminate(fieldIndex);
    case FileCreate:
        return fileCreate(fieldIndex);
    case FileDelete:
        return fileDelete(fieldIndex);
    default:
        return {};
    }
}

std::string_view RecordFields::processCreate(uint16_t fieldIndex)
{
    namespace field = fields::CreateProcess;
    const auto& record = as<SYSMON_PROCESS_CREATE>();
    switch (fieldIndex) {
    case field::UtcTime:
        return utcTime();
    case field::ProcessGuid:
        return processGuid(record_.process);
    case field::ProcessId:
        return decimal(record_.process.processId);
    case field::Image:
        return image().path;
    case field::CommandLine:
        return image().commandLine;
    case field::CurrentDirectory:
        return path(ProcessCreateCurrentDirectory, DeletedMark::Append);
    case field::User:
        return user(record_.userId);
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
        return user(record.parentUserId);
    default:
        return {};
    }
}

std::string_view RecordFields::networkConnect(uint16_t fieldIndex)
{
    namespace field = fields::NetworkConnect;
    const auto& record = as<SYSMON_NETWORK_CONNECT>();
    const bool initiated = record.initiated != 0;
    const SYSMON_NETWORK_END& source = initiated ? record.local : record.remote;
    const SYSMON_NETWORK_END& destination = initiated ? record.remote : record.local;
    switch (fieldIndex) {
    case field::UtcTime:
        return utcTime();
    case field::ProcessGuid:
        return processGuid(record_.process);
    case field::ProcessId:
        return decimal(record_.process.processId);
    case field::Image:
        return image().path;
    case field::User:
        return user(record_.userId);
    case field::Protocol:
        return networkProtocol(record);
    case field::Initiated:
        return boolean(initiated);
    case field::SourceIsIpv6:
        return boolean(!isIpv4(source.address));
    case field::SourceIp:
        return address(source);
    case field::SourcePort:
        return decimal(source.port);
    case field::SourcePortName:
        return portName(record, source);
    case field::DestinationIsIpv6:
        return boolean(!isIpv4(destination.address));
    case field::DestinationIp:
        return address(destination);
    case field::DestinationPort:
        return decimal(destination.port);
    case field::DestinationPortName:
        return portName(record, destination);
    default:
        return {};
    }
}

std::string_view RecordFields::processTerminate(uint16_t fieldIndex)
{
    namespace field = fields::ProcessTerminate;
    switch (fieldIndex) {
    case field::UtcTime:
        return utcTime();
    case field::ProcessGuid:
        return processGuid(record_.process);
    case field::ProcessId:
        return decimal(record_.process.processId);
    case field::Image:
        return image().path;
    case field::User:
        return user(record_.userId);
    default:
        return {};
    }
}

std::string_view RecordFields::fileCreate(uint16_t fieldIndex)
{
    namespace field = fields::FileCreate;
    switch (fieldIndex) {
    case field::UtcTime:
    case field::CreationUtcTime:
        return utcTime();
    case field::ProcessGuid:
        return processGuid(record_.process);
    case field::ProcessId:
        return decimal(record_.process.processId);
    case field::Image:
        return image().path;
    case field::TargetFilename:
        return path(FileCreateTarget, DeletedMark::Omit);
    case field::User:
        return user(record_.userId);
    default:
        return {};
    }
}

std::string_view RecordFields::fileDelete(uint16_t fieldIndex)
{
    namespace field = fields::FileDelete;
    switch (fieldIndex) {
    case field::UtcTime:
        return utcTime();
    case field::ProcessGuid:
        return processGuid(record_.process);
    case field::ProcessId:
        return decimal(record_.process.processId);
    case field::User:
        return user(record_.userId);
    case field::Image:
        return image().path;
    case field::TargetFilename:
        return deletedPath();
    default:
        return {};
    }
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

std::string_view RecordFields::user(uint32_t userId)
{
    return context_.arena.keep(context_.platform.userName(userId));
}

uint32_t RecordFields::loginUser(const SYSMON_PROCESS_CREATE& record)
{
    return record.loginUserId == unset ? record.realUserId : record.loginUserId;
}

std::string_view RecordFields::hashes(const SYSMON_PROCESS_CREATE& record)
{
    return context_.arena.keep(context_.platform.hashes({.processId = record_.process.processId,
                                                         .path = image().path,
                                                         .inode = record.imageInode,
                                                         .deviceMajor = record.imageDeviceMajor,
                                                         .deviceMinor = record.imageDeviceMinor}));
}

std::string_view RecordFields::path(unsigned extension, DeletedMark mark)
{
    return recordPath(recordExtension(record_, extension), mark, context_.arena);
}

std::string_view RecordFields::deletedPath()
{
    const std::string_view target = path(FileDeleteTarget, DeletedMark::Omit);
    std::string_view name = recordExtension(record_, FileDeleteName);
    name = name.substr(0, name.find('\0'));
    if (name.empty()) return target;
    return context_.arena.keep(
        context_.platform.resolvePath(record_.process.processId, target, name));
}

const ProgramImage& RecordFields::image()
{
    if (!image_) image_ = context_.processes.image(record_.process);
    return *image_;
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
