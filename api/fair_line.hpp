// SPDX-License-Identifier: AGPL-3.0-or-later
// A fair queue of several clients: the client that is served least comes next, and none has more than a share of all at
// once. When the queue is full, the client with most entries loses one. Pure; guarded by its user's lock.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <utility>

namespace lethe::api {

template <class T>
class FairLine {
 public:
  // `most`: waiting entries in all; `at_once`: entries of one client that are served at the same time.
  FairLine(std::size_t most, int at_once) : most_(most), at_once_(at_once) {}

  // Returns the entry that is dropped for it, possibly `item` itself: the newest of the client with most entries.
  std::optional<T> push(const std::string& client, T item) {
    of(client).waiting.push_back(std::move(item));
    if (++size_ <= most_) return std::nullopt;
    --size_;
    const auto crowd = std::max_element(clients_.begin(), clients_.end(), [](const Client& a, const Client& b) {
      return a.waiting.size() < b.waiting.size();
    });
    T last = std::move(crowd->waiting.back());
    crowd->waiting.pop_back();
    forget_if_idle(crowd);
    return last;
  }

  // The next entry and its client; empty when none may be served. Call done() after each.
  std::optional<std::pair<std::string, T>> next() {
    auto chosen = clients_.end();
    for (auto one = clients_.begin(); one != clients_.end(); ++one)
      if (!one->waiting.empty() && one->served < at_once_ && (chosen == clients_.end() || one->served < chosen->served))
        chosen = one;
    if (chosen == clients_.end()) return std::nullopt;
    std::pair<std::string, T> taken{chosen->name, std::move(chosen->waiting.front())};
    chosen->waiting.pop_front();
    ++chosen->served;
    --size_;
    clients_.splice(clients_.end(), clients_, chosen);  // among equals, the longest wait first
    return taken;
  }

  void done(const std::string& client) {
    const auto at = find(client);
    if (at == clients_.end()) return;
    --at->served;
    forget_if_idle(at);
  }

  std::size_t size() const { return size_; }  // waiting

 private:
  struct Client {
    std::string name;
    std::deque<T> waiting = {};
    int served = 0;
  };
  using At = typename std::list<Client>::iterator;

  At find(const std::string& name) {
    return std::find_if(clients_.begin(), clients_.end(), [&](const Client& one) { return one.name == name; });
  }
  Client& of(const std::string& name) {
    const auto at = find(name);
    return at == clients_.end() ? clients_.emplace_back(Client{name}) : *at;
  }
  void forget_if_idle(At client) {
    if (client->waiting.empty() && client->served == 0) clients_.erase(client);
  }

  const std::size_t most_;
  const int at_once_;
  std::size_t size_ = 0;
  std::list<Client> clients_;  // those that wait or are served: few
};

}  // namespace lethe::api
