// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pipelines/transport/network_loop.hpp"

#include <pthread.h>

#include <memory>

namespace lethe::transport {

struct NetworkLoop::Source {
  GSource base;
  NetworkLoop* owner;
};

NetworkLoop::NetworkLoop() : context_(g_main_context_new()), loop_(g_main_loop_new(context_, FALSE)) {
  static GSourceFuncs functions{
      &NetworkLoop::prepare, &NetworkLoop::check, &NetworkLoop::dispatch, nullptr, nullptr, nullptr};
  source_ = g_source_new(&functions, sizeof(Source));
  reinterpret_cast<Source*>(source_)->owner = this;
  g_source_attach(source_, context_);
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "network");
    g_main_context_push_thread_default(context_);
    g_main_loop_run(loop_);
    run_tasks();
    g_main_context_pop_thread_default(context_);
  });
}

NetworkLoop::~NetworkLoop() {
  post([this] { g_main_loop_quit(loop_); });
  thread_.join();
  g_source_destroy(source_);
  g_source_unref(source_);
  g_main_loop_unref(loop_);
  g_main_context_unref(context_);
}

void NetworkLoop::post(Task task) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = tasks_.empty();
    tasks_.push_back(std::move(task));
  }
  if (first) g_main_context_wakeup(context_);
}

bool NetworkLoop::has_tasks() {
  const std::lock_guard lock(mutex_);
  return !tasks_.empty();
}

void NetworkLoop::run_tasks() {
  std::vector<Task> tasks;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(tasks_);
  }
  for (const Task& task : tasks) task();
}

gboolean NetworkLoop::prepare(GSource* source, gint* timeout) {
  *timeout = -1;
  return reinterpret_cast<Source*>(source)->owner->has_tasks() ? TRUE : FALSE;
}

gboolean NetworkLoop::check(GSource* source) {
  return reinterpret_cast<Source*>(source)->owner->has_tasks() ? TRUE : FALSE;
}

gboolean NetworkLoop::dispatch(GSource* source, GSourceFunc, gpointer) {
  reinterpret_cast<Source*>(source)->owner->run_tasks();
  return G_SOURCE_CONTINUE;
}

void NetworkLoop::every(std::chrono::milliseconds period, std::function<bool()> task) {
  GSource* timer = g_timeout_source_new(static_cast<guint>(period.count()));
  using Held = std::function<bool()>;
  g_source_set_callback(
      timer,
      [](gpointer held) -> gboolean { return (*static_cast<Held*>(held))() ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE; },
      new Held(std::move(task)), [](gpointer held) { delete static_cast<Held*>(held); });
  g_source_attach(timer, context_);
  g_source_unref(timer);
}

}  // namespace lethe::transport
