// SPDX-License-Identifier: AGPL-3.0-or-later
// Detects that current requests may be lost: the network changed, or the page was asleep.

// Calls run() when a network returns or changes its kind, until the signal fires.
export function whenMoved(run, signal) {
  const { connection } = navigator;
  let kind = connection?.type; // its other fields change with every estimate
  const changed = () => {
    if (connection.type !== kind) run();
    kind = connection.type;
  };
  window.addEventListener('online', run, { signal });
  connection?.addEventListener?.('change', changed, { signal });
}

// The same when the page resumes or becomes visible; browsers report this in several ways.
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
