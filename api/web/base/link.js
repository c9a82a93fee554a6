// SPDX-License-Identifier: AGPL-3.0-or-later
// The part of the address after its #, which is never sent to a server.

// {room, invitation} of `#ROOM/INVITATION`, or null.
export function readLink(hash) {
  const parts = hash.match(/^#([\w.~-]{1,200})\/([\w.~-]{1,200})$/);
  return parts && { room: parts[1], invitation: parts[2] };
}

// The `#ROOM/INVITATION` of a link to this server in a pasted text: with or without its scheme, in < >, among words; or null.
export function findLink(text, host) {
  const found = text.match(/(?:^|[\s<("'])(?:https?:\/\/)?([^\s<>"'/#]+)(?:\/[^\s#<>]*)?(#[\w~-]{1,200}\/[\w~-]{1,200})/);
  return found && found[1].toLowerCase() === host ? found[2] : null;
}

// Whether the end of it is missing, as when a mail program cut the link.
export const isCut = ({ invitation }) => invitation.startsWith('li_') && invitation.length < 46;

// The room of `#ROOM`, one of the logged-in account, or null.
export function readOwnRoom(hash) {
  return hash.match(/^#([\w.~-]{1,200})$/)?.[1] ?? null;
}
