// SPDX-License-Identifier: AGPL-3.0-or-later
// The question before somebody is removed. They wait in the lobby when they come again; a host may shut them out altogether.

import { ask } from '../base/dialogs.js';
import { check } from '../base/form.js';
import { t } from '../base/strings.js';

export function askToRemove({ rest, settings }, { id, displayName }) {
  const withdraw = check('remove-withdraw', t('removeWithdraw'), {}, t('removeWithdrawHint'));
  const lock = !settings.locked && check('remove-lock', t('removeLock'), {}, t('set_locked_hint'));
  const remove = async () => {
    // They may have come without a link, or it is withdrawn already.
    if (withdraw.input.checked) await rest.revokeOf(id).catch((refusal) => refusal.status === 404 || Promise.reject(refusal));
    if (lock && lock.input.checked) await rest.changeRoom({ locked: true });
    await rest.remove(id);
  };
  ask(t('removeSure', { name: displayName }), t('removeText'), t('remove'), remove, [withdraw.element, lock && lock.element]);
}
