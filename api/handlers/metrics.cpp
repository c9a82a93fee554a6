// SPDX-License-Identifier: AGPL-3.0-or-later
// GET /metrics: the figures of the server in the text format of Prometheus (version 0.0.4), or as JSON on request. No
// label names a room or a person.
#include <algorithm>
#include <array>
#include <sstream>

#include "api/handlers/handlers.hpp"
#include "api/handlers/server_figures.hpp"
#include "api/http/client_address.hpp"
#include "api/http/preferences.hpp"
#include "mcu/room/access/policy.hpp"

namespace lethe::api {
namespace {

using room::Figures;
using wire::Stats;

class Text {
 public:
  Text() { out_.precision(15); }
  void family(std::string_view name, std::string_view type, std::string_view help) {
    out_ << "# HELP " << name << ' ' << help << "\n# TYPE " << name << ' ' << type << '\n';
  }
  void sample(std::string_view name, std::string_view labels, double value) {
    out_ << name;
    if (!labels.empty()) out_ << '{' << labels << '}';
    out_ << ' ' << value << '\n';
  }
  void one(std::string_view name, std::string_view type, std::string_view help, double value) {
    family(name, type, help);
    sample(name, {}, value);
  }
  std::string take() { return out_.str(); }

 private:
  std::ostringstream out_;
};

std::string label(std::string_view name, std::string_view value) {
  return std::string(name) + "=\"" + std::string(value) + '"';
}

// Figures from the media processes; the value is a member times `unit`. Families with two directions have both members.
struct Media {
  const char* name;
  const char* type;
  const char* help;
  std::uint64_t Stats::*value;
  std::uint64_t Stats::*out = nullptr;
  double unit = 1;
};
constexpr double micro = 1e-6;
constexpr std::array media{
    Media{"lethe_views", "gauge", "Composites being made.", &Stats::views},
    Media{"lethe_encoders", "gauge", "Running video encoders.", &Stats::encoders},
    Media{"lethe_estimated_bits_per_second", "gauge", "Estimated capacity of the links to viewers.",
          &Stats::estimated_out, nullptr, 1000},
    Media{"lethe_asked_bits_per_second", "gauge", "Limits given to senders.", &Stats::asked_in, nullptr, 1000},
    Media{"lethe_decode_seconds_total", "counter", "Time in video decoders.", &Stats::decode_us, nullptr, micro},
    Media{"lethe_encode_seconds_total", "counter", "Time in video encoders.", &Stats::encode_us, nullptr, micro},
    Media{"lethe_pictures_decoded_total", "counter", "Pictures decoded.", &Stats::decoded},
    Media{"lethe_pictures_undecodable_total", "counter", "Pictures that no decoder could read.", &Stats::undecodable},
    Media{"lethe_pictures_composed_total", "counter", "Composites made.", &Stats::composed},
    Media{"lethe_pictures_encoded_total", "counter", "Pictures encoded.", &Stats::encoded},
    Media{"lethe_key_frames_total", "counter", "Key frames among the pictures encoded.", &Stats::key_frames},
    Media{"lethe_ticks_total", "counter", "Ticks of the composers.", &Stats::ticks},
    Media{"lethe_ticks_skipped_total", "counter", "Ticks skipped because the previous one took too long.",
          &Stats::ticks_skipped},
    Media{"lethe_tick_lateness_seconds_total", "counter", "Total delay of ticks.", &Stats::late_us, nullptr, micro},
    Media{"lethe_sound_frames_decoded_total", "counter", "Frames of sound decoded.", &Stats::sounds_decoded},
    Media{"lethe_sound_frames_concealed_total", "counter", "Frames of sound concealed for lost packets.",
          &Stats::sounds_concealed},
    Media{"lethe_sound_frames_encoded_total", "counter", "Frames of sound encoded.", &Stats::sounds_encoded},
    Media{"lethe_sound_ticks_late_total", "counter", "Ticks of the sound mixers that started too late.",
          &Stats::sound_ticks_late},
    Media{"lethe_packets_total", "counter", "Packets of media.", &Stats::packets_in, &Stats::packets_out},
    Media{"lethe_bytes_total", "counter", "Bytes of media.", &Stats::bytes_in, &Stats::bytes_out},
    Media{"lethe_packets_lost_total", "counter", "Packets of media lost; out: as reported by viewers.", &Stats::lost_in,
          &Stats::lost_out},
    Media{"lethe_packets_dropped_total", "counter", "Packets malformed, unauthenticated or replayed.",
          &Stats::packets_dropped},
    Media{"lethe_packets_resent_total", "counter", "Packets retransmitted.", &Stats::resent},
    Media{"lethe_packets_asked_again_total", "counter", "Requests to senders for lost packets.", &Stats::asked_again},
};

void write_media(Text& text, const Stats& stats) {
  for (const Media& one : media) {
    text.family(one.name, one.type, one.help);
    const auto value = [&](std::uint64_t Stats::*member) { return static_cast<double>(stats.*member) * one.unit; };
    text.sample(one.name, one.out == nullptr ? "" : "direction=\"in\"", value(one.value));
    if (one.out != nullptr) text.sample(one.name, "direction=\"out\"", value(one.out));
  }
}

void write_people(Text& text, const Figures& figures) {
  const auto by_role = [&](const char* name, const char* type, const char* help, const room::ByRole& counts) {
    text.family(name, type, help);
    for (const auto& [role, word] : names(room::Role{}))
      text.sample(name, label("role", word), static_cast<double>(counts[static_cast<std::size_t>(role)]));
  };
  text.one("lethe_rooms", "gauge", "Rooms.", static_cast<double>(figures.rooms));
  text.one("lethe_live_rooms", "gauge", "Rooms with a media process.", static_cast<double>(figures.live_rooms));
  by_role("lethe_participants", "gauge", "People and devices in rooms.", figures.participants);
  text.one("lethe_waiting", "gauge", "People in lobbies.", static_cast<double>(figures.waiting));
  by_role("lethe_joins_total", "counter", "People and devices that entered rooms.", figures.totals.joins);
  text.one("lethe_media_processes", "gauge", "Media processes, including those that wait for a room.",
           static_cast<double>(figures.media_processes));
  text.one("lethe_ready", "gauge", "1 when a media process waits for a room.", figures.ready ? 1 : 0);
}

void write_requests(Text& text, const RequestCounts& counts) {
  constexpr auto name = "lethe_http_requests_total";
  text.family(name, "counter", "Requests, by operation of the API, status and code of the error.");
  for (const auto& [key, count] : counts.all()) {
    const auto& [operation, status, code] = key;
    text.sample(
        name, label("operation", operation) + ',' + label("status", std::to_string(status)) + ',' + label("code", code),
        static_cast<double>(count));
  }
}

// A page in a browser on this machine may have a name of its own that leads here, but not such a Host.
bool is_asked_by_address(const Call& call) {
  std::string host = call.header("Host");
  if (!host.starts_with('[')) host.resize(std::min(host.size(), host.rfind(':')));
  if (host.starts_with('[')) host = host.substr(1, host.find(']') - 1);
  const std::string& url = call.parts.config.http.public_url;
  return host == "localhost" || is_address(host) || url.ends_with("://" + host) ||
         url.find("://" + host + ':') != url.npos;
}

// Figures are for the operator of the machine, and for keys with that scope. A request passed on by a proxy is not
// local.
void check_reader(const Call& call) {
  if (call.token().reveal().empty()) {
    const bool passed_on = call.request.header("X-Forwarded-For") != nullptr ||
                           call.request.header("Forwarded") != nullptr || call.request.header("Via") != nullptr;
    // A client with the server's listening address is on this machine, too.
    const std::string& client = call.request.client;
    if (!passed_on && is_asked_by_address(call) && (is_loopback(client) || client == call.parts.config.http.address))
      return;
    throw Error(Code::Unauthorized);
  }
  room::require(call.actor(), room::Action::ReadFigures);
}

RoleCounts by_role(const room::ByRole& counts) {
  static_assert(std::tuple_size_v<room::ByRole> == std::tuple_size_v<decltype(RoleCounts::fields())>);
  const auto of = [&](room::Role role) { return counts[static_cast<std::size_t>(role)]; };
  return {of(room::Role::Moderator), of(room::Role::Participant), of(room::Role::Viewer)};
}

ServerFigures document(const Parts& parts, const Figures& figures) {
  return {.build = LETHE_BUILD,
          .ready = figures.ready,
          .store_usable = parts.store.usable(),
          .rooms = figures.rooms,
          .live_rooms = figures.live_rooms,
          .participants = by_role(figures.participants),
          .joins = by_role(figures.totals.joins),
          .waiting = figures.waiting,
          .event_streams = parts.streams.size(),
          .media_processes = figures.media_processes,
          .media = figures.totals.media};
}

std::string text(const Parts& parts, const Figures& figures) {
  Text text;
  text.family("lethe_build_info", "gauge", "The version that runs.");
  text.sample("lethe_build_info", label("version", LETHE_BUILD), 1);
  write_people(text, figures);
  text.one("lethe_event_streams", "gauge", "Event streams that are open.", static_cast<double>(parts.streams.size()));
  text.one("lethe_store_usable", "gauge",
           "1 while what outlives a run can be written: 0 when the disk is full or the "
           "file is gone.",
           parts.store.usable() ? 1 : 0);
  write_media(text, figures.totals.media);
  write_requests(text, parts.counts);
  return text.take();
}

}  // namespace

Response get_metrics(Call& call) {
  check_reader(call);
  const Figures figures = ask(call.parts.control, [&service = call.parts.service] { return service.figures(); });
  Response response = takes(call.request.list("Accept"), "application/json")
                          ? json(200, document(call.parts, figures))
                          : Response{.status = 200,
                                     .headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
                                     .body = text(call.parts, figures)};
  response.headers.emplace_back("Vary", "Accept");
  return response;
}

}  // namespace lethe::api
