// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/rooms.hpp"

#include <Poco/Nullable.h>

#include <algorithm>
#include <map>

#include "mcu/base/fields.hpp"
#include "mcu/store/access.hpp"

namespace lethe::store {
namespace {

using Poco::Data::Session;
using room::InvitationRecord;
using room::RoomRecord;
namespace sqlite = Poco::Data::SQLite;

std::string role_name(room::Role role) {
  for (const auto& [r, name] : names(role))
    if (r == role) return std::string(name);
  return {};
}

room::Role role_named(const std::string& text) {
  for (const auto& [role, name] : names(room::Role{}))
    if (name == text) return role;
  throw Poco::DataFormatException("role");  // the file was tampered with
}

room::Layout layout_in(const std::string& text) {
  try {
    return parse<room::Layout>(text);
  } catch (const Error&) {
    throw Poco::DataFormatException("layout");
  }
}

// A missing setting is newer than the room; an unknown one comes from a newer lethe.
room::RoomSettings settings_in(const std::string& text) {
  Json json = Json::parse(text, nullptr, false);
  if (json.is_object())
    for (auto at = json.begin(); at != json.end();)
      at = has_field<room::RoomSettings>(at.key()) ? ++at : json.erase(at);
  Changes<room::RoomSettings> kept;
  std::vector<Finding> findings;
  read_json(json, kept, "", findings);
  if (!findings.empty()) throw Poco::DataFormatException("settings");
  return kept.onto({});
}

std::map<std::string, std::vector<InvitationRecord>> invitations(Session& session) {
  std::vector<std::string> room, id, token, role, label;
  std::vector<std::int64_t> expires, uses, created, used;  // -1: none
  session << "SELECT room, id, token, role, ifnull(expires, -1), ifnull(uses_left, -1), label, ifnull(created, -1), "
             "ifnull(used, -1) FROM invitation ORDER BY place",
      into(room), into(id), into(token), into(role), into(expires), into(uses), into(label), into(created), into(used),
      now;
  std::map<std::string, std::vector<InvitationRecord>> found;
  for (std::size_t i = 0; i < id.size(); ++i) {
    InvitationRecord& one = found[room[i]].emplace_back();
    one.id = id[i];
    one.token_hash = token[i];
    one.role = role_named(role[i]);
    if (expires[i] >= 0) one.expires = from_seconds(expires[i]);
    if (uses[i] >= 0) one.uses_left = static_cast<int>(uses[i]);
    one.label = label[i];
    if (created[i] >= 0) one.created = from_seconds(created[i]);
    if (used[i] >= 0) one.used = from_seconds(used[i]);
  }
  return found;
}

template <class T>
Poco::Nullable<std::int64_t> nullable(const std::optional<T>& value, std::int64_t (*number)(T)) {
  return value ? Poco::Nullable<std::int64_t>(number(*value)) : Poco::Nullable<std::int64_t>();
}

Poco::Nullable<std::string> name_if(const room::Owner& owner, room::Owner::Kind kind) {
  return owner.kind == kind ? Poco::Nullable<std::string>(owner.name) : Poco::Nullable<std::string>();
}

room::Owner owner_in(const std::string& account, const std::string& api_key) {
  if (!account.empty()) return {room::Owner::Kind::Account, account};
  if (!api_key.empty()) return {room::Owner::Kind::ApiKey, api_key};
  return {};
}

void save_room(Session& session, const RoomRecord& record) {
  change(
      session,
      "INSERT INTO room (id, account, api_key, settings, pin, created, layout, used) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (id) DO UPDATE SET settings = excluded.settings, pin = excluded.pin, layout = excluded.layout, "
      "used = excluded.used",
      bind(record.id), bind(name_if(record.owner, room::Owner::Kind::Account)),
      bind(name_if(record.owner, room::Owner::Kind::ApiKey)), bind(print(record.settings)), bind(record.pin_hash),
      bind(record.created_at), bind(print(record.layout)), bind(to_seconds(record.used)));
}

// `place`: position among the room's invitations, oldest first.
void save_invitation(Session& session, const std::string& room, const InvitationRecord& one, std::int64_t place) {
  change(session,
         "INSERT INTO invitation (room, id, token, role, expires, uses_left, place, label, created, used) "
         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (room, id) DO UPDATE SET "
         "uses_left = excluded.uses_left, place = excluded.place, used = excluded.used",
         bind(room), bind(one.id), bind(one.token_hash), bind(role_name(one.role)),
         bind(nullable<room::WallTime>(one.expires, to_seconds)),
         bind(nullable<int>(one.uses_left, [](int uses) { return std::int64_t{uses}; })), bind(place), bind(one.label),
         bind(nullable<room::WallTime>(one.created, to_seconds)), bind(nullable<room::WallTime>(one.used, to_seconds)));
}

std::map<std::string, std::string> way_back_keys(Session& session) {
  std::vector<std::string> room, key;
  session << "SELECT room, way_back_key FROM meeting", into(room), into(key), now;
  std::map<std::string, std::string> found;
  for (std::size_t i = 0; i < room.size(); ++i) found[room[i]] = key[i];
  return found;
}

void save_way_back_key(Session& session, const RoomRecord& record) {
  change(session,
         "INSERT INTO meeting (room, way_back_key) VALUES (?, ?) "
         "ON CONFLICT (room) DO UPDATE SET way_back_key = excluded.way_back_key",
         bind(record.id), bind(record.way_back_key));
}

std::vector<std::string> invitation_ids(Session& session, const std::string& room) {
  std::vector<std::string> ids;
  session << "SELECT id FROM invitation WHERE room = ?", bind(room), into(ids), now;
  return ids;
}

// Returns false if nothing was deleted.
bool save_all(Session& session, const std::string& id, const std::optional<RoomRecord>& after) {
  if (!after) return change(session, "DELETE FROM room WHERE id = ?", bind(id)) > 0;
  save_room(session, *after);
  save_way_back_key(session, *after);
  bool deleted = false;
  for (const auto& known : invitation_ids(session, id)) {
    const auto same = [&](const InvitationRecord& one) { return one.id == known; };
    if (std::none_of(after->invitations.begin(), after->invitations.end(), same))
      deleted |= change(session, "DELETE FROM invitation WHERE room = ? AND id = ?", bind(id), bind(known)) > 0;
  }
  std::int64_t place = 0;
  for (const auto& one : after->invitations) save_invitation(session, id, one, place++);
  return deleted;
}

std::vector<RoomRecord> read(Session& session, const std::string& only_account) {
  std::vector<std::string> id, account, key, settings, pin, created, layout;
  std::vector<std::int64_t> used;
  session << "SELECT id, ifnull(account, ''), ifnull(api_key, ''), settings, pin, created, layout, used FROM room "
             "WHERE ? IN ('', account) ORDER BY created, id",
      bind(only_account), into(id), into(account), into(key), into(settings), into(pin), into(created), into(layout),
      into(used), now;
  auto found = invitations(session);
  auto keys = way_back_keys(session);
  std::vector<RoomRecord> records;
  for (std::size_t i = 0; i < id.size(); ++i)
    records.push_back({.id = id[i],
                       .owner = owner_in(account[i], key[i]),
                       .settings = settings_in(settings[i]),
                       .pin_hash = pin[i],
                       .created_at = created[i],
                       .layout = layout_in(layout[i]),
                       .invitations = std::move(found[id[i]]),
                       .used = from_seconds(used[i]),
                       .way_back_key = keys[id[i]]});
  return records;
}

}  // namespace

std::vector<RoomRecord> Rooms::all() const { return of({}); }

std::vector<RoomRecord> Rooms::of(const std::string& account) const {
  return transact(database_, [&](Session& session) { return read(session, account); });
}

void Rooms::save(const std::string& id, const std::optional<RoomRecord>& after) {
  bool deleted = false;
  try {
    deleted = transact(
        database_, [&](Session& session) { return save_all(session, id, after); }, after ? Need::Change : Need::Erase);
  } catch (const sqlite::ConstraintViolationException&) {
    throw Error(Code::Unauthorized);
  }
  if (deleted) database_.forget();
}

void Rooms::end_meeting(const std::string& id, const std::string& way_back_key) {
  transact(database_, [&](Session& session) {
    change(session, "DELETE FROM meeting WHERE room = ? AND way_back_key = ?", bind(id), bind(way_back_key));
  });
}

bool Rooms::purge_invitations(room::WallTime time) {
  return transact(
      database_,
      [&](Session& session) {
        return change(session, "DELETE FROM invitation WHERE expires <= ?", bind(to_seconds(time))) > 0;
      },
      Need::Erase);
}

}  // namespace lethe::store
