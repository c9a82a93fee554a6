// SPDX-License-Identifier: AGPL-3.0-or-later
// Runs in the page before its own scripts: replaces camera and microphone by the pattern of participant n, the same in
// every browser, and gives the test its measurements in window.e2e.

export function install({ n, hue, screen, text, screenSound, tone, right, level, beep, flashes, zones, steps, denied, count, camera }) {
  const e2e = (window.e2e = { posted: 0, firstFrame: 0, frames: 0, lastTime: 0, longestGap: 0, peers: [], requests: [] });

  // ── Sends ──
  const picture = ({ facingMode } = {}) => {
    const canvas = document.createElement('canvas');
    canvas.width = camera.width;
    canvas.height = camera.height;
    const pen = canvas.getContext('2d');
    pen.scale(camera.width / 640, camera.height / 360);
    let frame = 0;
    const draw = () => {
      frame += 1;
      pen.fillStyle = `hsl(${hue} 78% 45%)`;
      pen.fillRect(0, 0, 640, 360);
      pen.fillStyle = '#000';
      pen.fillRect(256, 0, 384, 252);
      pen.fillStyle = '#fff';
      pen.fillRect(270, (frame % steps) * (252 / steps), 130, 252 / steps);
      const now = Date.now();
      pen.fillStyle = flashes[Math.floor(now / 1000) % flashes.length];
      if (now % 1000 < 200) pen.fillRect(416, 0, 224, 252);
    };
    draw();
    setInterval(draw, 40);
    const [track] = canvas.captureStream(25).getVideoTracks();
    const settings = track.getSettings();
    if (facingMode) track.getSettings = () => ({ ...settings, facingMode });
    return track;
  };
  // The tone; in stereo it is on the left, and another one on the right.
  const sound = ({ channelCount } = {}) => {
    const context = new AudioContext({ sampleRate: 48000 });
    context.resume();
    const output = context.createMediaStreamDestination();
    const sides = channelCount ? context.createChannelMerger(2) : null;
    sides?.connect(output);
    const voice = (frequency, volume, side = 0) => {
      const oscillator = context.createOscillator();
      const gain = context.createGain();
      oscillator.frequency.value = frequency;
      gain.gain.value = volume;
      oscillator.connect(gain);
      if (sides) gain.connect(sides, 0, side);
      else gain.connect(output);
      oscillator.start();
      return gain.gain;
    };
    voice(tone, level);
    if (sides) voice(right, level, 1);
    const peep = voice(beep, 0);
    setInterval(() => peep.setValueAtTime(Date.now() % 1000 < 120 ? level / 2 : 0, context.currentTime), 20);
    return output.stream.getAudioTracks()[0];
  };
  if (!navigator.mediaDevices) return; // about:blank, where a window begins
  navigator.mediaDevices.getUserMedia = async (wishes) => {
    e2e.asked = wishes;
    if (denied) throw new DOMException('', denied);
    const tracks = [];
    if (wishes.audio) tracks.push(sound(wishes.audio));
    if (wishes.video) tracks.push(picture(wishes.video));
    e2e.tracks = tracks;
    return new MediaStream(tracks);
  };
  // A page of text, or one hue, half of it columns of four black and four white pixels.
  const drawText = (pen, { width, height, lines, font, cell }) => {
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = '#222';
    pen.font = font;
    lines.forEach((line, row) =>
      [...line].forEach((letter, column) => pen.fillText(letter, column * cell.width, row * cell.height + cell.base)),
    );
  };
  const drawColumns = (pen) => {
    pen.fillStyle = `hsl(${screen} 78% 45%)`;
    pen.fillRect(0, 0, 640, 720);
    for (let x = 640; x < 1280; x += 4) {
      pen.fillStyle = x % 8 ? '#fff' : '#000';
      pen.fillRect(x, 0, 4, 720);
    }
  };
  navigator.mediaDevices.getDisplayMedia = async (wishes) => {
    e2e.screensAsked = (e2e.screensAsked ?? 0) + 1;
    const canvas = document.createElement('canvas');
    canvas.width = text?.width ?? 1280;
    canvas.height = text?.height ?? 720;
    const pen = canvas.getContext('2d');
    const draw = () => (text ? drawText(pen, text) : drawColumns(pen));
    draw();
    setInterval(draw, 100);
    const stream = canvas.captureStream(10);
    if (screenSound && wishes.audio) stream.addTrack(sound({ channelCount: 2 }));
    return stream;
  };
  const kinds = ['audioinput', 'videoinput', 'audiooutput'];
  navigator.mediaDevices.enumerateDevices = async () =>
    kinds.flatMap((kind) => Array.from({ length: count }, (_, i) => ({ kind, deviceId: `${kind}-${i}`, label: `${kind} ${i}` })));
  if (count) HTMLMediaElement.prototype.setSinkId = async () => {};

  // ── Sees and hears ──
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(...settings) {
      super(...settings);
      e2e.peers.push(this);
    }
  };
  const fetchOriginal = window.fetch;
  // What the page and the server say to each other, for the search of what the server writes.
  const tellTest = (path, options, answer) => {
    window.say(path, String(options.body ?? ''), new Headers(options.headers).get('authorization'));
    answer
      .then(async (got) => {
        if (/json|sdp/.test(got.headers.get('content-type'))) window.say(path, await got.clone().text());
      })
      .catch(() => {}); // aborted, or the page is gone
  };
  window.fetch = (path, options = {}) => {
    if (options.method === 'POST' && String(path).endsWith('/session')) {
      e2e.posted = performance.now();
      e2e.firstFrame = 0;
    }
    const answer = fetchOriginal(path, options);
    if (String(path).startsWith('/api/')) tellTest(String(path), options, answer);
    if (String(path).endsWith('/session')) {
      const entry = {
        method: options.method,
        restart:
          options.method === 'PATCH' &&
          Boolean(options.body?.includes('ice-ufrag') && !options.body.includes('a=candidate') && !options.body.includes('end-of')),
        at: Math.round(performance.now()),
        again: () => fetchOriginal(path, { ...options, signal: undefined }).then(({ status }) => status),
      };
      e2e.requests.push(entry);
      answer.then(
        ({ status }) => (entry.status = status),
        () => (entry.status = 0),
      );
    }
    return answer;
  };
  e2e.video = () => document.querySelector('.frame > video');
  const watch = () => {
    const video = e2e.video();
    if (!video) return requestAnimationFrame(watch);
    const seen = (now) => {
      if (!e2e.firstFrame) e2e.firstFrame = performance.now();
      if (e2e.lastTime) e2e.longestGap = Math.max(e2e.longestGap, now - e2e.lastTime);
      e2e.lastTime = now;
      e2e.frames += 1;
      video.isConnected ? video.requestVideoFrameCallback(seen) : requestAnimationFrame(watch);
    };
    video.requestVideoFrameCallback(seen);
  };
  watch();

  // The layout that the page shows, which has the shape of its window; otherwise that of the room.
  e2e.ownLayout = (layout) => {
    const frame = document.querySelector('.frame');
    const tiles = frame && [...frame.querySelectorAll('.tile')];
    if (!tiles?.length) return layout;
    const whole = frame.getBoundingClientRect();
    const { videoWidth: width, videoHeight: height } = e2e.video();
    return {
      width,
      height,
      tiles: tiles.map((tile) => {
        const box = tile.getBoundingClientRect();
        const [x, w] = [box.x - whole.x, box.width].map((pixels) => (pixels * width) / whole.width);
        const [y, h] = [box.y - whole.y, box.height].map((pixels) => (pixels * height) / whole.height);
        return { participant: tile.dataset.id, x, y, width: w, height: h };
      }),
    };
  };

  // Mean colours of the hue zone and of the flash zone, and the place of the mark, for each tile of a layout.
  e2e.look = (wanted) => {
    const video = e2e.video();
    if (!video || !video.videoWidth) return null;
    const same = Math.abs(video.videoWidth / video.videoHeight - wanted.width / wanted.height) < 0.03;
    const layout = same ? wanted : e2e.ownLayout(wanted);
    const canvas = new OffscreenCanvas(layout.width, layout.height);
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    pen.drawImage(video, 0, 0, layout.width, layout.height);
    const mean = (x, y, w, h) => {
      const { data } = pen.getImageData(Math.round(x), Math.round(y), Math.max(1, Math.round(w)), Math.max(1, Math.round(h)));
      const sum = [0, 0, 0];
      for (let i = 0; i < data.length; i += 4) for (let c = 0; c < 3; c++) sum[c] += data[i + c];
      return sum.map((value) => (4 * value) / data.length);
    };
    return layout.tiles.map(({ participant, x, y, width: w, height: h }) => {
      const zone = (part) => mean(x + w * part.x, y + h * part.y, w * part.width, h * part.height);
      const rows = Array.from(
        { length: steps },
        (_, i) => mean(x + w * 0.46, y + h * 0.7 * ((i + 0.3) / steps), w * 0.1, h * 0.7 * (0.4 / steps))[1],
      );
      return {
        participant,
        colour: zone(zones.colour),
        flash: zone(zones.flash),
        mark: rows.indexOf(Math.max(...rows)),
      };
    });
  };

  // How many pixels in the lower left corner of each tile are as bright as the letters of a name.
  e2e.letters = (layout) => {
    const canvas = new OffscreenCanvas(layout.width, layout.height);
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    pen.drawImage(e2e.video(), 0, 0, layout.width, layout.height);
    return layout.tiles.map(({ x, y, width, height }) => {
      const { data } = pen.getImageData(x, y + height * 0.85, width * 0.5, height * 0.15);
      let bright = 0;
      for (let i = 0; i < data.length; i += 4) if (Math.min(data[i], data[i + 1], data[i + 2]) > 170) bright += 1;
      return bright;
    });
  };

  // The difference between the bright and the dark columns in the right half of a tile with that screen, 0 to 255.
  e2e.contrast = (layout, { x, y, width, height }) => {
    const video = e2e.video();
    const scale = video.videoWidth / layout.width;
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    pen.drawImage(video, 0, 0);
    const { data } = pen.getImageData((x + width * 0.6) * scale, (y + height / 2) * scale, width * scale * 0.3, 1);
    const greens = Array.from({ length: data.length / 4 }, (_, i) => data[4 * i + 1]).sort((a, b) => a - b);
    return greens[Math.floor(greens.length * 0.9)] - greens[Math.floor(greens.length * 0.1)];
  };

  // The text that a tile shows, letter by letter: each cell is compared with every letter of the alphabet, drawn by this
  // browser and scaled as the tile is (normalised correlation). Where exactly the letters lie, within two pixels, is
  // what makes the first lines most like letters.
  e2e.read = (layout, tile, page, alphabet) => {
    const video = e2e.video();
    const scale = video.videoWidth / layout.width;
    const pen = new OffscreenCanvas(page.width, page.height).getContext('2d', { willReadFrequently: true });
    const cellAt = (row, column, [x, y]) => {
      const { data } = pen.getImageData(column * page.cell.width + x, row * page.cell.height + y, page.cell.width, page.cell.height);
      const greens = Float32Array.from({ length: data.length / 4 }, (_, i) => data[4 * i + 1]);
      const mean = greens.reduce((sum, one) => sum + one, 0) / greens.length;
      const size = Math.hypot(...greens.map((one) => one - mean)) || 1; // where nothing stands
      return greens.map((one) => (one - mean) / size);
    };
    drawText(pen, { ...page, lines: [alphabet] });
    const small = new OffscreenCanvas(tile.width * scale, tile.height * scale);
    small.getContext('2d').drawImage(pen.canvas, 0, 0, small.width, small.height);
    pen.drawImage(small, 0, 0, page.width, page.height);
    const letters = [...alphabet].map((letter, i) => [letter, cellAt(0, i, [0, 0])]);
    const fitted = Math.min((tile.width * scale) / page.width, (tile.height * scale) / page.height); // whole, in the middle
    const [width, height] = [page.width, page.height].map((size) => 2 * Math.round((size * fitted) / 2));
    pen.drawImage(video, tile.x * scale, tile.y * scale, width, height, 0, 0, page.width, page.height);
    const look = (row, column, shift) => {
      const cell = cellAt(row, column, shift);
      const likeness = letters.map(([, one]) => one.reduce((sum, value, i) => sum + value * cell[i], 0));
      const most = Math.max(...likeness);
      return { most, letter: letters[likeness.indexOf(most)][0] };
    };
    const readLine = (line, row, shift) =>
      [...line].map((letter, column) => (letter === ' ' ? { letter, most: 0 } : look(row, column, shift)));
    const fit = (shift) =>
      page.lines
        .slice(0, 2)
        .flatMap((line, row) => readLine(line, row, shift))
        .reduce((sum, { most }) => sum + most, 0);
    const shifts = [-2, -1, 0, 1, 2].flatMap((x) => [-2, -1, 0, 1, 2].map((y) => [x, y]));
    const fits = shifts.map(fit);
    const best = shifts[fits.indexOf(Math.max(...fits))];
    return page.lines.map((line, row) =>
      readLine(line, row, best)
        .map(({ letter }) => letter)
        .join(''),
    );
  };

  // Amplitude of each frequency in the last two thirds of a second of what this page plays (Goertzel, Hann window); of both
  // sides together, or of the left (0) or right (1) one.
  const ears = {};
  e2e.listen = (frequencies, side) => {
    // Of a session, or else of whatever the player plays.
    const video = e2e.video();
    const track = video?.srcObject ? video.srcObject.getAudioTracks()[0] : video?.currentSrc && video;
    if (!track) return null;
    if (ears[side]?.track !== track) {
      ears[side]?.context.close();
      const context = new AudioContext({ sampleRate: 48000 });
      context.resume();
      const analyser = context.createAnalyser();
      analyser.fftSize = 32768;
      const source = track === video ? context.createMediaElementSource(video) : context.createMediaStreamSource(new MediaStream([track]));
      if (side === undefined) source.connect(analyser);
      else source.connect(context.createChannelSplitter(2)).connect(analyser, side);
      ears[side] = { track, context, analyser, source };
    }
    const samples = new Float32Array(32768);
    ears[side].analyser.getFloatTimeDomainData(samples);
    return frequencies.map((frequency) => {
      const step = 2 * Math.cos((2 * Math.PI * frequency) / 48000);
      let [one, two] = [0, 0];
      samples.forEach((sample, i) => {
        [one, two] = [sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / samples.length)) + step * one - two, one];
      });
      return (4 * Math.sqrt(Math.max(0, one * one + two * two - step * one * two))) / samples.length;
    });
  };
  e2e.stats = async () => {
    const report = await e2e.peers.at(-1).getStats();
    return [...report.values()].find((one) => one.type === 'inbound-rtp' && one.kind === 'video');
  };
  // In which format the picture comes, and in which the own one goes.
  e2e.codecs = async () => {
    const report = await e2e.peers.at(-1).getStats();
    const of = (type) =>
      [...report.values()]
        .filter((one) => one.type === type && one.kind === 'video' && one.codecId)
        .map((one) => report.get(one.codecId).mimeType);
    return { gets: [...new Set(of('inbound-rtp'))].join(), sends: [...new Set(of('outbound-rtp'))].join() };
  };
  // Null for a moment while another pair is chosen.
  e2e.remotePort = async () => {
    const report = await e2e.peers.at(-1).getStats();
    const pair = [...report.values()].find(
      (one) => one.type === 'candidate-pair' && (one.nominated || one.selected) && one.state === 'succeeded',
    );
    return pair ? report.get(pair.remoteCandidateId).port : null;
  };
}
