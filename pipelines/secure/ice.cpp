// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/secure/ice.hpp"

#include <arpa/inet.h>
#include <gio/gio.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <openssl/rand.h>

#include <algorithm>
#include <utility>

#include "mcu/base/error.hpp"
#include "mcu/base/thread_check.hpp"
#include "pipelines/secure/candidate.hpp"

namespace lethe::transport {
namespace {

constexpr guint component = 1;
constexpr std::size_t remote_candidates_most = 32;
constexpr guint ta_least_ms = 5;  // RFC 8445, 14.2

struct FreeCandidate {
  void operator()(NiceCandidate* c) const { nice_candidate_free(c); }
};
using OwnCandidate = std::unique_ptr<NiceCandidate, FreeCandidate>;

std::string address_text(const NiceAddress& address) {
  std::array<char, NICE_ADDRESS_STRING_LEN> text{};
  nice_address_to_string(&address, text.data());
  return text.data();
}

}  // namespace

std::vector<std::string> machine_addresses() {
  std::vector<std::string> found;
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return {"127.0.0.1"};
  for (const ifaddrs* one = list; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || (one->ifa_flags & IFF_UP) == 0 || (one->ifa_flags & IFF_LOOPBACK) != 0) continue;
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (one->ifa_addr->sa_family == AF_INET) {
      const auto* address = reinterpret_cast<const sockaddr_in*>(one->ifa_addr);
      inet_ntop(AF_INET, &address->sin_addr, text.data(), text.size());
    } else if (one->ifa_addr->sa_family == AF_INET6) {
      const auto* address = reinterpret_cast<const sockaddr_in6*>(one->ifa_addr);
      if (IN6_IS_ADDR_LINKLOCAL(&address->sin6_addr)) continue;
      inet_ntop(AF_INET6, &address->sin6_addr, text.data(), text.size());
    } else {
      continue;
    }
    found.emplace_back(text.data());
  }
  freeifaddrs(list);
  found.emplace_back("127.0.0.1");
  return found;
}

Ice::Ice(NetworkLoop& loop, const IceSettings& settings, Events events)
    : loop_(loop), settings_(settings), events_(std::move(events)) {
  agent_.reset(nice_agent_new_full(loop.context(), NICE_COMPATIBILITY_RFC5245, NICE_AGENT_OPTION_NONE));
  if (!agent_) throw Error(Code::MediaUnavailable, "No ICE agent can be made.");
  g_object_set(agent_.get(), "upnp", FALSE, "ice-udp", TRUE, "ice-tcp", settings.tcp ? TRUE : FALSE, "controlling-mode",
               settings.role == IceRole::Controlling ? TRUE : FALSE, nullptr);
  // The answering side sends checks only in return for others (add_remote), so there is nothing to pace.
  if (settings.role == IceRole::Controlled) g_object_set(agent_.get(), "stun-pacing-timer", ta_least_ms, nullptr);
  for (const std::string& text : settings.addresses) {
    NiceAddress address;
    nice_address_init(&address);
    if (nice_address_set_from_string(&address, text.c_str())) nice_agent_add_local_address(agent_.get(), &address);
  }
  stream_ = nice_agent_add_stream(agent_.get(), 1);
  if (settings.port_max > 0)
    nice_agent_set_port_range(agent_.get(), stream_, component, settings.port_min, settings.port_max);
  nice_agent_attach_recv(agent_.get(), stream_, component, loop.context(), &Ice::on_received, this);
  state_signal_ = g_signal_connect(agent_.get(), "component-state-changed", G_CALLBACK(&Ice::on_state), this);
  pair_signal_ = g_signal_connect(agent_.get(), "new-selected-pair-full", G_CALLBACK(&Ice::on_pair), this);
  read_local_credentials();
  // Host candidates are made within the call; no STUN or TURN server is asked.
  if (!nice_agent_gather_candidates(agent_.get(), stream_))
    throw Error(Code::MediaUnavailable, "No port is free for media.");
  forget_checks();
  RAND_bytes(reinterpret_cast<unsigned char*>(&tie_breaker_), sizeof tie_breaker_);
  RAND_bytes(reinterpret_cast<unsigned char*>(&own_requests_), sizeof own_requests_);
  loop_.hurry(+1);
}

Ice::~Ice() {
  close_path();
  loop_.hurry(-1);
  g_signal_handler_disconnect(agent_.get(), pair_signal_);
  g_signal_handler_disconnect(agent_.get(), state_signal_);
  nice_agent_attach_recv(agent_.get(), stream_, component, loop_.context(), nullptr, nullptr);
  nice_agent_remove_stream(agent_.get(), stream_);
}

void Ice::read_local_credentials() {
  gchar *ufrag = nullptr, *password = nullptr;
  if (!nice_agent_get_local_credentials(agent_.get(), stream_, &ufrag, &password))
    throw Error(Code::MediaUnavailable, "No ICE credentials can be made.");
  local_ = {ufrag, password};
  g_free(ufrag);
  g_free(password);
}

std::vector<std::string> Ice::candidates() const {
  CHECK_ON(loop_);
  std::vector<std::string> lines;
  GSList* list = nice_agent_get_local_candidates(agent_.get(), stream_, component);
  unsigned foundation = 0;
  for (const GSList* node = list; node != nullptr; node = node->next) {
    const OwnCandidate one(static_cast<NiceCandidate*>(node->data));
    if (one->type != NICE_CANDIDATE_TYPE_HOST || one->transport == NICE_CANDIDATE_TRANSPORT_TCP_ACTIVE ||
        one->transport == NICE_CANDIDATE_TRANSPORT_TCP_SO)
      continue;
    const bool tcp = one->transport == NICE_CANDIDATE_TRANSPORT_TCP_PASSIVE;
    const int port = static_cast<int>(nice_address_get_port(&one->addr));
    lines.push_back(host_candidate(++foundation, tcp, one->priority, address_text(one->addr), port));
    // Behind a 1:1 NAT the machine's own address represents the public one; loopback does not.
    sockaddr_storage raw{};
    nice_address_copy_to_sockaddr(&one->addr, reinterpret_cast<sockaddr*>(&raw));
    const bool loopback =
        raw.ss_family == AF_INET && ntohl(reinterpret_cast<const sockaddr_in&>(raw).sin_addr.s_addr) >> 24 == 127;
    const bool same_family = (settings_.public_address.find(':') == std::string::npos) == (raw.ss_family == AF_INET);
    if (!settings_.public_address.empty() && same_family && !loopback)
      lines.push_back(host_candidate(++foundation, tcp, one->priority - 256, settings_.public_address, port));
  }
  g_slist_free(list);
  return lines;
}

void Ice::set_remote(const IceCredentials& remote) {
  CHECK_ON(loop_);
  forget_checks();  // they point to the password, which is about to go
  remote_ = remote;
  nice_agent_set_remote_credentials(agent_.get(), stream_, remote.ufrag.c_str(), remote.password.c_str());
}

void Ice::add_remote(const std::vector<std::string>& candidates) {
  CHECK_ON(loop_);
  GSList* list = nullptr;
  for (const std::string& text : candidates) {
    if (remote_candidates_ >= remote_candidates_most) break;
    if (!is_numeric_candidate(text)) continue;
    NiceCandidate* one = nice_agent_parse_remote_candidate_sdp(agent_.get(), stream_, ("a=" + text).c_str());
    if (one == nullptr) continue;
    ++remote_candidates_;
    list = g_slist_prepend(list, one);
  }
  if (list != nullptr) nice_agent_set_remote_candidates(agent_.get(), stream_, component, list);
  g_slist_free_full(list, [](gpointer c) { nice_candidate_free(static_cast<NiceCandidate*>(c)); });
}

void Ice::restart(const IceCredentials& remote) {
  CHECK_ON(loop_);
  close_path();  // until the new checks succeed: they are urgent
  nice_agent_restart_stream(agent_.get(), stream_);
  remote_candidates_ = 0;
  read_local_credentials();
  set_remote(remote);
}

bool Ice::send(View packet) {
  CHECK_ON(loop_);
  if (path_) path_->flush();
  return nice_agent_send(agent_.get(), stream_, component, static_cast<guint>(packet.size()),
                         reinterpret_cast<const char*>(packet.data())) == static_cast<gint>(packet.size());
}

void Ice::expect_media() {
  CHECK_ON(loop_);
  media_expected_ = true;
  open_path();
}

bool Ice::send_media(View packet) {
  CHECK_ON(loop_);
  if (!path_) return send(packet);
  path_->send(packet);
  return true;
}

void Ice::open_path() {
  NiceCandidate *local = nullptr, *remote = nullptr;
  if (!media_expected_ || !nice_agent_get_selected_pair(agent_.get(), stream_, component, &local, &remote)) return;
  const std::unique_ptr<GSocket, decltype(&g_object_unref)> socket(
      nice_agent_get_selected_socket(agent_.get(), stream_, component), &g_object_unref);
  if (!socket || local->transport != NICE_CANDIDATE_TRANSPORT_UDP) return close_path();
  SocketAddress address;
  nice_address_copy_to_sockaddr(&remote->addr, reinterpret_cast<sockaddr*>(&address.raw));
  address.size = address.raw.ss_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  const int fd = g_socket_get_fd(socket.get());
  if (path_ && path_->beside(fd)) return path_->set_remote(address);
  close_path();
  path_ = UdpPath::open(loop_, fd, address, own_requests_, [this](std::span<std::uint8_t> packet) { take(packet); });
  if (path_) loop_.hurry(-1);
}

void Ice::close_path() {
  if (!path_) return;
  path_.reset();
  loop_.hurry(+1);
}

void Ice::on_pair(NiceAgent*, guint, guint, NiceCandidate*, NiceCandidate*, gpointer self) {
  static_cast<Ice*>(self)->open_path();
}

void Ice::forget_checks() {
  stun_agent_init(
      &stun_, STUN_ALL_KNOWN_ATTRIBUTES, STUN_COMPATIBILITY_RFC5389,
      static_cast<StunAgentUsageFlags>(STUN_AGENT_USAGE_SHORT_TERM_CREDENTIALS | STUN_AGENT_USAGE_USE_FINGERPRINT));
}

void Ice::check_consent() {
  if (!connected_) return;
  forget_checks();  // one check is awaited at a time; the answer to an older one adds nothing
  std::array<std::uint8_t, 512> buffer{};
  StunMessage message;
  const std::string user = remote_.ufrag + ":" + local_.ufrag;
  const bool controlling = settings_.role == IceRole::Controlling;
  if (!stun_agent_init_request(&stun_, &message, buffer.data(), buffer.size(), STUN_BINDING)) return;
  for (unsigned i = 0; i < 4; ++i)
    buffer[STUN_MESSAGE_TRANS_ID_POS + 4 + i] = static_cast<std::uint8_t>(own_requests_ >> (24 - 8 * i));
  stun_message_append32(&message, STUN_ATTRIBUTE_PRIORITY, 1);
  stun_message_append64(&message, controlling ? STUN_ATTRIBUTE_ICE_CONTROLLING : STUN_ATTRIBUTE_ICE_CONTROLLED,
                        tie_breaker_);
  stun_message_append_bytes(&message, STUN_ATTRIBUTE_USERNAME, user.data(), user.size());
  const std::size_t size =
      stun_agent_finish_message(&stun_, &message, reinterpret_cast<const std::uint8_t*>(remote_.password.data()),
                                remote_.password.size());  // keeps a pointer to the password
  if (size > 0) send(View(buffer).first(size));
}

bool Ice::is_consent(View packet) {
  StunMessage message;
  // The agent knows its own request: the key for the answer's integrity comes from there.
  if (stun_agent_validate(&stun_, &message, packet.data(), packet.size(), nullptr, nullptr) != STUN_VALIDATION_SUCCESS)
    return false;
  if (stun_message_get_class(&message) == STUN_RESPONSE) return true;
  // An error is a sign of life, too, if the agent has checked its integrity; these two come without it.
  int error = 0;
  return stun_message_get_class(&message) == STUN_ERROR &&
         stun_message_find_error(&message, &error) == STUN_MESSAGE_RETURN_SUCCESS && error != STUN_ERROR_BAD_REQUEST &&
         error != STUN_ERROR_UNAUTHORIZED;
}

void Ice::take(std::span<std::uint8_t> packet) {
  CHECK_ON(loop_);
  if (packet.empty()) return;
  if (packet[0] > 3) return events_.received(packet);
  is_consent(packet) ? events_.alive() : events_.dropped();
}

void Ice::on_received(NiceAgent*, guint, guint, guint size, char* bytes, gpointer self) {
  static_cast<Ice*>(self)->take({reinterpret_cast<std::uint8_t*>(bytes), size});
}

void Ice::on_state(NiceAgent*, guint, guint, guint state, gpointer self) {
  auto* ice = static_cast<Ice*>(self);
  if (state != NICE_COMPONENT_STATE_CONNECTED && state != NICE_COMPONENT_STATE_READY) return;
  ice->open_path();
  if (!std::exchange(ice->connected_, true)) ice->events_.connected();
}

}  // namespace lethe::transport
