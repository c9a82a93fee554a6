// SPDX-License-Identifier: AGPL-3.0-or-later
#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/NameValueCollection.h>
#include <Poco/String.h>

#include <algorithm>
#include <cstdlib>

#include "api/handlers/handlers.hpp"
#include "api/http/etag.hpp"
#include "api/http/page_file.hpp"

namespace lethe::api {
namespace {

// Tor Browser offers to go there.
void tell_of_onion(const Call& call, Response& response) {
  const std::string& address = call.parts.config.onion.address;
  if (!address.empty() && !call.request.onion)
    response.headers.emplace_back("Onion-Location", "http://" + address + call.request.path);
}

bool takes_gzip(const Call& call) {
  std::vector<std::string> codings;
  Poco::Net::MessageHeader::splitElements(call.request.list("Accept-Encoding"), codings);
  return std::any_of(codings.begin(), codings.end(), [](const std::string& element) {
    std::string coding;
    Poco::Net::NameValueCollection parameters;
    Poco::Net::MessageHeader::splitParameters(element, coding, parameters);
    return Poco::icompare(coding, "gzip") == 0 && std::strtod(parameters.get("q", "1").c_str(), nullptr) > 0;
  });
}

Response serve(Call& call, std::string_view name) {
  const auto [file, lasting] = find_page_file(name);
  if (file == nullptr) throw Error(Code::NotFound);
  const bool gzip = takes_gzip(call);
  const std::string etag = strong_etag(file->digest + (gzip ? "-gzip" : ""));
  Response response{.status = 200,
                    .headers = {{"Content-Type", std::string(file->type)},
                                {"ETag", etag},
                                {"Cache-Control", lasting ? "max-age=31536000, immutable" : "no-cache"},
                                {"Vary", "Accept-Encoding"}},
                    .body = {}};
  if (!file->policy.empty()) {
    response.headers.emplace_back("Content-Security-Policy", file->policy);
    response.headers.emplace_back("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self)");
    tell_of_onion(call, response);
  }
  if (call.header("If-None-Match").find(etag) != std::string::npos) {
    response.status = 304;
    return response;
  }
  if (gzip) response.headers.emplace_back("Content-Encoding", "gzip");
  response.file = gzip ? file->compressed : file->content;
  return response;
}

}  // namespace

Response get_page(Call& call) { return serve(call, "index.html"); }
Response get_listen_page(Call& call) { return serve(call, "listen.html"); }
Response get_page_file(Call& call) { return serve(call, call.parameter(0)); }
Response get_contract(Call& call) { return serve(call, "openapi.yaml"); }
Response get_contract_as_json(Call& call) { return serve(call, "openapi.json"); }
Response get_reference(Call& call) { return serve(call, "reference/index.html"); }

}  // namespace lethe::api
