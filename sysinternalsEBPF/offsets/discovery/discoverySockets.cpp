// SPDX-License-Identifier: MIT
//
// Discovery of what is in socket, sock and sk_buff.
#include "discoveryContext.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <net/if.h>
#include <netinet/in.h>
#include <optional>
#include <sched.h>
#include <set>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace sysinternals {

namespace {

using Id = OffsetId;

constexpr std::chrono::seconds kDelivery{2};
constexpr size_t kSocketBytes = 256;
constexpr size_t kCommonBytes = 160;
constexpr size_t kSockBytes = 1024;
constexpr size_t kBufferMost = 512;
constexpr size_t kBufferStartBytes = 128; ///< no sk_buff is shorter
constexpr size_t kPacketBytes = 1024;
constexpr uint32_t kHeadersToHead = 64; ///< between network_header and head: at most a few members
constexpr uint32_t kEthernetBytes = 14;
constexpr uint32_t kIpBytes = 20;
constexpr uint32_t kUdpBytes = 8;
constexpr int kTransportDistance = kIpBytes; ///< from the IP header
constexpr int kMacDistance = -static_cast<int>(kEthernetBytes);
// Protocols that nobody uses, for raw sockets (IANA: for experiments).
constexpr int kRawProtocol = 253;
constexpr int kOtherRawProtocol = 254;
// Values of sock_common.skc_state for any protocol (include/net/tcp_states.h).
constexpr uint64_t kConnected = 1;
constexpr uint64_t kUnconnected = 7;
constexpr uint64_t kListening = 10;

sockaddr_in address(const char* text)
{
    sockaddr_in result{};
    result.sin_family = AF_INET;
    inet_pton(AF_INET, text, &result.sin_addr);
    return result;
}

/// A socket and what is known of it.
struct KnownSocket {
    FileDescriptor descriptor = FileDescriptor();
    sockaddr_in here{};
    sockaddr_in there{};
    int type = 0;
    int protocol = 0;
    uint64_t state = kUnconnected;
    uint64_t sock = 0; ///< its address in the kernel
};

void requireDone(int result)
{
    if (result < 0) throw Failure(TELEMETRY_NO_OFFSETS, "cannot open a socket for discovery");
}

KnownSocket openSocket(int type, int protocol, const char* here)
{
    KnownSocket known{FileDescriptor(socket(AF_INET, type | SOCK_CLOEXEC, protocol)),
                      address(here),
                      {},
                      type,
                      protocol};
    requireDone(known.descriptor.get());
    socklen_t length = sizeof(known.here);
    auto* name = reinterpret_cast<sockaddr*>(&known.here);
    requireDone(bind(known.descriptor.get(), name, length));
    if (type != SOCK_RAW) requireDone(getsockname(known.descriptor.get(), name, &length));
    return known;
}

void connectTo(KnownSocket& known, const sockaddr_in& there)
{
    requireDone(
        connect(known.descriptor.get(), reinterpret_cast<const sockaddr*>(&there), sizeof(there)));
    known.there = there;
    known.state = kConnected;
}

/// A network of our own, where 127.0.0.0/8 is there, no firewall interferes and nothing is
/// disturbed.
void useOwnNetwork()
{
    if (unshare(CLONE_NEWNET) != 0) return; // the machine's own will do
    FileDescriptor control(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    ioctl(control.get(), SIOCSIFFLAGS, &request);
}

class SocketSearch {
public:
    explicit SocketSearch(DiscoveryContext& context)
        : context_(context), bufferBytes_(context.bytesOf("skbuff_head_cache", kBufferMost))
    {
        useOwnNetwork();
        datagram_ = openSocket(SOCK_DGRAM, IPPROTO_UDP, "127.1.2.3");
        connectTo(datagram_, openSocket(SOCK_DGRAM, IPPROTO_UDP, "127.9.8.7").here);
        unconnected_ = openSocket(SOCK_DGRAM, IPPROTO_UDP, "127.4.5.6");
        listening_ = openSocket(SOCK_STREAM, IPPROTO_TCP, "127.10.20.30");
        requireDone(listen(listening_.descriptor.get(), 1));
        listening_.state = kListening;
        stream_ = openSocket(SOCK_STREAM, IPPROTO_TCP, "127.40.50.60");
        connectTo(stream_, listening_.here);
        raw_ = openSocket(SOCK_RAW, kRawProtocol, "127.0.0.1");
        otherRaw_ = openSocket(SOCK_RAW, kOtherRawProtocol, "127.0.0.1");
    }

    void run()
    {
        context_.forgetMemory(); // what was opened since may lie where something else was
        findSock();
        for (KnownSocket* known : all())
            known->sock = sockOf(known->descriptor.get());
        attempt([&] { findPorts(); });
        attempt([&] { findStates(); });
        attempt([&] { findProtocol(); });
        attempt([&] { findAddresses6(); });
        attempt([&] { findBuffer(); });
        attempt([&] { findQueue(); });
    }

private:
    std::vector<KnownSocket*> all()
    {
        return {&datagram_, &unconnected_, &listening_, &stream_, &raw_, &otherRaw_};
    }
    const Dump& sock(const KnownSocket& known) { return context_.at(known.sock, kSockBytes); }

    uint64_t sockOf(int descriptor)
    {
        auto follow = [&](uint64_t from, Id id) {
            return context_.memory().number(from + context_.place(id)).value_or(0);
        };
        return follow(follow(context_.file(descriptor), Id::file_private_data), Id::socket_sk);
    }

    using Way = std::vector<uint32_t>; ///< private_data, sk, remote and local address

    /// file → socket, which knows its file → sock, which has both addresses.
    std::set<Way> waysOf(const KnownSocket& known)
    {
        std::set<Way> ways;
        uint64_t fileAddress = context_.file(known.descriptor.get());
        const Dump fileDump = context_.at(fileAddress, kSocketBytes);
        for (uint32_t data = 0; data + 8 <= kSocketBytes; data += 8) {
            uint64_t socket = wordAt(fileDump, data);
            if (!isKernelPointer(socket)) continue;
            const Dump socketDump = context_.at(socket, kCommonBytes);
            if (offsetsWithValues({{&socketDump, fileAddress}}, 8).empty()) continue;
            for (uint32_t sk = 0; sk + 8 <= kCommonBytes; sk += 8) {
                uint64_t sockAddress = wordAt(socketDump, sk);
                if (!isKernelPointer(sockAddress)) continue;
                const Dump common = context_.at(sockAddress, kCommonBytes);
                for (uint32_t there :
                     offsetsWithValues({{&common, known.there.sin_addr.s_addr}}, 4))
                    for (uint32_t here :
                         offsetsWithValues({{&common, known.here.sin_addr.s_addr}}, 4))
                        ways.insert({data, sk, there, here});
            }
        }
        return ways;
    }

    void findSock()
    {
        std::set<Way> common = waysOf(datagram_);
        std::set<Way> other = waysOf(stream_);
        std::erase_if(common, [&](const Way& way) { return !other.contains(way); });
        if (common.size() != 1) throw NotFound{Id::socket_sk, common.size()};
        const Way& way = *common.begin();
        context_.offsets.setByte(Id::file_private_data, way[0]);
        context_.offsets.setByte(Id::socket_sk, way[1]);
        // sock begins with sock_common on every kernel, or the cast between them would be wrong
        context_.offsets.setByte(Id::sock___sk_common, 0);
        context_.offsets.setByte(Id::sock_common_skc_daddr, way[2]);
        context_.offsets.setByte(Id::sock_common_skc_rcv_saddr, way[3]);
    }

    void member(Id id, size_t bytes, std::vector<KnownSocket*> sockets, auto value)
    {
        std::vector<Dump> dumps;
        for (KnownSocket* known : sockets) {
            dumps.push_back(sock(*known));
            dumps.back().resize(kCommonBytes);
        }
        std::vector<Witness> witnesses;
        for (size_t i = 0; i < sockets.size(); i++)
            witnesses.push_back({&dumps[i], value(*sockets[i])});
        attempt([&] { context_.takeOnly(id, offsetsWithValues(witnesses, bytes)); });
    }

    void findPorts()
    {
        member(Id::sock_common_skc_dport, 2, {&datagram_, &stream_, &listening_},
               [](const KnownSocket& each) -> uint64_t { return each.there.sin_port; });
        member(Id::sock_common_skc_num, 2, {&datagram_, &stream_, &listening_, &unconnected_},
               [](const KnownSocket& each) -> uint64_t { return ntohs(each.here.sin_port); });
    }

    void findStates()
    {
        member(Id::sock_common_skc_state, 1, {&datagram_, &unconnected_, &listening_, &stream_},
               [](const KnownSocket& each) { return each.state; });
    }

    void findProtocol()
    {
        std::vector<KnownSocket*> sockets = {&datagram_, &listening_, &raw_, &otherRaw_};
        std::vector<Witness> protocols;
        std::vector<Witness> types;
        for (KnownSocket* known : sockets) {
            protocols.push_back({&sock(*known), static_cast<uint64_t>(known->protocol)});
            types.push_back({&sock(*known), static_cast<uint64_t>(known->type)});
        }
        auto typePlaces = offsetsWithValues(types, 2);
        auto bytes = offsetsWithValues(protocols, 1);
        // The number of a raw socket is its protocol, too, but a datagram socket's is not.
        std::set<std::pair<uint32_t, uint32_t>> found;
        for (uint32_t protocol : bytes)
            for (uint32_t type : typePlaces)
                if (type == protocol + 1 || type == protocol + 2 || type + 2 == protocol)
                    found.emplace(protocol, type);
        if (found.size() != 1) throw NotFound{Id::sock_sk_protocol, found.size()};
        auto [protocol, type] = *found.begin();
        // Bit fields until 5.5: 8 bits, and the type's 16 right behind them.
        bool bitFields = type == protocol + 1;
        context_.offsets.set(Id::sock_sk_protocol, {protocol * 8, bitFields ? 8u : 0u});
        context_.offsets.set(Id::sock_sk_type, {type * 8, bitFields ? 16u : 0u});
    }

    void findAddresses6()
    {
        context_.forgetMemory();
        FileDescriptor six(socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP));
        if (six.get() < 0 && errno == EAFNOSUPPORT) {
            // Built without IPv6 or told not to use it (ipv6.disable=1): no sock has such
            // addresses.
            context_.offsets.setAbsent(Id::sock_common_skc_v6_daddr);
            context_.offsets.setAbsent(Id::sock_common_skc_v6_rcv_saddr);
        }
        // IPv4 addresses in IPv6 form: loopback has no others than ::1 of its own
        sockaddr_in6 here{};
        here.sin6_family = AF_INET6;
        inet_pton(AF_INET6, "::ffff:127.55.66.77", &here.sin6_addr);
        sockaddr_in6 there = here;
        there.sin6_port = htons(4711);
        inet_pton(AF_INET6, "::ffff:127.88.99.11", &there.sin6_addr);
        bool open = six.get() >= 0 &&
                    bind(six.get(), reinterpret_cast<sockaddr*>(&here), sizeof(here)) == 0 &&
                    connect(six.get(), reinterpret_cast<sockaddr*>(&there), sizeof(there)) == 0;
        if (open) {
            Dump common = context_.at(sockOf(six.get()), kSockBytes);
            common.resize(kCommonBytes);
            takeAddress6(Id::sock_common_skc_v6_daddr, common, there.sin6_addr);
            takeAddress6(Id::sock_common_skc_v6_rcv_saddr, common, here.sin6_addr);
        }
        findFamily(open ? sockOf(six.get()) : 0);
    }

    void takeAddress6(Id id, const Dump& common, const in6_addr& address)
    {
        attempt([&] {
            context_.takeOnly(id, offsetsWhere({&common}, 4, [&](size_t, uint32_t offset) {
                                  return offset + sizeof(address) <= common.size() &&
                                         memcmp(common.data() + offset, &address,
                                                sizeof(address)) == 0;
                              }));
        });
    }

    void findFamily(uint64_t six)
    {
        std::vector<Dump> dumps;
        std::vector<uint64_t> families;
        for (KnownSocket* known : {&datagram_, &listening_, &raw_}) {
            dumps.push_back(sock(*known));
            families.push_back(AF_INET);
        }
        // Of another family, which every kernel has
        FileDescriptor local(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        requireDone(local.get());
        dumps.push_back(context_.at(sockOf(local.get()), kSockBytes));
        families.push_back(AF_UNIX);
        if (six != 0) {
            dumps.push_back(context_.at(six, kSockBytes));
            families.push_back(AF_INET6);
        }
        std::vector<Witness> witnesses;
        for (size_t i = 0; i < dumps.size(); i++) {
            dumps[i].resize(kCommonBytes);
            witnesses.push_back({&dumps[i], families[i]});
        }
        context_.takeOnly(Id::sock_common_skc_family, offsetsWithValues(witnesses, 2));
    }

    /// A packet that waits to be received, and what is known of it.
    struct Packet {
        uint64_t address = 0; ///< of its sk_buff
        sockaddr_in from{};
        sockaddr_in to{};
        uint32_t payload = 0;
    };

    /// What a place in a sk_buff means there, for each packet.
    struct Layout {
        uint32_t head;
        uint32_t networkHeader;
        // NOLINTNEXTLINE(modernize-use-nullptr): sees the 0 of the comparison that this stands for
        auto operator<=>(const Layout&) const = default;
    };

    Packet receive(KnownSocket& receiver, KnownSocket& sender, const std::string& text)
    {
        // Without a checksum: else there is one more place that knows where the UDP header is.
        int on = 1;
        setsockopt(sender.descriptor.get(), SOL_SOCKET, SO_NO_CHECK, &on, sizeof(on));
        requireDone(static_cast<int>(sendto(sender.descriptor.get(), text.data(), text.size(), 0,
                                            reinterpret_cast<sockaddr*>(&receiver.here),
                                            sizeof(receiver.here))));
        // Another thread of the kernel may deliver it. Asking the socket for it would move it
        // elsewhere.
        auto deadline = std::chrono::steady_clock::now() + kDelivery;
        for (;;) {
            auto packet = waiting(receiver, sender, static_cast<uint32_t>(text.size()));
            if (packet) return *packet;
            if (std::chrono::steady_clock::now() > deadline) throw NotFound{Id::sk_buff_head, 0};
            sched_yield();
        }
    }

    /// Other lists of one element look the same as the queue, but what they hold is not a packet.
    std::optional<Packet> waiting(KnownSocket& receiver, const KnownSocket& sender,
                                  uint32_t payload)
    {
        context_.forgetMemory();
        receiver.sock = sockOf(receiver.descriptor.get());
        std::vector<Packet> packets;
        for (uint64_t address : queued(receiver)) {
            Packet packet{address, sender.here, receiver.here, payload};
            if (!layoutsOf(packet).empty()) packets.push_back(packet);
        }
        if (packets.size() > 1) throw NotFound{Id::sk_buff_head, packets.size()};
        return packets.empty() ? std::nullopt : std::optional(packets[0]);
    }

    /// The only elements of lists in the sock: their first member points back to the list.
    std::set<uint64_t> queued(const KnownSocket& receiver)
    {
        const Dump dump = sock(receiver);
        std::set<uint64_t> found;
        for (uint32_t offset = 0; offset + 16 <= dump.size(); offset += 8) {
            uint64_t next = wordAt(dump, offset);
            uint64_t here = receiver.sock + offset;
            if (isKernelPointer(next) && next != here && wordAt(dump, offset + 8) == next &&
                context_.memory().number(next) == here)
                found.insert(next);
        }
        return found;
    }

    /// Where the header that begins `distance` bytes behind IP's is noted. The three stand side by
    /// side; other members may know the same places.
    static std::vector<uint32_t> headerBeside(const std::vector<const Dump*>& buffers,
                                              uint32_t networkHeader, int distance)
    {
        std::vector<Witness> witnesses;
        for (const Dump* buffer : buffers)
            witnesses.push_back(
                {buffer, wordAt(*buffer, networkHeader, 2) + static_cast<uint64_t>(distance)});
        auto found = offsetsWithValues(witnesses, 2);
        std::erase_if(found, [&](uint32_t offset) {
            return offset + 4 < networkHeader || offset > networkHeader + 4;
        });
        return found;
    }

    /// A number as small as the place of the IP header is found elsewhere, too (4.15: in flags).
    static bool isAmongHeaders(const Dump& buffer, uint32_t networkHeader)
    {
        return !headerBeside({&buffer}, networkHeader, kTransportDistance).empty() &&
               !headerBeside({&buffer}, networkHeader, kMacDistance).empty();
    }

    std::set<Layout> layoutsOf(const Packet& packet)
    {
        std::set<Layout> layouts;
        const Dump buffer = context_.at(packet.address, bufferBytes_);
        for (uint32_t head = 0; head + 8 <= bufferBytes_; head += 8) {
            uint64_t address = wordAt(buffer, head);
            if (!isKernelPointer(address)) continue;
            const Dump& bytes = context_.at(address, kPacketBytes);
            // Not everywhere: where the slab's size is not known, a neighbour begins before the
            // search ends, and the headers of all packets have the same place in them.
            uint32_t from = head < kHeadersToHead ? 0 : head - kHeadersToHead;
            for (uint32_t header = from; header + 2 <= head; header += 2)
                if (isIpHeader(bytes, static_cast<uint32_t>(wordAt(buffer, header, 2)), packet) &&
                    isAmongHeaders(buffer, header))
                    layouts.insert({head, header});
        }
        return layouts;
    }

    static bool isIpHeader(const Dump& bytes, uint32_t at, const Packet& packet)
    {
        return at >= kEthernetBytes && wordAt(bytes, at, 1) == 0x45 &&
               wordAt(bytes, at + 12, 4) == packet.from.sin_addr.s_addr &&
               wordAt(bytes, at + 16, 4) == packet.to.sin_addr.s_addr;
    }

    void findBuffer()
    {
        KnownSocket first = openSocket(SOCK_DGRAM, IPPROTO_UDP, "127.21.1.1");
        KnownSocket second = openSocket(SOCK_DGRAM, IPPROTO_UDP, "127.22.1.1");
        KnownSocket sender = openSocket(SOCK_DGRAM, IPPROTO_UDP, "127.23.1.1");
        Packet packets[] = {receive(first, sender, "a packet for discovery"),
                            receive(second, sender, std::string(77, 'x'))};
        context_.forgetMemory();
        std::set<Layout> layouts = layoutsOf(packets[0]);
        std::set<Layout> others = layoutsOf(packets[1]);
        std::erase_if(layouts, [&](const Layout& each) { return !others.contains(each); });
        if (layouts.size() != 1) throw NotFound{Id::sk_buff_head, layouts.size()};
        Layout layout = *layouts.begin();
        context_.offsets.setByte(Id::sk_buff_head, layout.head);
        context_.offsets.setByte(Id::sk_buff_network_header, layout.networkHeader);

        std::vector<Dump> dumps;
        for (const Packet& packet : packets)
            dumps.push_back(context_.at(packet.address, bufferBytes_));
        findOtherHeaders(dumps, layout);
        findData(dumps, packets, layout);
    }

    /// A queue of two: it knows the first and the last, and both know it.
    struct Queue {
        uint32_t offset; ///< in the sock
        uint64_t first;
        uint64_t last;
    };

    std::vector<Queue> queuesOfTwo(uint64_t receiver)
    {
        const Dump dump = context_.at(receiver, kSockBytes);
        auto follow = [&](uint64_t from) { return context_.memory().number(from).value_or(0); };
        std::vector<Queue> found;
        for (uint32_t offset = 0; offset + 16 <= dump.size(); offset += 8) {
            Queue queue{offset, wordAt(dump, offset), wordAt(dump, offset + 8)};
            uint64_t here = receiver + offset;
            if (isKernelPointer(queue.first) && isKernelPointer(queue.last) &&
                queue.first != queue.last && follow(queue.first) == queue.last &&
                follow(queue.last) == here && follow(queue.first + 8) == here &&
                follow(queue.last + 8) == queue.first)
                found.push_back(queue);
        }
        return found;
    }

    /// Datagrams between local sockets wait in the receiver's queue and know the sender's socket.
    void findQueue()
    {
        int ends[2];
        requireDone(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends));
        FileDescriptor sender(ends[0]);
        FileDescriptor receiver(ends[1]);
        for (int i = 0; i < 2; i++)
            requireDone(static_cast<int>(send(sender.get(), "queued", 6, 0)));
        context_.forgetMemory();
        std::vector<Queue> queues = queuesOfTwo(sockOf(receiver.get()));
        if (queues.size() != 1) throw NotFound{Id::sock_sk_receive_queue, queues.size()};
        context_.offsets.setByte(Id::sock_sk_receive_queue, queues[0].offset);
        context_.offsets.setByte(Id::sk_buff_head_prev, 8);

        const Dump first = context_.at(queues[0].first, kBufferStartBytes);
        const Dump last = context_.at(queues[0].last, kBufferStartBytes);
        uint64_t owner = sockOf(sender.get());
        context_.takeOnly(Id::sk_buff_sk, offsetsWithValues({{&first, owner}, {&last, owner}}, 8));
    }

    void findOtherHeaders(const std::vector<Dump>& dumps, Layout layout)
    {
        std::vector<const Dump*> buffers;
        for (const Dump& dump : dumps)
            buffers.push_back(&dump);
        auto take = [&](Id id, int distance) {
            attempt([&] {
                context_.takeOnly(id, headerBeside(buffers, layout.networkHeader, distance));
            });
        };
        take(Id::sk_buff_transport_header, kTransportDistance);
        take(Id::sk_buff_mac_header, kMacDistance);
    }

    /// `data` points to the UDP header or, once that is dealt with, behind it; `len` counts from
    /// there.
    void findData(const std::vector<Dump>& dumps, const Packet* packets, Layout layout)
    {
        for (uint32_t removed : {kUdpBytes, 0u}) {
            std::vector<Witness> places;
            std::vector<Witness> lengths;
            for (size_t i = 0; i < dumps.size(); i++) {
                uint64_t start = wordAt(dumps[i], layout.head) +
                                 wordAt(dumps[i], layout.networkHeader, 2) + kIpBytes + removed;
                places.push_back({&dumps[i], start});
                lengths.push_back({&dumps[i], packets[i].payload + kUdpBytes - removed});
            }
            auto found = offsetsWithValues(places, 8);
            if (found.empty()) continue;
            context_.takeOnly(Id::sk_buff_data, found);
            // UDP notes the length in front of it, where the device is as long as a packet has one
            auto counts = offsetsWithValues(lengths, 4);
            if (counts.empty() || counts.size() > 2) throw NotFound{Id::sk_buff_len, counts.size()};
            context_.takeByOrder(Id::sk_buff_len, counts.back(), counts.size());
            return;
        }
        throw NotFound{Id::sk_buff_data, 0};
    }

    DiscoveryContext& context_;
    const size_t bufferBytes_; ///< of sk_buff: behind it lies that of an older packet
    KnownSocket datagram_;
    KnownSocket unconnected_;
    KnownSocket listening_;
    KnownSocket stream_;
    KnownSocket raw_;
    KnownSocket otherRaw_;
};

} // namespace

void discoverSockets(DiscoveryContext& context)
{
    attempt([&] { SocketSearch(context).run(); });
}

} // namespace sysinternals
