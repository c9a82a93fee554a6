// SPDX-License-Identifier: AGPL-3.0-or-later
// Our own hand.

import { t } from './strings.js';

export function toggleHand(room) {
  const up = !room.self.hand;
  room.loweringHand = !up; // nobody needs to be told of what they do themselves
  return room.attempt(room.rest.patch(room.me, { hand: up }), t(up ? 'saidHandUp' : 'saidHandDown'));
}
