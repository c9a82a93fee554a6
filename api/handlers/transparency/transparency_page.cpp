// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/handlers/transparency/transparency.hpp"

#include "api/http/html.hpp"
#include "api/http/page_file.hpp"

namespace lethe::api {
namespace {

struct Words {
  const char *title, *lead, *stored, *days, *not_storable, *proof, *self_test, *no_process, *not_promised, *check,
      *build, *filter, *source, *no_source, *other_language, *other_tag, *back;
};

constexpr Words english{
    .title = "What this server stores",
    .lead = "This page is made by the server itself, from its settings and from what its processes report.",
    .stored = "What is stored, and for how long",
    .days = "Days: ",
    .not_storable = "What cannot be stored, and why",
    .proof = "Tried at every start",
    .self_test = "Attempts of the media process to store something, before it may serve: %a. Refused: %r.",
    .no_process = "No media process is ready at the moment.",
    .not_promised = "What no server can promise",
    .check = "Check it",
    .build = "Version",
    .filter = "SHA-256 of the system call filter in force",
    .source = "Source code",
    .no_source = "The operator has not said where it is. Ask for it: the licence (AGPL) gives you the right to it.",
    .other_language = "Deutsch",
    .other_tag = "de",
    .back = "To the start page",
};
constexpr Words german{
    .title = "Was dieser Server speichert",
    .lead = "Diese Seite erstellt der Server selbst, aus seinen Einstellungen und aus dem, was seine Prozesse melden.",
    .stored = "Was gespeichert wird, und wie lange",
    .days = "Tage: ",
    .not_storable = "Was nicht gespeichert werden kann, und warum",
    .proof = "Bei jedem Start versucht",
    .self_test = "Versuche des Medienprozesses, etwas zu speichern, bevor er dienen darf: %a. Verweigert: %r.",
    .no_process = "Zurzeit ist kein Medienprozess bereit.",
    .not_promised = "Was kein Server versprechen kann",
    .check = "Prüfen Sie es nach",
    .build = "Version",
    .filter = "SHA-256 des wirksamen Systemaufruf-Filters",
    .source = "Quelltext",
    .no_source =
        "Der Betreiber hat nicht angegeben, wo er liegt. Fragen Sie ihn: Die Lizenz (AGPL) gibt Ihnen ein Recht "
        "darauf.",
    .other_language = "English",
    .other_tag = "en",
    .back = "Zur Startseite",
};

std::string element(const std::string& name, const std::string& content) {
  return "<" + name + ">" + content + "</" + name + ">\n";
}

std::string link(const std::string& to, const std::string& text) {
  return "<a href=\"" + escaped(to) + "\">" + escaped(text) + "</a>";
}

std::string list(const std::vector<Statement>& statements, const Words& words) {
  std::string items;
  for (const auto& statement : statements) {
    std::string text = escaped(statement.text);
    if (statement.days) text += " <strong>" + std::string(words.days) + std::to_string(*statement.days) + "</strong>";
    items += element("li", text);
  }
  return element("ul", items);
}

std::string filled(std::string text, const SelfTestResult& result) {
  for (const auto& [mark, value] : {std::pair{"%a", result.attempts}, std::pair{"%r", result.refused}})
    text.replace(text.find(mark), 2, std::to_string(value));
  return text;
}

std::string self_tests(const Transparency& document, const Words& words) {
  std::string text;
  for (const auto& media : document.media) text += element("p", escaped(filled(words.self_test, media.self_test)));
  return text.empty() ? element("p", words.no_process) : text;
}

std::string facts(const Transparency& document, const Words& words) {
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

}  // namespace

std::string transparency_page(const Transparency& document, Language language, const std::string& base) {
  const Words& words = language == Language::German ? german : english;
  const std::string title = escaped(words.title);
  std::string main = element("h1", title) + "<p class=\"lead\">" + escaped(words.lead) + "</p>\n";
  main += element("h2", escaped(words.stored)) + list(document.stored, words);
  main += element("h2", escaped(words.not_storable)) + list(document.not_storable, words);
  main += element("h3", escaped(words.proof)) + self_tests(document, words);
  main += element("h2", escaped(words.not_promised)) + list(document.not_promised, words);
  main += element("h2", escaped(words.check)) + facts(document, words);
  main += "<nav>" + link(base + "transparency/" + words.other_tag, words.other_language) +
          link(base.empty() ? "./" : base, words.back) + "</nav>\n";
  return "<!doctype html>\n<html lang=\"" + document.language +
         "\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
         title + " – Lethe</title>\n<link rel=\"icon\" href=\"" + base + page_address("icon.svg") +
         "\" type=\"image/svg+xml\">\n<link rel=\"stylesheet\" href=\"" + base + page_address("style.css") +
         "\">\n<link rel=\"stylesheet\" href=\"" + base + page_address("document.css") +
         "\">\n</head>\n<body>\n<main class=\"document\">\n" + main + "</main>\n</body>\n</html>\n";
}

}  // namespace lethe::api
