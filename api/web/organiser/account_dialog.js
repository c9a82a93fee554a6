// SPDX-License-Identifier: AGPL-3.0-or-later
// An organiser's operations on their account: change the password, export, log out, erase.

import { ask, openDialog } from '../base/dialogs.js';
import { announce, h } from '../base/dom.js';
import { Field, form } from '../base/form.js';
import { t } from '../base/strings.js';

export function showAccount(account, onOut) {
  const out = async (everywhere) => {
    await account.logOut(everywhere);
    dialog.close();
    onOut('');
  };
  const erase = async () => {
    await account.erase();
    dialog.close();
    onOut(t('erased'));
  };
  const problem = h('p', { class: 'error', role: 'alert' });
  const trying = (action) => () => action().catch((refusal) => (problem.textContent = t(refusal.sentence ?? 'failed')));
  const button = (act, label, action, kind = 'quiet') => h('button', { class: kind, 'data-act': act, onclick: trying(action) }, label);
  const dialog = openDialog(
    t('account'),
    [
      h(
        'div',
        { class: 'row start' },
        button('out', t('logOut'), () => out(false)),
        button('everywhere', t('logOutEverywhere'), () => out(true)),
      ),
      problem,
      h('h3', {}, t('passwordChange')),
      passwordForm(account),
      h('h3', {}, t('yourData')),
      h('p', { class: 'hint' }, t('yourDataText')),
      h(
        'div',
        { class: 'row start' },
        button('export', t('dataExport'), () => save(account)),
        button('erase', t('erase'), async () => ask(t('eraseSure'), t('eraseText'), t('erase'), erase), 'danger'),
      ),
    ],
    { kind: 'wide' },
  );
}

function passwordForm(account) {
  const now = new Field('password-now', t('passwordNow'), { type: 'password', autocomplete: 'current-password', maxlength: 256 });
  const next = new Field(
    'password-next',
    t('passwordNext'),
    { type: 'password', autocomplete: 'new-password', maxlength: 256 },
    t('passwordHint'),
  );
  const done = h('p', { class: 'done', role: 'status' });
  const change = async () => {
    done.textContent = '';
    if (!now.input.value) return now.fail(t('passwordMissing'));
    if (next.input.value.length < 10) return next.fail(t('passwordShort'));
    try {
      await account.changePassword(now.input.value, next.input.value);
    } catch (refusal) {
      if (refusal.code !== 'wrong-password') throw refusal;
      return now.fail(t('passwordNotRight'));
    }
    now.input.value = next.input.value = '';
    done.textContent = t('passwordChanged');
  };
  return h('div', {}, form([now.element, next.element], t('passwordChange'), change, { kind: 'quiet' }), done);
}

async function save(account) {
  const text = JSON.stringify(await account.data(), null, 2);
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  h('a', { href: url, download: 'lethe-account.json' }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser may read it later
  announce(t('saidExported'));
}
