// SPDX-License-Identifier: AGPL-3.0-or-later
// When what was under way may be lost: the network is another one, or the page has been asleep.

// Calls run() when there is a network again or one of another kind, until the signal fires.
export function whenMoved(run, signal) {
  const { connection } = navigator;
  let kind = connection?.type; // the rest of it changes with every estimate of the rate
  const changed = () => {
    if (connection.type !== kind) run();
    kind = connection.type;
  };
  window.addEventListener('online', run, { signal });
  connection?.addEventListener?.('change', changed, { signal });
}

// The same when the page is run or looked at again; browsers say so in several ways at once.
export function whenWoken(run, signal) {
  let due = 0;
  const soon = () => {
    clearTimeout(due);
    due = setTimeout(() => signal.aborted || run());
  };
  whenMoved(soon, signal);
  window.addEventListener('pageshow', soon, { signal });
  document.addEventListener('resume', soon, { signal });
  document.addEventListener('visibilitychange', () => document.hidden || soon(), { signal });
}
