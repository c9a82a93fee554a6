// SPDX-License-Identifier: AGPL-3.0-or-later
// A thread that decodes for its assigned sources, in the order of arrival. Owned by the mixer. The sources bound its
// queue: each admits only a few frames.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "pipelines/video/source.hpp"

namespace lethe::video {

class DecodeThread {
 public:
  explicit DecodeThread(Output& output);
  ~DecodeThread();  // drops queued frames
  DecodeThread(const DecodeThread&) = delete;
  DecodeThread& operator=(const DecodeThread&) = delete;

  // Any thread; does not wait.
  void post(std::shared_ptr<Source> source, Source::Task task,
            std::shared_ptr<const media::EncodedFrame> frame = nullptr);

 private:
  struct Job {
    std::shared_ptr<Source> source;
    Source::Task task = Source::Task::Decode;
    std::shared_ptr<const media::EncodedFrame> frame;
  };
  void run();

  Output& output_;
  std::mutex mutex_;  // guards jobs_ and stopped_
  std::condition_variable posted_;
  std::deque<Job> jobs_;
  bool stopped_ = false;
  std::thread thread_;  // last: starts when all else is there
};

}  // namespace lethe::video
