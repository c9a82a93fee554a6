// SPDX-License-Identifier: AGPL-3.0-or-later
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "api/sockets/tls.hpp"
#include "tests/contract/support/server_fixture.hpp"
#include "tests/support/self_signed.hpp"

namespace lethe::contract {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Offered {  // by a client
  int oldest = TLS1_2_VERSION, newest = TLS1_3_VERSION;
  const char* ciphers = nullptr;  // of TLS 1.2
};

// A TLS client on an HttpConnection's socket.
class TlsConnection {
 public:
  explicit TlsConnection(std::uint16_t port, const Offered& offered = {}) : socket_(port) {
    SSL_CTX_set_min_proto_version(context_.get(), offered.oldest);
    SSL_CTX_set_max_proto_version(context_.get(), offered.newest);
    if (offered.ciphers) SSL_CTX_set_cipher_list(context_.get(), offered.ciphers);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_security_level(ssl_.get(), 0);  // offers what the server is to refuse
    SSL_set_fd(ssl_.get(), socket_.fd());
    connected_ = SSL_connect(ssl_.get()) == 1;
    ERR_clear_error();
  }
  bool connected() const { return connected_; }
  std::string version() const { return SSL_get_version(ssl_.get()); }
  std::string cipher() const { return SSL_get_cipher(ssl_.get()); }
  std::string certificate_name() const {
    const std::unique_ptr<X509, decltype(&X509_free)> peer(SSL_get1_peer_certificate(ssl_.get()), X509_free);
    char name[100] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(peer.get()), NID_commonName, name, sizeof name);
    return name;
  }
  void send(const std::string& bytes) { SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())); }
  // Everything up to and with `end`; what came so far when the server closed before.
  std::string receive_until(const std::string& end) {
    std::string text;
    for (char byte; text.find(end) == text.npos && SSL_read(ssl_.get(), &byte, 1) == 1;) text += byte;
    return text;
  }
  // A request on a connection of its own kind: head and body.
  std::string get(const std::string& path, Headers headers = {}) {
    headers["Connection"] = "close";
    send(request_text("GET", path, headers, ""));
    return receive_until("\n\nnever");
  }

 private:
  HttpConnection socket_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
  bool connected_ = false;
};

class Tls : public ServerTest {
 protected:
  Tls() {
    std::signal(SIGPIPE, SIG_IGN);  // as main does
    std::string pattern = (std::filesystem::temp_directory_path() / "lethe-tls-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    config.tls = {folder_ / "certificate.pem", folder_ / "key.pem"};
    config.http.patience_seconds = 1;
    write("first");
  }
  ~Tls() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name) { test::write_self_signed(config.tls.certificate, config.tls.key, name); }
  std::string certificate_now() { return TlsConnection(server->port()).certificate_name(); }

  // Over TLS the fixture's own calls do not work: what they would have asked is done on the control thread.
  struct Inside {
    std::string room, token;
  };
  Inside make_room_with_guest() {
    Inside inside;
    control_does([&] {
      const room::Actor owner = room::ApiKeyActor{"frontend", {room::Scope::Rooms, room::Scope::Participants}};
      inside.room = service->rooms().create(owner, {}).id;
      inside.token = service->people().join(owner, inside.room, {.display_name = "Ada", .role = {}}).token;
      return true;
    });
    return inside;
  }
  void end_room(const std::string& id) {
    control_does([&] {
      service->rooms().remove(room::ApiKeyActor{"frontend", {room::Scope::Rooms}}, id);
      return true;
    });
  }

 private:
  std::filesystem::path folder_;
};

TEST_F(Tls, ServesApiAndPageWithThePromiseToStayOnTls) {
  TlsConnection client(server->port());
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(client.version(), "TLSv1.3");
  EXPECT_EQ(client.certificate_name(), "first");
  const std::string answer = client.get("/");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nStrict-Transport-Security: max-age=31536000\r\n"));
  EXPECT_THAT(answer, HasSubstr("</html>"));
}

TEST_F(Tls, AnswersManyRequestsOnOneConnectionAlsoWhenTheyComeAtOnce) {
  TlsConnection client(server->port());
  const std::string request = request_text("GET", "/healthz", {}, "");
  client.send(request + request + request);
  for (int i = 0; i < 3; ++i) EXPECT_THAT(client.receive_until("\"ok\"}"), HasSubstr("200 OK"));
}

TEST_F(Tls, RefusesWhatIsOlderThan1_2AndWeakCiphers) {
  EXPECT_FALSE(TlsConnection(server->port(), {TLS1_VERSION, TLS1_1_VERSION}).connected());
  for (const char* weak : {"AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES256-SHA384", "NULL", "ADH"})
    EXPECT_FALSE(TlsConnection(server->port(), {TLS1_2_VERSION, TLS1_2_VERSION, weak}).connected()) << weak;
  TlsConnection modern(server->port(), {TLS1_2_VERSION, TLS1_2_VERSION});
  ASSERT_TRUE(modern.connected());
  EXPECT_EQ(modern.version(), "TLSv1.2");
  EXPECT_THAT(modern.cipher(), testing::AnyOf(HasSubstr("GCM"), HasSubstr("CHACHA20")));
}

TEST_F(Tls, NewCertificateIsForNewConnectionsAndOpenEventStreamsGoOn) {
  const Inside inside = make_room_with_guest();
  TlsConnection events(server->port());
  events.send(request_text("GET", "/api/v1/rooms/" + inside.room + "/events",
                           {{"Authorization", "Bearer " + inside.token}}, ""));
  EXPECT_THAT(events.receive_until("event: snapshot\n"), HasSubstr("text/event-stream"));
  write("second");
  EXPECT_EQ(certificate_now(), "first");
  server->reload_certificate();
  EXPECT_EQ(certificate_now(), "second");
  end_room(inside.room);
  EXPECT_THAT(events.receive_until("event: room.ended\n"), HasSubstr("room.ended"));
}

TEST_F(Tls, BadNewCertificateLeavesTheOldOneAndSaysSo) {
  testing::internal::CaptureStderr();
  std::ofstream(config.tls.certificate) << "nonsense";
  server->reload_certificate();
  EXPECT_EQ(certificate_now(), "first");
  write("second");
  test::write_self_signed(config.tls.certificate, config.tls.key + ".other", "third");  // not of this key
  server->reload_certificate();
  EXPECT_EQ(certificate_now(), "first");
  std::filesystem::remove(config.tls.key);
  server->reload_certificate();
  EXPECT_EQ(certificate_now(), "first");
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "error certificate-not-loaded\nerror certificate-not-loaded\nerror certificate-not-loaded\n");
}

TEST_F(Tls, ClientsThatDoNotSpeakTlsAreClosed) {
  HttpConnection plain(server->port());
  plain.send("GET / HTTP/1.1\r\nHost: lethe\r\n\r\n");
  EXPECT_EQ(plain.receive_until("HTTP/1.1"), plain.receive_until("HTTP/1.1")) << "at most a TLS alert, no answer";
}

TEST_F(Tls, ClientsThatStopInTheHandshakeAreClosedAfterTheirTime) {
  HttpConnection slow(server->port());
  slow.send("\x16\x03\x01\x02");  // the first bytes of a ClientHello
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(slow.closed_by_server());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST_F(Tls, WithoutAGoodCertificateTheServerDoesNotBegin) {
  api::Tls tls({.certificate = config.tls.certificate, .key = "/nowhere"});
  EXPECT_THROW(tls.load(), std::runtime_error);
  EXPECT_FALSE(tls.current());
}

}  // namespace
}  // namespace lethe::contract
