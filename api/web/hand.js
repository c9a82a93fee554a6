// SPDX-License-Identifier: AGPL-3.0-or-later
// Our own hand.

import { t } from './strings.js';

export async function toggleHand(room) {
  const hand = !room.hand;
  room.loweringHand = !hand; // nobody needs to be told of what they do themselves
  const asked = room.attempt(room.wish({ hand }), t(hand ? 'saidHandUp' : 'saidHandDown'));
  room.controls.update();
  await asked;
  room.controls.update();
}
