// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/support/bare_client.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <stun/usages/ice.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <stdexcept>

#include "pipelines/sdp/sdp.hpp"
#include "tests/support/peer_offer.hpp"

namespace lethe::test {
namespace {

constexpr int turn_ms = 20;
constexpr std::uint64_t tie_breaker = 0x0102030405060708;

// The address of the first UDP candidate.
sockaddr_in address_of(const std::vector<std::string>& candidates) {
  for (const std::string& candidate : candidates) {
    std::istringstream words(candidate);
    std::string foundation, component, protocol, priority, host;
    int port = 0;
    words >> foundation >> component >> protocol >> priority >> host >> port;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    if (protocol == "udp" && inet_pton(AF_INET, host.c_str(), &address.sin_addr) == 1) return address;
  }
  return {};
}

const std::uint8_t* bytes(const std::string& text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }

}  // namespace

BareClient::BareClient() : context_(certificate_), socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
  sockaddr_in any{};
  any.sin_family = AF_INET;
  any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(socket_, reinterpret_cast<const sockaddr*>(&any), sizeof any) != 0) throw std::runtime_error("bind");
  stun_agent_init(
      &stun_, STUN_ALL_KNOWN_ATTRIBUTES, STUN_COMPATIBILITY_RFC5389,
      static_cast<StunAgentUsageFlags>(STUN_AGENT_USAGE_SHORT_TERM_CREDENTIALS | STUN_AGENT_USAGE_USE_FINGERPRINT));
}

BareClient::~BareClient() { ::close(socket_); }

std::string BareClient::offer(const std::vector<std::string>& candidates) const {
  return write_offer({}, own_, candidates, certificate_.fingerprint(),
                     {.audio = 1, .video = 2, .rtx = 3, .session = 9, .version = 1});
}

void BareClient::answer(const std::string& sdp) {
  const auto theirs = transport::parse_sdp(sdp).transport;
  theirs_ = theirs.ice;
  server_ = address_of(theirs.candidates);
  dtls_ = std::make_unique<transport::Dtls>(context_, transport::DtlsRole::Client, theirs.fingerprints,
                                            [this](transport::View datagram) { send(datagram); });
}

void BareClient::send(transport::View datagram) const {
  ::sendto(socket_, datagram.data(), datagram.size(), 0, reinterpret_cast<const sockaddr*>(&server_), sizeof server_);
}

bool BareClient::run(const std::function<bool()>& until, std::chrono::milliseconds limit) {
  const auto end = media::Clock::now() + limit;
  while (!until()) {
    if (media::Clock::now() > end) return false;
    if (!reached_) check();
    dtls_->tick();
    pollfd readable{socket_, POLLIN, 0};
    ::poll(&readable, 1, turn_ms);
    std::vector<std::uint8_t> buffer(2048);
    for (ssize_t size = 0; (size = ::recv(socket_, buffer.data(), buffer.size(), 0)) > 0;)
      take({buffer.begin(), buffer.begin() + size});
  }
  return true;
}

void BareClient::check() {
  std::array<std::uint8_t, 512> buffer{};
  StunMessage message;
  const std::string user = theirs_.ufrag + ":" + own_.ufrag;
  const std::size_t size = stun_usage_ice_conncheck_create(
      &stun_, &message, buffer.data(), buffer.size(), bytes(user), user.size(), bytes(theirs_.password),
      theirs_.password.size(), TRUE, TRUE, 1, tie_breaker, nullptr, STUN_USAGE_ICE_COMPATIBILITY_RFC5245);
  send(transport::View(buffer).first(size));
}

void BareClient::take(std::vector<std::uint8_t> datagram) {
  if (datagram[0] < 4) take_stun(datagram);
  if (datagram[0] >= 20 && datagram[0] < 64) dtls_->feed(datagram);
}

void BareClient::take_stun(std::vector<std::uint8_t>& datagram) {
  const std::string user = own_.ufrag + ":" + theirs_.ufrag;
  StunDefaultValidaterData known[] = {{const_cast<std::uint8_t*>(bytes(user)), user.size(),
                                       const_cast<std::uint8_t*>(bytes(own_.password)), own_.password.size()},
                                      {nullptr, 0, nullptr, 0}};
  StunMessage message;
  if (stun_agent_validate(&stun_, &message, datagram.data(), datagram.size(), stun_agent_default_validater, known) !=
      STUN_VALIDATION_SUCCESS)
    return;
  if (stun_message_get_class(&message) == STUN_REQUEST) return answer_check(message);
  if (stun_message_get_class(&message) == STUN_RESPONSE && !reached_) {
    reached_ = true;
    dtls_->start();
  }
}

void BareClient::answer_check(const StunMessage& request) {
  ++checks_;
  std::uint64_t tie = 0;
  stun_message_find64(&request, STUN_ATTRIBUTE_ICE_CONTROLLED, &tie);
  ties_.insert(tie);
  std::array<std::uint8_t, 512> buffer{};
  StunMessage message;
  if (reply == Reply::Success) {
    stun_agent_init_response(&stun_, &message, buffer.data(), buffer.size(), &request);
    sockaddr_storage from{};
    std::copy_n(reinterpret_cast<const std::uint8_t*>(&server_), sizeof server_,
                reinterpret_cast<std::uint8_t*>(&from));
    stun_message_append_xor_addr(&message, STUN_ATTRIBUTE_XOR_MAPPED_ADDRESS, &from, sizeof server_);
  } else {
    stun_agent_init_error(&stun_, &message, buffer.data(), buffer.size(), &request,
                          reply == Reply::RoleConflict ? STUN_ERROR_ROLE_CONFLICT : STUN_ERROR_BAD_REQUEST);
  }
  const bool secured = reply != Reply::BadRequest;
  const std::size_t size = stun_agent_finish_message(&stun_, &message, secured ? bytes(own_.password) : nullptr,
                                                     secured ? own_.password.size() : 0);
  send(transport::View(buffer).first(size));
}

}  // namespace lethe::test
