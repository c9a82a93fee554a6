// SPDX-License-Identifier: AGPL-3.0-or-later
// Loads the dialog of invitations when needed, because few people ever invite.

import { whenLoaded } from '../base/dialogs.js';
import { style } from '../base/dom.js';
import { loadOrganiser, t } from '../base/strings.js';

// atOnce: as showInvitations().
export function openInvitations(rest, atOnce) {
  const load = () => Promise.all([import('./invite.js'), style('invite.css'), loadOrganiser()]);
  whenLoaded(t('invite'), load, ([{ showInvitations }]) => showInvitations(rest, atOnce));
}
