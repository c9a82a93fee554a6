// SPDX-License-Identifier: AGPL-3.0-or-later
// Short sounds, made of a few tones. Loaded with the first one.

// Hz, one after the other.
const tunes = { joined: [523, 784], waiting: [784, 587, 784], hand: [659, 880], chat: [988], test: [523, 659, 784, 1047] };
const apart = 0.13; // s
const length = 0.35; // s
const loud = 0.1; // of full scale: below speech

// output: id of the loudspeaker; empty: the default. Resolves when it is over.
export async function chime(kind, output = '') {
  const context = new AudioContext();
  const destination = output ? await through(output, context) : context.destination;
  const ends = tunes[kind].map((frequency, i) => play(context, destination, frequency, context.currentTime + i * apart));
  context.resume();
  await Promise.all(ends);
  context.close();
}

// Only elements play through a chosen loudspeaker everywhere.
async function through(output, context) {
  const destination = context.createMediaStreamDestination();
  const player = new Audio();
  player.srcObject = destination.stream;
  await player.setSinkId(output).catch(() => {}); // it may be unplugged
  player.play().catch(() => {});
  return destination;
}

function play(context, destination, frequency, at) {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(loud, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, at + length);
  tone.connect(volume).connect(destination);
  tone.start(at);
  tone.stop(at + length);
  return new Promise((resolve) => (tone.onended = resolve));
}
