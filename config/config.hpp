// SPDX-License-Identifier: AGPL-3.0-or-later
// Every setting of Lethe, declared exactly once: key, default, allowed values, sentence. Plain values; whoever starts
// the server loads them once, before any thread, and nobody changes them afterwards.
#pragma once

#include <map>
#include <string>
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
  Log log;
  static constexpr auto settings() {
    return std::tuple{setting("http", &Config::http, "The REST API and the page."),
                      setting("tls", &Config::tls, "TLS without a proxy: 1.2 and later."),
                      setting("limits", &Config::limits, "How much the server takes on."),
                      setting("api_keys", &Config::api_keys, "Keys of frontends that call the API.", {0, 1000}),
                      setting("webhooks", &Config::webhooks,
                              "Servers that are told of rooms and people in them, signed by the Standard Webhooks "
                              "specification.",
                              {0, 16}),
                      setting("media", &Config::media, "Sound, pictures and their network."),
                      setting("ice", &Config::ice, "Help for clients behind NATs."),
                      setting("workers", &Config::workers, "The media processes."),
                      setting("store", &Config::store, "What outlives a run of the server: nothing else does."),
                      setting("accounts", &Config::accounts, "People who may have rooms of their own."),
                      setting("onion", &Config::onion,
                              "The same server for Tor Browser; WebRTC is not offered there. See config/tor."),
                      setting("log", &Config::log, "What is written to standard error; never anything personal.")};
  }
};

// The commented default file: what `lethe --print-config` prints and config/default.yaml holds.
std::string print();

struct Loaded {
  Config config;                      // of use only when there are no findings
  std::vector<std::string> findings;  // "FILE:LINE: key: sentence"; LINE is missing when no file could be read
  std::string name;                   // of the file; empty: there is none
  std::map<std::string, int> lines;   // of the settings that it has, by their key: "http.port"
  // In the same form, for what others find out about a setting.
  std::string finding(const std::string& key, const std::string& sentence) const;
};
Loaded load(const std::string& path);
// The same for text; `name` stands for the file in the findings.
Loaded load_text(const std::string& text, const std::string& name);

// What join links begin with: as it was set or, if it was not, made of what the server listens on. `port`: the one that
// it got.
std::string public_url(const Config& config, int port);
// What of it will probably not work for people, in sentences; http.public_url is their subject.
std::vector<std::string> doubts_of_public_url(const Config& config);

}  // namespace lethe::config
