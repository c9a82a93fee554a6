// SPDX-License-Identifier: AGPL-3.0-or-later
// What this server stores, what it cannot store and what no server can promise, from its configuration and the reports
// of its media processes. The document is JSON in the API and a page for people. Pure.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "api/handlers/transparency/programs.hpp"
#include "api/http/house.hpp"
#include "api/http/language.hpp"
#include "config/config.hpp"
#include "mcu/room/model/media.hpp"

namespace lethe::api {

struct Statement {
  std::string topic;        // stable, for programs
  std::string text;         // one or two sentences in the language of the document
  std::optional<int> days;  // retention, where it is counted in days
  static constexpr auto fields() {
    return std::tuple{field("topic", &Statement::topic), field("text", &Statement::text),
                      field("days", &Statement::days)};
  }
};

struct SelfTestResult {
  int attempts = 0, refused = 0;
  bool operator==(const SelfTestResult&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("attempts", &SelfTestResult::attempts), field("refused", &SelfTestResult::refused)};
  }
};

struct MediaWalls {  // of all media processes with the same report
  std::string build, filter;
  SelfTestResult self_test;
  bool operator==(const MediaWalls&) const = default;
  static constexpr auto fields() {
    return std::tuple{field("build", &MediaWalls::build), field("filter", &MediaWalls::filter),
                      field("selfTest", &MediaWalls::self_test)};
  }
};

struct Transparency {
  std::string language, build, source_url;
  std::vector<ProgramFile> programs;
  std::vector<MediaWalls> media;
  std::vector<Statement> stored, not_storable, not_promised;
  static constexpr auto fields() {
    return std::tuple{field("language", &Transparency::language),
                      field("build", &Transparency::build),
                      field("sourceUrl", &Transparency::source_url),
                      field("programs", &Transparency::programs),
                      field("media", &Transparency::media),
                      field("stored", &Transparency::stored),
                      field("notStorable", &Transparency::not_storable),
                      field("notPromised", &Transparency::not_promised)};
  }
};

Transparency transparency(const config::Config& config, std::vector<ProgramFile> programs,
                          const std::vector<wire::Ready>& media, Language language);

// The same for people. `base` leads from the page's address to the root: "" or "../".
std::string transparency_page(const Transparency& document, const House& house, Language language,
                              const std::string& base);

}  // namespace lethe::api
