// SPDX-License-Identifier: AGPL-3.0-or-later
// Settings for access to the server: addresses, clients, limits.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "config/setting.hpp"

namespace lethe::config {

struct Http {
  std::string address = "127.0.0.1";
  int port = 8080;
  std::string public_url;
  std::string source_url;
  std::vector<std::string> trusted_proxies;
  int body_limit = 65'536;
  int requests_per_minute = 600;
  int threads = 32;
  int queue = 128;
  int connections = 1000;
  int event_streams = 1000;
  int patience_seconds = 10;
  static constexpr auto settings() {
    return std::tuple{
        setting("address", &Http::address, "Address to listen on.", {.form = Form::IpAddress}),
        setting("port", &Http::port, "TCP port to listen on; 0 takes any free one.", {0, 65'535}),
        setting(
            "public_url", &Http::public_url,
            "Address by which people reach the server; join links begin with it. Empty means that it is derived from "
            "address, port and TLS.",
            {.most = 500, .form = Form::Origin, .or_empty = true}),
        setting("source_url", &Http::source_url,
                "Where people find the source code of this server, as the licence requires; empty means that no link "
                "is shown.",
                {.most = 500, .form = Form::Url, .or_empty = true}),
        setting("trusted_proxies", &Http::trusted_proxies, "Reverse proxies whose X-Forwarded-For header is trusted.",
                {0, 100, Form::IpAddress}),
        setting("body_limit", &Http::body_limit, "Largest request body in bytes.", {1024, 1'048'576}),
        setting("requests_per_minute", &Http::requests_per_minute,
                "Requests per minute of each person with a credential, and of all others at one address together; "
                "files of the page count separately.",
                {1, 1'000'000}),
        setting("threads", &Http::threads, "Requests processed at the same time.", {4, 512}),
        setting(
            "queue", &Http::queue,
            "Requests that may wait for a thread. Beyond that, the address with the most requests is refused first.",
            {1, 10'000}),
        setting("connections", &Http::connections,
                "Connections open at the same time, not counting event streams. Beyond that, the address with the most "
                "connections loses its oldest.",
                {16, 100'000}),
        setting("event_streams", &Http::event_streams, "Event streams open at the same time.", {1, 100'000}),
        setting("patience_seconds", &Http::patience_seconds,
                "Seconds that a client has for the head of a request, again for its body, and for each part of the "
                "response.",
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
            "SIGHUP. Empty means no TLS.",
            {0, 4000}),
        setting("key", &Tls::key, "PEM file of its private key, without passphrase; empty means none.", {0, 4000})};
  }
};

struct Limits {
  int rooms = 50;
  int rooms_per_account = 20;
  int participants_per_room = 50;
  int invitations_per_room = 1000;
  int views_per_room = 8;
  int empty_room_seconds = 300;
  int unused_room_days = 30;
  static constexpr auto settings() {
    return std::tuple{
        setting("rooms", &Limits::rooms,
                "Rooms at the same time; rooms of accounts count while somebody is in them. One account, or one "
                "network, may "
                "hold at most as many as remain free.",
                {1, 10'000}),
        setting("rooms_per_account", &Limits::rooms_per_account, "Rooms of one account.", {1, 10'000}),
        setting("participants_per_room", &Limits::participants_per_room, "People in one room.", {1, 1000}),
        setting("invitations_per_room", &Limits::invitations_per_room, "Invitations of one room.", {1, 100'000}),
        setting("views_per_room", &Limits::views_per_room,
                "Most different pictures of one room, for participants' own layouts and for clients that cannot cover "
                "their "
                "own tile. Each takes an encoder per quality step; later participants watch the room's picture.",
                {1, 200}),
        setting("empty_room_seconds", &Limits::empty_room_seconds,
                "An empty room that no API key owns and that has no invitation left ends after this many seconds.",
                {1, 604'800}),
        setting("unused_room_days", &Limits::unused_room_days,
                "A room that no account owns ends after this many days in which nobody was in it or was invited to it.",
                {1, 3650})};
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
        setting("name", &ApiKey::name,
                "Name of the frontend that uses the key. It owns the rooms created with the key.", {1, 64, Form::Word}),
        setting("sha256", &ApiKey::sha256, "SHA-256 of the key in hexadecimal; the key itself is not stored.",
                {.form = Form::Sha256}),
        setting("scopes", &ApiKey::scopes, "What the key may do; metrics permits reading /metrics from other machines.",
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
    return std::tuple{
        setting("url", &Webhook::url, "Where events are posted.", {1, 2000, Form::Url}),
        setting("secret", &Webhook::secret, "Key of the signatures, shared with the receiver.",
                {38, 94, Form::WebhookSecret}),
        setting("events", &Webhook::events, "Events to post.", {1, 5}),
        setting("names", &Webhook::names, "Whether events contain names of rooms and people; false: ids only.")};
  }
};

// Who runs the server, as its pages say.
struct Operator {
  std::string name, logo, imprint, privacy;
  std::string colour, colour_dark;
  static constexpr auto settings() {
    return std::tuple{
        setting("name", &Operator::name, "Name that the pages bear instead of Lethe; empty means Lethe.", {0, 64}),
        setting("logo", &Operator::logo,
                "PNG or SVG file of at most 64 KiB, shown beside the name, relative to the folder of this file; empty "
                "means Lethe's.",
                {0, 4000}),
        setting("imprint", &Operator::imprint, "Imprint, linked at the foot of the pages; empty means no link.",
                {.most = 500, .form = Form::Link, .or_empty = true}),
        setting("privacy", &Operator::privacy, "Privacy policy, linked at the foot of the pages; empty means no link.",
                {.most = 500, .form = Form::Link, .or_empty = true}),
        setting("colour", &Operator::colour,
                "Colour of buttons and links on light pages: dark enough to be read there. Empty means Lethe's.",
                {.form = Form::Colour, .or_empty = true}),
        setting("colour_dark", &Operator::colour_dark,
                "The same on dark pages and in rooms, which are always dark: light enough to be read there.",
                {.form = Form::Colour, .or_empty = true})};
  }
};

struct Onion {
  std::string address, socket;
  static constexpr auto settings() {
    return std::tuple{
        setting("address", &Onion::address,
                "Name of the onion service, such as abc….onion, to be shown on pages and on the transparency page; "
                "empty means none.",
                {0, 200}),
        setting("socket", &Onion::socket,
                "UNIX socket for tor (HiddenServicePort 80 unix:PATH, with HiddenServiceExportCircuitID haproxy), "
                "relative to the folder of this file; empty means none.",
                {0, 100})};
  }
};

}  // namespace lethe::config
