// SPDX-License-Identifier: AGPL-3.0-or-later
// The single keys of the room, and the switch for them. Loaded when it is needed.

import { openDialog } from '../base/dialogs.js';
import { h } from '../base/dom.js';
import { check } from '../base/form.js';
import { t } from '../base/strings.js';

// keys: [{key, name}]
export function showKeys(listener, keys) {
  const label = (key) => (key === ' ' ? t('keySpace') : key.toUpperCase());
  const rows = keys.map(({ key, name }) => h('div', {}, h('dt', {}, h('kbd', {}, label(key))), h('dd', {}, t(name))));
  const use = check('keys-on', t('keysOn'), { checked: listener.on, onchange: () => (listener.on = use.input.checked) });
  openDialog(t('help'), [h('dl', { class: 'keys' }, ...rows), use.element]);
}
