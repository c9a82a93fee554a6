// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/webhooks/webhook_request.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/NetSSL.h>
#include <Poco/URI.h>
#include <sys/socket.h>

#include "api/webhooks/webhook_signature.hpp"

namespace lethe::api {
namespace {

// Trusts the machine's certificates.
Poco::Net::Context::Ptr tls_context() {
  static const Poco::Net::Context::Ptr context = [] {
    Poco::Net::initializeSSL();
    Poco::Net::Context::Ptr made = new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, "", "", "",
                                                          Poco::Net::Context::VERIFY_STRICT, 9, true);
    made->requireMinimumProtocol(Poco::Net::Context::PROTO_TLSV1_2);
    return made;
  }();
  return context;
}

std::unique_ptr<Poco::Net::HTTPClientSession> session_to(const Poco::URI& uri) {
  if (uri.getScheme() == "https")
    return std::make_unique<Poco::Net::HTTPSClientSession>(uri.getHost(), uri.getPort(), tls_context());
  return std::make_unique<Poco::Net::HTTPClientSession>(uri.getHost(), uri.getPort());
}

}  // namespace

WebhookRequest::WebhookRequest(const config::Webhook& hook, std::chrono::milliseconds patience) : hook_(hook) {
  try {
    const Poco::URI uri(hook.url);
    path_ = uri.getPathEtc().empty() ? "/" : uri.getPathEtc();
    session_ = session_to(uri);
    const Poco::Timespan span(std::chrono::microseconds(patience).count());
    session_->setTimeout(span, span, span);
    session_->setKeepAlive(false);
  } catch (const Poco::Exception&) {
    session_.reset();
  }
}

bool WebhookRequest::send(const std::string& id, const std::string& body) {
  if (!session_) return false;
  try {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const std::int64_t timestamp = now.time_since_epoch().count();
    Poco::Net::HTTPRequest request("POST", path_, "HTTP/1.1");
    request.setContentType("application/json");
    request.setContentLength(static_cast<std::streamsize>(body.size()));
    request.set("User-Agent", "Lethe");
    request.set("webhook-id", id);
    request.set("webhook-timestamp", std::to_string(timestamp));
    request.set("webhook-signature", webhook_signature(hook_.secret, id, timestamp, body));
    session_->sendRequest(request) << body << std::flush;
    Poco::Net::HTTPResponse response;
    session_->receiveResponse(response);
    return response.getStatus() >= 200 && response.getStatus() < 300;
  } catch (const Poco::Exception&) {
    return false;
  }
}

void WebhookRequest::hang_up() {
  if (session_) ::shutdown(session_->socket().impl()->sockfd(), SHUT_RDWR);
}

}  // namespace lethe::api
