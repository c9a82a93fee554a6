// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/connections.hpp"

#include <Poco/Net/StreamSocket.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <deque>
#include <system_error>
#include <tuple>
#include <utility>

#include "mcu/base/error.hpp"

namespace lethe::api {
namespace {

using std::chrono::milliseconds;
constexpr auto look_every = milliseconds(250);  // at deadlines
constexpr int accepted_at_once = 64;
constexpr int idle_threads_most = 8;  // the usual load neither creates nor ends threads
constexpr std::uint64_t wake_id = 0;  // then the listeners; connections have ids from first_connection on
constexpr std::uint64_t first_connection = 1000;

int checked(int fd, const char* what) {
  if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
  return fd;
}

ClientSocket client_of(int fd, const ConnectionSetting& setting) {
  const int on = 1;
  if (setting.from == ConnectionSetting::From::Net) ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return ClientSocket(Poco::Net::StreamSocket(new Poco::Net::StreamSocketImpl(fd)), setting.tls.current());
}

}  // namespace

Connections::Connections(const Options& options)
    : options_(options),
      epoll_(checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      wake_(checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")),
      // One network never has all threads, so another network's next request finds a free one.
      line_(options.waiting, std::max(1, options.threads / 2)),
      last_(first_connection) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = wake_id;
  checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event), "epoll_ctl");
  const MutexLock lock(mutex_);
  for (int i = 0; i < std::min(options.threads, idle_threads_most); ++i) add_thread();
}

Connections::~Connections() {
  stop();
  ::close(wake_);
  ::close(epoll_);
}

void Connections::listen(Poco::Net::ServerSocket socket, const ConnectionSetting& setting) {
  socket.setBlocking(false);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = listeners_.size() + 1;
  checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket.impl()->sockfd(), &event), "epoll_ctl");
  listeners_.push_back({std::move(socket), setting});
}

void Connections::start() {
  thread_ = std::thread([this] { run(); });
}

void Connections::stop() {
  std::map<std::thread::id, std::thread> threads;
  std::vector<std::thread> ended;
  std::map<Id, Place> places;
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  ::eventfd_write(wake_, 1);
  work_.notify_all();
  if (thread_.joinable()) thread_.join();
  {
    const MutexLock lock(mutex_);
    threads.swap(threads_);
    ended.swap(ended_);
  }
  for (auto& [unused, thread] : threads) thread.join();
  for (auto& thread : ended) thread.join();
  {
    const MutexLock lock(mutex_);
    places.swap(places_);
  }
  listeners_.clear();
}

std::size_t Connections::size() const {
  const MutexLock lock(mutex_);
  return places_.size();
}

void Connections::run() {
  auto next_look = Clock::now() + look_every;
  while (true) {
    std::array<epoll_event, 64> events;
    const int n = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_ms(next_look));
    std::vector<Id> turns;
    {
      const MutexLock lock(mutex_);
      if (stopping_) return;
      turns.swap(turns_);
    }
    for (int i = 0; i < n; ++i) react(events[static_cast<std::size_t>(i)].data.u64);
    for (const Id id : turns) go_on(id);
    shed();
    if (Clock::now() < next_look) continue;
    end_late();
    next_look = Clock::now() + look_every;
  }
}

int Connections::wait_ms(Clock::time_point next_look) const {
  const MutexLock lock(mutex_);
  if (!turns_.empty()) return 0;
  if (places_.empty() && !listeners_rest_) return -1;
  return static_cast<int>(std::max<std::int64_t>(0, std::chrono::ceil<milliseconds>(next_look - Clock::now()).count()));
}

void Connections::react(Id id) {
  if (id >= first_connection) return go_on(id);
  if (id != wake_id) return accept_from(listeners_[id - 1]);
  eventfd_t count;
  ::eventfd_read(wake_, &count);
}

void Connections::go_on(Id id) {
  Connection* connection = nullptr;
  {
    const MutexLock lock(mutex_);
    const auto at = places_.find(id);
    if (at != places_.end() && !at->second.at_thread) connection = at->second.connection.get();
  }
  if (connection) settle(id, connection->go_on());
}

void Connections::accept_from(Listener& listener) {
  for (int i = 0; i < accepted_at_once; ++i) {
    const int fd = ::accept4(listener.socket.impl()->sockfd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) {
      // Without a free descriptor, the socket would keep announcing waiting clients.
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) let_listeners_rest(true);
      if (errno != ECONNABORTED && errno != EINTR) return;
      continue;
    }
    auto connection = std::make_unique<Connection>(client_of(fd, listener.setting), listener.setting);
    if (!make_room(connection->network())) {
      connection->turn_away();
      continue;
    }
    const MutexLock lock(mutex_);
    const Id id = ++last_;
    Place& place = places_[id];
    place.connection = std::move(connection);
    move_to(place, place.connection->network());
    arm(id, place, EPOLL_CTL_ADD, EPOLLIN);
  }
}

void Connections::let_listeners_rest(bool rest) {
  listeners_rest_ = rest;
  for (std::size_t i = 0; i < listeners_.size(); ++i) {
    epoll_event event{};
    event.events = rest ? 0 : unsigned{EPOLLIN};
    event.data.u64 = i + 1;
    ::epoll_ctl(epoll_, EPOLL_CTL_MOD, listeners_[i].socket.impl()->sockfd(), &event);
  }
}

// The network with the most connections gives way, possibly the newcomer's own. A network with a single connection
// loses it only between two requests. False: no room for the newcomer.
bool Connections::make_room(const std::string& network) {
  std::unique_ptr<Connection> loser;
  const MutexLock lock(mutex_);
  if (places_.size() < options_.most) return true;
  auto chosen = places_.end();
  std::tuple<std::size_t, bool, Clock::duration> most;
  const auto now = Clock::now();
  for (auto at = places_.begin(); at != places_.end(); ++at) {
    const Place& place = at->second;
    if (place.at_thread) continue;
    const bool own = place.share != nullptr && place.network == network;
    const std::size_t held = (place.share == nullptr ? 1 : place.share->connections) + (own ? 1 : 0);
    if (held < 2 && !place.idle) continue;
    const std::tuple rank(held, place.idle, now - place.since);
    if (chosen != places_.end() && rank <= most) continue;
    chosen = at;
    most = rank;
  }
  if (chosen == places_.end()) return false;
  chosen->second.connection->turn_away();
  loser = take(chosen);
  return true;
}

// The network that holds the most half-received bytes gives way with its largest connection. Only the accepting thread
// does this: no other thread has a connection that is at no thread.
void Connections::shed() {
  std::vector<std::unique_ptr<Connection>> losers;
  const MutexLock lock(mutex_);
  while (std::exchange(too_much_, false)) {
    auto chosen = places_.end();
    std::pair<std::size_t, std::size_t> most;
    for (auto at = places_.begin(); at != places_.end(); ++at) {
      const Place& place = at->second;
      const std::size_t of_network = place.share == nullptr ? 0 : place.share->held;
      const std::pair rank(of_network, place.held);
      if (place.at_thread || place.held == 0 || rank <= most) continue;
      if (held_ <= options_.held && of_network <= options_.held / 2) continue;
      chosen = at;
      most = rank;
    }
    if (chosen == places_.end()) return;
    chosen->second.connection->turn_away();
    losers.push_back(take(chosen));
    too_much_ = true;  // look again
  }
}

std::unique_ptr<Connection> Connections::take(std::map<Id, Place>::iterator at) {
  count_held(at->second, 0);
  move_to(at->second, {});
  std::unique_ptr<Connection> taken = std::move(at->second.connection);
  ::epoll_ctl(epoll_, EPOLL_CTL_DEL, taken->fd(), nullptr);
  places_.erase(at);
  return taken;
}

void Connections::move_to(Place& place, const std::string& network) {
  if (place.network == network) return;
  count_held(place, 0);
  if (place.share != nullptr && --place.share->connections == 0) shares_.erase(place.network);
  place.network = network;
  place.share = network.empty() ? nullptr : &shares_[network];
  if (place.share != nullptr) ++place.share->connections;
}

void Connections::count_held(Place& place, std::size_t held) {
  held_ += held - place.held;
  if (place.share != nullptr) place.share->held += held - place.held;
  place.held = held;
  if (held_ > options_.held || (place.share != nullptr && place.share->held > options_.held / 2)) too_much_ = true;
}

void Connections::arm(Id id, Place& place, int operation, unsigned events) {
  place.at_thread = false;
  place.idle = place.connection->idle();
  count_held(place, place.connection->held());
  place.deadline = place.connection->deadline();
  place.since = Clock::now();
  epoll_event event{};
  event.events = events | EPOLLONESHOT;
  event.data.u64 = id;
  ::epoll_ctl(epoll_, operation, place.connection->fd(), &event);
}

// Called by the thread that has the connection. What it does next may drop another one from the queue, and so on.
void Connections::settle(Id id, Connection::Next next) {
  for (std::optional<Refused> refused = Refused{id, next}; refused;) {
    const Refused one = *refused;
    refused.reset();
    std::unique_ptr<Connection> leaves;
    {
      const MutexLock lock(mutex_);
      const auto at = places_.find(one.id);
      switch (one.next) {
        using enum Connection::Next;
        case Bytes:
        case Room:
        case Turn:
          move_to(at->second, at->second.connection->network());
          arm(one.id, at->second, EPOLL_CTL_MOD, one.next == Bytes ? EPOLLIN : one.next == Room ? EPOLLOUT : 0U);
          if (one.next != Turn) break;
          turns_.push_back(one.id);
          ::eventfd_write(wake_, 1);
          break;
        case Thread:
          move_to(at->second, at->second.connection->network());
          count_held(at->second, 0);
          at->second.at_thread = true;
          refused = to_thread(one.id, at->second.network);
          break;
        case Stream:
        case Over:
          leaves = take(at);
      }
    }
    if (leaves && one.next == Connection::Next::Stream) leaves->become_stream();
    if (refused) refused->next = refused->connection->refuse(Error(Code::Busy));
  }
}

// Who goes without a thread in its place, if there are too many.
std::optional<Connections::Refused> Connections::to_thread(Id id, const std::string& network) {
  const auto loser = line_.push(network, id);
  if (std::cmp_greater(line_.size(), idle_threads_) && std::cmp_less(threads_.size(), options_.threads) && !stopping_)
    add_thread();
  else
    work_.notify_one();
  if (!loser) return std::nullopt;
  return Refused{*loser, {}, places_.at(*loser).connection.get()};
}

// Threads that ended do not take the lock again.
void Connections::add_thread() {
  for (auto& thread : ended_) thread.join();
  ended_.clear();
  std::thread thread([this] { serve(); });
  const auto id = thread.get_id();
  threads_.emplace(id, std::move(thread));
}

void Connections::serve() {
  MutexLock lock(mutex_);
  while (!stopping_) {
    const auto next = line_.next();
    if (!next && idle_threads_ >= idle_threads_most) {
      ended_.push_back(std::move(threads_.extract(std::this_thread::get_id()).mapped()));
      return;
    }
    if (!next) {
      ++idle_threads_;
      work_.wait(lock);
      --idle_threads_;
      continue;
    }
    Connection& connection = *places_.at(next->second).connection;
    lock.unlock();
    settle(next->second, connection.work());
    lock.lock();
    line_.done(next->first);
  }
}

void Connections::end_late() {
  std::vector<std::unique_ptr<Connection>> late;
  const auto now = Clock::now();
  if (listeners_rest_) let_listeners_rest(false);
  const MutexLock lock(mutex_);
  for (auto at = places_.begin(); at != places_.end();) {
    const auto one = at++;
    if (!one->second.at_thread && one->second.deadline <= now) late.push_back(take(one));
  }
}

}  // namespace lethe::api
