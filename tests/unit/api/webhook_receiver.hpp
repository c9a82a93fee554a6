// SPDX-License-Identifier: AGPL-3.0-or-later
// A webhook receiver: records what it gets, and answers as told or not at all.
#pragma once

#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>

#include <condition_variable>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "mcu/base/mutex.hpp"

namespace lethe::test {

class WebhookReceiver {
 public:
  struct Got {
    std::string line;                            // of the request
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
    nlohmann::json json() const { return nlohmann::json::parse(body, nullptr, false); }
  };
  static constexpr int silence = 0;  // instead of a status: no answer until the sender goes

  WebhookReceiver() : socket_(Poco::Net::SocketAddress("127.0.0.1", 0)), thread_([this] { run(); }) {}
  ~WebhookReceiver() { stop(); }
  WebhookReceiver(const WebhookReceiver&) = delete;
  WebhookReceiver& operator=(const WebhookReceiver&) = delete;

  std::string url() const { return "http://" + socket_.address().toString() + "/hook"; }
  // Statuses of the next answers; afterwards 200.
  void answer(std::deque<int> statuses) {
    const MutexLock lock(mutex_);
    statuses_ = std::move(statuses);
  }
  // The first `count` requests, when they have come; fewer after ten seconds.
  std::vector<Got> first(std::size_t count) {
    MutexLock lock(mutex_);
    came_.wait_for(lock, std::chrono::seconds(10), [&]() REQUIRES(mutex_) { return got_.size() >= count; });
    return {got_.begin(), got_.begin() + static_cast<long>(std::min(count, got_.size()))};
  }
  void stop() {
    if (!thread_.joinable()) return;
    stopping_ = true;
    Poco::Net::StreamSocket(socket_.address()).close();  // wakes it
    thread_.join();
    socket_.close();
  }

 private:
  void run() {
    while (true) {
      Poco::Net::StreamSocket client = socket_.acceptConnection();
      if (stopping_) return;
      client.setReceiveTimeout(Poco::Timespan(10, 0));
      serve(client);
    }
  }
  void serve(Poco::Net::StreamSocket& client) {
    Got got;
    if (!read(client, got)) return;
    int status = 200;
    {
      const MutexLock lock(mutex_);
      got_.push_back(std::move(got));
      if (!statuses_.empty()) {
        status = statuses_.front();
        statuses_.pop_front();
      }
    }
    came_.notify_all();
    char byte = 0;
    if (status == silence) {
      client.receiveBytes(&byte, 1);
      return;
    }
    const std::string answer = "HTTP/1.1 " + std::to_string(status) + " Said\r\nContent-Length: 0\r\n\r\n";
    client.sendBytes(answer.data(), static_cast<int>(answer.size()));
  }
  static bool read(Poco::Net::StreamSocket& client, Got& got) {
    std::string text;
    char bytes[4096];
    std::size_t end = std::string::npos, length = 0;
    while (end == std::string::npos || text.size() < end + 4 + length) {
      const int n = client.receiveBytes(bytes, sizeof bytes);
      if (n <= 0) return false;
      text.append(bytes, static_cast<std::size_t>(n));
      if (end != std::string::npos || (end = text.find("\r\n\r\n")) == std::string::npos) continue;
      std::istringstream head(text.substr(0, end));
      std::getline(head, got.line);
      got.line.pop_back();
      for (std::string line; std::getline(head, line);) {
        std::string name = line.substr(0, line.find(':'));
        for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        std::string value = line.substr(line.find(':') + 2);
        if (value.ends_with('\r')) value.pop_back();
        got.headers[name] = value;
      }
      length = std::stoul(got.headers["content-length"]);
    }
    got.body = text.substr(end + 4);
    return true;
  }

  Poco::Net::ServerSocket socket_;
  std::atomic<bool> stopping_{false};
  Mutex mutex_;
  std::condition_variable came_;
  std::deque<int> statuses_ GUARDED_BY(mutex_);
  std::vector<Got> got_ GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace lethe::test
