// SPDX-License-Identifier: AGPL-3.0-or-later
// Measures inside Firefox, where pages may run no script or are prevented from measuring. This code runs as the browser's
// own, in the process of the page. Start the browser with --remote-allow-system-access.

let asked = 0;

// Resolves to what `run(content, argument, kept)` returns there; `content` is the page's window, `kept` an object that stays.
export async function inside({ page }, run, argument = null) {
  const { connection } = page.browser();
  const windows = (await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' })).result.contexts;
  const id = `lethe-${(asked += 1)}`;
  const script = `{
    const answer = (said) => sendAsyncMessage('${id}', said);
    this.kept ??= {};
    try { answer({ value: (${run})(content, ${JSON.stringify(argument)}, this.kept) }); } catch (error) { answer({ error: String(error) }); }
  }`;
  const expression = `new Promise((done) => {
    const { messageManager } = gBrowser.tabs[gBrowser.tabs.length - 1].linkedBrowser;
    messageManager.addMessageListener('${id}', function once({ data }) {
      messageManager.removeMessageListener('${id}', once);
      done(JSON.stringify(data));
    });
    messageManager.loadFrameScript('data:application/javascript;charset=utf-8,' + encodeURIComponent(${JSON.stringify(script)}), false);
  })`;
  const { result } = await connection.send('script.evaluate', { expression, target: { context: windows[0].context }, awaitPromise: true });
  if (result.type !== 'success') throw new Error(JSON.stringify(result));
  const { value, error } = JSON.parse(result.result.value);
  if (error) throw new Error(error);
  return value;
}

// Where in the window the first match is, {x, y, width, height}, in the page or in its frame of that name; null while there is
// none, its style sheets are not there, or it shows no picture and `pictured` is wanted.
export const placeOf = (page, selector, { frame, pictured } = {}) =>
  inside(
    page,
    (content, wanted) => {
      const outer = wanted.frame && content.document.querySelector(`iframe.${wanted.frame}`);
      const within = outer ? outer.contentDocument : content.document;
      const found = within?.querySelector(wanted.selector);
      const styled = (link) => {
        try {
          return link.sheet.cssRules.length > 0;
        } catch {
          return false; // not there yet
        }
      };
      if (
        !found ||
        ![...within.querySelectorAll('link[rel=stylesheet]')].every(styled) ||
        (wanted.pictured && !(found.naturalWidth || found.videoWidth))
      )
        return null;
      const { x, y, width, height } = found.getBoundingClientRect();
      const begin = outer ? outer.getBoundingClientRect() : { x: 0, y: 0 };
      const border = outer ? outer.clientLeft : 0;
      return { x: x + begin.x + border, y: y + begin.y + border, width, height };
    },
    { selector, frame, pictured },
  );

// What the player of the sound does: {at (Date.now() there), paused, behind (seconds behind what has come), rate, samples (the
// last 46 ms that it played; none before it plays)}; null while there is none.
export const soundOf = (page) =>
  inside(page, (content, _, kept) => {
    const frame = content.document.querySelector('iframe.sound');
    const player = frame ? frame.contentDocument?.querySelector('video, audio') : content.document.querySelector('.frame > video');
    if (!player?.buffered.length) return null;
    const { paused, buffered, currentTime } = player;
    const said = { at: Date.now(), paused, behind: buffered.end(buffered.length - 1) - currentTime, rate: 1, samples: [] };
    if (kept.player !== player) {
      if (paused) return said;
      const window = player.ownerDocument.defaultView;
      kept.analyser = new window.AudioContext().createAnalyser();
      kept.analyser.fftSize = 2048;
      kept.analyser.context.createMediaElementSource(player).connect(kept.analyser);
      kept.samples = Cu.cloneInto(new Float32Array(2048), window);
      kept.player = player;
    }
    kept.analyser.getFloatTimeDomainData(kept.samples);
    return { ...said, rate: kept.analyser.context.sampleRate, samples: Array.from(Cu.waiveXrays(kept.samples)) };
  });

// The text of a frame of the page without a script.
export const textOf = (page, frame) =>
  inside(page, (content, name) => content.document.querySelector(`iframe.${name}`)?.contentDocument?.body?.textContent ?? '', frame);
