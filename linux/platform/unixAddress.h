// SPDX-License-Identifier: MIT
#pragma once

#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>

namespace sysmon {

/// The address of a socket that lies in the file system.
class UnixAddress {
public:
    explicit UnixAddress(const std::string& path) : fits_(path.size() < sizeof address_.sun_path)
    {
        address_.sun_family = AF_UNIX;
        if (fits_) std::memcpy(address_.sun_path, path.data(), path.size());
    }

    /// A path can be too long for an address.
    bool fits() const { return fits_; }
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address_); }
    static socklen_t size() { return sizeof(sockaddr_un); }

private:
    sockaddr_un address_{};
    bool fits_;
};

} // namespace sysmon
