// SPDX-License-Identifier: AGPL-3.0-or-later
// A person's own devices: tried out in a meeting, and off again for who had them off.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible } from '../support/accessible.mjs';
import { openPage } from '../support/browsers.mjs';
import { startServer } from '../support/server.mjs';
import { TestRoom } from '../support/test_room.mjs';
import { until } from '../support/wait.mjs';

test('in a meeting people see and hear what their devices do, also of each kind only one', { timeout: 60_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Devices');
  t.after(() => room.end());
  const link = await room.link();
  for (const kind of ['chromium', 'firefox']) {
    const page = await openPage(kind, 0, { devices: 1 });
    await page.join(link.joinUrl, kind);
    await page.playing();
    await page.press('m');
    await until(() => room.person(kind).microphone === false, 'nobody to hear it');
    await page.click('.round.more');
    await page.click('[data-act=devices]');
    await page.until(() => document.querySelector('dialog .preview video')?.videoWidth === 640, undefined, 'a preview');
    await page.until(() => /scaleX\(0\.[3-9]/.test(document.querySelector('dialog .level-bar').style.transform), undefined, 'a level');
    await page.appears('#pick-output');
    assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('.pickers option')].map((one) => one.textContent)), [
      'videoinput 0',
      'audioinput 0',
      'audiooutput 0',
    ]);
    if (kind === 'chromium') await assertAccessible(page, 'devices');
    await page.evaluate(() => {
      window.tones = [];
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (...when) {
        window.tones.push(this.frequency.value);
        return start.apply(this, when);
      };
    });
    await page.click('dialog [data-act=test]');
    await page.until(() => window.tones.length === 4, undefined, 'four tones');
    assert.equal(room.person(kind).microphone, false);
    await page.press('Escape');
    await page.press('v');
    await page.click('.round.more');
    await page.click('[data-act=devices]');
    assert.match(await page.text('dialog .preview-off'), /camera is off/);
    assert.deepEqual(page.problems, []);
    await page.close();
  }
});

test('who came with microphone and camera off finds them off at the next time', { timeout: 60_000 }, async (t) => {
  await startServer();
  const room = await TestRoom.make('Again');
  t.after(() => room.end());
  const link = await room.link();
  for (const kind of ['chromium', 'firefox']) {
    const page = await openPage(kind, 0);
    await page.open(link.joinUrl);
    await page.until(() => document.querySelector('.preview video')?.videoWidth > 0, undefined, 'a preview');
    for (const device of ['microphone', 'camera']) {
      await page.click(`.preview .${device}`);
      await page.appears(`.preview .${device}.off`);
    }
    await page.page.type('#name', kind);
    await page.click('form .primary');
    await page.playing();
    await page.click('.round.leave');
    await page.click('.card .primary');
    await page.until(() => document.querySelector('.level')?.getAttribute('aria-valuenow') === '0', undefined, 'silence');
    await page.appears('.preview .microphone.off');
    await page.appears('.preview .camera.off');
    assert.equal(await page.evaluate(() => window.e2e.asked.video), undefined, 'the camera was not opened');
    await page.click('form .primary');
    await until(() => room.person(kind)?.microphone === false && room.person(kind).camera === false, 'both off');
    await page.close();
  }
});
