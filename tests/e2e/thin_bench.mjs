// SPDX-License-Identifier: AGPL-3.0-or-later
// What tools/bench thin runs: a real Chromium on one bad line after another.
import { test } from 'node:test';
import { closeBrowsers } from './browsers.mjs';
import { insideNamespaces } from './namespaces.mjs';
import { stopServer } from './server.mjs';
import { describe, ThinMeeting } from './thin.mjs';

const flags = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
const percent = (share) => share * 100;

// name: [what the line is set to, seconds until it is judged, seconds judged, what must hold]
const rows = {
  '64 down': [{ down: { rate: 64 } }, 10, 10, { concealed: 1, fps: 5, queue: 300 }],
  '32 down': [{ down: { rate: 32 } }, 12, 12, { concealed: 2, gap: 4000 }],
  '16 down': [{ down: { rate: 16 } }, 15, 15, { concealed: 3 }],
  '300 down': [{ down: { rate: 300 } }, 10, 10, { fps: 15, height: 360, concealed: 1 }],
  '64 up': [{ up: { rate: 64 } }, 10, 10, { talker: 1 }],
  'loss 2': [{ down: { loss: 0.02 } }, 8, 15, { concealed: 0.5, gap: 500 }],
  'loss 5': [{ down: { loss: 0.05 } }, 8, 15, { concealed: 1, gap: 500 }],
  'loss 10': [{ down: { loss: 0.1 } }, 8, 15, { concealed: 2 }],
  'loss 20': [{ down: { loss: 0.2 } }, 8, 15, { concealed: 5 }],
  'bursts of 5, 2 %': [{ down: { loss: 0.02, burst: 5 } }, 8, 15, { concealed: 2 }],
  'jitter': [{ down: { delay: 150, jitter: 50 }, up: { delay: 0 } }, 10, 10, { concealed: 0.1 }],
};

if (insideNamespaces(flags)) {
  process.on('exit', () => process.reallyExit(process.exitCode));
  const wanted = process.argv.slice(2);
  test('bad lines', { timeout: 1_200_000 }, async (t) => {
    const line = await ThinMeeting.line(t);
    for (const [name, [set, settle, seconds, limits]] of Object.entries(rows)) {
      if (wanted.length && !wanted.some((one) => name.startsWith(one))) continue;
      await t.test(name, async (row) => {
        line.clear();
        line.set({ down: { rate: 4000 } });
        const meeting = await ThinMeeting.make(row, line, 3);
        await meeting.reaches(['720p'], 15_000);
        await meeting.measure(4); // what the first seconds found out is settled
        line.set(set);
        const turning = await meeting.measure(settle);
        row.diagnostic(`${name} at first: ${describe(turning)}`);
        const seen = await meeting.measure(seconds);
        row.diagnostic(`${name}: ${describe(seen)}`);
        if (process.env.TRACE) for (const s of meeting.samples) { const l = line.reports.findLast((r) => r.at <= s.at); console.log(`${((s.at - meeting.begin) / 1000).toFixed(1)} ${s.step} frames ${s.frames} gap ${Math.round(s.gap)} conc ${s.concealed} down ${JSON.stringify(l.down)}`); }
      });
    }
    await closeBrowsers();
    await stopServer();
  });
}
