// SPDX-License-Identifier: AGPL-3.0-or-later
// The server's certificate: read at start and again on demand. Connections keep the one they started with. Any thread.
#pragma once

#include <Poco/Net/Context.h>

#include <string>

#include "config/config.hpp"
#include "mcu/base/mutex.hpp"

namespace lethe::api {

class Tls {
 public:
  explicit Tls(config::Tls files);

  bool on() const { return !files_.certificate.empty(); }

  // Reads certificate and key. Keeps the old ones if the new ones are faulty. Throws std::runtime_error with a
  // sentence.
  void load();
  Poco::Net::Context::Ptr current() const;  // null when TLS is off

 private:
  const config::Tls files_;
  mutable Mutex mutex_;
  Poco::Net::Context::Ptr context_ GUARDED_BY(mutex_);
};

}  // namespace lethe::api
