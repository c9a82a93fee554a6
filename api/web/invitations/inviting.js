// SPDX-License-Identifier: AGPL-3.0-or-later
// Loads the dialog of invitations when needed, because few people ever invite.

import { openDialog } from '../base/dialogs.js';
import { h, style } from '../base/dom.js';
import { part } from '../base/pause.js';
import { t } from '../base/strings.js';

export async function openInvitations(rest) {
  const parts = await part(() => Promise.all([import('./invite.js'), style('invite.css')])).catch(() => null);
  if (parts) parts[0].showInvitations(rest);
  else openDialog(t('invite'), [h('p', { class: 'error', role: 'alert' }, t('notLoaded'))]);
}
