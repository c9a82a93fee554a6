// SPDX-License-Identifier: AGPL-3.0-or-later
// One attempt to deliver one event to one receiver, over HTTP or HTTPS. Webhooks' thread, except hang_up().
#pragma once

#include <Poco/Net/HTTPClientSession.h>

#include <chrono>
#include <memory>
#include <string>

#include "config/config.hpp"

namespace lethe::api {

class WebhookRequest {
 public:
  // `hook` must outlive it. `patience` applies to connecting, to sending and to the response.
  WebhookRequest(const config::Webhook& hook, std::chrono::milliseconds patience);

  // True if the receiver accepted the event (2xx). Follows no redirection and reads only the head of the response. Use
  // the same `id` for every attempt.
  bool send(const std::string& id, const std::string& body);
  void hang_up();  // any thread: makes send() return soon

 private:
  const config::Webhook& hook_;
  std::unique_ptr<Poco::Net::HTTPClientSession> session_;  // null: the URL is unusable
  std::string path_;
};

}  // namespace lethe::api
