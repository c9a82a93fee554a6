// SPDX-License-Identifier: AGPL-3.0-or-later
// The bar at the bottom of a room.

import { h, icon } from '../base/dom.js';
import { toggleHand } from './hand.js';
import { t } from '../base/strings.js';

export class Controls {
  #meeting;
  #shown;

  // The parts that it shows and switches; menu(button), leave(button): actions of these buttons.
  constructor(meeting, { media, screen, side, chat, list, menu, leave }) {
    this.#meeting = meeting;
    this.#shown = { media, screen, side, chat, list };
    const button = (name, action, key) => {
      // A button clicked with a mouse gives up the focus, because Space is push-to-talk.
      const click = (event) => {
        if (event.detail > 0) event.currentTarget.blur();
        action(event.currentTarget);
      };
      return h('button', { class: `round ${name}`, onclick: click, 'aria-keyshortcuts': key });
    };
    this.watching = h('p', { class: 'watching', hidden: true }, t('listenOnly'));
    this.microphone = button('microphone', () => media.toggleMicrophone(), 'M');
    this.camera = button('camera', () => media.toggleCamera(), 'V');
    this.screen = button('screen wide', () => screen.toggle(), 'D');
    this.hand = button('hand', () => toggleHand(meeting), 'R');
    this.chat = button('chat-toggle', () => side.toggle('chat'), 'C');
    this.people = button('people-toggle', () => side.toggle('people'), 'P');
    const layouts = () => import('../stage/layout_choice.js');
    this.layout = button('layout wide', (anchor) => meeting.later(layouts, ({ showLayouts }) => showLayouts(meeting, anchor)), 'W');
    this.more = button('more', menu);
    this.leave = button('leave', leave);
    this.name = h('strong', { dir: 'auto' }, meeting.settings.name);
    this.speakers = h('span', {});
    this.element = h(
      'div',
      { class: 'controls', 'aria-label': t('controls'), role: 'group' },
      h('p', { class: 'about' }, this.name, this.speakers),
      h(
        'div',
        { class: 'buttons' },
        this.watching,
        this.microphone,
        this.camera,
        this.screen,
        this.hand,
        this.chat,
        this.people,
        this.layout,
        this.more,
        this.leave,
      ),
      h('span', { class: 'about' }),
    );
    label(this.layout, t('layout'), 'layout');
    label(this.more, t('more'), 'more');
    label(this.leave, t('leave'), 'leave');
    meeting.onChange(() => this.update());
  }

  focus(name) {
    (this[name] ?? this.more).focus();
  }

  update() {
    const { viewer, hand, choosesLayout, settings, people, me } = this.#meeting;
    const { media, screen, side, chat, list } = this.#shown;
    this.watching.hidden = !viewer;
    for (const one of [this.microphone, this.camera]) one.hidden = viewer;
    this.screen.hidden = viewer || !navigator.mediaDevices?.getDisplayMedia;
    toggle(this.microphone, media.microphone, 'microphone');
    toggle(this.camera, media.camera, 'camera');
    const taken = screen.sharing ? '' : screen.taken.join(', ');
    this.screen.classList.toggle('on', screen.sharing);
    this.screen.classList.toggle('taken', taken !== '');
    label(
      this.screen,
      taken ? t('screenTakenBy', { names: taken }) : t(screen.sharing ? 'screenStop' : 'screenStart'),
      screen.sharing ? 'screenOff' : 'screen',
    );
    this.hand.classList.toggle('on', hand);
    label(this.hand, t(hand ? 'handDown' : 'handRaise'), 'hand');
    this.layout.hidden = !choosesLayout;
    const hands = [...people.values()].filter((person) => person.hand).length;
    panelButton(this.people, side.open === 'people', 'people', { countWaiting: list.waitingCount, countHands: hands });
    panelButton(this.chat, side.open === 'chat', 'chat', { countNew: chat.unread });
    this.name.textContent = settings.name;
    const speaking = [...people.values()].filter((person) => person.speaking && person.id !== me).map((person) => person.displayName);
    this.speakers.textContent = speaking.length ? t('speakingNow', { names: speaking.slice(0, 3).join(', '), count: speaking.length }) : '';
  }
}

// counts: sentence -> how many.
function panelButton(button, open, sign, counts) {
  const said = Object.entries(counts).filter(([, count]) => count);
  const count = said.reduce((sum, [, some]) => sum + some, 0);
  label(button, t(sign) + (count ? ` (${said.map(([key, some]) => t(key, { count: some })).join(', ')})` : ''), sign);
  button.setAttribute('aria-expanded', String(open));
  button.setAttribute('aria-controls', sign);
  if (count) button.dataset.count = count;
  else delete button.dataset.count;
}

function toggle(button, on, name) {
  button.classList.toggle('off', !on);
  label(button, t(`${name}${on ? 'On' : 'Off'}`), on ? name : `${name}Off`);
}

function label(button, text, sign) {
  button.setAttribute('aria-label', text);
  button.title = text;
  button.replaceChildren(icon(sign));
}
