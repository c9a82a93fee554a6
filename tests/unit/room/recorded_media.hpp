// SPDX-License-Identifier: AGPL-3.0-or-later
// The media port as a recording: keeps what rooms send, and lets a test reply, send events and end the process.
#pragma once

#include <algorithm>
#include <deque>

#include "mcu/room/model/media.hpp"

namespace lethe::room {

class RecordedMedia : public Media {
 public:
  struct Closed {
    wire::Seat seat = 0;
    wire::Scene shown;  // when it was closed
  };
  struct Worker {
    MediaListener* listener = nullptr;
    std::vector<wire::Command> sent;
    std::vector<wire::Scene> scenes;
    std::vector<Closed> closed;
    std::deque<std::pair<wire::Command, MediaSession::OnReply>> unanswered;
    bool open = true;

    template <class T>
    std::vector<T> all() const {
      std::vector<T> found;
      for (const auto& command : sent)
        if (const auto* one = std::get_if<T>(&command)) found.push_back(*one);
      return found;
    }
    void reply(const wire::Reply& reply) {  // to the oldest that waits for one
      const auto next = unanswered.front();
      unanswered.pop_front();
      next.second(reply);
    }
    void die() {
      fail();
      listener->on_media_lost();
    }
    void fail() {
      for (const auto& [command, on_reply] : std::exchange(unanswered, {}))
        on_reply(wire::Failure{"media-unavailable", {}});
    }
  };

  std::unique_ptr<MediaSession> open(MediaListener& listener) override {
    if (!warm) throw Error(Code::MediaUnavailable);
    auto worker = std::make_shared<Worker>();
    worker->listener = &listener;
    workers.push_back(worker);
    return std::make_unique<Session>(worker);
  }
  bool ready() const override { return warm; }
  std::vector<wire::Ready> walls() const override { return {}; }
  Worker& last() { return *workers.back(); }
  long open_sessions() const {
    return std::count_if(workers.begin(), workers.end(), [](const auto& worker) { return worker->open; });
  }

  bool warm = true;
  std::vector<std::shared_ptr<Worker>> workers;

 private:
  struct Session : MediaSession {
    explicit Session(std::shared_ptr<Worker> w) : worker(std::move(w)) {}
    ~Session() override {
      worker->open = false;
      worker->fail();
    }
    void send(const wire::Command& command, OnReply on_reply) override {
      worker->sent.push_back(command);
      if (const auto* close = std::get_if<wire::Close>(&command))
        worker->closed.push_back({close->seat, worker->scenes.back()});
      if (on_reply) worker->unanswered.emplace_back(command, std::move(on_reply));
    }
    void show(const wire::Scene& scene) override { worker->scenes.push_back(scene); }
    std::shared_ptr<Worker> worker;
  };
};

}  // namespace lethe::room
