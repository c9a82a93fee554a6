// SPDX-License-Identifier: AGPL-3.0-or-later
// Turns the browser's connection statistics into figures for people.

const percent = (part, whole) => (whole > 0 ? (100 * part) / whole : 0);

// Figures since the last report: kbit/s, losses in percent, milliseconds, pictures; undefined if absent.
export function digest(report, before) {
  const all = [...report.values()];
  const rtp = (type, kind) => all.find((one) => one.type === type && one.kind === kind && (one.bytesSent ?? one.bytesReceived) > 0);
  const rate = (now, name) => {
    const then = now && before?.get(now.id);
    return then && now.timestamp > then.timestamp ? (8 * (now[name] - then[name])) / (now.timestamp - then.timestamp) : undefined;
  };
  const lost = (now) => {
    const then = (now && before?.get(now.id)) ?? { packetsLost: 0, packetsReceived: 0 };
    const gone = now ? Math.max(0, now.packetsLost - then.packetsLost) : 0;
    return { gone, all: now ? gone + now.packetsReceived - then.packetsReceived : 0 };
  };
  const [video, audio, sent, voice] = [
    rtp('inbound-rtp', 'video'),
    rtp('inbound-rtp', 'audio'),
    rtp('outbound-rtp', 'video'),
    rtp('outbound-rtp', 'audio'),
  ];
  const pair = all.find((one) => one.type === 'candidate-pair' && one.state === 'succeeded' && (one.nominated || one.selected));
  const heard = (now) => ({
    made: 0,
    all: 0,
    ...(now && { made: now.concealedSamples - now.silentConcealedSamples, all: now.totalSamplesReceived }),
  });
  const [then, now] = [heard(before?.get(audio?.id)), heard(audio)];
  const losses = [lost(video), lost(audio)];
  const remote = all.filter((one) => one.type === 'remote-inbound-rtp');
  const trips = remote.map((one) => 1000 * one.roundTripTime).filter((one) => one >= 0);
  return {
    picture: video && { width: video.frameWidth, height: video.frameHeight, fps: video.framesPerSecond },
    sends: sent && { width: sent.frameWidth, height: sent.frameHeight, fps: sent.framesPerSecond },
    kbpsIn: rate(video, 'bytesReceived') === undefined ? undefined : rate(video, 'bytesReceived') + (rate(audio, 'bytesReceived') ?? 0),
    kbpsOut: (rate(sent, 'bytesSent') ?? 0) + (rate(voice, 'bytesSent') ?? 0),
    lossIn: percent(losses[0].gone + losses[1].gone, losses[0].all + losses[1].all),
    madeUp: percent(now.made - then.made, now.all - then.all),
    pictures: rate(sent, 'bytesSent'),
    available: pair?.availableOutgoingBitrate && pair.availableOutgoingBitrate / 1000,
    lossOut: Math.max(0, ...remote.map((one) => 100 * (one.fractionLost ?? 0))),
    roundTrip: trips.length ? Math.max(...trips) : undefined,
    delay: pair?.currentRoundTripTime === undefined ? undefined : 1000 * pair.currentRoundTripTime,
    jitter: audio && 1000 * audio.jitter,
    codec: video && report.get(video.codecId)?.mimeType?.slice(6),
  };
}

// Key of the sentence about a connection, or null if it is fine. step: {videoKbps}; best: the possible one.
export function verdict({ lossIn = 0, lossOut = 0, delay = 0 }, step, best) {
  if (step && best && step.videoKbps === 0 && best.videoKbps > 0) return 'lineSound';
  if (step && best && step.videoKbps < best.videoKbps) return 'lineThin';
  if (lossIn > 5) return 'lineLoses';
  if (lossOut > 5) return 'lineLosesYours';
  return delay > 400 ? 'lineSlow' : null;
}

const lasting = 4500; // ms
const young = 12_000; // ms: until then the server still estimates the link

// A single finding may be chance; a lasting one is worth a message.
export class Lasting {
  #begun;
  #found = null;
  #since = 0;

  // True if `found` has been true long enough. `now` in ms.
  has(found, now) {
    this.#begun ??= now;
    if (found !== this.#found) this.#since = now;
    this.#found = found;
    return now - this.#since >= lasting && now - this.#begun >= young;
  }
}
