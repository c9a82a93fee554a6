// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/handlers.hpp"
#include "api/handlers/operator_files.hpp"
#include "api/handlers/seat/seat_pages.hpp"
#include "api/http/etag.hpp"
#include "api/http/page_file.hpp"
#include "api/http/preferences.hpp"

namespace lethe::api {
namespace {

// Tor Browser offers to switch to that address.
void tell_of_onion(const Call& call, Response& response) {
  const std::string& address = call.parts.config.onion.address;
  if (!address.empty() && !call.request.onion)
    response.headers.emplace_back("Onion-Location", "http://" + address + call.request.path);
}

Response serve(Call& call, std::string_view name) {
  const auto [file, lasting] = find_page_file(name);
  if (file == nullptr) throw Error(Code::NotFound);
  const bool gzip = takes(call.request.list("Accept-Encoding"), "gzip");
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

// People come by addresses that somebody typed: a browser gets a page, a program its problem.
Response nothing_here(const Call& call) {
  const std::string& path = call.parameter(0);
  if (call.header("Accept").find("text/html") == std::string::npos || path.starts_with("api/"))
    throw Error(Code::NotFound);
  if (path == "join/" || path == "listen/")
    return {.status = 301, .headers = {{"Location", "/" + path.substr(0, path.size() - 1)}}};
  Response page = nothing_here_page(house_of(call), preferred_language(call.header("Accept-Language")));
  page.code = entry(Code::NotFound).name;
  return page;
}

}  // namespace

Response get_page(Call& call) { return serve(call, "index.html"); }
Response get_listen_page(Call& call) { return serve(call, "listen.html"); }
Response get_page_file(Call& call) {
  if (auto file = operator_file(call.parts.config.house, call.parameter(0))) return *std::move(file);
  return find_page_file(call.parameter(0)).file == nullptr ? nothing_here(call) : serve(call, call.parameter(0));
}
Response get_contract(Call& call) { return serve(call, "openapi.yaml"); }
Response get_contract_as_json(Call& call) { return serve(call, "openapi.json"); }
Response get_reference(Call& call) { return serve(call, "reference/index.html"); }

}  // namespace lethe::api
