// SPDX-License-Identifier: AGPL-3.0-or-later
// Those who came to listen: instead of a session they take streams of bytes, one of each form, and are here for as long
// as one of these flows.
#include <algorithm>

#include "mcu/base/error.hpp"
#include "mcu/room/room.hpp"

namespace lethe::room {
namespace {
constexpr std::chrono::seconds comes_back_within{30};  // with another stream
}

// Streams go over lines that carry less than WebRTC finds out by itself, such as Tor's: the best that is small.
int Room::listening_step() const {
  const auto& steps = around_.limits.steps;
  const auto small = std::find_if(steps.begin(), steps.end(),
                                  [](const StepView& step) { return step.width > 0 && step.width <= 640; });
  return small == steps.end() ? around_.limits.default_step : static_cast<int>(small - steps.begin());
}

void Room::check_listens(const std::string& id) const {
  const Participant* participant = find(id);
  if (!participant) throw Error(Code::NotFound);
  if (!participant->listens) throw Error(Code::Forbidden, "Streams are for those who came to listen.");
}

std::uint64_t Room::take_stream(const std::string& id, const StreamSpec& spec, wire::SharedDescriptor sink) {
  check_listens(id);
  open_media();
  Participant& participant = get(id);
  const std::uint64_t number = participant.taken[spec.form] = ++last_stream_;
  participant.leaves_at.reset();
  send(wire::Listen{participant.seat, spec.form, spec.pictures, std::move(sink)});
  if (participant.live) return number;
  participant.live = true;
  participant.connection = wire::PeerState::Connected;
  update_scene();
  tell(participant);
  return number;
}

void Room::stream_ended(const std::string& id, wire::Form form, std::uint64_t number) {
  if (!find(id)) return;
  Participant& participant = get(id);
  const auto taken = participant.taken.find(form);
  if (taken == participant.taken.end() || taken->second != number) return;  // another one is there already
  participant.taken.erase(taken);
  if (!participant.taken.empty() || !participant.live) return;
  session_lost(participant);
  participant.leaves_at = around_.now() + comes_back_within;
  send(wire::Close{participant.seat});
  update_scene();
  tell(participant);
}

}  // namespace lethe::room
