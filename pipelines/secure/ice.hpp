// SPDX-License-Identifier: AGPL-3.0-or-later
// ICE of one peer (RFC 8445): a libnice agent with one stream and one component, its candidates, and consent to send
// (RFC 7675) by STUN checks of our own, because libnice does not report when the other side was last heard. Once media
// flow, they bypass libnice, which keeps STUN, restarts and TCP. Owned by SecureTransport; everything, including
// callbacks, on the loop's thread.
#pragma once

#include <nice/agent.h>
#include <stun/stunagent.h>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipelines/base/byte_order.hpp"
#include "pipelines/secure/udp_path.hpp"

namespace lethe::transport {

enum class IceRole { Controlling, Controlled };

struct IceSettings {
  std::vector<std::string> addresses;  // numeric; each gives host candidates
  std::string public_address;          // empty: none; offered as a further host candidate
  unsigned port_min = 0, port_max = 0;
  bool tcp = false;
  IceRole role = IceRole::Controlled;
};

struct IceCredentials {
  std::string ufrag, password;
  bool operator==(const IceCredentials&) const = default;
};

// The addresses to offer when none are configured: all active ones of the machine (no link-local ones), and loopback
// for browsers on the same machine.
std::vector<std::string> machine_addresses();

class Ice {
 public:
  struct Events {
    std::function<void(std::span<std::uint8_t>)> received;  // not STUN
    std::function<void()> connected;                        // packets can be sent from now on
    std::function<void()> alive;                            // a consent check was answered
    std::function<void()> dropped;                          // a STUN message that does not answer ours
  };

  Ice(NetworkLoop& loop, const IceSettings& settings, Events events);  // throws Error MediaUnavailable
  ~Ice();
  Ice(const Ice&) = delete;
  Ice& operator=(const Ice&) = delete;

  const IceCredentials& local() const { return local_; }
  std::vector<std::string> candidates() const;  // values of a=candidate lines, with "candidate:"

  void set_remote(const IceCredentials& remote);
  const IceCredentials& remote() const { return remote_; }
  // For the offering side (test peers). The answering side checks no address that the other side merely names, because
  // it would send packets wherever a stranger wants; a client's own checks show where it is (peer-reflexive
  // candidates). Values of a=candidate lines. Names (mDNS) and unreadable lines are left out; at most 32 are kept.
  void add_remote(const std::vector<std::string>& candidates);
  void restart(const IceCredentials& remote);  // new local credentials, same sockets

  bool connected() const { return connected_; }
  bool send(View packet);
  // From now on media take the short path, if there is one.
  void expect_media();
  bool send_media(View packet);  // may wait for more packets until the end of the loop's turn
  void check_consent();          // sends one STUN binding request on the selected pair

 private:
  static void on_received(NiceAgent*, guint, guint, guint size, char* bytes, gpointer self);
  static void on_state(NiceAgent*, guint, guint, guint state, gpointer self);
  static void on_pair(NiceAgent*, guint, guint, NiceCandidate*, NiceCandidate*, gpointer self);
  void open_path();
  void close_path();
  void read_local_credentials();
  void forget_checks();
  void take(std::span<std::uint8_t> packet);
  bool is_consent(View packet);

  struct Unref {
    void operator()(NiceAgent* a) const { g_object_unref(a); }
  };
  std::unique_ptr<NiceAgent, Unref> agent_;
  NetworkLoop& loop_;
  IceSettings settings_;
  Events events_;
  guint stream_ = 0;
  gulong state_signal_ = 0, pair_signal_ = 0;
  bool connected_ = false, media_expected_ = false;
  std::unique_ptr<UdpPath> path_;  // if null, the agent carries everything
  std::size_t remote_candidates_ = 0;
  IceCredentials local_, remote_;
  StunAgent stun_{};
  std::uint64_t tie_breaker_ = 0;  // of our checks (RFC 8445, 5.2): random, constant during the session
  // Prefix of the transaction IDs of our checks, which distinguishes their answers from those to libnice: random,
  // constant during the session. The other 64 bits are random each time.
  std::uint32_t own_requests_ = 0;
};

}  // namespace lethe::transport
