// SPDX-License-Identifier: AGPL-3.0-or-later
// The HTTP server: API, event streams and page on one address. Owned by main; created, started, stopped and destroyed
// on one thread, before `service`, `store` and `loop` are destroyed. Its handlers reach the service through the loop
// only.
#pragma once

#include <cstdint>
#include <memory>

#include "config/config.hpp"
#include "mcu/base/loop.hpp"
#include "mcu/room/service/service.hpp"
#include "mcu/store/store.hpp"

namespace lethe::api {

class Server {
 public:
  // Registers for the service's on_subscription_end, so construct it on the control thread, or before that runs.
  Server(const config::Config& config, Loop& loop, room::Service& service, store::Store& store);
  ~Server();  // stops

  // Listens. Throws std::runtime_error with a sentence when the address or the certificate is unusable.
  void start();
  // Applies to new connections; open ones continue. If the files are faulty, the old certificate stays, and the log
  // says so.
  void reload_certificate();
  // Ends event streams and requests: those that wait for the control thread get 503. The loop need not run.
  void stop();

  std::uint16_t port() const;

  struct Load {
    int connections = 0;
    std::size_t streams = 0;
  };
  Load load() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lethe::api
