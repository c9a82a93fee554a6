// SPDX-License-Identifier: AGPL-3.0-or-later
// Invitations to a room: a new link to copy, show or send, and the valid ones. The server tells a link only once.

import { copy, copyButton, told } from './copy.js';
import { ask, openDialog } from '../base/dialogs.js';
import { announce, h, SVG } from '../base/dom.js';
import { Field, fitting, form, select } from '../base/form.js';
import { qr } from './qr.js';
import { readyText } from './ready_text.js';
import { date, day as dayOf, t } from '../base/strings.js';

const day = 86_400; // seconds
const quick = new Map(); // room → its link that was made at once, as it can be told again while this page is open

// atOnce: makes a link for guests, or takes the one that was made like this before, and copies it.
export function showInvitations(rest, atOnce = false) {
  const label = new Field('invite-label', t('inviteLabel'), { maxlength: 100, autocomplete: 'off' }, t('inviteLabelHint'));
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
  const show = async (url) => {
    const room = await rest.readRoom();
    made.replaceChildren(...link(url), ...readyText(room, url));
    made.querySelector('input').focus();
    await refresh();
  };
  const make = async () => {
    const wanted = { role: role.input.value, label: fitting(label.value, 100) };
    if (length.input.value === 'once') wanted.uses = 1;
    else if (length.input.value) wanted.expiresIn = Number(length.input.value);
    await show((await rest.invite(wanted)).joinUrl);
    label.input.value = '';
  };
  const makeAtOnce = async () => {
    if (!quick.has(rest.room)) quick.set(rest.room, (await rest.invite({})).joinUrl);
    await show(quick.get(rest.room));
    if (await copy(made.querySelector('input'))) told(made.querySelector('[data-act=copy]'));
  };
  let asked = 0;
  const refresh = async () => {
    const turn = ++asked;
    const { invitations } = await rest.invitations();
    if (turn !== asked) return; // a newer answer is coming or here
    title.hidden = invitations.length === 0;
    list.replaceChildren(...invitations.map((one) => row(one, askToRevoke)));
  };
  const revoke = async (id) => {
    await rest.revoke(id).catch(() => {}); // already gone: the list will show it
    announce(t('saidRevoked'));
    quick.delete(rest.room);
    made.replaceChildren();
    await refresh();
  };
  const askToRevoke = (one) =>
    ask(t('revokeSure'), nameOf(one), t('revoke'), () => revoke(one.id)).addEventListener('close', () => title.focus());
  const content = [label.element, h('div', { class: 'pair' }, role.element, length.element)];
  const maker = form(content, t('inviteMake'), make);
  openDialog(t('inviteTitle'), [h('p', { class: 'hint' }, t('inviteHint')), maker, made, title, list], { kind: 'wide' });
  (atOnce ? makeAtOnce() : refresh()).catch(() => {});
}

const nameOf = ({ label, role }) => (label ? `${label} (${t(role)})` : t(role));

function row(one, revoke) {
  const { expiresAt, usesLeft, createdAt, lastUsedOn } = one;
  const facts = [
    createdAt && t('inviteMade', { time: date(createdAt) }),
    expiresAt ? t('inviteUntil', { time: date(expiresAt) }) : t('inviteLasting'),
    usesLeft !== undefined && t('inviteUses', { count: usesLeft }),
    lastUsedOn ? t('inviteUsed', { day: dayOf(lastUsedOn) }) : t('inviteUnused'),
  ].filter(Boolean);
  return h(
    'li',
    {},
    h('span', { class: 'what' }, h('strong', { dir: 'auto' }, nameOf(one)), h('span', { class: 'hint' }, facts.join(' · '))),
    h('button', { class: 'quiet', onclick: () => revoke(one) }, t('revoke')),
  );
}

function link(url) {
  const input = h('input', { readonly: true, value: url, 'aria-label': t('linkLabel'), onfocus: () => input.select() });
  const share =
    navigator.share &&
    h('button', { class: 'quiet', type: 'button', onclick: () => navigator.share({ url }).catch(() => {}) }, t('shareLink'));
  return [
    h(
      'div',
      { class: 'copy' },
      input,
      copyButton(() => input, t('copy'), 'primary'),
      share,
    ),
    h('p', { class: 'hint' }, t('inviteOnly')),
    picture(url),
  ];
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
