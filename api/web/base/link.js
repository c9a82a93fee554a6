// SPDX-License-Identifier: AGPL-3.0-or-later
// The part of the address after its #, which is never sent to a server.

// {room, invitation} of `#ROOM/INVITATION`, or null.
export function readLink(hash) {
  const parts = hash.match(/^#([\w.~-]{1,200})\/([\w.~-]{1,200})$/);
  return parts && { room: parts[1], invitation: parts[2] };
}

// The room of `#ROOM`, one of the logged-in account, or null.
export function readOwnRoom(hash) {
  return hash.match(/^#([\w.~-]{1,200})$/)?.[1] ?? null;
}
