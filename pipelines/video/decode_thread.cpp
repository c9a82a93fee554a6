// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/video/decode_thread.hpp"

#include <pthread.h>

namespace lethe::video {

DecodeThread::DecodeThread(Output& output) : output_(output), thread_([this] { run(); }) {}

DecodeThread::~DecodeThread() {
  {
    const MutexLock lock(mutex_);
    stopped_ = true;
  }
  posted_.notify_one();
  thread_.join();
}

void DecodeThread::post(std::shared_ptr<Source> source, Source::Task task,
                        std::shared_ptr<const media::EncodedFrame> frame) {
  {
    const MutexLock lock(mutex_);
    jobs_.push_back({std::move(source), task, std::move(frame)});
  }
  posted_.notify_one();
}

void DecodeThread::run() {
  pthread_setname_np(pthread_self(), "video-decode");
  MutexLock lock(mutex_);
  while (true) {
    posted_.wait(lock, [this]() REQUIRES(mutex_) { return stopped_ || !jobs_.empty(); });
    if (stopped_) return;
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job.source->run(job.task, job.frame.get(), output_);
    job = {};  // it may own the last reference to a source, which must not be freed under the lock
    lock.lock();
  }
}

}  // namespace lethe::video
