// SPDX-License-Identifier: AGPL-3.0-or-later
// Every setting of Lethe, declared exactly once: key, default, allowed values, sentence. Plain values; whoever starts
// the server loads them once, before any thread, and nobody changes them afterwards.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/retention.hpp"
#include "config/setting.hpp"

namespace lethe::config {

struct Http {
  std::string address = "127.0.0.1";
  int port = 8080;
  std::string public_url = "http://127.0.0.1:8080";
  std::string source_url;
  std::vector<std::string> trusted_proxies;
  int body_limit = 65'536;
  int requests_per_minute = 600;
  int threads = 32;
  int queue = 128;
  int event_streams = 1000;
  int patience_seconds = 10;
  static constexpr auto settings() {
    return std::tuple{
        setting("address", &Http::address, "Address to listen on.", {.form = Form::IpAddress}),
        setting("port", &Http::port, "TCP port to listen on; 0 takes any free one.", {0, 65'535}),
        setting("public_url", &Http::public_url, "How people reach the server; join links begin with it.",
                {1, 500, Form::Url}),
        setting("source_url", &Http::source_url,
                "Where people find the source code of what runs here, as the licence asks for; empty means not said.",
                {.most = 500, .form = Form::Url, .or_empty = true}),
        setting("trusted_proxies", &Http::trusted_proxies, "Reverse proxies whose X-Forwarded-For header is believed.",
                {0, 100, Form::IpAddress}),
        setting("body_limit", &Http::body_limit, "Largest request body in bytes.", {1024, 1'048'576}),
        setting("requests_per_minute", &Http::requests_per_minute, "Requests one client address may send in a minute.",
                {1, 1'000'000}),
        setting("threads", &Http::threads, "Requests served at the same time.", {4, 512}),
        setting("queue", &Http::queue, "Connections that may wait for a thread; more are turned away.", {1, 10'000}),
        setting("event_streams", &Http::event_streams, "Event streams open at the same time.", {1, 100'000}),
        setting("patience_seconds", &Http::patience_seconds,
                "Seconds a client has for the head of a request, again for its body, and for taking the answer.",
                {1, 120})};
  }
};

struct Tls {
  std::string certificate, key;
  static constexpr auto settings() {
    return std::tuple{
        setting(
            "certificate", &Tls::certificate,
            "PEM file of the server's certificate and its chain, relative to the folder of this file; read again on "
            "SIGHUP. Empty means no TLS here.",
            {0, 4000}),
        setting("key", &Tls::key, "PEM file of its private key, without passphrase; empty means none.", {0, 4000})};
  }
};

struct Limits {
  int rooms = 50;
  int rooms_per_account = 20;
  int participants_per_room = 50;
  int invitations_per_room = 1000;
  int empty_room_seconds = 300;
  static constexpr auto settings() {
    return std::tuple{
        setting("rooms", &Limits::rooms, "Rooms at the same time; those of accounts count while somebody is in them.",
                {1, 10'000}),
        setting("rooms_per_account", &Limits::rooms_per_account, "Rooms of one account.", {1, 10'000}),
        setting("participants_per_room", &Limits::participants_per_room, "People in one room.", {1, 1000}),
        setting("invitations_per_room", &Limits::invitations_per_room, "Invitations of one room.", {1, 100'000}),
        setting("empty_room_seconds", &Limits::empty_room_seconds,
                "An empty room without an API key's owner and without an invitation left ends after so many seconds.",
                {1, 604'800})};
  }
};

enum class Scope { Rooms, Participants, Metrics };
constexpr auto names(Scope) {
  return std::array{std::pair{Scope::Rooms, std::string_view("rooms")},
                    std::pair{Scope::Participants, std::string_view("participants")},
                    std::pair{Scope::Metrics, std::string_view("metrics")}};
}

struct ApiKey {
  std::string name;
  std::string sha256;
  std::vector<Scope> scopes;
  static constexpr auto settings() {
    return std::tuple{
        setting("name", &ApiKey::name, "Who uses the key; owns the rooms made with it.", {1, 64, Form::Word}),
        setting("sha256", &ApiKey::sha256, "SHA-256 of the key in hexadecimal; the key itself is stored nowhere.",
                {.form = Form::Sha256}),
        setting("scopes", &ApiKey::scopes, "What the key may do; metrics is for reading /metrics from elsewhere.",
                {1, 3})};
  }
};

enum class WebhookEvent { RoomCreated, RoomEnded, ParticipantJoined, ParticipantLeft, ParticipantWaiting };
constexpr auto names(WebhookEvent) {
  using enum WebhookEvent;
  using namespace std::string_view_literals;
  return std::array{std::pair{RoomCreated, "room.created"sv}, std::pair{RoomEnded, "room.ended"sv},
                    std::pair{ParticipantJoined, "participant.joined"sv},
                    std::pair{ParticipantLeft, "participant.left"sv},
                    std::pair{ParticipantWaiting, "participant.waiting"sv}};
}

struct Webhook {
  std::string url, secret;
  std::vector<WebhookEvent> events;
  bool names = false;
  static constexpr auto settings() {
    return std::tuple{setting("url", &Webhook::url, "Where events are posted.", {1, 2000, Form::Url}),
                      setting("secret", &Webhook::secret, "Key of the signatures, known to the receiver too.",
                              {38, 94, Form::WebhookSecret}),
                      setting("events", &Webhook::events, "Which events.", {1, 5}),
                      setting("names", &Webhook::names, "Whether they name rooms and people; false: ids only.")};
  }
};

struct Step {
  std::string name;
  int width = 0, height = 0, fps = 0, video_kbps = 0, audio_kbps = 32, audio_frame_ms = 20;
  static constexpr auto settings() {
    return std::tuple{setting("name", &Step::name, "What people and frontends call it.", {1, 32, Form::Word}),
                      setting("width", &Step::width, "Pixels; 0 means sound only.", {0, 1920, Form::Any, 2}),
                      setting("height", &Step::height, "Pixels; 0 means sound only.", {0, 1920, Form::Any, 2}),
                      setting("fps", &Step::fps, "Pictures a second.", {0, 60}),
                      setting("video_kbps", &Step::video_kbps, "Kilobits a second of video.", {0, 20'000}),
                      setting("audio_kbps", &Step::audio_kbps, "Kilobits a second of sound.", {6, 256}),
                      setting("audio_frame_ms", &Step::audio_frame_ms,
                              "Milliseconds of sound in a packet: 20, 40, 60 or 120.", {20, 120, Form::Any, 20})};
  }
};

struct Media {
  std::vector<std::string> addresses;
  std::string public_address;
  int port_min = 0, port_max = 0;
  bool tcp = false;
  int lost_after_seconds = 8;
  int width = 1280, height = 720, fps = 25;
  int video_kbps_in = 600, screen_kbps_in = 1500;
  int talkers_max = 8;
  std::vector<Step> steps{{"1080p", 1920, 1080, 25, 2500, 40, 20}, {"720p", 1280, 720, 25, 1200, 32, 20},
                          {"540p", 960, 540, 25, 700, 32, 20},     {"360p", 640, 360, 25, 400, 32, 20},
                          {"360p15", 640, 360, 15, 170, 24, 40},   {"270p", 480, 270, 15, 130, 24, 40},
                          {"180p", 320, 180, 15, 80, 16, 60},      {"thin", 320, 180, 6, 18, 10, 60},
                          {"stills", 320, 180, 1, 10, 8, 120},     {"audio", 0, 0, 0, 0, 6, 120}};
  std::string default_step = "720p";
  std::string max_step_moderator, max_step_participant, max_step_viewer;
  static constexpr auto settings() {
    return std::tuple{
        setting("addresses", &Media::addresses, "Local addresses offered for media; none listed means all.",
                {0, 16, Form::IpAddress}),
        setting("public_address", &Media::public_address,
                "Address offered too when the machine is behind a one-to-one NAT; empty means none.",
                {.form = Form::IpAddress, .or_empty = true}),
        setting("port_min", &Media::port_min, "Lowest port for media; 0 means any port.", {0, 65'535}),
        setting("port_max", &Media::port_max, "Highest port for media; 0 means any port.", {0, 65'535}),
        setting("tcp", &Media::tcp, "Offer media over TCP as well."),
        setting("lost_after_seconds", &Media::lost_after_seconds,
                "A participant whose network is silent so long leaves the composite.", {1, 120}),
        setting("width", &Media::width, "Width of the canvas on which layouts are computed, in pixels.",
                {160, 1920, Form::Any, 2}),
        setting("height", &Media::height, "Height of the canvas on which layouts are computed, in pixels.",
                {90, 1080, Form::Any, 2}),
        setting("fps", &Media::fps, "Composites made a second; no step has more pictures.", {1, 60}),
        setting("video_kbps_in", &Media::video_kbps_in, "Kilobits a second of video asked of each participant.",
                {50, 10'000}),
        setting("screen_kbps_in", &Media::screen_kbps_in, "Kilobits a second asked of who shares a screen.",
                {50, 10'000}),
        setting("talkers_max", &Media::talkers_max,
                "People heard at the same time: the loudest; others cost no decoding until they are among them.",
                {1, 1000}),
        setting("steps", &Media::steps, "The quality ladder, best step first; who watches the same shares its encode.",
                {1, 32}),
        setting("default_step", &Media::default_step,
                "Name of the best step that is chosen for anybody; lines that are thinner get a lower one.",
                {1, 32, Form::Word}),
        setting("max_step_moderator", &Media::max_step_moderator,
                "Best step that a moderator may watch on; empty means any.", {0, 32}),
        setting("max_step_participant", &Media::max_step_participant, "The same for a participant.", {0, 32}),
        setting("max_step_viewer", &Media::max_step_viewer, "The same for a viewer.", {0, 32})};
  }
};

struct IceServer {
  std::vector<std::string> urls;
  std::string username, credential, secret;
  static constexpr auto settings() {
    return std::tuple{setting("urls", &IceServer::urls, "Addresses of the server, for example stun:stun.example.org.",
                              {1, 8, Form::IceUrl}),
                      setting("username", &IceServer::username, "User name for TURN; empty means none.", {0, 256}),
                      setting("credential", &IceServer::credential, "Password for TURN; empty means none.", {0, 256}),
                      setting("secret", &IceServer::secret,
                              "Secret shared with coturn (use-auth-secret) instead: who joins gets a user name and a "
                              "password for a day; empty means none.",
                              {0, 256})};
  }
};

struct Ice {
  std::vector<IceServer> servers;
  static constexpr auto settings() {
    return std::tuple{setting("servers", &Ice::servers, "STUN and TURN servers that clients are told of.", {0, 16})};
  }
};

struct Workers {
  int warm = 1;
  static constexpr auto settings() {
    return std::tuple{setting("warm", &Workers::warm, "Media processes kept ready for the next rooms.", {1, 32})};
  }
};

struct Store {
  std::string path = "lethe.db";
  int retention_days = retention_days_most;
  static constexpr auto settings() {
    return std::tuple{
        setting("path", &Store::path,
                "File for accounts, their rooms and the attendance log; relative to the folder of this file.",
                {1, 4000}),
        setting("retention_days", &Store::retention_days,
                "Days that the attendance log (address, room, from, until) is kept; 0 stores none of it.",
                {0, retention_days_most})};
  }
};

enum class Registration { Open, Closed, Code };
constexpr auto names(Registration) {
  return std::array{std::pair{Registration::Open, std::string_view("open")},
                    std::pair{Registration::Closed, std::string_view("closed")},
                    std::pair{Registration::Code, std::string_view("code")}};
}

struct Accounts {
  Registration registration = Registration::Open;
  std::string registration_code;
  int session_hours = 168;
  int argon2_memory_kib = 65'536, argon2_passes = 2;
  static constexpr auto settings() {
    return std::tuple{
        setting("registration", &Accounts::registration,
                "Who may make an account: everybody, nobody, or who knows the registration code."),
        setting("registration_code", &Accounts::registration_code, "The code for registration: code; empty means none.",
                {0, 200}),
        setting("session_hours", &Accounts::session_hours, "Hours until one has to log in again.", {1, 8760}),
        setting("argon2_memory_kib", &Accounts::argon2_memory_kib, "Memory that hashing a password takes, in KiB.",
                {8192, 1'048'576}),
        setting("argon2_passes", &Accounts::argon2_passes, "Passes over that memory.", {1, 100})};
  }
};

enum class LogLevel { Debug, Info, Warning, Error };
constexpr auto names(LogLevel) {
  return std::array{
      std::pair{LogLevel::Debug, std::string_view("debug")}, std::pair{LogLevel::Info, std::string_view("info")},
      std::pair{LogLevel::Warning, std::string_view("warning")}, std::pair{LogLevel::Error, std::string_view("error")}};
}

struct Onion {
  std::string address, socket;
  static constexpr auto settings() {
    return std::tuple{
        setting("address", &Onion::address,
                "Name of the onion service, such as abc….onion, by which pages and the transparency page tell of it; "
                "empty means none.",
                {0, 200}),
        setting("socket", &Onion::socket,
                "UNIX socket for tor (HiddenServicePort 80 unix:PATH, with HiddenServiceExportCircuitID haproxy), "
                "relative to the folder of this file; empty means none.",
                {0, 100})};
  }
};

struct Log {
  LogLevel level = LogLevel::Info;
  static constexpr auto settings() {
    return std::tuple{setting("level", &Log::level, "Least important lines that are written.")};
  }
};

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
};
Loaded load(const std::string& path);
// The same for text; `name` stands for the file in the findings.
Loaded load_text(const std::string& text, const std::string& name);

}  // namespace lethe::config
