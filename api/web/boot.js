// SPDX-License-Identifier: AGPL-3.0-or-later
// Requests scripts and styles again that did not arrive: when the network changes, browsers fail all current requests.
// Needs nothing else of the page and is not a module, so that it runs before anything can fail.

let failures = 0;
window.addEventListener(
  'error',
  ({ target }) => {
    if (!target.matches?.('script, link[rel=stylesheet]')) return;
    const again = document.createElement(target.localName);
    for (const { name, value } of target.attributes) again.setAttribute(name, value);
    setTimeout(() => target.replaceWith(again), Math.min(8000, 250 * 2 ** failures++));
  },
  true, // these do not rise to the window
);
