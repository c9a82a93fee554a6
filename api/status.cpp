// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/status.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/StreamCopier.h>

#include <cstdio>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "mcu/base/fields.hpp"

namespace lethe::api {
namespace {

constexpr int patience_seconds = 5;

std::string address_of(const config::Http& http) {
  if (http.address == "0.0.0.0") return "127.0.0.1";
  return http.address == "::" ? "::1" : http.address;
}

std::unique_ptr<Poco::Net::HTTPClientSession> session_of(const config::Config& config) {
  const std::string address = address_of(config.http);
  const auto port = static_cast<Poco::UInt16>(config.http.port);
  if (config.tls.certificate.empty()) return std::make_unique<Poco::Net::HTTPClientSession>(address, port);
  // The certificate is for the public name; but whatever answers on this port of this machine is the server.
  const Poco::Net::Context::Ptr any =
      new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, "", Poco::Net::Context::VERIFY_NONE);
  return std::make_unique<Poco::Net::HTTPSClientSession>(address, port, any);
}

std::string decimal(double value, const char* unit) {
  char text[48];
  std::snprintf(text, sizeof text, "%.1f%s", value, unit);
  return text;
}

}  // namespace

ServerFigures read_figures(const config::Config& config) {
  try {
    const auto session = session_of(config);
    session->setTimeout(Poco::Timespan(patience_seconds, 0));
    Poco::Net::HTTPRequest request("GET", "/metrics", "HTTP/1.1");
    request.set("Accept", "application/json");
    session->sendRequest(request);
    Poco::Net::HTTPResponse response;
    std::string text;
    Poco::StreamCopier::copyToString(session->receiveResponse(response), text);
    if (response.getStatus() == 200) return parse<ServerFigures>(text);
    throw std::runtime_error("The server answers with status " + std::to_string(response.getStatus()) + ".");
  } catch (const Poco::Exception&) {
    throw std::runtime_error("No server answers at http.address and http.port of this configuration.");
  } catch (const Error&) {
    throw std::runtime_error("The server that answers is of another version than this program.");
  }
}

Status status_of(const ServerFigures& figures, std::string_view machine_load) {
  const wire::Stats& media = figures.media;
  const auto share = [](std::uint64_t part, std::uint64_t whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
  };
  const auto lost = [&](std::uint64_t packets, std::uint64_t all) { return decimal(100 * share(packets, all), " %"); };
  // Milliseconds of a picture or a tick, since the server began.
  const auto each = [&](std::uint64_t us, std::uint64_t times) { return decimal(share(us, times) / 1000, " ms"); };
  std::ostringstream out;
  out << "health        " << (figures.ready ? "ready for rooms" : "no media process is free: no new room can begin")
      << '\n';
  if (!figures.store_usable)
    out << "store         cannot be written: the disk is full, or the file of store.path is gone\n";
  out << "rooms         " << figures.live_rooms << " live of " << figures.rooms << '\n'
      << "participants  " << figures.participants.moderator << " moderator, " << figures.participants.participant
      << " participant, " << figures.participants.viewer << " viewer; " << figures.waiting << " in lobbies\n"
      << "event streams " << figures.event_streams << '\n'
      << "media         " << figures.media_processes << " processes, " << media.views << " views, " << media.encoders
      << " encoders\n"
      << "load          machine " << machine_load << "; a picture takes " << each(media.decode_us, media.decoded)
      << " to decode, " << each(media.encode_us, media.encoded) << " to encode\n"
      << "ticks         " << each(media.late_us, media.ticks) << " late, " << media.ticks_skipped << " left out\n"
      << "packets lost  " << lost(media.lost_in, media.packets_in) << " in, " << lost(media.lost_out, media.packets_out)
      << " out\n";
  return {out.str(), figures.ready};
}

}  // namespace lethe::api
