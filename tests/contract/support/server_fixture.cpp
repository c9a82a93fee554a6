// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tests/contract/support/server_fixture.hpp"

#include <openssl/sha.h>

#include <filesystem>
#include <future>

#include "api/http/route.hpp"
#include "tests/contract/support/contract.hpp"

namespace lethe::contract {
namespace {

std::string sha256_hex(const std::string& text) {
  unsigned char hash[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash);
  std::string hex;
  for (const unsigned char byte : hash) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

int entries(const char* folder) {
  int count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

}  // namespace

int threads_now() {
  // Poco opens databases with threads of its default pool, which stay.
  [[maybe_unused]] static const store::Database first("");
  return entries("/proc/self/task");
}
int descriptors_now() { return entries("/proc/self/fd"); }

store::Store::Options ServerTest::store_options() {
  // As cheap as libsodium allows: what hashing costs is the business of its own tests.
  return {.path = {}, .argon2 = {8192, 1}};
}

ServerTest::ServerTest() : threads_before_(threads_now()), descriptors_before_(descriptors_now()) {
  config.http.port = 0;
  config.http.public_url = "http://127.0.0.1:8080";
  config.http.requests_per_minute = 100'000;
  config.ice.servers = {{{"stun:stun.example.org"}, "", "", {}},
                        {{"turn:turn.example.org?transport=udp"}, "user", "pass\"word", {}}};
  config.limits.rooms = 3;
}
ServerTest::~ServerTest() = default;

void ServerTest::start() {
  room::Limits limits;
  limits.rooms = config.limits.rooms;
  limits.participants_per_room = config.limits.participants_per_room;
  limits.rooms_per_account = config.limits.rooms_per_account;
  limits.invitations_per_room = config.limits.invitations_per_room;
  limits.public_url = config.http.public_url;
  for (const auto& one : config.ice.servers)
    limits.ice_servers.push_back({one.urls, one.username, one.credential, one.secret});
  limits.empty_room_ttl = std::chrono::seconds(config.limits.empty_room_seconds);
  limits.steps = {{"720p", 1280, 720, 25, 1200}, {"360p", 640, 360, 25, 400}, {"audio", 0, 0, 0, 0}};
  limits.best_steps[static_cast<std::size_t>(room::Role::Viewer)] = 1;
  using enum room::Scope;
  store = std::make_unique<store::Store>(store_options());
  service = std::make_unique<room::Service>(
      loop, media, limits,
      std::vector<room::ApiKey>{{"frontend", sha256_hex(frontend), {Rooms, Participants}},
                                {"stranger", sha256_hex(stranger), {Rooms, Participants}},
                                {"frontend", sha256_hex(joiner), {Participants}},
                                {"frontend", sha256_hex(maker), {Rooms}},
                                {"watcher", sha256_hex(watcher), {Metrics}}},
      room::Labels{}, std::chrono::steady_clock::now, std::chrono::system_clock::now, &store->attendance,
      room::Speaking{.voice = [](const auto&, const auto&) { return nullptr; },
                     .caption = [](const auto&) { return wire::Label{}; }});
  for (const auto& record : store->rooms.all()) service->rooms().restore(record.id, record);
  server = std::make_unique<api::Server>(config, loop, *service, *store);
  control = std::thread([this] { loop.run(); });
  server->start();
}

void ServerTest::TearDown() {
  if (!server) return;
  // Without rooms no stream stays open, and without clients no connection.
  control_does([this] {
    service->shut_down();
    return true;
  });
  EXPECT_EQ(rooms_left(), 0U);
  EXPECT_TRUE(eventually([this] { return media.sessions == 0; }));
  EXPECT_TRUE(eventually([this] { return server->load().streams == 0; }));
  EXPECT_TRUE(eventually([this] { return server->load().connections == 0; }));
  const auto stopping = std::chrono::steady_clock::now();
  server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - stopping, std::chrono::seconds(3));
  store->settle();
  loop.stop();
  control.join();
  server.reset();
  service.reset();
  store.reset();
  EXPECT_EQ(threads_now(), threads_before_);
  EXPECT_EQ(descriptors_now(), descriptors_before_);
}

void ServerTest::expect_kept_by_nobody(const Reply& head, bool endless) {
  EXPECT_EQ(head.header("Cache-Control"), endless ? "no-store, no-transform" : "no-store");
  EXPECT_EQ(head.header("X-Accel-Buffering"), "no");
  EXPECT_EQ(head.header("Content-Encoding"), endless ? "identity" : "");
}

bool ServerTest::eventually(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

bool ServerTest::control_does(std::function<bool()> condition) {
  std::promise<bool> done;
  loop.post([&] { done.set_value(condition()); });
  return done.get_future().get();
}

std::size_t ServerTest::rooms_left() {
  std::size_t count = 0;
  control_does([&] {
    for (const char* name : {"frontend", "stranger"})
      count += service->rooms().all(room::ApiKeyActor{name, {room::Scope::Rooms}}).size();
    return true;
  });
  return count;
}

Reply ServerTest::call(const std::string& method, const std::string& path, const std::string& token,
                       const std::string& body, Headers headers) {
  if (!token.empty()) headers["Authorization"] = "Bearer " + token;
  if (!body.empty()) headers.emplace("Content-Type", "application/json");
  headers["Connection"] = "close";
  HttpConnection connection(server->port());
  connection.send(request_text(method, path, headers, body));
  // An event stream is not read to its end here; its body is the business of its test.
  Reply reply = connection.receive(method != "HEAD").value_or(Reply{});
  const bool endless = method != "HEAD" && reply.status == 200 && reply.header("Content-Length").empty();
  const api::Match match = api::find(api::routes(), method, path.substr(0, path.find('?')));
  const std::set<std::string> of_page{"no-cache", "max-age=31536000, immutable", "max-age=3600"};
  if (match.route == nullptr || !match.route->file || !of_page.contains(reply.header("Cache-Control")))
    expect_kept_by_nobody(reply, endless);
  if (match.route != nullptr && method != "HEAD") {
    EXPECT_THAT(Contract::get().violations(std::string(match.route->operation), reply), testing::IsEmpty())
        << method << " " << path;
  }
  return reply;
}

Reply ServerTest::raw(const std::string& bytes) {
  HttpConnection connection(server->port());
  connection.send(bytes);
  return connection.receive().value_or(Reply{});
}

std::string ServerTest::create_room(const std::string& body, const std::string& token) {
  const Reply reply = call("POST", "/api/v1/rooms", token, body);
  EXPECT_EQ(reply.status, 201) << reply.body;
  return reply.header("Location");
}

std::string ServerTest::invite(const std::string& room, const std::string& role, const std::string& token) {
  const Reply reply = call("POST", room + "/invitations", token, R"({"role":")" + role + "\"}");
  EXPECT_EQ(reply.status, 201) << reply.body;
  return reply.json().value("token", "");
}

ServerTest::Guest ServerTest::join(const std::string& room, const std::string& name, const std::string& role) {
  const Reply reply = call("POST", room + "/participants", invite(room, role), R"({"displayName":")" + name + "\"}");
  EXPECT_EQ(reply.status, 201) << reply.body;
  const auto joined = reply.json();
  return {reply.header("Location"), joined["participant"]["id"], joined["token"]};
}

Reply ServerTest::register_account(const std::string& name, const std::string& password) {
  return call("POST", "/api/v1/accounts", {}, R"({"name":")" + name + R"(","password":")" + password + "\"}");
}

Reply ServerTest::log_in(const std::string& name, const std::string& password) {
  return call("POST", "/api/v1/sessions", {}, R"({"name":")" + name + R"(","password":")" + password + "\"}");
}

std::string ServerTest::new_account(const std::string& name) {
  EXPECT_EQ(register_account(name, good_password).status, 201);
  return log_in(name, good_password).json().value("token", "");
}

Reply ServerTest::offer(const Guest& guest) {
  return call("POST", guest.path + "/session", guest.token, good_offer, {{"Content-Type", "application/sdp"}});
}

}  // namespace lethe::contract
