// SPDX-License-Identifier: AGPL-3.0-or-later
// Who runs the server: {name, logo, imprint, privacy} of its configuration, but for the name each may be missing.

const wait = 4000; // ms, then the page goes on without it

const read = async () => (await fetch('operator.json', { signal: AbortSignal.timeout(wait) })).json();

export const operator = await read().catch(() => ({ name: 'Lethe' }));
