// SPDX-License-Identifier: AGPL-3.0-or-later
// The invitation in words, ready to be sent: with the time and the PIN, which only the person who invites knows.

import { calendar, mailTo } from './calendar.js';
import { copyButton } from './copy.js';
import { h } from '../base/dom.js';
import { Field } from '../base/form.js';
import { language, t } from '../base/strings.js';

const moment = {
  weekday: 'long',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
};

// room: as the server tells it.
export function readyText(room, url) {
  const when = new Field('invite-when', t('inviteWhen'), { type: 'datetime-local' });
  const pin = room.hasPin && new Field('invite-pin', t('invitePin'), { inputmode: 'numeric', autocomplete: 'off', maxlength: 12 });
  const text = h('textarea', { readonly: true, rows: 5, dir: 'auto', 'aria-label': t('inviteText') });
  const mail = h('a', { class: 'button quiet', 'data-act': 'mail' }, t('inviteMail'));
  const file = h('button', { class: 'quiet', type: 'button', 'data-act': 'calendar' }, t('inviteCalendar'));
  const title = t('inviteSubject', { room: room.name });
  const begin = () => new Date(when.input.value);
  const update = () => {
    const known = when.input.value !== '';
    const lines = [
      title,
      known && t('inviteTextWhen', { time: begin().toLocaleString(language, moment) }),
      t('inviteTextLink', { link: url }),
      pin && pin.value && t('inviteTextPin', { pin: pin.value }),
    ];
    text.value = lines.filter(Boolean).join('\n');
    mail.href = mailTo(title, text.value);
    file.hidden = !known;
  };
  file.addEventListener('click', () => {
    const id = crypto.getRandomValues(new Uint32Array(4)).join('-');
    save(calendar({ title: room.name, text: text.value, url, begin: begin(), id }));
  });
  for (const field of [when, pin]) if (field) field.input.addEventListener('input', update);
  update();
  return [
    h('h3', {}, t('inviteText')),
    h('div', { class: 'pair' }, when.element, pin && pin.element),
    text,
    h(
      'div',
      { class: 'row start' },
      copyButton(() => text, t('inviteCopyText')),
      mail,
      file,
    ),
  ];
}

function save(text) {
  const href = URL.createObjectURL(new Blob([text], { type: 'text/calendar' }));
  h('a', { href, download: 'invitation.ics' }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000); // the browser may read it later
}
