// SPDX-License-Identifier: AGPL-3.0-or-later
#include <arpa/inet.h>

#include <charconv>
#include <string_view>

#include "config/config.hpp"

namespace lethe::config {
namespace {

bool is_any(std::string_view address) { return address == "0.0.0.0" || address == "::"; }

bool is_loopback(std::string_view host) {
  return host.starts_with("127.") || host == "localhost" || host.ends_with(".localhost") || host == "::1" ||
         host == "[::1]";
}

struct Place {
  std::string scheme, host;
  int port = 0;
};

// `url` must have the form of a URL.
Place parts_of(const std::string& url) {
  Place place;
  const auto colon = url.find("://");
  place.scheme = url.substr(0, colon);
  std::string rest = url.substr(colon + 3);
  rest = rest.substr(0, rest.find('/'));
  const auto at = rest.rfind(':');
  place.port = place.scheme == "https" ? 443 : 80;
  if (at != rest.npos && rest.find(']', at) == rest.npos) {
    std::from_chars(rest.data() + at + 1, rest.data() + rest.size(), place.port);
    rest.resize(at);
  }
  place.host = rest;
  return place;
}

std::string in_url(const std::string& address) {
  return address.find(':') == address.npos ? address : "[" + address + "]";
}

}  // namespace

std::string public_url(const Config& config, int port) {
  const Http& http = config.http;
  if (!http.public_url.empty()) return http.public_url;
  const bool tls = !config.tls.certificate.empty();
  const std::string address = http.address == "0.0.0.0" ? "127.0.0.1" : http.address == "::" ? "::1" : http.address;
  return (tls ? "https://" : "http://") + in_url(address) +
         (port == (tls ? 443 : 80) ? "" : ":" + std::to_string(port));
}

std::vector<std::string> doubts_of_public_url(const Config& config) {
  const Http& http = config.http;
  const bool tls = !config.tls.certificate.empty(), given = !http.public_url.empty();
  const Place place = parts_of(public_url(config, http.port));
  std::vector<std::string> doubts;
  if (!given && is_any(http.address))
    doubts.push_back("is empty, so links begin with " + public_url(config, http.port) +
                     ", which only this machine reaches");
  const bool leads_here = is_loopback(place.host) || (!is_any(http.address) && place.host == in_url(http.address));
  if (given && leads_here && http.port != 0 && http.trusted_proxies.empty() &&
      (place.port != http.port || (place.scheme == "https") != tls))
    doubts.push_back("is " + http.public_url + ", but on this machine the server listens on port " +
                     std::to_string(http.port) + (tls ? " with TLS" : " without TLS"));
  const bool for_others = !is_loopback(place.host) || is_any(http.address);
  if (for_others && place.scheme == "http" && !place.host.ends_with(".onion"))
    doubts.push_back(
        std::string(given ? "begins with http://" : "is empty, and there is no TLS") +
        ": browsers give camera and microphone to https:// only. Set tls.certificate and tls.key, or put a "
        "proxy with TLS in front and its address here");
  return doubts;
}

}  // namespace lethe::config
