// SPDX-License-Identifier: AGPL-3.0-or-later
// A participant without a microphone writes a line, and a voice speaks it to everybody, with a caption.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './support/browsers.mjs';
import { call, startServer } from './support/server.mjs';
import { TestRoom } from './support/test_room.mjs';
import { until } from './support/wait.mjs';

// What is received since the page came: energy and length of the sound, and how much of the lower edge of the picture is
// text on a dark strip.
const received = (page) =>
  page.evaluate(async () => {
    const all = [...(await window.e2e.peers.at(-1).getStats()).values()];
    const { totalAudioEnergy, totalSamplesDuration } = all.find((one) => one.type === 'inbound-rtp' && one.kind === 'audio');
    const video = window.e2e.video();
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    const pen = canvas.getContext('2d');
    pen.drawImage(video, 0, 0);
    const { width, height } = canvas;
    const { data } = pen.getImageData(width / 4, height * 0.82, width / 2, height * 0.12);
    let white = 0,
      dark = 0;
    for (let i = 0; i < data.length; i += 4) {
      white += Math.min(data[i], data[i + 1], data[i + 2]) > 180;
      dark += Math.max(data[i], data[i + 1], data[i + 2]) < 50;
    }
    return {
      energy: totalAudioEnergy,
      seconds: totalSamplesDuration,
      white: (400 * white) / data.length,
      dark: (400 * dark) / data.length,
    };
  });
const loudness = (from, to) => Math.sqrt((to.energy - from.energy) / (to.seconds - from.seconds)); // of full level

// Waits for half a second of it; resolves to what was received then.
async function silence(page) {
  let from = await received(page);
  return until(async () => {
    const now = await received(page);
    if (loudness(from, now) > 0.001) from = now;
    return now.seconds - from.seconds > 0.5 && now;
  }, 'silence');
}

test('a line of the chat is said by a voice and shown as a caption', { timeout: 90_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Lines aloud');
  t.after(() => room.end());
  const ada = await openPage('chromium', 0),
    grace = await openPage('chromium', 1);
  t.after(() => Promise.all([ada.close(), grace.close()]));
  await ada.join((await room.link('moderator')).joinUrl, 'Ada');
  await grace.join((await room.link()).joinUrl.replace('/join#', '/listen#'), 'Grace');
  await ada.playing();
  await room.shows(['Ada']);

  await t.test('before, nothing is heard and nothing is over the picture', async () => {
    const quiet = await silence(ada);
    assert.ok(quiet.dark < 2 && quiet.white < 0.1, JSON.stringify(quiet));
  });

  await t.test('the host allows it, the guest writes, everybody hears it in her language and reads it', async () => {
    await ada.click('.controls .more');
    await ada.click('[data-act=all]');
    await ada.click('#set-spokenChat');
    await ada.press('Escape');
    await grace.press('c');
    await grace.appears('.chat form .check:not([hidden])');
    await grace.click('#aloud');
    await grace.page.locator('.chat textarea').fill('I would like to ask the next question, please.');
    const from = await received(ada);
    await grace.page.locator('.chat textarea').press('Enter');
    await until(() => room.events.some(({ type, data }) => type === 'message' && data.spoken), 'the line');
    let now;
    await until(
      async () => {
        now = await received(ada);
        return now.seconds - from.seconds > 1.5 && loudness(from, now) > 0.02 && now.white > 2 && now.dark > 25;
      },
      () => `a voice and a caption; there was ${JSON.stringify({ from, now })}`,
    );
    t.diagnostic(`${(20 * Math.log10(loudness(from, now))).toFixed(1)} dB of full level`);
    await ada.screenshot('spoken-line');
    await grace.screenshot('spoken-line-listening');
  });

  await t.test('afterwards it is over', async () => {
    await until(
      async () => {
        const { white, dark } = await received(ada);
        return white < 0.1 && dark < 2;
      },
      'the end of the caption',
      15_000,
    );
    await silence(ada);
  });

  await t.test('a host who deletes it silences it', async () => {
    const { token } = (
      await call(
        'POST',
        `/rooms/${room.id}/participants`,
        { displayName: 'Hedwig', listening: true },
        (await room.link()).joinUrl.split('/').pop(),
      )
    ).json();
    const line = (
      await call(
        'POST',
        `/rooms/${room.id}/messages`,
        { text: 'This takes rather long to say, and somebody does not want to hear it to its end.', spoken: true, language: 'en' },
        token,
      )
    ).json();
    await until(async () => (await received(ada)).dark > 25, 'its caption');
    await call('DELETE', `/rooms/${room.id}/messages/${line.id}`);
    await until(async () => (await received(ada)).dark < 2, 'no caption', 1500); // it would take five seconds
  });
  assert.deepEqual(
    [ada, grace].flatMap((page) => page.problems),
    [],
  );
});
