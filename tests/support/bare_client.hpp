// SPDX-License-Identifier: AGPL-3.0-or-later
// A client with its own ICE stack on one UDP socket of 127.0.0.1. It connects by its own checks, performs the DTLS
// handshake, and then sends nothing by itself; the test decides how it answers the server's checks. No thread: it works
// within run().
#pragma once

#include <netinet/in.h>
#include <stun/stunagent.h>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "pipelines/secure/certificate.hpp"
#include "pipelines/secure/dtls.hpp"
#include "pipelines/secure/ice.hpp"

namespace lethe::test {

class BareClient {
 public:
  BareClient();
  ~BareClient();
  BareClient(const BareClient&) = delete;
  BareClient& operator=(const BareClient&) = delete;

  std::string offer(const std::vector<std::string>& candidates = {}) const;
  void answer(const std::string& sdp);  // the server's: where to connect to

  // Serves its socket until the condition holds; false after the limit.
  bool run(const std::function<bool()>& until, std::chrono::milliseconds limit = std::chrono::seconds(5));

  enum class Reply { Success, RoleConflict, BadRequest };  // the last one without integrity, as RFC 8489 has it
  Reply reply = Reply::Success;

  bool connected() const { return dtls_ && dtls_->state() == transport::Dtls::State::Connected; }
  int checks() const { return checks_; }                                 // that the server sent
  const std::set<std::uint64_t>& tie_breakers() const { return ties_; }  // of these

 private:
  void send(transport::View datagram) const;
  void check();
  void take(std::vector<std::uint8_t> datagram);
  void take_stun(std::vector<std::uint8_t>& datagram);
  void answer_check(const StunMessage& request);

  transport::Certificate certificate_;
  transport::DtlsContext context_;
  std::unique_ptr<transport::Dtls> dtls_;
  const transport::IceCredentials own_{"bare", "barebarebarebarebarebare"};
  transport::IceCredentials theirs_;
  StunAgent stun_{};
  sockaddr_in server_{};
  int socket_;
  bool reached_ = false;
  int checks_ = 0;
  std::set<std::uint64_t> ties_;
};

}  // namespace lethe::test
