// SPDX-License-Identifier: AGPL-3.0-or-later
// Every setting of Lethe, declared exactly once: key, default, allowed values, sentence. Plain values. Loaded once at
// start, before any thread, and never changed.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config/access_settings.hpp"
#include "config/media_settings.hpp"
#include "config/store_settings.hpp"

namespace lethe::config {

struct Config {
  Http http;
  Tls tls;
  Limits limits;
  std::vector<ApiKey> api_keys;
  std::vector<Webhook> webhooks;
  Media media;
  Ice ice;
  Workers workers;
  Store store;
  Accounts accounts;
  Onion onion;
  Operator house;  // `operator` is a word of C++
  Log log;
  static constexpr auto settings() {
    return std::tuple{setting("http", &Config::http, "The REST API and the page."),
                      setting("tls", &Config::tls, "TLS without a proxy: 1.2 and later."),
                      setting("limits", &Config::limits, "Upper bounds on what the server accepts."),
                      setting("api_keys", &Config::api_keys, "Keys for frontends that call the API.", {0, 1000}),
                      setting("webhooks", &Config::webhooks,
                              "Servers that receive events of rooms and the people in them, signed according to the "
                              "Standard Webhooks specification.",
                              {0, 16}),
                      setting("media", &Config::media, "Sound, pictures and their network."),
                      setting("ice", &Config::ice, "Help for clients behind NATs."),
                      setting("workers", &Config::workers, "The media processes."),
                      setting("store", &Config::store, "What is stored on disk; nothing else is."),
                      setting("accounts", &Config::accounts, "Accounts of people who own rooms."),
                      setting("onion", &Config::onion, "Access for Tor Browser, without WebRTC. See config/tor."),
                      setting("operator", &Config::house, "Who runs the server, as its pages say."),
                      setting("log", &Config::log, "What is written to standard error; never anything personal.")};
  }
};

// The commented default file, as `lethe --print-config` prints it and config/default.yaml holds it.
std::string print();

struct Loaded {
  Config config;                      // valid only when there are no findings
  std::vector<std::string> findings;  // "FILE:LINE: key: sentence"; without LINE when no file could be read
  std::string name;                   // of the file; empty if there is none
  std::map<std::string, int> lines;   // of the settings in the file, by key: "http.port"
  // A finding in the same form, for faults that others find.
  std::string finding(const std::string& key, const std::string& sentence) const;
};
Loaded load(const std::string& path);
// The same for a text; `name` stands for the file in findings.
Loaded load_text(const std::string& text, const std::string& name);

// The start of join links: the configured URL or, if there is none, one made from the listening address. `port`: the
// actual one.
std::string public_url(const Config& config, int port);
// Black or white: what is read better on a colour ("#0b6b62").
std::string text_on(const std::string& colour);
// Key and sentence of each colour of the operator that is too close to what it stands on (WCAG 2.2, 1.4.3).
std::vector<std::pair<std::string, std::string>> faults_of_colours(const Operator& house);
struct Logo {
  std::string name, type, content;  // "operator.png", "image/png"
};
// Throws std::runtime_error with a sentence about the file.
Logo read_logo(const std::string& path);
// Sentences about what will probably not work for people; http.public_url is their subject.
std::vector<std::string> doubts_of_public_url(const Config& config);

}  // namespace lethe::config
