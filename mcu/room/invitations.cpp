// SPDX-License-Identifier: AGPL-3.0-or-later
#include "room/invitations.hpp"

#include <algorithm>

#include "room/ids.hpp"
#include "room/time.hpp"

namespace lethe::room {

Invitations::~Invitations() {
  for (const auto& invitation : all_) credentials_.remove(invitation.hash);
}

InvitationView Invitations::add(const InvitationSpec& spec, const std::string& public_url, Time now) {
  InvitationView view;
  view.id = random_id(8);
  view.role = spec.role;
  view.token = random_token("li_");
  view.join_url = public_url + "/join#" + room_ + "/" + view.token;
  view.uses_left = spec.uses;
  Invitation invitation{view.id, sha256(view.token), {}, spec.uses};
  if (spec.expires_in) {
    const std::chrono::seconds life{*spec.expires_in};
    invitation.expires = now + life;
    view.expires_at = rfc3339(std::chrono::system_clock::now() + life);
  }
  credentials_.add(invitation.hash, InvitationActor{room_, view.id, spec.role});
  all_.push_back(std::move(invitation));
  return view;
}

bool Invitations::valid(const std::string& id, Time now) const {
  return std::any_of(all_.begin(), all_.end(),
                     [&](const Invitation& i) { return i.id == id && (!i.expires || now < *i.expires); });
}

void Invitations::use(const std::string& id) {
  const auto at = std::find_if(all_.begin(), all_.end(), [&](const Invitation& i) { return i.id == id; });
  if (at == all_.end() || !at->uses_left || --*at->uses_left > 0) return;
  credentials_.remove(at->hash);
  all_.erase(at);
}

void Invitations::expire(Time now) {
  std::erase_if(all_, [&](const Invitation& i) {
    if (!i.expires || now < *i.expires) return false;
    credentials_.remove(i.hash);
    return true;
  });
}

}  // namespace lethe::room
