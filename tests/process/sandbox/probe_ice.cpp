// SPDX-License-Identifier: AGPL-3.0-or-later
#include <nice/agent.h>

#include <stdexcept>
#include <string>

#include "tests/process/sandbox/probes.hpp"

namespace lethe::sandbox {
namespace {

struct Meeting {
  GMainContext* context = g_main_context_new();
  NiceAgent* agents[2] = {};
  guint streams[2] = {};
  int ready = 0;
  std::string received;
  bool late = false;
};

void on_receive(NiceAgent*, guint, guint, guint length, gchar* bytes, gpointer data) {
  static_cast<Meeting*>(data)->received.assign(bytes, length);
}

void on_state(NiceAgent*, guint, guint, guint state, gpointer data) {
  if (state == NICE_COMPONENT_STATE_READY) ++static_cast<Meeting*>(data)->ready;
}

void add_agent(Meeting& meeting, int which, Tcp tcp) {
  NiceAgent* agent = nice_agent_new(meeting.context, NICE_COMPATIBILITY_RFC5245);
  g_object_set(agent, "upnp", FALSE, "ice-tcp", tcp == Tcp::Allowed, "controlling-mode", which == 0, nullptr);
  NiceAddress loopback;
  nice_address_init(&loopback);
  nice_address_set_from_string(&loopback, "127.0.0.1");
  nice_agent_add_local_address(agent, &loopback);
  g_signal_connect(agent, "component-state-changed", G_CALLBACK(on_state), &meeting);
  meeting.agents[which] = agent;
  meeting.streams[which] = nice_agent_add_stream(agent, 1);
  nice_agent_attach_recv(agent, meeting.streams[which], 1, meeting.context, on_receive, &meeting);
  if (!nice_agent_gather_candidates(agent, meeting.streams[which])) throw std::runtime_error("no candidates");
}

void introduce(Meeting& meeting, int from, int to) {
  gchar *user = nullptr, *password = nullptr;
  nice_agent_get_local_credentials(meeting.agents[from], meeting.streams[from], &user, &password);
  nice_agent_set_remote_credentials(meeting.agents[to], meeting.streams[to], user, password);
  g_free(user);
  g_free(password);
  GSList* candidates = nice_agent_get_local_candidates(meeting.agents[from], meeting.streams[from], 1);
  nice_agent_set_remote_candidates(meeting.agents[to], meeting.streams[to], 1, candidates);
  g_slist_free_full(candidates, reinterpret_cast<GDestroyNotify>(nice_candidate_free));
}

std::string meet(Meeting& meeting, Tcp tcp) {
  for (int i : {0, 1}) add_agent(meeting, i, tcp);
  introduce(meeting, 0, 1);
  introduce(meeting, 1, 0);
  GSource* deadline = g_timeout_source_new_seconds(20);
  g_source_set_callback(
      deadline, [](gpointer data) -> gboolean { return *static_cast<bool*>(data) = true; }, &meeting.late, nullptr);
  g_source_attach(deadline, meeting.context);
  while (meeting.ready < 2 && !meeting.late) g_main_context_iteration(meeting.context, TRUE);
  if (!meeting.late) nice_agent_send(meeting.agents[0], meeting.streams[0], 1, 5, "hello");
  while (meeting.received.empty() && !meeting.late) g_main_context_iteration(meeting.context, TRUE);
  g_source_destroy(deadline);
  g_source_unref(deadline);
  for (NiceAgent* agent : meeting.agents) g_object_unref(agent);
  return meeting.received == "hello" ? "" : "the agents did not connect";
}

}  // namespace

void warm_up_ice() {
  g_random_set_seed(4);  // GLib would read /dev/urandom at the first random number
  GMainContext* context = g_main_context_new();
  g_object_unref(nice_agent_new(context, NICE_COMPATIBILITY_RFC5245));
  g_main_context_unref(context);
}

std::string probe_ice(Tcp tcp) try {
  Meeting meeting;
  const std::string wrong = meet(meeting, tcp);
  g_main_context_unref(meeting.context);
  return wrong;
} catch (const std::exception& e) {
  return e.what();
}

}  // namespace lethe::sandbox
