// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/transparency/transparency.hpp"

#include <algorithm>

#include "api/handlers/transparency/transparency_words.hpp"

namespace lethe::api {
namespace {

Statement statement(const char* topic, std::string text) { return {topic, std::move(text), {}}; }

// With a retention in days, 1 or more, that its text names at {days}.
Statement retained(const char* topic, std::string text, int days, Language language) {
  const TransparencyWords& words = transparency_words(language);
  const std::string span = days == 1 ? words.day : filled(words.days, "days", std::to_string(days));
  return {topic, filled(std::move(text), "days", span), days};
}

std::vector<Statement> stored(const config::Config& config, Language language) {
  const StatementWords& words = statement_words(language);
  const int days = config.store.retention_days;
  std::vector<Statement> all{
      days > 0 ? retained("attendance", words.attendance, days, language)
               : statement("attendance", words.no_attendance),
      statement("account", words.account),
      statement("rooms", words.rooms),
      retained("rooms-without-account", words.rooms_without_account, config.limits.unused_room_days, language),
      statement("conversation", words.conversation),
      statement("names", words.names),
      statement("chat", words.chat),
      statement("log", words.log),
      statement("browser", words.browser)};
  const auto& hooks = config.webhooks;
  const bool named = std::any_of(hooks.begin(), hooks.end(), [](const config::Webhook& hook) { return hook.names; });
  if (!hooks.empty()) all.push_back(statement("webhooks", named ? words.webhooks_with_names : words.webhooks));
  if (!config.onion.address.empty())
    all.push_back(statement("onion", filled(words.onion, "address", "http://" + config.onion.address)));
  return all;
}

std::vector<Statement> not_storable(const StatementWords& words) {
  return {statement("no-code", words.no_code), statement("file-size", words.file_size),
          statement("file-access", words.file_access), statement("system-calls", words.system_calls),
          statement("memory", words.memory)};
}

std::vector<Statement> not_promised(const StatementWords& words) {
  return {statement("operator", words.administrator), statement("end-to-end", words.end_to_end),
          statement("participants", words.participants), statement("network", words.network),
          statement("traces", words.traces)};
}

// The number of processes is left out, because it reveals how many rooms are open.
std::vector<MediaWalls> distinct(const std::vector<wire::Ready>& media) {
  std::vector<MediaWalls> all;
  for (const auto& one : media) {
    const MediaWalls walls{one.build, one.filter, {one.attempts, one.refused}};
    if (std::find(all.begin(), all.end(), walls) == all.end()) all.push_back(walls);
  }
  return all;
}

}  // namespace

Transparency transparency(const config::Config& config, std::vector<ProgramFile> programs,
                          const std::vector<wire::Ready>& media, Language language) {
  const StatementWords& words = statement_words(language);
  return {.language = std::string(tag(language)),
          .build = LETHE_BUILD,
          .source_url = config.http.source_url,
          .programs = std::move(programs),
          .media = distinct(media),
          .stored = stored(config, language),
          .not_storable = not_storable(words),
          .not_promised = not_promised(words)};
}

}  // namespace lethe::api
