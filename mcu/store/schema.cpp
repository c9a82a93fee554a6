// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mcu/store/schema.hpp"

#include <array>

namespace lethe::store {
namespace {

// Times are seconds since 1970. Tokens are stored as SHA-256 only, passwords and PINs as Argon2id hashes. A row of
// attendance holds what the law may ask for (address, room, from, until) and names no person.
constexpr std::array<std::string_view, 9> steps{
    R"(
CREATE TABLE account (
  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, password TEXT NOT NULL, email TEXT, created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE session (
  token TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
  created INTEGER NOT NULL, expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_account ON session (account);
CREATE TABLE room (
  id TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account ON DELETE CASCADE, name TEXT NOT NULL,
  capacity INTEGER NOT NULL, locked INTEGER NOT NULL, lobby INTEGER NOT NULL, pin TEXT, created TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX room_of_account ON room (account);
CREATE TABLE invitation (
  id TEXT NOT NULL, room TEXT NOT NULL REFERENCES room ON DELETE CASCADE, token TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL, expires INTEGER, uses_left INTEGER, PRIMARY KEY (room, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE attendance (
  address TEXT NOT NULL, room TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL
) STRICT;
CREATE INDEX attendance_since ON attendance (since);
)",
    R"(
ALTER TABLE room ADD COLUMN max_step TEXT NOT NULL DEFAULT '';
ALTER TABLE room ADD COLUMN own_layouts INTEGER NOT NULL DEFAULT 0;
)",
    R"(
ALTER TABLE room ADD COLUMN shares INTEGER NOT NULL DEFAULT 1;
ALTER TABLE room ADD COLUMN chat INTEGER NOT NULL DEFAULT 1;
ALTER TABLE room ADD COLUMN layout TEXT NOT NULL DEFAULT '{"kind":"gallery"}';
)",
    R"(
ALTER TABLE room ADD COLUMN spoken_chat INTEGER NOT NULL DEFAULT 0;
)",
    // Rooms of API keys and of nobody are kept as well. Deleting a table
    // deletes what refers to it, so the invitations go first.
    R"(
CREATE TABLE any_room (
  id TEXT PRIMARY KEY, account TEXT REFERENCES account ON DELETE CASCADE, api_key TEXT, name TEXT NOT NULL,
  capacity INTEGER NOT NULL, locked INTEGER NOT NULL, lobby INTEGER NOT NULL, pin TEXT, created TEXT NOT NULL,
  max_step TEXT NOT NULL, own_layouts INTEGER NOT NULL, shares INTEGER NOT NULL, chat INTEGER NOT NULL,
  layout TEXT NOT NULL, spoken_chat INTEGER NOT NULL, used INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO any_room SELECT id, account, NULL, name, capacity, locked, lobby, pin, created, max_step, own_layouts,
  shares, chat, layout, spoken_chat, 0 FROM room;
CREATE TABLE kept_invitation AS SELECT id, room, token, role, expires, uses_left FROM invitation;
DROP TABLE invitation;
DROP TABLE room;
ALTER TABLE any_room RENAME TO room;
CREATE INDEX room_of_account ON room (account);
CREATE TABLE invitation (
  id TEXT NOT NULL, room TEXT NOT NULL REFERENCES room ON DELETE CASCADE, token TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL, expires INTEGER, uses_left INTEGER, place INTEGER NOT NULL, PRIMARY KEY (room, id)
) STRICT, WITHOUT ROWID;
INSERT INTO invitation SELECT id, room, token, role, expires, uses_left, 0 FROM kept_invitation;
DROP TABLE kept_invitation;
)",
    // The key that signs the ways back into a meeting. It changes with each
    // meeting and reveals nothing about who is inside.
    R"(
CREATE TABLE meeting (room TEXT PRIMARY KEY REFERENCES room ON DELETE CASCADE, way_back_key TEXT NOT NULL)
  STRICT, WITHOUT ROWID;
)",
    // Settings are one object, as RoomSettings declares it: a new setting
    // needs no column.
    R"(
ALTER TABLE room ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
UPDATE room SET settings = json_object('name', name, 'capacity', capacity, 'locked', json(iif(locked, 'true', 'false')),
  'lobby', json(iif(lobby, 'true', 'false')), 'maxStep', max_step,
  'ownLayouts', json(iif(own_layouts, 'true', 'false')), 'shares', shares, 'chat', json(iif(chat, 'true', 'false')),
  'spokenChat', json(iif(spoken_chat, 'true', 'false')));
ALTER TABLE room DROP COLUMN name;
ALTER TABLE room DROP COLUMN capacity;
ALTER TABLE room DROP COLUMN locked;
ALTER TABLE room DROP COLUMN lobby;
ALTER TABLE room DROP COLUMN max_step;
ALTER TABLE room DROP COLUMN own_layouts;
ALTER TABLE room DROP COLUMN shares;
ALTER TABLE room DROP COLUMN chat;
ALTER TABLE room DROP COLUMN spoken_chat;
)",
    // One row, see RowClock: in which boot of the machine, how far the time
    // is ahead of the clock that starts with the boot, and when it was noted.
    R"(
CREATE TABLE clock (boot TEXT NOT NULL, ahead INTEGER NOT NULL, seen INTEGER NOT NULL) STRICT;
)",
    // So that an organiser can tell invitations apart. `used` is the start of a day.
    R"(
ALTER TABLE invitation ADD COLUMN label TEXT NOT NULL DEFAULT '';
ALTER TABLE invitation ADD COLUMN created INTEGER;
ALTER TABLE invitation ADD COLUMN used INTEGER;
)"};

}  // namespace

std::span<const std::string_view> migrations() { return steps; }

}  // namespace lethe::store
