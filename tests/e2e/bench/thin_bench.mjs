// SPDX-License-Identifier: AGPL-3.0-or-later
// The case thin of tools/bench: a real Chromium on one constrained link after another, three others on good ones.
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseArgs } from 'node:util';
import { closeBrowsers } from '../support/browsers.mjs';
import { insideNamespaces } from '../support/namespaces.mjs';
import { stopServer } from '../support/server.mjs';
import { broken, describe, ThinMeeting } from '../support/thin.mjs';
import { chart } from './thin_chart.mjs';

// name: phases of [what the line is set to, seconds until it is judged, seconds judged, what must hold, whether a download runs]
const rows = {
  '64 kbit/s down': [[{ down: { rate: 64 } }, 10, 10, { concealed: 1, fps: 5.3, gap: 400, queue: 300, buffered: 300 }]],
  '32 kbit/s down': [[{ down: { rate: 32 } }, 12, 12, { concealed: 2, gap: 4000 }]],
  '16 kbit/s down': [[{ down: { rate: 16 } }, 15, 15, { concealed: 3 }]],
  '300 kbit/s down': [[{ down: { rate: 300 } }, 10, 10, { fps: 14.9, height: 360, concealed: 1 }]], // 15, give or take one of those measured
  '64 kbit/s up': [[{ up: { rate: 64 } }, 10, 15, { talker: 1, sent: 4 }]],
  '2 Mbit/s to 200 kbit/s and back': [
    [{ down: { rate: 2000 } }, 10, 5, { height: 720 }],
    [{ down: { rate: 200 } }, 0, 15, { gap: 1000, silence: 200, height: 180 }],
    [{ down: { rate: 2000 } }, 0, 15, { gap: 1000, silence: 200, height: 720 }],
  ],
  'loss of 2 %': [[{ down: { loss: 0.02 } }, 5, 15, { concealed: 0.5, gap: 500 }]],
  'loss of 5 %': [[{ down: { loss: 0.05 } }, 5, 15, { concealed: 1, gap: 500 }]],
  'loss of 10 %': [[{ down: { loss: 0.1 } }, 5, 15, { concealed: 2 }]],
  'loss of 20 %': [[{ down: { loss: 0.2 } }, 5, 15, { concealed: 5 }]],
  'bursts of 5, 5 %': [[{ down: { loss: 0.05, burst: 5 } }, 5, 15, { concealed: 1, gap: 500 }]],
  '2 Mbit/s with a download': [
    [{ down: { rate: 2000 } }, 10, 30, { concealed: 1, gap: 1000, download: 200, media: 200 }, true],
    [{}, 0, 20, { concealed: 1, height: 720 }],
  ],
  'jitter of 50 ms, delay of 150 ms': [
    [{ down: { jitter: 50 }, up: { jitter: 50 } }, 10, 15, { concealed: 0.1, talker: 0.1, buffered: 140 }],
  ],
};
// What a line is like from the beginning. A path that becomes longer in mid-call is jitter, too, to a browser, for half a minute.
const paths = { 'jitter of 50 ms, delay of 150 ms': { down: { delay: 150 }, up: { delay: 150 } } };

const twoOnOne = 'two on 130 kbit/s';

// How much the others' composite differs from before, in percent of its rate or quantiser; Infinity when they lost some of it.
async function pictureOf(other) {
  const stats = await other.stats();
  return {
    at: stats.timestamp,
    bytes: stats.bytesReceived,
    frames: stats.framesDecoded,
    quantiser: stats.qpSum,
    lost: stats.packetsLost + (stats.framesDropped ?? 0) + (stats.freezeCount ?? 0),
  };
}
function rates(from, to) {
  return {
    kbit: (to.bytes - from.bytes) / (to.at - from.at),
    quantiser: (to.quantiser - from.quantiser) / (to.frames - from.frames),
    lost: to.lost - from.lost,
  };
}
function difference(before, after) {
  if (after.lost > 0) return Infinity;
  return (
    100 * Math.max(...['kbit', 'quantiser'].map((name) => Math.abs(after[name] / before[name] - 1)).filter((one) => !Number.isNaN(one)))
  );
}

// The composite of all leaves the thin one out, so that what changes in it is not what the thin one sends; one of the
// others, who is not compared, still watches everybody.
async function leaveOut({ room, others }) {
  const gallery = { kind: 'gallery' };
  const put = (of, layout) => room.server.call('PUT', `/rooms/${room.id}${of}/layout`, layout);
  await room.patch({ ownLayouts: true });
  await put(`/participants/${others.at(-1).id}`, gallery);
  await put('', { ...gallery, tiles: others.length, pins: others.map(({ id }) => id) });
  await room.shows(others.map((_, i) => `Other ${i + 1}`));
}

async function run(t, line, name, phases) {
  line.clear();
  line.set({ down: { rate: 4000 } });
  if (paths[name]) line.set(paths[name]);
  const meeting = await ThinMeeting.make(t, line, 3);
  await leaveOut(meeting);
  await meeting.reaches(['720p'], 15_000);
  await meeting.measure(4); // what the first seconds found out is settled
  const first = await pictureOf(meeting.others[0]);
  await meeting.measure(10);
  const before = rates(first, await pictureOf(meeting.others[0]));
  const result = { case: 'thin', line: name, ok: true, missed: [], figures: [], trace: [] };
  for (const [set, settle, seconds, limits, downloads] of phases) {
    line.set(set);
    const download = downloads && (await line.download());
    if (settle) t.diagnostic(`at first: ${describe(await meeting.measure(settle))}`);
    const from = await pictureOf(meeting.others[0]);
    const had = download && (await download.bytes());
    const seen = await meeting.measure(seconds);
    if (download) {
      const has = await download.bytes();
      seen.download = ((has.bytes - had.bytes) * 8) / (has.at - had.at);
      seen.media = seen.kbit - seen.download;
      t.diagnostic(`download ${Math.round(seen.download)}, media and headers ${Math.round(seen.media)} kbit/s`);
      download.stop();
    }
    seen.others = difference(before, rates(from, await pictureOf(meeting.others[0])));
    t.diagnostic(`${describe(seen)}, others ${seen.others.toFixed(1)} %`);
    result.figures.push(seen);
    result.missed.push(...broken(seen, { others: 5, ...limits }));
  }
  result.ok = result.missed.length === 0;
  result.trace = meeting.trace();
  return result;
}

// Two viewers behind one line, each in a room of its own: what each gets of it, in percent of both.
async function shared(t, line) {
  line.clear();
  line.set({ down: { rate: 130 } });
  const meetings = [await ThinMeeting.make(t, line, 1), await ThinMeeting.make(t, line, 1)];
  const measure = (seconds) => Promise.all(meetings.map((meeting) => meeting.measure(seconds)));
  await measure(20);
  const seen = await measure(30);
  const share = (100 * seen[0].bytes) / (seen[0].bytes + seen[1].bytes);
  for (const one of seen) t.diagnostic(describe(one));
  t.diagnostic(`${share.toFixed(0)} : ${(100 - share).toFixed(0)}`);
  const missed = seen.flatMap((one) => broken(one, { concealed: 1, gap: 4000 }));
  if (Math.abs(share - 50) > 10) missed.push(`share ${share.toFixed(0)} %`);
  return { case: 'thin', line: twoOnOne, ok: missed.length === 0, missed, figures: seen, trace: meetings[0].trace() };
}

const flags = ['--test-reporter=spec', '--test-reporter-destination=stderr'];
if (insideNamespaces(flags)) {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, json: { type: 'string' }, times: { type: 'string', default: '1' }, svg: { type: 'string' } },
  });
  const results = [];
  process.on('exit', () => {
    if (values.json) writeFileSync(values.json, JSON.stringify(results, null, 1));
    if (values.svg) writeFileSync(values.svg, chart(results));
    process.reallyExit(process.exitCode);
  });
  test('bad lines', { timeout: 1_200_000 }, async (t) => {
    const line = await ThinMeeting.line(t);
    for (const name of [...Object.keys(rows), twoOnOne]) {
      if (values.only && !name.startsWith(values.only)) continue;
      for (let time = 0; time < Number(values.times); time++)
        await t.test(name, async (row) => {
          const result = await (name === twoOnOne ? shared(row, line) : run(row, line, name, rows[name]));
          results.push(result);
          console.log(JSON.stringify({ ...result, trace: undefined }));
          if (!result.ok) throw new Error(String(result.missed));
        });
    }
    await closeBrowsers();
    await stopServer();
  });
}
