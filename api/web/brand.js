// SPDX-License-Identifier: AGPL-3.0-or-later
// What stands on every screen outside a room: whose page it is, and the way to what the server says of itself.

import { h } from './dom.js';
import { t } from './strings.js';

export function brand() {
  return h('p', { class: 'brand' }, h('img', { src: 'icon.svg', alt: '', width: 32, height: 32 }), t('appName'));
}

// In a tab of its own: what is being done here stays.
export function transparencyLink() {
  return h('p', { class: 'hint' }, h('a', { href: 'transparency', target: '_blank', rel: 'noopener' }, t('transparency')));
}
