// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/operator_files.hpp"

#include <stdexcept>

namespace lethe::api {
namespace {

constexpr const char* default_name = "Lethe";

std::string name_of(const config::Operator& house) { return house.name.empty() ? default_name : house.name; }

struct OperatorDocument {
  std::string name;
  std::optional<std::string> logo, imprint, privacy;
  static constexpr auto fields() {
    return std::tuple{field("name", &OperatorDocument::name), field("logo", &OperatorDocument::logo),
                      field("imprint", &OperatorDocument::imprint), field("privacy", &OperatorDocument::privacy)};
  }
};

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

std::string colours(const std::string& colour) {
  if (colour.empty()) return "";
  const std::string on = config::text_on(colour);
  return "--accent:" + colour + ";--on-accent:" + on + ";";
}

// Last of the page's style sheets. Rooms are always dark.
std::string style(const config::Operator& house) {
  const std::string& dark = house.colour_dark;
  const std::string glow = dark.empty() ? "" : "--glow:" + dark + ";--on-glow:" + config::text_on(dark) + ";";
  return ":root{" + colours(house.colour) + glow + "}@media(prefers-color-scheme:dark){:root{" + colours(dark) + "}}\n";
}

// Changes reach people within the hour.
Response file(const std::string& type, std::string body) {
  return {
      .status = 200, .headers = {{"Content-Type", type}, {"Cache-Control", "max-age=3600"}}, .body = std::move(body)};
}

}  // namespace

House house_of(const Call& call) {
  const config::Operator& house = call.parts.config.house;
  return {name_of(house), house.imprint, house.privacy};
}

std::optional<Response> operator_file(const config::Operator& house, const std::string& name) {
  if (name == "operator.css") return file("text/css; charset=utf-8", style(house));
  if (name != "operator.json" && name != "operator.png" && name != "operator.svg") return std::nullopt;
  std::optional<config::Logo> logo;
  try {
    if (!house.logo.empty()) logo = config::read_logo(house.logo);
  } catch (const std::runtime_error&) {
    // Was there at the start; the page shows Lethe's.
  }
  if (name != "operator.json") {
    if (!logo || logo->name != name) throw Error(Code::NotFound);
    return file(logo->type, std::move(logo->content));
  }
  const OperatorDocument document{name_of(house), logo ? std::optional(logo->name) : std::nullopt,
                                  unless_empty(house.imprint), unless_empty(house.privacy)};
  return file("application/json", print(document));
}

}  // namespace lethe::api
