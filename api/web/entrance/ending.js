// SPDX-License-Identifier: AGPL-3.0-or-later
// The screens after or instead of a room: the goodbye, and obstacles to joining.

import { brand, footer } from '../base/brand.js';
import { h, show } from '../base/dom.js';
import { t } from '../base/strings.js';

// reason: bye, removed or ended; `again` may be null.
export function showGoodbye(reason, again) {
  card(t(`${reason}Title`), t(`${reason}Text`), again && { label: t('again'), action: again });
}

export function showError(sentence, again) {
  card(t('errorTitle'), t(sentence), again && { label: t('tryAgain'), action: again });
}

function card(title, text, button) {
  show(
    h(
      'main',
      { class: 'card' },
      brand(),
      h('h1', { tabindex: -1 }, title),
      h('p', { class: 'lead' }, text),
      h(
        'div',
        { class: 'row' },
        button && h('button', { class: 'primary', onclick: button.action }, button.label),
        h('a', { class: 'button', href: './' }, t('home')),
      ),
      footer(),
    ),
  );
}
