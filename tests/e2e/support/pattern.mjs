// SPDX-License-Identifier: AGPL-3.0-or-later
// The output of participant n: hue n with a moving mark, tone n, and a flash with a beep each second. In fractions of the
// picture: hue 0–0.4, mark 0.4–0.65, flash 0.65–1 across; the lowest 0.3 is left to the server's name label.

export const width = 640;
export const height = 360;
export const hueOf = (n) => (n * 72 + 20) % 360;
export const toneOf = (n) => 500 + 300 * n; // Hz
// On the right, in stereo. A browser that plays too slowly leaves out whole periods of what is on the left (NetEq), which
// have to be whole ones of this, too, or it would cancel itself out.
export const rightOf = (n) => 2 * toneOf(n);
export const toneLevel = 0.2; // amplitude; full scale is 1
export const beepTone = 3300; // Hz
export const flashColours = ['#fff', '#ff0', '#f0f', '#f00']; // of one second after the other, since 1970
// Where to look: inside the zones of hue and flash also when a tile crops the picture to its middle three eighths, and
// where the mark moves.
export const zones = {
  colour: { x: 0.05, y: 0.12, width: 0.16, height: 0.45 },
  flash: { x: 0.92, y: 0.15, width: 0.06, height: 0.4 },
  mark: { x: 0.46, y: 0, width: 0.1, height: 0.3 },
};
export const markSteps = 20; // places of the mark from top to bottom, one a frame

export function hueDistance(a, b) {
  const distance = Math.abs(a - b) % 360;
  return Math.min(distance, 360 - distance);
}

export function hueOfRgb([red, green, blue]) {
  const high = Math.max(red, green, blue);
  const range = high - Math.min(red, green, blue);
  if (range < 24) return null; // grey
  if (high === red) return (((green - blue) / range) * 60 + 360) % 360;
  return high === green ? ((blue - red) / range) * 60 + 120 : ((red - green) / range) * 60 + 240;
}

export const rgbOfHue = (hue) =>
  [0, 8, 4].map((n) => {
    const k = (n + hue / 30) % 12;
    return 255 * (0.45 - 0.35 * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  });

// Amplitude of one frequency in the samples (Goertzel, with a Hann window).
export function amplitude(samples, frequency, rate) {
  const step = 2 * Math.cos((2 * Math.PI * frequency) / rate);
  const count = samples.length;
  let one = 0;
  let two = 0;
  for (let i = 0; i < count; i++) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / count);
    [one, two] = [samples[i] * hann + step * one - two, one];
  }
  const power = one * one + two * two - step * one * two;
  return (4 * Math.sqrt(Math.max(0, power))) / count;
}

export const decibels = (ratio) => 20 * Math.log10(Math.max(ratio, 1e-9));

// Whose hue the screen of participant n has.
export const screenOf = (n) => n + 2;
