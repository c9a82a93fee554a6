// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/status.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/StreamCopier.h>

#include <cstdio>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>

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

class Samples {
 public:
  explicit Samples(std::string_view metrics) {
    std::istringstream lines{std::string(metrics)};
    for (std::string line; std::getline(lines, line);) {
      const auto space = line.rfind(' ');
      if (!line.starts_with('#') && space != std::string::npos) values_[line.substr(0, space)] = line.substr(space + 1);
    }
  }
  double of(const std::string& name) const {
    const auto at = values_.find(name);
    return at == values_.end() ? 0 : std::stod(at->second);
  }
  std::string count(const std::string& name) const { return std::to_string(static_cast<long long>(of(name))); }
  double ratio(const std::string& part, const std::string& whole) const {
    return of(whole) > 0 ? of(part) / of(whole) : 0;
  }

 private:
  std::map<std::string, std::string> values_;
};

std::string decimal(double value, const char* unit) {
  char text[48];
  std::snprintf(text, sizeof text, "%.1f%s", value, unit);
  return text;
}

}  // namespace

std::string read_metrics(const config::Config& config) {
  try {
    const auto session = session_of(config);
    session->setTimeout(Poco::Timespan(patience_seconds, 0));
    Poco::Net::HTTPRequest request("GET", "/metrics", "HTTP/1.1");
    session->sendRequest(request);
    Poco::Net::HTTPResponse response;
    std::string text;
    Poco::StreamCopier::copyToString(session->receiveResponse(response), text);
    if (response.getStatus() == 200) return text;
    throw std::runtime_error("The server answers with status " + std::to_string(response.getStatus()) + ".");
  } catch (const Poco::Exception&) {
    throw std::runtime_error("No server answers at http.address and http.port of this configuration.");
  }
}

Status status_of(std::string_view metrics, std::string_view machine_load) {
  const Samples samples(metrics);
  const bool ready = samples.of("lethe_ready") > 0;
  const auto role = [&](const char* name) {
    return samples.count("lethe_participants{role=\"" + std::string(name) + "\"}") + " " + name;
  };
  const auto lost = [&](const std::string& way) {
    const std::string labels = "{direction=\"" + way + "\"}";
    return decimal(100 * samples.ratio("lethe_packets_lost_total" + labels, "lethe_packets_total" + labels), " % ") +
           way;
  };
  // Milliseconds of a picture or a tick, since the server began.
  const auto each = [&](const char* time, const char* times) {
    return decimal(1000 * samples.ratio(std::string("lethe_") + time + "_seconds_total", std::string("lethe_") + times),
                   " ms");
  };
  std::ostringstream out;
  out << "health        " << (ready ? "ready for rooms" : "no media process is free: no new room can begin") << '\n';
  if (samples.of("lethe_store_usable") < 1)
    out << "store         cannot be written: the disk is full, or the file of store.path is gone\n";
  out << "rooms         " << samples.count("lethe_live_rooms") << " live of " << samples.count("lethe_rooms") << '\n'
      << "participants  " << role("moderator") << ", " << role("participant") << ", " << role("viewer") << "; "
      << samples.count("lethe_waiting") << " in lobbies\n"
      << "event streams " << samples.count("lethe_event_streams") << '\n'
      << "media         " << samples.count("lethe_media_processes") << " processes, " << samples.count("lethe_views")
      << " views, " << samples.count("lethe_encoders") << " encoders\n"
      << "load          machine " << machine_load << "; a picture takes " << each("decode", "pictures_decoded_total")
      << " to decode, " << each("encode", "pictures_encoded_total") << " to encode\n"
      << "ticks         " << each("tick_lateness", "ticks_total") << " late, "
      << samples.count("lethe_ticks_skipped_total") << " left out\n"
      << "packets lost  " << lost("in") << ", " << lost("out") << '\n';
  return {out.str(), ready};
}

}  // namespace lethe::api
