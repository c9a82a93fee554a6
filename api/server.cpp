// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/server.hpp"

#include <Poco/Net/NetException.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/ThreadPool.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <system_error>

#include "api/connection.hpp"
#include "api/listening_socket.hpp"
#include "api/problem.hpp"
#include "api/room_keeper.hpp"
#include "api/webhooks.hpp"
#include "base/log.hpp"

namespace lethe::api {
namespace {

using Poco::Net::TCPServer;

// Turns connections away with an answer while too many wait; on Poco's accepting thread.
class Doorkeeper : public Poco::Net::TCPServerConnectionFilter {
 public:
  // Under TLS nothing can be said to a client in passing: the connection is just closed.
  Doorkeeper(std::function<bool()> full, bool speaks) : full_(std::move(full)), speaks_(speaks) {}
  bool accept(const Poco::Net::StreamSocket& socket) override {
    if (!full_()) return true;
    if (!speaks_) return false;
    static const std::string answer = to_bytes(problem(Error(Code::Busy)), "GET", false);
    [[maybe_unused]] const auto sent =
        ::send(socket.impl()->sockfd(), answer.data(), answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    return false;
  }

 private:
  std::function<bool()> full_;
  bool speaks_;
};

EventStreams::Options stream_options(const config::Config& config) {
  EventStreams::Options options;
  options.streams_most = static_cast<std::size_t>(config.http.event_streams);
  return options;
}

int make_event_fd() {
  const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return fd;
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
              pins,
              streams,
              counts,
              std::make_shared<Subscriptions>(),
              {loop, stopping.get_token()}},
        desk(parts),
        tls(c.tls),
        setting{desk,
                streams,
                stop_fd,
                [this] { return tcp && tcp->queuedConnections() > 0; },
                tls,
                ConnectionSetting::From::Net,
                std::chrono::seconds(c.http.patience_seconds)},
        onion_setting{desk,
                      streams,
                      stop_fd,
                      [this] { return onion && onion->queuedConnections() > 0; },
                      no_tls,
                      ConnectionSetting::From::Onion,
                      std::chrono::seconds(c.http.patience_seconds)} {
    service.on_subscription_end([subscriptions = parts.subscriptions](room::Subscription subscription) {
      const auto at = subscriptions->find(subscription);
      if (at != subscriptions->end()) at->second->finish();
    });
    if (!config.webhooks.empty())
      service.on_notice([told = webhooks](const room::Notice& notice) { told->tell(notice); });
  }
  ~Impl() { ::close(stop_fd); }

  const config::Config config;
  const int stop_fd = make_event_fd();
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
  std::unique_ptr<Poco::ThreadPool> threads, onion_threads;
  std::unique_ptr<TCPServer> tcp, onion;
};

Server::Server(const config::Config& config, Loop& loop, room::Service& service, store::Store& store)
    : impl_(std::make_unique<Impl>(config, loop, service, store)) {}

Server::~Server() { stop(); }

namespace {

// Threads and connections of one address.
std::unique_ptr<TCPServer> serve(const Poco::Net::ServerSocket& socket, const ConnectionSetting& setting,
                                 const config::Http& http, std::unique_ptr<Poco::ThreadPool>& threads) {
  Poco::Net::TCPServerParams::Ptr params = new Poco::Net::TCPServerParams;
  params->setMaxThreads(http.threads);
  params->setMaxQueued(http.queue);
  // A thread that starts to wait for work just when Poco's dispatcher stops is not woken: it sleeps all this time.
  params->setThreadIdleTime(Poco::Timespan(0, 500'000));
  // Eight threads are there from the start and stay: the usual load neither makes threads nor ends them.
  threads = std::make_unique<Poco::ThreadPool>(std::min(8, http.threads), http.threads, 60);
  auto server = std::make_unique<TCPServer>(new ConnectionFactory(setting), *threads, socket, params);
  server->setConnectionFilter(new Doorkeeper(
      [tcp = server.get(), most = http.queue] { return tcp->queuedConnections() >= most; }, !setting.tls.on()));
  server->start();
  return server;
}

}  // namespace

void Server::start() {
  const config::Http& http = impl_->config.http;
  impl_->tls.load();
  impl_->tcp =
      serve(listen_on(http.address, static_cast<std::uint16_t>(http.port)), impl_->setting, http, impl_->threads);
  const std::string& path = impl_->config.onion.socket;
  if (!path.empty()) impl_->onion = serve(listen_on_file(path), impl_->onion_setting, http, impl_->onion_threads);
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
  ::eventfd_write(impl_->stop_fd, 1);
  impl_->streams.stop();
  impl_->webhooks->stop();
  if (impl_->onion) {
    impl_->onion->stop();
    impl_->onion_threads->joinAll();
    ::unlink(impl_->config.onion.socket.c_str());
  }
  if (!impl_->tcp) return;
  impl_->tcp->stop();
  impl_->threads->joinAll();
}

std::uint16_t Server::port() const { return impl_->tcp ? impl_->tcp->port() : 0; }

Server::Load Server::load() const {
  const auto count = [](const auto& server) { return server ? server->currentConnections() : 0; };
  return {count(impl_->tcp) + count(impl_->onion), impl_->streams.size()};
}

}  // namespace lethe::api
