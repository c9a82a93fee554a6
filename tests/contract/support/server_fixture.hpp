// SPDX-License-Identifier: AGPL-3.0-or-later
// The real server over the real rooms, with a fake media process, on a free port. After every test it checks that
// nothing is left over: rooms, sessions, event streams, connections, threads, descriptors.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "api/server.hpp"
#include "config/config.hpp"
#include "mcu/base/loop.hpp"
#include "mcu/room/service/service.hpp"
#include "mcu/store/store.hpp"
#include "tests/contract/support/fake_media.hpp"
#include "tests/contract/support/http_client.hpp"

namespace lethe::contract {

inline const std::string good_password = "correct horse battery";
// Keys of one frontend with both scopes and with one each, and of another.
inline const std::string frontend = "frontend-key", stranger = "stranger-key", joiner = "joiner-key",
                         maker = "maker-key", watcher = "watcher-key";

class ServerTest : public testing::Test {
 protected:
  ServerTest();
  ~ServerTest() override;
  void SetUp() override { start(); }
  void TearDown() override;

  void start();  // with `config` as it is
  virtual store::Store::Options store_options();

  Reply call(const std::string& method, const std::string& path, const std::string& token = {},
             const std::string& body = {}, Headers headers = {});
  Reply raw(const std::string& bytes);  // on a connection of its own

  struct Guest {
    std::string path, id, token;
  };
  std::string create_room(const std::string& body = "{}", const std::string& token = frontend);  // its path
  std::string invite(const std::string& room, const std::string& role = "participant",
                     const std::string& token = frontend);  // the invitation's token
  Guest join(const std::string& room, const std::string& name = "Ada", const std::string& role = "participant");
  Reply offer(const Guest& guest);
  Reply register_account(const std::string& name, const std::string& password);
  Reply log_in(const std::string& name, const std::string& password);
  std::string new_account(const std::string& name);  // registered and logged in; the session's token

  // That neither proxies nor browsers keep any of it, nor hold it back, which answers without an end would suffer from.
  static void expect_kept_by_nobody(const Reply& head, bool endless);

  // Waits under a watchdog until it is so.
  static bool eventually(const std::function<bool()>& condition);
  bool control_does(std::function<bool()> condition);  // on the control thread
  std::size_t rooms_left();

  config::Config config = config::load_text("", "").config;
  Loop loop;
  FakeMedia media{loop};
  std::unique_ptr<room::Service> service;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<api::Server> server;
  std::thread control;

 private:
  int threads_before_, descriptors_before_;
};

int threads_now();
int descriptors_now();

inline const std::string good_offer = "v=0\r\na=ice-ufrag:first\r\na=rtpmap:111 opus/48000/2\r\n";

}  // namespace lethe::contract
