// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/server.hpp"

#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "api/connections.hpp"
#include "api/handlers/room_keeper.hpp"
#include "api/sockets/listening_socket.hpp"
#include "api/webhooks/webhooks.hpp"
#include "mcu/base/log.hpp"

namespace lethe::api {
namespace {

EventStreams::Options stream_options(const config::Config& config) {
  EventStreams::Options options;
  options.streams_most = static_cast<std::size_t>(config.http.event_streams);
  return options;
}

constexpr std::size_t half_received_most = 64;  // complete bodies

Connections::Options connection_options(const config::Http& http) {
  return {static_cast<std::size_t>(http.connections), http.threads, static_cast<std::size_t>(http.queue),
          half_received_most * static_cast<std::size_t>(http.body_limit)};
}

}  // namespace

struct Server::Impl {
  Impl(const config::Config& c, Loop& loop, room::Service& service, store::Store& store)
      : config(c),
        accounts(config.accounts, store),
        keeper(store),
        streams(stream_options(c)),
        parts{config,
              service,
              accounts,
              keeper,
              store,
              pins,
              streams,
              counts,
              std::make_shared<Subscriptions>(),
              {loop, stopping.get_token()}},
        desk(parts),
        tls(c.tls),
        setting{desk, streams, tls, ConnectionSetting::From::Net, std::chrono::seconds(c.http.patience_seconds)},
        onion_setting{desk, streams, no_tls, ConnectionSetting::From::Onion,
                      std::chrono::seconds(c.http.patience_seconds)},
        connections(connection_options(c.http)) {
    service.events().on_subscription_end([subscriptions = parts.subscriptions](room::Subscription subscription) {
      const auto at = subscriptions->find(subscription);
      if (at != subscriptions->end()) at->second->finish();
    });
    service.on_abandoned([this](const std::string& room) { keeper.forget(room); });
    service.on_meeting_over(
        [this](const std::string& room, const std::string& key) { keeper.meeting_over(room, key); });
    if (!config.webhooks.empty())
      service.events().on_notice([told = webhooks](const room::Notice& notice) { told->tell(notice); });
  }
  ~Impl() {  // the service may outlive us
    parts.service.on_abandoned({});
    parts.service.on_meeting_over({});
  }

  const config::Config config;
  std::stop_source stopping;
  AccountAccess accounts;
  RoomKeeper keeper;
  Pins pins;
  EventStreams streams;
  const std::shared_ptr<Webhooks> webhooks = std::make_shared<Webhooks>(config.webhooks);  // the service may outlive us
  RequestCounts counts;
  Parts parts;
  FrontDesk desk;
  Tls tls, no_tls{config::Tls{}};
  ConnectionSetting setting, onion_setting;
  Connections connections;
  std::uint16_t port = 0;
};

Server::Server(const config::Config& config, Loop& loop, room::Service& service, store::Store& store)
    : impl_(std::make_unique<Impl>(config, loop, service, store)) {}

Server::~Server() { stop(); }

void Server::start() {
  const config::Http& http = impl_->config.http;
  impl_->tls.load();
  const auto socket = listen_on(http.address, static_cast<std::uint16_t>(http.port));
  impl_->connections.listen(socket, impl_->setting);
  const std::string& path = impl_->config.onion.socket;
  if (!path.empty()) impl_->connections.listen(listen_on_file(path), impl_->onion_setting);
  impl_->connections.start();
  impl_->port = socket.address().port();
}

void Server::reload_certificate() {
  if (!impl_->tls.on()) return;
  try {
    impl_->tls.load();
    log::info("certificate-loaded");
  } catch (const std::runtime_error&) {  // its sentence is for a start; here the old one serves on
    log::error("certificate-not-loaded");
  }
}

void Server::stop() {
  impl_->stopping.request_stop();
  impl_->streams.stop();
  impl_->webhooks->stop();
  const bool served = std::exchange(impl_->port, 0) != 0;
  impl_->connections.stop();
  if (served && !impl_->config.onion.socket.empty()) ::unlink(impl_->config.onion.socket.c_str());
}

std::uint16_t Server::port() const { return impl_->port; }

Server::Load Server::load() const { return {static_cast<int>(impl_->connections.size()), impl_->streams.size()}; }

}  // namespace lethe::api
