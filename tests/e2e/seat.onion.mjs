// SPDX-License-Identifier: AGPL-3.0-or-later
// The onion seat: a private Tor network, and Firefox set like Tor Browser at its three levels, one after the other. Slow, so
// it runs separately: `tools/test onion`. LETHE_ONION_MINUTES: how long it checks for growing delay, 10 by default.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pictureAge, soundAge } from './support/age.mjs';
import { openPage } from './support/browsers.mjs';
import { PlainSeat, ScriptSeat } from './support/onion_seats.mjs';
import { hueDistance, hueOf, hueOfRgb, zones } from './support/pattern.mjs';
import { onionSocket, startServer } from './support/server.mjs';
import { startSoundCard } from './support/sound_card.mjs';
import { TestRoom } from './support/test_room.mjs';
import { startTorNetwork } from './support/tor_network.mjs';
import { until } from './support/wait.mjs';

const minutes = Number(process.env.LETHE_ONION_MINUTES ?? 10);
// `picture`, `sound`: how old they may be, ms. At "safer" the same player plays as at "standard", so one is watched for long.
const levels = [
  { kind: 'tor', Seat: ScriptSeat, name: 'Grace', picture: 800, sound: 800, long: true },
  { kind: 'safer', Seat: ScriptSeat, name: 'Hedwig', picture: 800, sound: 800, long: false },
  { kind: 'plain', Seat: PlainSeat, name: 'Emmy', picture: 500, sound: 3000, long: true },
];

test('from Tor Browser people take part, at each of its levels', { timeout: (400 + 160 * minutes) * 1000 }, async (t) => {
  await startServer();
  const card = await startSoundCard();
  t.after(card.stop);
  const tor = await startTorNetwork(onionSocket());
  t.after(tor.stop);
  const room = await TestRoom.make('Onion');
  t.after(() => room.end());
  const link = await room.link('participant');
  const there = `http://${tor.address}/join#${link.joinUrl.split('#')[1]}`;
  const ada = await openPage('chromium', 0);
  t.after(() => ada.close());
  await ada.join((await room.link('moderator')).joinUrl, 'Ada');
  const layout = await room.shows(['Ada']);
  await ada.click('.chat-toggle');

  for (const level of levels) await t.test(level.kind, (t) => takesPart(t, { ...level, tor, room, there, ada, layout }));
  assert.deepEqual(ada.problems, []);
});

async function takesPart(t, { kind, Seat, name, picture, sound, long, tor, room, there, ada, layout }) {
  const seat = await Seat.open(kind, 1, name);
  t.after(() => seat.page.close());
  const hears = async () => {
    const { at, level } = await seat.hears(0);
    return level > -12 ? at : 0;
  };

  await t.test('the invitation leads in over the onion address, to a seat without devices', async () => {
    await seat.join(there);
    const { listening } = await until(
      () => room.person(name)?.connection === 'connected' && room.person(name),
      `${name} connected`,
      30_000,
    );
    assert.equal(listening, true);
  });

  await t.test('Ada is seen, in motion, and heard', async (t) => {
    // Where players wait for a click, there is something to click.
    if (kind === 'safer') await seat.page.appears('button.sound:not([hidden])', 20_000);
    await seat.page.screenshot(`onion-${kind}-before`);
    await seat.turnOn();
    let last;
    await until(
      async () => {
        last = await seat.sees(layout, zones.colour);
        const hue = last && hueOfRgb(last.colour);
        return hue !== null && hueDistance(hue, hueOf(0)) < 22;
      },
      () => `the hue ${hueOf(0)}; it saw ${last?.colour}`,
      20_000,
    );
    const marks = new Set();
    await until(async () => marks.add(String((await seat.sees(layout, zones.mark)).colour)).size > 3, 'motion', 20_000);
    await until(
      async () => Math.abs((last = await seat.hears(0)).level) < 3,
      () => `the tone at its level; it has ${last.level} dB`,
      20_000,
    );
    t.diagnostic(`the tone at ${last.level.toFixed(1)} dB`);
    await seat.page.screenshot(`onion-${kind}`);
  });

  await t.test('they write, and read what Ada writes', async () => {
    await seat.write(`${name} was here`);
    await until(
      () => room.events.some(({ type, data }) => type === 'message' && data.text === `${name} was here` && data.displayName === name),
      'what was written',
    );
    await ada.click('.chat textarea');
    await ada.page.keyboard.insertText(`Welcome, ${name}`);
    await ada.press('Enter');
    await until(async () => (await seat.reads()).includes(`Welcome, ${name}`), 'the answer');
  });

  await t.test('their hand goes up', async () => {
    await seat.raiseHand();
    await until(() => room.person(name).hand, 'the hand');
    await seat.page.screenshot(`onion-${kind}-talk`);
  });

  const measure = async (t, when) => {
    await seat.turnOn(); // a player that had to begin again may wait for a click again
    await until(hears, 'the tone', 20_000);
    const place = await until(() => seat.place(), 'the picture');
    const age = {
      picture: await pictureAge(async () => {
        const seen = await seat.sees(layout, zones.flash, place);
        return seen && { flash: seen.colour, at: seen.at };
      }),
      sound: await soundAge(ada, hears),
    };
    t.diagnostic(`${kind} ${when}: picture ${age.picture} ms, sound ${age.sound} ms`);
    assert.ok(age.picture <= picture, `the picture is ${age.picture} ms old`);
    assert.ok(age.sound <= sound, `the sound is ${age.sound} ms old`);
    return age;
  };
  await t.test('what is seen and heard is new', async (t) => {
    // With fewer pictures a second, that the next one comes later would be part of the age.
    await seat.choose?.('pictures', '10');
    await measure(t, 'at rest');
  });

  await t.test('and again after 3 s without a line', async (t) => {
    await tor.stall(3000);
    await seat.jump?.(); // who hears late without a script has a button for it
    await measure(t, 'after 3 s without a line');
  });

  if (long && minutes > 0)
    await t.test(`and does not become older within ${minutes} minutes`, async (t) => {
      const begin = performance.now();
      const first = await measure(t, 'at 0 minutes');
      for (let minute = 1; minute <= minutes; minute++) {
        await until(() => performance.now() > begin + minute * 60_000, 'the next minute', 70_000);
        const now = await measure(t, `after ${minute} minutes`);
        assert.ok(now.picture < first.picture + 300 && now.sound < first.sound + 500, `it grows: ${JSON.stringify([first, now])}`);
      }
    });

  await t.test('Ada finds them in the list, as listening, and removes them; they are told', async () => {
    await ada.click('.people-toggle');
    const row = await until(
      () =>
        ada.evaluate(
          (wanted) =>
            [...document.querySelectorAll('.people li')].findIndex(
              ({ textContent }) => textContent.includes(wanted) && textContent.includes('listening'),
            ) + 1,
          name,
        ),
      'the row',
    );
    await ada.click(`.people li:nth-child(${row}) [data-act=more]`);
    await ada.click('dialog [data-act=remove]');
    await ada.click('dialog .danger');
    await until(() => !room.person(name), 'that they are gone');
    await until(async () => /removed/.test(await seat.ending()), 'that they are told');
    await seat.page.screenshot(`onion-${kind}-removed`);
    await ada.click('.chat-toggle');
  });

  await t.test('no request went anywhere else, and the page did not complain', () => {
    assert.deepEqual([...seat.hosts], [tor.address]);
    assert.deepEqual(seat.page.problems, []);
  });
}
