// SPDX-License-Identifier: AGPL-3.0-or-later
// Camera and microphone: opening them, the reason of a failure, and a microphone's level.

import { t } from '../base/strings.js';

const wishes = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 25, max: 30 } },
};

// Names of getUserMedia's failures → keys of sentences for people.
const reasons = {
  NotAllowedError: 'denied',
  NotFoundError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
  OverconstrainedError: 'unfit',
  SecurityError: 'insecure',
};

// Filters that isolate a voice damage music.
const music = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: { ideal: 2 } };

const sides = ['user', 'environment']; // of a phone, towards which its cameras look

function constraint(kind, deviceId, asItIs) {
  const wanted = kind === 'audio' && asItIs ? music : wishes[kind];
  if (sides.includes(deviceId)) return { ...wanted, facingMode: deviceId };
  return deviceId ? { ...wanted, deviceId: { exact: deviceId } } : wanted;
}

// Opens one track of a kind, by the id of a device, or of a camera by its side; unfiltered sound for music. Throws like
// getUserMedia.
export async function openTrack(kind, deviceId, asItIs = false) {
  const media = navigator.mediaDevices;
  if (!media) throw new DOMException('', 'SecurityError');
  const stream = await media.getUserMedia({ [kind]: constraint(kind, deviceId, asItIs) });
  return stream.getTracks()[0];
}

// Whether a camera looks away from its owner.
export const looksAway = (track) => track?.getSettings().facingMode === sides[1];
export const otherSide = (track) => sides[looksAway(track) ? 0 : 1];
// Whether this is a phone with a camera on each side.
export const hasSides = async () => matchMedia('(pointer: coarse)').matches && (await listDevices()).video.length > 1;

// Opens both if possible, otherwise one. audio, video: the id of the preferred device, true for any, or false for none.
// Returns {audio, video, problem}: tracks or null, and an argument for explain() or null.
export async function openBoth({ audio = true, video = true } = {}) {
  const near = (kind, id) => ({ ...wishes[kind], ...(id !== true && { deviceId: { ideal: id } }) });
  const wanted = { ...(audio && { audio: near('audio', audio) }), ...(video && { video: near('video', video) }) };
  const none = { audio: null, video: null, problem: null };
  if (!audio && !video) return none;
  try {
    if (!navigator.mediaDevices) throw new DOMException('', 'SecurityError');
    const stream = await navigator.mediaDevices.getUserMedia(wanted);
    return { audio: stream.getAudioTracks()[0] ?? null, video: stream.getVideoTracks()[0] ?? null, problem: null };
  } catch (error) {
    // Does not ask again after a refusal; only one of the two may be missing or busy.
    const reason = reasonOf(error);
    if (!audio || !video) return { ...none, problem: reasonFor(error, audio ? 'audio' : 'video') };
    if (reason === 'insecure') return { ...none, problem: [reason, 'Both'] };
    if (reason === 'denied' && !(await someGranted())) return { ...none, problem: [reason, 'Both'] };
    const attempt = (kind) => openTrack(kind).catch((failure) => failure);
    const ear = await attempt('audio');
    const eye = await attempt('video');
    const track = (result) => (result instanceof MediaStreamTrack ? result : null);
    return { audio: track(ear), video: track(eye), problem: problem(ear, eye) };
  }
}

async function someGranted() {
  const ask = (name) => navigator.permissions?.query({ name }).catch(() => null);
  const states = await Promise.all([ask('camera'), ask('microphone')]);
  return states.some((status) => status?.state === 'granted');
}

function problem(audio, video) {
  const noAudio = !(audio instanceof MediaStreamTrack);
  const noVideo = video !== null && !(video instanceof MediaStreamTrack);
  if (noAudio && noVideo) return [reasonOf(video), 'Both'];
  if (noAudio) return [reasonOf(audio), 'Microphone'];
  return noVideo ? [reasonOf(video), 'Camera'] : null;
}

// The screen that the person picks, and its sound where the browser has it: {track, sound or undefined}. Throws like
// getDisplayMedia. A low frame rate, so that each picture is sharp. Sound of the whole system would have that of the meeting
// in it, which only some browsers can leave out.
export async function openScreen() {
  const media = navigator.mediaDevices;
  const stream = await media.getDisplayMedia({
    video: { frameRate: { max: 15 } },
    audio: { ...music, restrictOwnAudio: true },
    systemAudio: media.getSupportedConstraints().restrictOwnAudio ? 'include' : 'exclude',
  });
  const track = stream.getVideoTracks()[0];
  track.contentHint = 'text';
  return { track, sound: stream.getAudioTracks()[0] };
}

function reasonOf(error) {
  return reasons[error.name] ?? 'broken';
}

export const reasonFor = (error, kind) => [reasonOf(error), kind === 'video' ? 'Camera' : 'Microphone'];

// The sentences for people: why; and before a meeting how to go on.
export const explain = ([reason, subject]) => t(reason, { what: t(`devices${subject}`) });
export const advise = (problem) => `${explain(problem)} ${t(`advice${problem[1]}`)}`;

export async function listDevices() {
  const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  const of = (kind) => all.filter((device) => device.kind === kind && device.deviceId !== '');
  // Not every browser lets a page choose the loudspeaker.
  const output = 'setSinkId' in HTMLMediaElement.prototype ? of('audiooutput') : [];
  return { audio: of('audioinput'), video: of('videoinput'), output };
}

// Calls onLevel(0…1) for each frame until closed.
export class LevelMeter {
  #context = new AudioContext();
  #source = null;
  #frame = 0;

  constructor(track, onLevel) {
    this.#source = this.#context.createMediaStreamSource(new MediaStream([track]));
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 512;
    this.#source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const measure = () => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      onLevel(Math.min(1, Math.max(0, 1 + (10 * Math.log10(power + 1e-9)) / 60))); // -60 dB … 0 dB
      this.#frame = requestAnimationFrame(measure);
    };
    measure();
    this.#context.resume();
  }

  // A page may be allowed to use audio only after the first click or key.
  resume() {
    this.#context.resume();
  }

  close() {
    cancelAnimationFrame(this.#frame);
    this.#source.disconnect();
    this.#context.close();
  }
}
