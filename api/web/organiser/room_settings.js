// SPDX-License-Identifier: AGPL-3.0-or-later
// The owner's settings of a room: name, lobby and PIN.

import { openDialog } from '../base/dialogs.js';
import { check, Field, fitting, form } from '../base/form.js';
import { t } from '../base/strings.js';

export function showRoomSettings(rest, room, onChanged) {
  const name = new Field('set-name', t('roomName'), { maxlength: 100, value: room.name, autocomplete: 'off' });
  const lobby = check('set-lobby', t('set_lobby'), { checked: room.lobby }, t('set_lobby_hint'));
  const pin = new Field(
    'set-pin',
    t('setPin'),
    { inputmode: 'numeric', autocomplete: 'off', maxlength: 12, placeholder: room.hasPin ? '••••' : '' },
    t(room.hasPin ? 'setPinKept' : 'setPinHint'),
  );
  const noPin = room.hasPin ? check('set-no-pin', t('setNoPin')) : null;
  const save = async () => {
    if (!name.value) return name.fail(t('roomNameMissing'));
    if (pin.value && !/^\d{4,12}$/.test(pin.value)) return pin.fail(t('pinUnfit'));
    const change = { name: fitting(name.value, 100), lobby: lobby.input.checked };
    if (noPin?.input.checked) change.pin = '';
    else if (pin.value) change.pin = pin.value;
    await rest.changeRoom(change);
    dialog.close();
    onChanged();
  };
  const dialog = openDialog(t('settings'), [
    form([name.element, lobby.element, pin.element, noPin?.element].filter(Boolean), t('save'), save),
  ]);
}
