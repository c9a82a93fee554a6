// SPDX-License-Identifier: AGPL-3.0-or-later
// The way to what the server says of itself, in a tab of its own: what is being done here stays.

import { h } from './dom.js';
import { t } from './strings.js';

export function transparencyLink() {
  return h('p', { class: 'hint' }, h('a', { href: 'transparency', target: '_blank', rel: 'noopener' }, t('transparency')));
}
