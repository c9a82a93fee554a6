// SPDX-License-Identifier: AGPL-3.0-or-later
// Our own hand.

import { t } from '../base/strings.js';

export async function toggleHand(meeting) {
  const hand = !meeting.hand;
  meeting.loweringHand = !hand; // no note about one's own action
  const asked = meeting.attempt(meeting.wish({ hand }), t(hand ? 'saidHandUp' : 'saidHandDown'));
  meeting.changed();
  await asked;
  meeting.changed();
}
