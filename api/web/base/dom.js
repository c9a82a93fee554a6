// SPDX-License-Identifier: AGPL-3.0-or-later
// Builds elements. Text is always a text node: a name can never become markup.

import { operator } from './operator.js';

export const SVG = 'http://www.w3.org/2000/svg';

// 24×24 outlines.
const shapes = {
  microphone: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21',
  microphoneOff:
    'M15 9.3V6a3 3 0 0 0-5.7-1.3M9 9v2a3 3 0 0 0 4.6 2.5M5.5 11a6.5 6.5 0 0 0 10.3 5.3M18 13.5a6.5 6.5 0 0 0 .5-2.5M12 17.5V21M4 3l16 18',
  camera: 'M4 7h9a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H4a1.5 1.5 0 0 1-1.5-1.5v-7A1.5 1.5 0 0 1 4 7ZM15 11l6-3.5v9L15 13',
  cameraOff: 'M9 7h4a2 2 0 0 1 2 2v2l6-3.5v9l-4-2.3M14 16.7a2 2 0 0 1-1 .3H4a1.5 1.5 0 0 1-1.5-1.5v-7A1.5 1.5 0 0 1 4 7M4 3l16 18',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8',
  fullScreen:
    'M4 9V5.5A1.5 1.5 0 0 1 5.5 4H9M15 4h3.5A1.5 1.5 0 0 1 20 5.5V9M20 15v3.5a1.5 1.5 0 0 1-1.5 1.5H15M9 20H5.5A1.5 1.5 0 0 1 4 18.5V15',
  screen: 'M4 5h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1ZM8 20h8M12 13.5v-6M9 10l3-3 3 3',
  screenOff: 'M4 5h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1ZM8 20h8M9.5 8l5 5M14.5 8l-5 5',
  layout: 'M4 4h7v7H4ZM13 4h7v7h-7ZM4 13h7v7H4ZM13 13h7v7h-7Z',
  leave: 'M3.5 14.5c-.8-1-.7-2.3.2-3.1a12.2 12.2 0 0 1 16.6 0c.9.8 1 2.1.2 3.1l-.8 1-4-1.3v-2.5a11 11 0 0 0-7.4 0v2.5l-4 1.3Z',
  help: 'M9.2 9.2a2.9 2.9 0 1 1 4.3 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.1',
  bell: 'M6 17h12l-1.5-2.5V11a4.5 4.5 0 0 0-9 0v3.5ZM10 20a2 2 0 0 0 4 0',
  flip: 'M4 10a8 8 0 0 1 14-4l2 2M20 3.5V8h-4.5M20 14a8 8 0 0 1-14 4l-2-2M4 20.5V16h4.5',
  close: 'M6 6l12 12M18 6 6 18',
  hand: 'M8 12V5.5a1.5 1.5 0 0 1 3 0V11M11 10.5v-6a1.5 1.5 0 0 1 3 0v6M14 10.5v-5a1.5 1.5 0 0 1 3 0V15a6 6 0 0 1-6 6c-2.5 0-4-1.2-5.2-3.2L3.8 14a1.5 1.5 0 0 1 2.5-1.6L8 14.5',
  chat: 'M5 4h14a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 19 16h-7l-5 4v-4H5a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 5 4ZM8 8.5h8M8 11.5h5',
  more: 'M5 12a1 1 0 1 0 .01-.5M11.5 12a1 1 0 1 0 .01-.5M18 12a1 1 0 1 0 .01-.5',
  send: 'M4 12 20 4l-5 16-4-6ZM11 14l9-10',
  line: 'M4 20v-4M9.3 20v-8M14.7 20V8M20 20V4',
  pip: 'M4 5h16a1 1 0 0 1 1 1v5M3 6v12a1 1 0 0 0 1 1h6M3 6a1 1 0 0 1 1-1M13 14h8v5h-8Z',
  spotlight: 'M12 4l2.3 5 5.7.6-4.2 3.8 1.2 5.6-5-2.9-5 2.9 1.2-5.6L4 9.6 9.7 9Z',
  host: 'M4 7.5 8.2 11 12 5l3.8 6L20 7.5 18.4 18H5.6Z',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20a7.5 7.5 0 0 1 15 0',
  invite: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20a6.5 6.5 0 0 1 12-3.4M18 13v8M14 17h8',
  settings: 'M4 7h9M19 7h1M4 17h1M11 17h9M16 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM8 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  delete: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5',
  remove: 'M10 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3.5 20a6.5 6.5 0 0 1 11-4.7M16 17l5 5M21 17l-5 5',
};

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'icon');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', shapes[name]);
  svg.append(path);
  return svg;
}

// h('button', {class: 'round', onclick: f, disabled: true}, 'text', child, null)
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Replaces the content of the window and moves the focus to the new screen's heading, so that screen readers start
// there. Earlier announcements, including chat lines, are removed.
export function show(screen) {
  document.getElementById('live').replaceChildren();
  document.getElementById('screen').replaceChildren(screen);
  const title = screen.querySelector('h1');
  title.focus({ preventScroll: true });
  document.title = `${title.textContent} · ${operator.name}`;
}

// The address of a file of the page from the import map; browsers without import maps use its plain name.
export function address(name) {
  return import.meta.resolve?.(`./${name}`) ?? name;
}

// Loads a style sheet that not every visit needs; resolves when it applies.
export function style(name) {
  const href = address(name);
  if (document.querySelector(`link[href="${href}"]`)) return;
  return new Promise((resolve) => document.head.append(h('link', { rel: 'stylesheet', href, onload: resolve, onerror: resolve })));
}

// Announces a sentence to screen readers.
export function announce(sentence) {
  const live = document.getElementById('live');
  live.append(h('p', {}, sentence));
  while (live.childElementCount > 5) live.firstChild.remove();
}
