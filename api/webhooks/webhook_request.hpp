// SPDX-License-Identifier: AGPL-3.0-or-later
// One attempt to deliver one event to one receiver, over HTTP or HTTPS. Of the webhooks' thread, but for hang_up().
#pragma once

#include <Poco/Net/HTTPClientSession.h>

#include <chrono>
#include <memory>
#include <string>

#include "config/config.hpp"

namespace lethe::api {

class WebhookRequest {
 public:
  // `hook` outlives it. `patience` is for connecting, again for sending, again for the answer.
  WebhookRequest(const config::Webhook& hook, std::chrono::milliseconds patience);

  // Whether the receiver took it (2xx). No redirection is followed, and of the answer only the head is read. The same
  // `id` for every attempt.
  bool send(const std::string& id, const std::string& body);
  void hang_up();  // any thread: send() returns soon

 private:
  const config::Webhook& hook_;
  std::unique_ptr<Poco::Net::HTTPClientSession> session_;  // none: the address is none after all
  std::string path_;
};

}  // namespace lethe::api
