// SPDX-License-Identifier: AGPL-3.0-or-later
// Invitations to a room: a new link to copy, show or send, and the valid ones. The server tells a link only once.

import { openDialog } from '../base/dialogs.js';
import { announce, h, SVG } from '../base/dom.js';
import { form, select } from '../base/form.js';
import { qr } from './qr.js';
import { date, t } from '../base/strings.js';

const day = 86_400; // seconds

export function showInvitations(rest) {
  const role = select(
    'invite-role',
    t('inviteRole'),
    [
      ['participant', t('participant')],
      ['moderator', t('moderator')],
      ['viewer', t('viewer')],
    ],
    'participant',
  );
  const length = select(
    'invite-length',
    t('inviteLength'),
    [
      ['', t('inviteLasting')],
      [String(day), t('inviteDay')],
      [String(7 * day), t('inviteWeek')],
      ['once', t('inviteOnce')],
    ],
    '',
  );
  const made = h('div', { class: 'made' });
  const list = h('ul', { class: 'invitations' });
  const title = h('h3', { hidden: true, tabindex: -1 }, t('invitations'));
  const make = async () => {
    const wanted = { role: role.input.value };
    if (length.input.value === 'once') wanted.uses = 1;
    else if (length.input.value) wanted.expiresIn = Number(length.input.value);
    const { joinUrl } = await rest.invite(wanted);
    made.replaceChildren(...link(joinUrl));
    made.querySelector('input').focus();
    await refresh();
  };
  let asked = 0;
  const refresh = async () => {
    const turn = ++asked;
    const { invitations } = await rest.invitations();
    if (turn !== asked) return; // a newer answer is coming or here
    title.hidden = invitations.length === 0;
    list.replaceChildren(...invitations.map((one) => row(one, revoke)));
  };
  const revoke = async (id) => {
    await rest.revoke(id).catch(() => {}); // already gone: the list will show it
    announce(t('saidRevoked'));
    made.replaceChildren();
    await refresh();
    title.focus();
  };
  const maker = form([h('div', { class: 'pair' }, role.element, length.element)], t('inviteMake'), make);
  openDialog(t('inviteTitle'), [h('p', { class: 'hint' }, t('inviteHint')), maker, made, title, list], { kind: 'wide' });
  refresh().catch(() => {});
}

function row({ id, role, expiresAt, usesLeft }, revoke) {
  const facts = [
    expiresAt ? t('inviteUntil', { time: date(expiresAt) }) : t('inviteLasting'),
    usesLeft !== undefined && t('inviteUses', { count: usesLeft }),
  ].filter(Boolean);
  return h(
    'li',
    {},
    h('span', { class: 'what' }, h('strong', {}, t(role)), h('span', { class: 'hint' }, facts.join(' · '))),
    h('button', { class: 'quiet', onclick: () => revoke(id) }, t('revoke')),
  );
}

function link(url) {
  const input = h('input', { readonly: true, value: url, 'aria-label': t('linkLabel'), onfocus: () => input.select() });
  const copy = h('button', { class: 'primary', type: 'button' }, t('copy'));
  copy.addEventListener('click', async () => {
    input.select();
    const done = await navigator.clipboard?.writeText(url).then(
      () => true,
      () => false,
    );
    if (!done) document.execCommand('copy'); // pages without https have no clipboard
    copy.textContent = t('copied');
    announce(t('copied'));
  });
  const share =
    navigator.share &&
    h('button', { class: 'quiet', type: 'button', onclick: () => navigator.share({ url }).catch(() => {}) }, t('shareLink'));
  return [h('div', { class: 'copy' }, input, copy, share), h('p', { class: 'hint' }, t('inviteOnly')), picture(url)];
}

// Dark on light in every colour scheme, because cameras expect this.
function picture(url) {
  const rows = qr(url);
  const size = rows.length + 8;
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', t('qrLabel'));
  svg.setAttribute('class', 'qr');
  const path = document.createElementNS(SVG, 'path');
  const dark = rows.flatMap((row, y) => [...row].map((value, x) => (value ? `M${x + 4} ${y + 4}h1v1h-1z` : '')));
  path.setAttribute('d', dark.join(''));
  svg.append(path);
  return svg;
}
