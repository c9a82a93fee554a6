// SPDX-License-Identifier: AGPL-3.0-or-later
// The age of pictures and sound when they are seen and heard, in milliseconds.
import { flashColours } from './pattern.mjs';
import { median, until } from './wait.mjs';

const cycle = 1000 * flashColours.length;

// Which second of the cycle a flash tells, or null for none. All colours have red; green and blue say which one it is.
const secondOf = ([red, green, blue]) => (red > 128 ? (green > 128 ? 0 : 2) + (blue > 128 ? 0 : 1) : null);

// The median of five flashes. `look` resolves to {flash, at}: the mean colour of the flash zone, and Date.now() when it was
// taken or later, so that the time of looking is part of the age; null while there is no picture.
export async function pictureAge(look) {
  const all = [];
  let before = 0; // which flash was seen last
  await until(
    async () => {
      const seen = await look();
      if (!seen) return false;
      const second = secondOf(seen.flash);
      if (second !== null && before === null) all.push((seen.at - 1000 * second) % cycle);
      before = second;
      return all.length === 5;
    },
    () => `five flashes; it saw ${all}`,
    40_000,
  );
  return median(all);
}

// The median of three times from a sender's falling silent to the last of its tone. `hears` resolves to Date.now() of when it
// heard the tone, or 0 if it did not; `sender` is a page that sends it.
export async function soundAge(sender, hears) {
  const all = [];
  const speak = (enabled) =>
    sender.evaluate((wanted) => (window.e2e.tracks.find(({ kind }) => kind === 'audio').enabled = wanted), enabled);
  for (let i = 0; i < 3; i++) {
    await until(hears, 'the tone', 20_000);
    const begin = Date.now();
    await speak(false);
    let last = begin;
    // A gap in what is played is no end.
    await until(
      async () => {
        last = (await hears()) || last;
        return Date.now() - last > 700;
      },
      'silence',
      20_000,
    );
    all.push(last - begin);
    await speak(true);
  }
  return median(all);
}
