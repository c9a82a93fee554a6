// SPDX-License-Identifier: AGPL-3.0-or-later
// The start page without a log-in: open a link, log in or register. Guests never come here.

import { Account } from './account.js';
import { brand, footer } from '../base/brand.js';
import { h, show } from '../base/dom.js';
import { check, Field, form } from '../base/form.js';
import { findLink } from '../base/link.js';
import { t } from '../base/strings.js';

// onAccount(): somebody has logged in. `notice`: a first sentence, or empty.
export function showHome(onAccount, notice = '') {
  const own = h('section', { class: 'panel', 'aria-labelledby': 'own-title' });
  const promise = (title, text) => h('li', {}, h('strong', {}, title), h('span', {}, text));
  show(
    h(
      'main',
      { class: 'home' },
      h(
        'div',
        { class: 'welcome' },
        brand(),
        h('h1', { tabindex: -1 }, t('tagline')),
        h(
          'ul',
          { class: 'promises' },
          promise(t('promiseRecord'), t('promiseRecordText')),
          promise(t('promiseGuest'), t('promiseGuestText')),
          promise(t('promiseLine'), t('promiseLineText')),
        ),
      ),
      h(
        'div',
        { class: 'ways' },
        notice && h('p', { class: 'notice-line', role: 'status' }, notice),
        h('section', { class: 'panel', 'aria-labelledby': 'link-title' }, h('h2', { id: 'link-title' }, t('haveLink')), linkForm()),
        own,
      ),
      footer(),
    ),
  );
  showLogIn(own, onAccount);
  Account.registration().then(
    (mode) => mode !== 'closed' && offerRegistration(own, onAccount, mode),
    () => {},
  );
}

function linkForm() {
  const link = new Field('link', t('linkLabel'), { type: 'url', inputmode: 'url', autocomplete: 'off', spellcheck: 'false' });
  const open = () => {
    const hash = findLink(link.value, location.host);
    if (hash) return location.assign(`join${hash}`);
    link.fail(t('linkUnreadable', { example: `${location.origin}/join#…` }));
  };
  return form([link.element], t('open'), open);
}

const stayLoggedIn = () => check('stay', t('stayLoggedIn'), {}, t('stayLoggedInHint'));

function showLogIn(own, onAccount) {
  const name = new Field('user', t('userLabel'), { autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', maxlength: 64 });
  const password = new Field('password', t('passwordLabel'), { type: 'password', autocomplete: 'current-password', maxlength: 256 });
  const stay = stayLoggedIn();
  const logIn = async () => {
    if (!name.value) return name.fail(t('userMissing'));
    if (!password.input.value) return password.fail(t('passwordMissing'));
    await Account.logIn(name.value, password.input.value, stay.input.checked);
    onAccount();
  };
  own.replaceChildren(h('h2', { id: 'own-title' }, t('ownRooms')), form([name.element, password.element, stay.element], t('logIn'), logIn));
}

function offerRegistration(own, onAccount, mode) {
  const begin = () => showRegistration(own, onAccount, mode);
  own.append(
    h('p', { class: 'other-way' }, t('noAccount'), ' ', h('button', { type: 'button', class: 'link', onclick: begin }, t('register'))),
  );
}

function showRegistration(own, onAccount, mode) {
  const name = new Field(
    'user',
    t('userLabel'),
    { autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', maxlength: 32 },
    t('userHint'),
  );
  const password = new Field(
    'password',
    t('passwordLabel'),
    { type: 'password', autocomplete: 'new-password', maxlength: 256 },
    `${t('passwordHint')} ${t('passwordKeep')}`,
  );
  const stay = stayLoggedIn();
  const code = mode === 'code' ? new Field('code', t('codeLabel'), { autocomplete: 'off', maxlength: 200 }, t('codeHint')) : null;
  const register = async () => {
    if (!/^[\w.-]{2,32}$/.test(name.value)) return name.fail(t('userUnfit'));
    if (password.input.value.length < 10) return password.fail(t('passwordShort'));
    if (code && !code.value) return code.fail(t('codeMissing'));
    await Account.register({ name: name.value, password: password.input.value, ...(code ? { code: code.value } : {}) }, stay.input.checked);
    onAccount();
  };
  const back = () => {
    showLogIn(own, onAccount);
    offerRegistration(own, onAccount, mode);
    own.querySelector('input').focus();
  };
  own.replaceChildren(
    h('h2', { id: 'own-title' }, t('registerTitle')),
    form([name.element, password.element, code?.element, stay.element].filter(Boolean), t('register'), register),
    h('p', { class: 'other-way' }, t('haveAccount'), ' ', h('button', { type: 'button', class: 'link', onclick: back }, t('logIn'))),
  );
  name.input.focus();
}
