// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/transparency/transparency.hpp"

#include "api/handlers/transparency/transparency_words.hpp"
#include "api/http/html.hpp"
#include "api/http/page_file.hpp"

namespace lethe::api {
namespace {

std::string element(const std::string& name, const std::string& content) {
  return "<" + name + ">" + content + "</" + name + ">\n";
}

std::string link(const std::string& to, const std::string& text) {
  return "<a href=\"" + escaped(to) + "\">" + escaped(text) + "</a>";
}

std::string list(const std::vector<Statement>& statements) {
  std::string items;
  for (const auto& statement : statements) items += element("li", escaped(statement.text));
  return element("ul", items);
}

std::string self_tests(const Transparency& document, const TransparencyWords& words) {
  std::string text;
  for (const auto& [build, filter, result] : document.media) {
    const std::string attempts = filled(words.self_test, "attempts", std::to_string(result.attempts));
    text += element("p", escaped(filled(attempts, "refused", std::to_string(result.refused))));
  }
  return text.empty() ? element("p", escaped(words.no_process)) : text;
}

std::string facts(const Transparency& document, const TransparencyWords& words) {
  std::string rows;
  const auto row = [&](const std::string& name, const std::string& value) {
    rows += element("dt", escaped(name)) + element("dd", value);
  };
  row(words.build, escaped(document.build));
  row(words.source,
      document.source_url.empty() ? escaped(words.no_source) : link(document.source_url, document.source_url));
  for (const auto& media : document.media) row(words.filter, "<code>" + escaped(media.filter) + "</code>");
  for (const auto& program : document.programs)
    row("SHA-256: " + program.name, "<code>" + escaped(program.sha256) + "</code>");
  return element("dl", rows);
}

std::string links_to_others(Language language, const std::string& base) {
  std::string links;
  for (const LanguageName& other : languages())
    if (other.tag != tag(language))
      links += link(base + "transparency/" + std::string(other.tag), std::string(other.name));
  return links;
}

}  // namespace

std::string transparency_page(const Transparency& document, const House& house, Language language,
                              const std::string& base) {
  const TransparencyWords& words = transparency_words(language);
  const std::string title = escaped(words.title);
  std::string main = element("h1", title) + "<p class=\"lead\">" + escaped(words.lead) + "</p>\n";
  main += element("h2", escaped(words.stored)) + list(document.stored);
  main += element("h2", escaped(words.not_storable)) + list(document.not_storable);
  main += element("h3", escaped(words.proof)) + self_tests(document, words);
  main += element("h2", escaped(words.not_promised)) + list(document.not_promised);
  main += element("h2", escaped(words.check)) + facts(document, words);
  main += "<nav>" + links_to_others(language, base) + link(base.empty() ? "./" : base, words.back) + "</nav>\n";
  return "<!doctype html>\n" + html_tag(language) +
         "\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
         title + " – " + escaped(house.name) + "</title>\n<link rel=\"icon\" href=\"" + base +
         page_address("icon.svg") + "\" type=\"image/svg+xml\">\n<link rel=\"stylesheet\" href=\"" + base +
         page_address("style.css") + "\">\n<link rel=\"stylesheet\" href=\"" + base + page_address("document.css") +
         "\">\n<link rel=\"stylesheet\" href=\"" + base +
         "operator.css\">\n</head>\n<body>\n<main class=\"document\">\n" + main + footer(house, language) +
         "</main>\n</body>\n</html>\n";
}

}  // namespace lethe::api
