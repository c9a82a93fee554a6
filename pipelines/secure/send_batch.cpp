// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/secure/send_batch.hpp"

#include <netinet/udp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace lethe::transport {

struct SendBatch::Messages {
  alignas(cmsghdr) std::array<std::array<std::uint8_t, CMSG_SPACE(sizeof(std::uint16_t))>, datagrams_most> controls{};
  std::array<iovec, datagrams_most> parts{};
  std::array<mmsghdr, datagrams_most> headers{};
};

SendBatch::SendBatch() : messages_(std::make_unique<Messages>()) {}
SendBatch::~SendBatch() = default;

void SendBatch::add(Destination& destination, std::span<const std::uint8_t> datagram) {
  if (destination_ != &destination || count_ == datagrams_most || used_ + datagram.size() > bytes_most) send();
  if (datagram.size() > bytes_most) return;
  destination_ = &destination;
  std::memcpy(bytes_.data() + used_, datagram.data(), datagram.size());
  used_ += datagram.size();
  sizes_[count_++] = static_cast<std::uint16_t>(datagram.size());
}

std::size_t SendBatch::gather(bool segments) {
  std::size_t messages = 0, offset = 0;
  for (std::size_t i = 0; i < count_;) {
    // A run: datagrams of one size; the last may be smaller.
    const std::size_t size = sizes_[i], begin = offset, first = i;
    do offset += sizes_[i++];
    while (segments && i < count_ && sizes_[i] <= size && sizes_[i - 1] == size);
    iovec& part = messages_->parts[messages];
    part = {bytes_.data() + begin, offset - begin};
    msghdr& header = messages_->headers[messages].msg_hdr;
    header = {.msg_name = &destination_->address.raw,
              .msg_namelen = destination_->address.size,
              .msg_iov = &part,
              .msg_iovlen = 1,
              .msg_control = nullptr,
              .msg_controllen = 0,
              .msg_flags = 0};
    if (i - first > 1) {
      auto& control = messages_->controls[messages];
      header.msg_control = control.data();
      header.msg_controllen = control.size();
      cmsghdr* const head = CMSG_FIRSTHDR(&header);
      head->cmsg_level = SOL_UDP;
      head->cmsg_type = UDP_SEGMENT;
      head->cmsg_len = CMSG_LEN(sizeof(std::uint16_t));
      const auto each = static_cast<std::uint16_t>(size);
      std::memcpy(CMSG_DATA(head), &each, sizeof each);
    }
    ++messages;
  }
  return messages;
}

void SendBatch::send() {
  if (count_ == 0) return;
  const std::size_t messages = gather(destination_->segments);
  for (std::size_t sent = 0; sent < messages;) {
    const int result = sendmmsg(destination_->fd, messages_->headers.data() + sent,
                                static_cast<unsigned>(messages - sent), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (result > 0) {
      sent += static_cast<std::size_t>(result);
      continue;
    }
    const bool segmented = messages_->headers[sent].msg_hdr.msg_controllen > 0;
    if (segmented && (errno == EIO || errno == EINVAL || errno == EOPNOTSUPP)) {
      // A card without checksum offload, or an old kernel: from now on one datagram at a time.
      destination_->segments = false;
      for (std::size_t i = 0, offset = 0; i < count_; offset += sizes_[i++])
        if (bytes_.data() + offset >= static_cast<const std::uint8_t*>(messages_->parts[sent].iov_base))
          sendto(destination_->fd, bytes_.data() + offset, sizes_[i], MSG_DONTWAIT | MSG_NOSIGNAL,
                 reinterpret_cast<const sockaddr*>(&destination_->address.raw), destination_->address.size);
      break;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) break;  // the socket's buffer is full: media do not wait
    ++sent;  // an ICMP error of an earlier datagram, or a datagram that cannot be sent
  }
  count_ = used_ = 0;
  destination_ = nullptr;
}

void SendBatch::forget(const Destination& destination) {
  if (destination_ == &destination) send();
}

}  // namespace lethe::transport
