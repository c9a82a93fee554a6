// SPDX-License-Identifier: AGPL-3.0-or-later
// DTLS and SRTP in memory: keys, profiles, fingerprints, loss, replay and malformed input.
#include <gtest/gtest.h>

#include <deque>

#include "pipelines/secure/srtp.hpp"

namespace lethe::transport {
namespace {

using Datagram = std::vector<std::uint8_t>;

// Two ends and the datagrams between them.
struct Wire {
  explicit Wire(const char* profiles = DtlsContext::all_profiles, bool right_fingerprint = true)
      : client_context(certificate, profiles) {
    const std::vector<Fingerprint> right{{"sha-256", certificate.fingerprint()}};
    const std::vector<Fingerprint> wrong{{"sha-256", "00" + certificate.fingerprint().substr(2)}};
    server.emplace(server_context, DtlsRole::Server, right_fingerprint ? right : wrong,
                   [this](View d) { to_client.emplace_back(d.begin(), d.end()); });
    client.emplace(client_context, DtlsRole::Client, right,
                   [this](View d) { to_server.emplace_back(d.begin(), d.end()); });
  }
  void run() {
    while (!to_server.empty() || !to_client.empty()) {
      auto& queue = to_server.empty() ? to_client : to_server;
      Dtls& target = to_server.empty() ? *client : *server;
      const Datagram datagram = queue.front();
      queue.pop_front();
      EXPECT_LE(datagram.size(), 1200u);
      target.feed(datagram);
    }
  }
  Certificate certificate;
  DtlsContext server_context{certificate};
  DtlsContext client_context;
  std::deque<Datagram> to_server, to_client;
  std::optional<Dtls> server, client;
};

TEST(DtlsTest, both_ends_agree_on_keys_and_prefer_gcm) {
  Wire wire;
  wire.client->start();
  wire.run();
  ASSERT_EQ(wire.server->state(), Dtls::State::Connected);
  ASSERT_EQ(wire.client->state(), Dtls::State::Connected);
  EXPECT_EQ(wire.server->keys().profile, SrtpProfile::AeadAes128Gcm);
  EXPECT_EQ(wire.server->keys().local, wire.client->keys().remote);
  EXPECT_EQ(wire.server->keys().remote, wire.client->keys().local);
  EXPECT_EQ(wire.server->keys().local.size(), 28u);
}

TEST(DtlsTest, a_client_that_knows_only_the_older_profile_gets_it) {
  Wire wire("SRTP_AES128_CM_SHA1_80");
  wire.client->start();
  wire.run();
  ASSERT_EQ(wire.server->state(), Dtls::State::Connected);
  EXPECT_EQ(wire.server->keys().profile, SrtpProfile::AesCm128HmacSha1_80);
  EXPECT_EQ(wire.server->keys().local.size(), 30u);
}

TEST(DtlsTest, a_certificate_that_the_description_did_not_name_is_refused) {
  Wire wire(DtlsContext::all_profiles, false);
  wire.client->start();
  wire.run();
  EXPECT_EQ(wire.server->state(), Dtls::State::Failed);
}

TEST(DtlsTest, close_notify_ends_the_other_side) {
  Wire wire;
  wire.client->start();
  wire.run();
  wire.client->close();
  wire.run();
  EXPECT_EQ(wire.server->state(), Dtls::State::Closed);
}

TEST(DtlsTest, malformed_datagrams_are_counted_and_change_nothing) {
  Wire wire;
  for (const Datagram& bad : std::vector<Datagram>{{},
                                                   {22},
                                                   {22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 1},
                                                   {22, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                                                   Datagram(40, 0xff)}) {
    EXPECT_FALSE(is_dtls(bad));
    wire.server->feed(bad);
  }
  EXPECT_EQ(wire.server->malformed(), 5u);
  wire.client->start();
  wire.run();
  EXPECT_EQ(wire.server->state(), Dtls::State::Connected);
}

class SrtpTest : public ::testing::TestWithParam<SrtpProfile> {
 protected:
  SrtpTest() {
    keys_.profile = GetParam();
    const std::size_t size = GetParam() == SrtpProfile::AeadAes128Gcm ? 28 : 30;
    keys_.local.assign(size, 1);
    keys_.remote.assign(size, 2);
  }
  SrtpKeys other() const { return {keys_.profile, keys_.remote, keys_.local}; }
  SrtpKeys keys_;
};

TEST_P(SrtpTest, packets_come_through_and_changed_or_replayed_ones_do_not) {
  Srtp here(keys_), there(other());
  alignas(8) std::array<std::uint8_t, 100> buffer{0x80, 111, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4, 42, 43};
  const std::size_t size = here.protect_rtp(buffer, 14);
  ASSERT_GT(size, 14u);
  EXPECT_NE(buffer[12], 42);
  auto copy = buffer, changed = buffer;
  changed[13] ^= 1;
  EXPECT_TRUE(there.unprotect_rtp(std::span(changed).first(size)).empty());
  const auto plain = there.unprotect_rtp(std::span(buffer).first(size));
  ASSERT_EQ(plain.size(), 14u);
  EXPECT_EQ(plain[12], 42);
  EXPECT_TRUE(there.unprotect_rtp(std::span(copy).first(size)).empty()) << "replayed";
}

TEST_P(SrtpTest, control_packets_come_through_and_short_ones_do_not) {
  Srtp here(keys_), there(other());
  alignas(8) std::array<std::uint8_t, 100> buffer{0x80, 201, 0, 1, 1, 2, 3, 4};
  const std::size_t size = here.protect_rtcp(buffer, 8);
  EXPECT_EQ(there.unprotect_rtcp(std::span(buffer).first(size)).size(), 8u);
  for (std::size_t cut = 0; cut < 30; ++cut) {
    alignas(8) std::array<std::uint8_t, 30> noise{0x80, 201, 0, 1};
    EXPECT_TRUE(there.unprotect_rtcp(std::span(noise).first(cut)).empty());
    EXPECT_TRUE(there.unprotect_rtp(std::span(noise).first(cut)).empty());
  }
}

TEST_P(SrtpTest, a_buffer_without_room_is_refused) {
  Srtp here(keys_);
  std::array<std::uint8_t, 20> buffer{0x80};
  EXPECT_EQ(here.protect_rtp(buffer, 14), 0u);
}

INSTANTIATE_TEST_SUITE_P(Profiles, SrtpTest,
                         ::testing::Values(SrtpProfile::AeadAes128Gcm, SrtpProfile::AesCm128HmacSha1_80));

}  // namespace
}  // namespace lethe::transport
