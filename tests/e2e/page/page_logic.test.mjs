// SPDX-License-Identifier: AGPL-3.0-or-later
// The page's own decisions, tested without a page: words for figures, cutting a stream, how much is sent and held back, and
// repeated requests.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { makePage } from '../support/made_page.mjs';
import { until } from '../support/wait.mjs';

// What these modules take from a browser.
globalThis.window ??= new EventTarget();
globalThis.document ??= Object.assign(new EventTarget(), { documentElement: { dataset: { languages: 'en' } } });
globalThis.navigator ??= { languages: ['en'] };
globalThis.location ??= { search: '' };
const folder = makePage();
const module = (name) => import(`${folder}/${name}.js`);
const due = () => new Promise((done) => setTimeout(done)); // all that was due has run

// A room that answers when it is told to: whatever it was asked, each with answer() and refuse().
function slowRoom() {
  const asked = [];
  const ask = (what, { signal } = {}) =>
    new Promise((answer, refuse) => {
      signal?.addEventListener('abort', () => refuse(new DOMException('', 'AbortError')));
      asked.push({ what, answer, refuse });
    });
  const nth = (n) =>
    until(
      () => asked.length >= n && asked[n - 1],
      () => `request ${n}; there were ${JSON.stringify(asked.map(({ what }) => what))}`,
    );
  return { asked, ask, nth };
}

test('what the browser counts becomes words', async () => {
  const { digest, verdict } = await module('line');
  const steps = [{ videoKbps: 1200 }, { videoKbps: 400 }, { videoKbps: 0 }];
  assert.equal(verdict({}, steps[0], steps[0]), null);
  assert.equal(verdict({}, steps[1], steps[0]), 'lineThin');
  assert.equal(verdict({}, steps[2], steps[0]), 'lineSound');
  assert.equal(verdict({}, steps[2], steps[2]), null);
  assert.equal(verdict({ lossIn: 6 }), 'lineLoses');
  assert.equal(verdict({ lossOut: 6 }), 'lineLosesYours');
  assert.equal(verdict({ delay: 500 }), 'lineSlow');
  const report = (timestamp, bytesReceived, packetsReceived, packetsLost) =>
    new Map([
      [
        'v',
        {
          id: 'v',
          type: 'inbound-rtp',
          kind: 'video',
          timestamp,
          bytesReceived,
          packetsReceived,
          packetsLost,
          frameWidth: 640,
          frameHeight: 360,
          framesPerSecond: 25,
        },
      ],
    ]);
  const figures = digest(report(3000, 400_000, 280, 20), report(1000, 150_000, 100, 0));
  assert.equal(figures.kbpsIn, 1000);
  assert.equal(figures.lossIn, 10);
  assert.deepEqual(figures.picture, { width: 640, height: 360, fps: 25 });
  assert.equal(digest(report(3000, 1, 1, 0), null).kbpsIn, undefined);
});

test('of a line a word is said when what is found lasts, however often it is looked at', async () => {
  const { Lasting } = await module('line');
  const lasting = new Lasting();
  assert.deepEqual(
    [0, 4500, 11_900].map((now) => lasting.has('lineThin', now)),
    [false, false, false],
    'a young line is still being looked at',
  );
  assert.equal(lasting.has('lineThin', 12_000), true);
  assert.equal(lasting.has(null, 13_000), false);
  assert.deepEqual(
    [20_000, 20_100, 20_200, 24_000].map((now) => lasting.has('lineThin', now)),
    [false, false, false, false],
    'it begins anew',
  );
  assert.deepEqual(
    [24_500, 26_000].map((now) => lasting.has('lineThin', now)),
    [true, true],
  );
});

test('a stream of WebM is cut into whole elements, however it comes', async () => {
  const { WholeBlocks } = await module('whole_blocks');
  const elements = [
    [0x18, 0x53, 0x80, 0x67, 0x01, 255, 255, 255, 255, 255, 255, 255],
    [0x1f, 0x43, 0xb6, 0x75, 0xff],
    [0xa3, 0x84, 1, 2, 3, 4],
    [0xec, 0x40, 0x03, 7, 7, 7],
    [0xa0, 0x80],
    [0xa3, 0x81, 9],
  ];
  const all = Uint8Array.from(elements.flat());
  for (const step of [1, 2, 5, all.length]) {
    const blocks = new WholeBlocks();
    const found = [];
    for (let at = 0; at < all.length; at += step) found.push(...blocks.take(all.slice(at, at + step)).map((one) => [...one]));
    assert.deepEqual(found, elements, `in pieces of ${step}`);
  }
});

test('sound is held back while losses are made up, and no longer', async () => {
  const { digest } = await module('line');
  const { Depth } = await module('depth');
  const sound = (timestamp, totalSamplesReceived, concealedSamples, silentConcealedSamples) =>
    new Map([
      [
        'a',
        {
          id: 'a',
          type: 'inbound-rtp',
          kind: 'audio',
          timestamp,
          bytesReceived: 1,
          packetsReceived: 1,
          packetsLost: 0,
          totalSamplesReceived,
          concealedSamples,
          silentConcealedSamples,
        },
      ],
    ]);
  assert.equal(digest(sound(3000, 96_000, 1960, 1000), sound(2000, 48_000, 1000, 1000)).madeUp, 2);
  const depth = new Depth();
  assert.equal(depth.look({ lossIn: 5, madeUp: 0.1 }), false);
  assert.equal(depth.look({ lossIn: 0, madeUp: 3 }), false, 'the line is slow, and nothing comes again');
  assert.equal(depth.look({ lossIn: 5, madeUp: 1 }), true);
  assert.equal(depth.ms, 120);
  for (let i = 0; i < 39; i++) assert.equal(depth.look({ lossIn: 0, madeUp: 0 }), false);
  assert.equal(depth.look({ lossIn: 0, madeUp: 0 }), true);
  assert.equal(depth.ms, null);
});

test('on a thin line less of the camera is sent at once, and more again in steps', async () => {
  const { Uplink } = await module('uplink');
  const uplink = new Uplink();
  const look = (figures, times = 1) => {
    for (let i = 0; i < times; i++) uplink.look(figures);
    return uplink.kbps;
  };
  assert.equal(look({}, 5), Infinity, 'nothing is known');
  assert.equal(look({ roundTrip: 40, pictures: 500 }, 5), Infinity);
  assert.equal(look({ roundTrip: 40, pictures: 500, lossOut: 8 }, 5), Infinity, 'a line that loses is not a full one');
  assert.equal(look({ roundTrip: 400, pictures: 50, available: 400 }, 3), Infinity, 'what waits waits for the line down');
  assert.equal(look({ roundTrip: 400, pictures: 50 }), 30);
  assert.equal(look({ roundTrip: 400, pictures: 50 }, 2), 30, 'what was sent before is still on its way');
  assert.equal(look({ roundTrip: 400, pictures: 30 }), 18);
  assert.equal(look({ roundTrip: 60, pictures: 18 }), 18 * 1.1);
  assert.equal(look({ roundTrip: 400, pictures: 2 }, 2), 10);
  assert.equal(look({ roundTrip: 400, pictures: 10 }, 3), 0, 'the line is for the voice alone');
  assert.equal(look({ roundTrip: 40 }, 10), 0);
  assert.equal(look({ roundTrip: 40 }), 10);
  assert.equal(look({ roundTrip: 40, pictures: 500 }, 60), Infinity, 'within 90 s');
  look({ roundTrip: 300, pictures: 500 }, 40);
  assert.ok(uplink.kbps > 10 && look({ roundTrip: 300, pictures: 500 }, 60) === Infinity, 'a longer way is no full one');
});

test('a flow that stops is told from one that is slow', async () => {
  const { Flow } = await module('flow');
  const flow = new Flow();
  const looks = (times) =>
    times.map((timestamp) => flow.look([{ getSynchronizationSources: () => [{ timestamp }] }, { getSynchronizationSources: () => [] }]));
  assert.deepEqual(looks([0, 0, 0, 0, 0, 0]), Array(6).fill(false), 'nothing has come yet');
  assert.deepEqual(looks([1, 2, 2, 3, 3, 3]), Array(6).fill(false), 'one a second');
  assert.deepEqual(looks([4, 5, 6, 7, 7, 7, 7, 7]), [false, false, false, false, false, true, false, false], 'said once');
  assert.deepEqual(looks([8, 9, 10, 11, 11, 12]), Array(6).fill(false), 'back, and one was late');
});

test('what a person asks for is told in order, of each thing the latest, and again until it is answered', async () => {
  const { Wishes } = await module('wishes');
  const { Refusal } = await module('client');
  const { asked, ask, nth } = slowRoom();
  const wishes = new Wishes(() => {});
  const want = (thing, value) => wishes.want(thing, value, (options) => ask(`${thing} ${value}`, options));
  const outcomes = [want('hand', true), want('microphone', false), want('hand', false), want('microphone', true)];
  await due();
  assert.deepEqual(
    [asked.length, asked[0].what, wishes.of('hand'), wishes.of('camera')],
    [1, 'hand true', false, undefined],
    'one at a time',
  );
  asked[0].answer();
  // However it fails, it is told again, behind what waits, and in the end what was wanted last.
  for (const [n, [status, code]] of [
    [0, 'offline'],
    [503, 'busy'],
    [429, 'too-many-requests'],
    [500, 'internal'],
    [401, 'unauthorized'],
  ].entries()) {
    (await nth(n + 2)).refuse(new Refusal(status, code, status === 429 ? 60 : undefined));
    await due();
    assert.equal(wishes.of('microphone'), true, `it waits on after ${code}`);
    wishes.hurry();
  }
  (await nth(7)).answer();
  (await nth(8)).answer();
  assert.deepEqual(await Promise.all(outcomes), [true, false, true, true]);
  assert.deepEqual(asked.map(({ what }) => what).slice(1), [
    'microphone true',
    'hand false',
    'microphone true',
    'hand false',
    'microphone true',
    'hand false',
    'microphone true',
  ]);
  assert.deepEqual([wishes.of('hand'), wishes.of('microphone')], [undefined, undefined]);
  const refused = want('step', '720p');
  (await nth(9)).refuse(new Refusal(409, 'step-capped'));
  await assert.rejects(refused, { code: 'step-capped' });
  wishes.close();
});

test('a wish on its way through a network that is gone is told again at once, and none outlives the room', async () => {
  const { Wishes } = await module('wishes');
  const { ask, nth } = slowRoom();
  const late = [];
  const wishes = new Wishes((one) => late.push(one));
  const told = wishes.want('hand', true, (options) => ask('hand', options));
  await nth(1);
  window.dispatchEvent(new Event('online'));
  const second = await nth(2);
  await until(() => late.at(-1) === true, 'a word that it takes long');
  second.answer();
  assert.equal(await told, true);
  await due();
  assert.equal(late.at(-1), false);
  const outcomes = ['hand', 'camera'].map((thing) => wishes.want(thing, false, (options) => ask(thing, options)));
  await nth(3);
  wishes.close();
  assert.deepEqual(await Promise.all(outcomes), [false, false]);
});

// Our own microphone and camera in a room that knows what they were; `changes` are those that it was told.
async function ownMedia(self) {
  const [{ OwnMedia }, { Wishes }, { Refusal }] = await Promise.all(['own_media', 'wishes', 'client'].map((name) => module(name)));
  const { asked, ask, nth } = slowRoom();
  const wishes = new Wishes(() => {});
  document.getElementById = () => ({ append() {} });
  document.createElement = () => ({ append() {} });
  const shown = [];
  const notes = { show: (_, text) => shown.push(text), hide() {} };
  const meeting = {
    self,
    changed() {},
    wish: (change) => wishes.want(Object.keys(change)[0], true, (options) => ask(change, options)),
    attempt: (request) =>
      request.then(
        (done) => done || null,
        (refusal) => (notes.show('problem', refusal.code), false),
      ),
  };
  const stage = { setPreview() {} };
  const session = () => ({ setTrack() {} });
  const media = new OwnMedia(meeting, { stage, notes, session }, { audio: { enabled: self.microphone, stop() {} }, video: null });
  const heard = (change) => media.adopt((meeting.self = { ...meeting.self, ...change }));
  return { media, meeting, shown, asked, nth, heard, wishes, Refusal };
}

test('what is told of the own devices arrives in its order, also when the network fails in between', async () => {
  const { media, asked, nth, Refusal, wishes } = await ownMedia({ microphone: true, camera: false });
  await media.toggleMicrophone();
  (await nth(1)).refuse(new Refusal(0, 'offline'));
  await media.toggleMicrophone();
  wishes.hurry();
  (await nth(2)).answer();
  await due();
  assert.deepEqual(
    asked.map(({ what }) => what),
    [{ microphone: false }, { microphone: true }],
  );
  media.tell('camera');
  (await nth(3)).refuse(new Refusal(0, 'offline'));
  await due();
  wishes.hurry();
  (await nth(4)).answer();
  assert.deepEqual(asked[3].what, { camera: false }, 'told again');
  wishes.close();
});

test("events from before a change of our own do not undo it; a host's do, and a change that is refused is taken back", async () => {
  const { media, shown, nth, heard, Refusal, wishes } = await ownMedia({ microphone: false, camera: false });
  await media.toggleMicrophone();
  heard({ speaking: false });
  assert.equal(media.microphone, true, 'the room was not told yet');
  (await nth(1)).answer();
  await due();
  heard({ speaking: true });
  assert.equal(media.microphone, true, 'an event that was on its way');
  heard({ microphone: true });
  heard({ microphone: false });
  assert.equal(media.microphone, false, 'a host mutes');
  assert.match(shown.join(), /muted/);
  heard({ microphone: true });
  assert.deepEqual((await nth(2)).what, { microphone: false }, 'nobody opens it but ourselves');
  (await nth(2)).answer();
  await due();
  heard({ microphone: false });
  shown.length = 0;
  await media.toggleMicrophone();
  (await nth(3)).refuse(new Refusal(409, 'conflict'));
  await until(() => !media.microphone, 'it to be taken back');
  assert.equal(shown.length, 2, 'and it is seen');
  wishes.close();
});

test('a room that lets people in muted counts at the first seat, and who lost theirs goes on as they were', async () => {
  const { media, meeting, shown, asked, nth, heard, wishes } = await ownMedia({ microphone: true, camera: false });
  const seat = () => ((meeting.self = { ...meeting.self, microphone: false }), media.entered());
  seat();
  assert.equal(media.microphone, false);
  assert.match(shown.join(), /joined muted/);
  await media.toggleMicrophone();
  heard({ microphone: true });
  (await nth(1)).answer();
  assert.deepEqual(asked[0].what, { microphone: true }, 'they unmute themselves');
  await due();
  seat();
  heard({ microphone: true });
  (await nth(2)).answer();
  await due();
  assert.equal(media.microphone, true);
  assert.deepEqual(asked[1].what, { microphone: true }, 'the new seat is told');
  wishes.close();
});

test('after sleep or on another network what was missed is asked for at once, from where it ended', async () => {
  const { Events } = await module('events');
  const asked = [];
  const heard = [];
  const answer = (signal) => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`event: message\nid: ${asked.length}\ndata: {}\n\n`));
        signal.addEventListener('abort', () => controller.error(signal.reason)); // and else says nothing more
      },
    });
    return { body };
  };
  const rest = { room: '', request: async (_, path, { headers, signal }) => (asked.push(headers['Last-Event-ID']), answer(signal)) };
  const events = new Events(
    rest,
    (type) => heard.push(type),
    () => {},
  );
  await until(() => heard.length === 1, 'an event');
  const woken = [
    [document, 'resume'],
    [document, 'visibilitychange'],
    [window, 'pageshow'],
    [window, 'online'],
  ];
  for (const [n, [target, type]] of woken.entries()) {
    target.dispatchEvent(new Event(type));
    await until(() => heard.length === n + 2, `what was missed, after ${type}`, 1000);
  }
  assert.deepEqual(asked, [undefined, '1', '2', '3', '4']);
  for (const [target, type] of woken) target.dispatchEvent(new Event(type)); // a browser says so in several ways
  await until(() => heard.length === 6, 'it once');
  await due();
  assert.equal(asked.length, 6);
  events.close();
  document.dispatchEvent(new Event('resume'));
  await due();
  assert.equal(asked.length, 6, 'closed');
});

test('a part of the page that did not come is asked for again, and after some tries there is a sentence', async () => {
  const { part } = await module('pause');
  let tries = 0;
  const load = (failures) => () => ((tries += 1) > failures ? Promise.resolve('it') : Promise.reject(new TypeError('Failed to fetch')));
  assert.equal(await part(load(1)), 'it');
  assert.equal(tries, 2);
  tries = 0;
  await assert.rejects(part(load(99), 2), (reason) => reason === 'notLoaded');
  assert.equal(tries, 2);
});

test('both sides of sound are asked for, and sent for music alone', async () => {
  const { inMono, inStereo } = await module('session');
  const chromium = 'a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\na=fmtp:63 111/111\r\n';
  assert.equal(inStereo(chromium), chromium.replace('fec=1', 'fec=1;stereo=1'));
  assert.equal(inMono(inStereo(chromium)), chromium);
  const firefox = 'a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1\r\n';
  assert.equal(inStereo(firefox), firefox);
});

test('each event of the contract means something to the page, in a room or before it', async () => {
  const contract = JSON.parse(readFileSync(`${folder}/openapi.json`, 'utf8'));
  const { consequences } = await module('heard');
  const events = Object.keys(contract.components.schemas.Events.properties);
  const [, waiting] = readFileSync(`${folder}/waiting.js`, 'utf8').match(/const heard = \{(.*?)\n *\};/s);
  const before = [...waiting.matchAll(/'([\w.]+)':/g)].map(([, name]) => name);
  assert.deepEqual([...new Set([...Object.keys(consequences), ...before])].sort(), events.sort());
});
