// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/handlers.hpp"
#include "api/handlers/operator_files.hpp"
#include "api/handlers/transparency/transparency.hpp"
#include "api/http/security_headers.hpp"

namespace lethe::api {
namespace {

Transparency document(Call& call, Language language) {
  static const std::vector<ProgramFile> programs = program_files();
  const auto walls = api::ask(call.parts.control, [&service = call.parts.service] { return service.walls(); });
  return transparency(call.parts.config, programs, walls, language);
}

Response page(Call& call, Language language, const std::string& base) {
  return {.status = 200,
          .headers = {{"Content-Type", "text/html; charset=utf-8"},
                      {"Content-Language", std::string(tag(language))},
                      {"Content-Security-Policy", document_policy},
                      {"Vary", "Accept-Language"}},
          .body = transparency_page(document(call, language), house_of(call), language, base)};
}

}  // namespace

Response get_transparency(Call& call) {
  Response response = json(200, document(call, preferred_language(call.header("Accept-Language"))));
  response.headers.emplace_back("Vary", "Accept-Language");
  return response;
}

Response get_transparency_page(Call& call) {
  return page(call, preferred_language(call.header("Accept-Language")), "");
}

Response get_transparency_page_in(Call& call) {
  const auto language = language_named(call.parameter(0));
  if (!language) throw Error(Code::NotFound);
  return page(call, *language, "../");
}

}  // namespace lethe::api
