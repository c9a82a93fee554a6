// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers.hpp"
#include "api/page_file.hpp"

namespace lethe::api {
namespace {

// Tor Browser offers to go there.
void tell_of_onion(const Call& call, Response& response) {
  const std::string& address = call.parts.config.onion.address;
  if (!address.empty() && !call.request.onion)
    response.headers.emplace_back("Onion-Location", "http://" + address + call.request.path);
}

Response serve(Call& call, std::string_view name) {
  const PageFile* file = page_file(name);
  if (file == nullptr) throw Error(Code::NotFound);
  Response response{.status = 200,
                    .headers = {{"Content-Type", std::string(file->type)},
                                {"ETag", file->etag},
                                {"Cache-Control", "no-cache"},
                                {"Content-Security-Policy",
                                 "default-src 'self'; connect-src 'self'; img-src 'self' data: blob:; media-src 'self' "
                                 "blob: mediastream:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"},
                                {"Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self)"}},
                    .body = {}};
  tell_of_onion(call, response);
  if (call.header("If-None-Match").find(file->etag) != std::string::npos)
    response.status = 304;
  else
    response.file = file->content;
  return response;
}

}  // namespace

Response get_page(Call& call) { return serve(call, "index.html"); }
Response get_listen_page(Call& call) { return serve(call, "listen.html"); }
Response get_page_file(Call& call) { return serve(call, call.parameter(0)); }
Response get_contract(Call& call) { return serve(call, "openapi.yaml"); }
Response get_reference(Call& call) { return serve(call, "reference/index.html"); }

}  // namespace lethe::api
