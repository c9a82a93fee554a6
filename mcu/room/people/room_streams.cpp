// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/people/room_streams.hpp"

#include <utility>

#include "mcu/base/error.hpp"

namespace lethe::room {
namespace {
constexpr std::chrono::seconds comes_back_within{30};  // with another stream
}

void Streams::check_listens(const std::string& id) const {
  if (!people_.get(id).listens) throw Error(Code::Forbidden, "Streams are for those who came to listen.");
}

std::uint64_t Streams::take(const std::string& id, const StreamSpec& spec, wire::SharedDescriptor sink) {
  check_listens(id);
  media_.open();
  Participant& participant = people_.get(id);
  const std::uint64_t number = participant.taken[spec.form] = ++last_;
  participant.leaves_at.reset();
  media_.send(wire::Listen{participant.seat, spec.form, spec.pictures, std::move(sink)});
  participant.live = true;
  participant.connection = wire::PeerState::Connected;
  whole_.settle();
  return number;
}

void Streams::ended(const std::string& id, wire::Form form, std::uint64_t number) {
  Participant* participant = people_.find(id);
  if (!participant) return;
  const auto taken = participant->taken.find(form);
  if (taken == participant->taken.end() || taken->second != number) return;  // already replaced
  participant->taken.erase(taken);
  if (!participant->taken.empty() || !participant->live) return;
  participant->lose_session(around_.now() + comes_back_within);
  voices_.mute(participant->seat);
  const wire::Close close{participant->seat};
  whole_.settle();  // first: a scene must not name a seat that is closed
  media_.send(close);
}

}  // namespace lethe::room
