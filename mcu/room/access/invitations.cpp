// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/room/access/invitations.hpp"

#include <algorithm>

#include "mcu/room/model/ids.hpp"

namespace lethe::room {

Invitations::~Invitations() { restore({}); }

InvitationView Invitations::add(const InvitationSpec& spec, const std::string& public_url, WallTime now,
                                const std::string& maker) {
  InvitationView view;
  view.id = random_id(8);
  view.role = spec.role;
  view.token = random_token("li_");
  view.join_url = public_url + "/join#" + room_ + "/" + view.token;
  view.uses_left = spec.uses;
  const WallTime second = std::chrono::floor<std::chrono::seconds>(now);  // as in responses and in the store
  InvitationRecord invitation{view.id, sha256(view.token), spec.role, {}, spec.uses, spec.label, second};
  if (spec.expires_in) {
    invitation.expires = second + std::chrono::seconds(*spec.expires_in);
    view.expires_at = rfc3339(*invitation.expires);
  }
  add(std::move(invitation));
  std::erase_if(makers_, [&](const auto& one) { return !has(one.first); });
  if (!maker.empty()) makers_[view.id] = maker;
  return view;
}

void Invitations::add(InvitationRecord invitation) {
  credentials_.add(invitation.token_hash, InvitationActor{room_, invitation.id, invitation.role});
  all_.push_back(std::move(invitation));
}

std::vector<InvitationSummary> Invitations::list() const {
  std::vector<InvitationSummary> summaries;
  for (const auto& one : all_) summaries.push_back(one.summary());
  return summaries;
}

void Invitations::revoke(const std::string& id) {
  const auto at = std::find_if(all_.begin(), all_.end(), [&](const auto& i) { return i.id == id; });
  if (at == all_.end()) throw Error(Code::NotFound);
  credentials_.remove(at->token_hash);
  all_.erase(at);
}

void Invitations::revoke_made_by(const std::string& maker) {
  for (const auto& [id, by] : makers_)
    if (by == maker && has(id)) revoke(std::string(id));
}

bool Invitations::has(const std::string& id) const {
  return std::any_of(all_.begin(), all_.end(), [&](const auto& one) { return one.id == id; });
}

bool Invitations::valid(const std::string& id, WallTime now) const {
  return std::any_of(all_.begin(), all_.end(),
                     [&](const auto& i) { return i.id == id && (!i.expires || now < *i.expires); });
}

void Invitations::use(const std::string& id, WallTime now) {
  const auto at = std::find_if(all_.begin(), all_.end(), [&](const auto& i) { return i.id == id; });
  if (at == all_.end()) return;
  at->used = std::chrono::floor<std::chrono::days>(now);
  if (!at->uses_left || --*at->uses_left > 0) return;
  credentials_.remove(at->token_hash);
  all_.erase(at);
}

std::optional<int> Invitations::uses_left(const std::string& id) const {
  const auto at = std::find_if(all_.begin(), all_.end(), [&](const auto& i) { return i.id == id; });
  return at == all_.end() ? std::nullopt : at->uses_left;
}

void Invitations::expire(WallTime now) {
  std::erase_if(all_, [&](const auto& i) {
    if (!i.expires || now < *i.expires) return false;
    credentials_.remove(i.token_hash);
    return true;
  });
}

void Invitations::keep_newest(std::size_t most) {
  while (all_.size() > most) revoke(std::string(all_.front().id));
}

void Invitations::restore(const std::vector<InvitationRecord>& records) {
  for (const auto& one : std::exchange(all_, {})) credentials_.remove(one.token_hash);
  for (const auto& one : records) add(one);
}

}  // namespace lethe::room
