// SPDX-License-Identifier: AGPL-3.0-or-later
// A thread that decodes for its assigned sources, in the order of arrival. Owned by the mixer. The sources bound its
// queue: each admits only a few frames.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <thread>

#include "mcu/base/mutex.hpp"
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
  Mutex mutex_;
  std::condition_variable posted_;
  std::deque<Job> jobs_ GUARDED_BY(mutex_);
  bool stopped_ GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: starts when all else is there
};

}  // namespace lethe::video
