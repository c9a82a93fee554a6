// SPDX-License-Identifier: AGPL-3.0-or-later
// A meeting in which one real Chromium is behind a link that can be constrained, and what it notices.
import { launchIn, openPage } from './browsers.mjs';
import { Line } from './line.mjs';
import { Peer } from './peer.mjs';
import { origin, startServer } from './server.mjs';
import { TestRoom } from './test_room.mjs';
import { until } from './wait.mjs';

const every = 200; // ms between two samples

// What Chromium says of what it has received, and sent.
const figures = (page) =>
  page.evaluate(async () => {
    const streams = [...(await window.e2e.peers.at(-1).getStats()).values()];
    const all = streams.filter((one) => one.type === 'inbound-rtp');
    const own = streams.filter((one) => one.type === 'outbound-rtp' && one.kind === 'video');
    const [audio, video] = ['audio', 'video'].map((kind) => all.find((one) => one.kind === kind) ?? {});
    const { e2e } = window;
    const gap = Math.max(e2e.longestGap, performance.now() - e2e.lastTime);
    e2e.longestGap = 0;
    return {
      bytes: all.reduce((sum, one) => sum + one.bytesReceived + one.headerBytesReceived, 0),
      frames: video.framesDecoded ?? 0,
      height: video.frameHeight ?? 0,
      frozen: video.totalFreezesDuration ?? 0,
      gap,
      samples: audio.totalSamplesReceived ?? 0,
      concealments: audio.concealmentEvents ?? 0, // each made up some in a row
      concealed: (audio.concealedSamples ?? 0) - (audio.silentConcealedSamples ?? 0),
      delay: audio.jitterBufferDelay ?? 0,
      emitted: audio.jitterBufferEmittedCount ?? 0,
      sent: own.reduce((sum, one) => sum + (one.framesSent ?? 0), 0),
    };
  });

export class ThinMeeting {
  samples = []; // what was seen at which time, beside the line's own reports

  // `others`: on good lines. One line for all meetings of a run.
  static async make(t, line, others = 2) {
    const meeting = new ThinMeeting();
    await startServer();
    meeting.line = line;
    const room = (meeting.room = await TestRoom.make('Thin'));
    t.after(() => room.end());
    const link = await room.link();
    meeting.others = [];
    for (let n = 1; n <= others; n++) meeting.others.push(await Peer.join(room, link, `Other ${n}`, { n }));
    t.after(() => meeting.others.forEach((peer) => peer.release()));
    const page = (meeting.page = await openPage('thin', 0));
    t.after(() => page.close());
    await page.open(link.joinUrl);
    await page.appears('#name', 30_000); // the first program there reads itself from the disk
    await page.join(link.joinUrl, 'Thin');
    await page.playing();
    meeting.begin = performance.now();
    return meeting;
  }

  static async line(t) {
    const line = await Line.make();
    t.after(() => line.close());
    launchIn('thin', line.executable);
    return line;
  }

  step() {
    return this.room.person('Thin')?.step;
  }

  reaches(names, limit) {
    return until(
      () => names.includes(this.step()),
      () => `one of ${names}; it is ${this.step()}`,
      limit,
    );
  }

  // What was seen at which time, s, and what the line carried then.
  trace() {
    let report = 0;
    return this.samples.map((one, i) => {
      while (report + 1 < this.line.reports.length && this.line.reports[report + 1].at <= one.at) report += 1;
      const { down, up } = this.line.reports[report];
      const before = this.samples[i - 1] ?? one;
      const made = (one.concealed - before.concealed) / Math.max(1, one.samples - before.samples);
      return {
        at: (one.at - this.begin) / 1000,
        kbit: down.kbit,
        up: up.kbit,
        queue: down.queue,
        step: one.step,
        height: one.step === 'audio' ? 0 : one.height,
        gap: Math.round(one.gap),
        concealed: made,
      };
    });
  }

  // The figures of the first 6 s from now in which the limits hold. The line was full of what it carried before, so that
  // needs a while.
  async comesTo(limits, seconds = 90) {
    const end = performance.now() + seconds * 1000;
    for (;;) {
      const seen = await this.measure(6);
      const missed = broken(seen, limits);
      if (missed.length === 0) return seen;
      if (performance.now() > end) throw new Error(`${missed} after ${seconds} s: ${describe(seen)}`);
    }
  }

  // Figures of so many seconds from now.
  async measure(seconds) {
    const first = { at: performance.now(), ...(await figures(this.page)), server: await soundsOfServer() };
    const samples = [];
    let next = first.at;
    await until(
      async () => {
        if (performance.now() < next) return false;
        next += every;
        samples.push({ at: performance.now(), step: this.step(), ...(await figures(this.page)) });
        return samples.at(-1).at - first.at >= seconds * 1000;
      },
      `${seconds} s to pass`,
      seconds * 1000 + 10_000,
    );
    const server = await soundsOfServer();
    this.samples.push(...samples);
    const last = samples.at(-1);
    const time = (last.at - first.at) / 1000;
    const lines = this.line.reports.filter(({ at }) => at >= first.at);
    return {
      step: last.step,
      bytes: last.bytes - first.bytes,
      fps: (last.frames - first.frames) / time,
      sent: (last.sent - first.sent) / time,
      height: last.height,
      gap: Math.max(...samples.map(({ gap }) => gap)),
      frozen: last.frozen - first.frozen,
      concealed: (last.concealed - first.concealed) / Math.max(1, last.samples - first.samples),
      silence: longestSilence([first, ...samples]),
      buffered: ((last.delay - first.delay) / Math.max(1, last.emitted - first.emitted)) * 1000,
      queue: Math.max(0, ...lines.map(({ down }) => down.queue)),
      kbit: lines.reduce((sum, { down }) => sum + down.kbit, 0) / Math.max(1, lines.length),
      up: lines.reduce((sum, { up }) => sum + up.kbit, 0) / Math.max(1, lines.length),
      talker: (server.concealed - first.server.concealed) / (time * 50), // all others have good lines
    };
  }
}

const least = ['fps', 'sent', 'height', 'download', 'media'];

// What of the limits does not hold; of some it is the least, of all else the most. Shares are in percent.
export function broken(seen, limits) {
  const value = (name) => (['concealed', 'talker'].includes(name) ? seen[name] * 100 : seen[name]);
  const holds = ([name, limit]) => (least.includes(name) ? value(name) >= limit : value(name) <= limit);
  return Object.entries(limits)
    .filter((one) => !holds(one))
    .map(([name]) => `${name} ${value(name).toFixed(1)}`);
}

// Upper bound, in ms, of how long sound was made up in a row.
function longestSilence(samples) {
  const least = 10; // ms that Chromium makes up at once
  let longest = 0;
  let now = 0;
  for (let i = 1; i < samples.length; i++) {
    const made = (samples[i].concealed - samples[i - 1].concealed) / 48;
    const begun = samples[i].concealments - samples[i - 1].concealments;
    const went = now + made - least * begun;
    if (begun > 0) now = made - least * (begun - 1);
    else now = made > 0 ? went : 0;
    longest = Math.max(longest, now, made > 0 ? went : 0);
  }
  return longest;
}

// Frames of sound that the server made up, of all rooms.
async function soundsOfServer() {
  const lines = (await (await fetch(`${origin}/metrics`)).text()).split('\n');
  const of = (name) => Number(lines.find((line) => line.startsWith(`${name} `))?.split(' ')[1] ?? 0);
  return { concealed: of('lethe_sound_frames_concealed_total') };
}

export const describe = (seen) =>
  `${seen.step}, ${seen.fps.toFixed(1)} fps at ${seen.height}, longest gap ${Math.round(seen.gap)} ms, frozen ${seen.frozen.toFixed(2)} s, concealed ${(seen.concealed * 100).toFixed(2)} % (at most ${Math.round(seen.silence)} ms), buffered ${Math.round(seen.buffered)} ms, queue ${seen.queue} ms, ${Math.round(seen.kbit)}/${Math.round(seen.up)} kbit/s down/up, ${seen.sent.toFixed(1)} pictures a second sent, talker concealed ${(seen.talker * 100).toFixed(2)} %`;
