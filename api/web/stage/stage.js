// SPDX-License-Identifier: AGPL-3.0-or-later
// The composite, with the local preview over our own tile: nobody sees themselves delayed, and everybody can share one
// picture. The cover moves with the frame that shows a new layout, identified by its RTP timestamp.

import { looksAway } from '../media/devices.js';
import { h, icon } from '../base/dom.js';
import { fitOf } from './crop.js';
import { Portrait } from './portrait.js';
import { shapeFor } from './window.js';
import { dress, Tag } from './tag.js';
import { t } from '../base/strings.js';

const far = 90_000 * 30; // RTP ticks; a layout further ahead is an old one, wrapped
const settle = 400; // ms without a cover after a change, where frames have no timestamp
const twice = 250; // ms within which a second click comes
const still = 300; // ms for which a window keeps its shape until a composite of that shape is asked for

// True if a frame is not older than a timestamp, modulo 2^32.
export function shows(frame, timestamp) {
  const ahead = (timestamp - frame) | 0;
  return ahead <= 0 || ahead > far;
}

export class Stage {
  #me;
  #layout = null; // the shown layout
  #sharing = false;
  #pending = []; // layouts whose first frame is yet to come
  #preview = false;
  #frames = false; // a frame of this stream has been shown
  #timer = 0;
  #aspect = 16 / 9;
  #shape = 'wide'; // of the composite that was asked for
  #shapeTimer = 0;
  #clicks = 0; // timer: a click may become a double one
  #pinned; // id
  #hidden = false; // we do not want to see ourselves
  onPick = () => {}; // (tile, whether it was clicked twice)
  onStopSharing = () => {};
  onShape = () => {}; // (name of a shape): the window wants a composite of another one
  #portrait = new Portrait();

  constructor(me) {
    this.#me = me;
    this.video = h('video', { autoplay: true, playsinline: true, 'aria-label': t('composite') });
    this.own = h('video', { autoplay: true, playsinline: true, muted: true, 'aria-hidden': 'true' });
    this.own.muted = true;
    this.own.addEventListener('resize', () => this.#place()); // also when a phone is turned
    this.tag = new Tag();
    this.cover = h('div', { class: 'cover', hidden: true }, this.own, this.tag.element);
    // Seeing one's own screen in the meeting's picture would repeat it endlessly.
    const stop = h('button', { class: 'quiet', onclick: () => this.onStopSharing() }, t('screenStop'));
    this.ownScreen = h('div', { class: 'cover own-screen', hidden: true }, h('p', {}, t('youShare')), stop);
    this.tiles = h('div', { class: 'tiles', onclick: (event) => this.#click(event) });
    this.frame = h('div', { class: 'frame' }, this.video, this.#portrait.canvas, this.tiles, this.cover, this.ownScreen);
    this.notice = h('div', { class: 'notice', role: 'status' });
    this.sound = h('button', { class: 'primary sound', hidden: true, onclick: () => this.play() }, t('turnOnSound'));
    this.element = h('div', { class: 'stage' }, this.frame, this.notice, this.sound);
    new ResizeObserver(() => (this.#fit(), this.#place(), this.#reshape())).observe(this.element);
    this.video.addEventListener('resize', () => this.#place()); // labels depend on the step
    if (this.video.requestVideoFrameCallback) this.#watch();
    else this.video.addEventListener('playing', () => this.#shown(undefined));
  }

  setMe(me) {
    this.#me = me;
    this.#place();
  }

  setStream(stream) {
    if (this.video.srcObject === stream) return;
    this.#frames = false;
    this.stamp = undefined;
    this.video.srcObject = stream;
    this.#place();
    this.play();
  }

  play() {
    this.sound.hidden = true;
    this.video.play().catch((error) => (this.sound.hidden = error.name !== 'NotAllowedError'));
  }

  // The room knows no shape of ours: it is a new seat.
  askForShape() {
    this.#shape = 'wide';
    this.#reshape();
  }

  // Where the room shows us nevertheless, having no composite without us to spare, our tile stays covered.
  hideSelf(hide) {
    this.#hidden = hide;
    this.cover.classList.toggle('blank', hide);
    this.#place();
  }

  // Marks the person who is large for us alone, and whether clicks on tiles do anything.
  setPinned(id, clickable) {
    this.#pinned = id;
    this.tiles.classList.toggle('clickable', clickable);
    this.#place();
  }

  // The local camera, or null.
  setPreview(track) {
    this.#preview = track !== null;
    this.own.srcObject = track ? new MediaStream([track]) : null;
    this.own.classList.toggle('away', looksAway(track));
    this.#place();
  }

  async togglePictureInPicture() {
    if (document.pictureInPictureElement) await document.exitPictureInPicture();
    else await this.video.requestPictureInPicture();
  }

  setSharing(sharing) {
    this.#sharing = sharing;
    this.#place();
  }

  setSpeaking(speaking) {
    this.cover.classList.toggle('speaking', speaking);
  }

  setNotice(text) {
    this.notice.replaceChildren(...(text ? [h('span', { class: 'spinner', 'aria-hidden': 'true' }), text] : []));
  }

  // With a snapshot, the picture shows the layout already, or soon.
  setLayout(layout) {
    // Pending layouts of another view will not be shown any more.
    this.#pending = this.#pending.filter((one) => one.view === layout.view);
    this.#pending.push(layout);
    if (!this.#frames) return;
    if (this.stamp !== undefined) return this.#advance(this.stamp);
    clearTimeout(this.#timer);
    this.cover.hidden = this.ownScreen.hidden = true;
    this.#timer = setTimeout(() => this.#shown(undefined), settle);
  }

  // The session is gone: the next one has another layout and, from a new media process, other timestamps.
  forget() {
    this.#layout = null;
    this.#pending = [];
    this.#frames = false;
    this.stamp = undefined;
    this.#fit();
    this.#place();
  }

  #watch() {
    this.video.requestVideoFrameCallback((_, frame) => {
      this.#shown(frame.rtpTimestamp);
      this.#portrait.draw(this.video);
      this.#watch();
    });
  }

  #shown(stamp) {
    const first = !this.#frames;
    this.#frames = true;
    this.stamp = stamp;
    if (stamp !== undefined) this.#advance(stamp);
    else if (this.#pending.length > 0 && (first || !this.cover.hidden || this.#timer)) this.#take(this.#pending.length);
    if (first) this.#place();
  }

  #advance(stamp) {
    let count = 0;
    while (count < this.#pending.length && shows(stamp, this.#pending[count].rtpTimestamp)) count += 1;
    if (count > 0) this.#take(count);
  }

  #take(count) {
    this.#layout = this.#pending.splice(0, count).pop();
    this.#timer = 0;
    this.#aspect = this.#layout.width / this.#layout.height;
    this.#fit();
    this.#place();
  }

  #place() {
    const tiles = this.#layout?.tiles ?? [];
    const own = (picture) => tiles.find((one) => one.participant === this.#me && one.picture === picture);
    // Two people before upright screens get each other alone.
    const alone = tiles.length === 1 && tiles[0].picture === 'camera' && this.#layout.height > this.#layout.width;
    this.cover.classList.toggle('inset', alone && !own('camera'));
    if (alone && !own('camera')) this.#inset();
    else this.#cover(this.cover, own('camera'), this.#preview || this.#hidden);
    this.#dress(own('camera'));
    this.#cover(this.ownScreen, own('screen'), this.#sharing);
    while (this.tiles.childElementCount > tiles.length) this.tiles.lastChild.remove();
    while (this.tiles.childElementCount < tiles.length) this.tiles.append(h('div', { class: 'tile' }));
    tiles.forEach((tile, i) => {
      const element = this.tiles.children[i];
      element.dataset.id = tile.participant;
      element.replaceChildren(...(tile.participant === this.#pinned && tile.picture === 'camera' ? [icon('spotlight')] : []));
      this.#lay(element, tile);
    });
  }

  #click({ target, detail }) {
    const tile = this.#layout?.tiles[[...this.tiles.children].indexOf(target.closest('.tile'))];
    clearTimeout(this.#clicks);
    if (!tile || detail > 2) return;
    if (detail === 2) this.onPick(tile, true);
    else this.#clicks = setTimeout(() => this.onPick(tile, false), twice);
  }

  #cover(cover, tile, wanted) {
    cover.hidden = !tile || !wanted || !this.#frames;
    if (tile) this.#lay(cover, tile);
  }

  // All of our picture in a corner: no less than the other sees.
  #inset() {
    const { videoWidth: width, videoHeight: height } = this.own;
    this.cover.hidden = !this.#preview || this.#hidden || !width || !this.#frames;
    for (const side of ['left', 'top', 'width', 'height']) this.cover.style[side] = '';
    this.cover.style.aspectRatio = `${width} / ${height}`;
    this.own.style.objectFit = 'contain';
    dress(this.cover, 180, 1, 1);
  }

  // Our tile shows as much of us as the server draws, with a label of the sizes that it gives to others'.
  #dress(tile) {
    const { videoWidth: width, videoHeight: height } = this.own;
    if (tile && width) this.own.style.objectFit = fitOf({ width, height }, tile);
    if (!tile || !this.video.videoWidth) return;
    const zoom = this.video.videoWidth / this.#layout.width;
    dress(this.cover, tile.height * zoom, zoom, this.cover.clientWidth / (tile.width * zoom));
  }

  // Lays an element over a tile.
  #lay(element, tile) {
    const place = this.#portrait.places?.find((one) => one.tile === tile) ?? tile;
    const whole = this.#portrait.places ? this.element : { clientWidth: this.#layout.width, clientHeight: this.#layout.height };
    const percent = (part, all) => `${(100 * part) / all}%`;
    element.style.left = percent(place.x, whole.clientWidth);
    element.style.top = percent(place.y, whole.clientHeight);
    element.style.width = percent(place.width, whole.clientWidth);
    element.style.height = percent(place.height, whole.clientHeight);
  }

  #reshape() {
    clearTimeout(this.#shapeTimer);
    this.#shapeTimer = setTimeout(() => {
      const shape = shapeFor(this.element.clientWidth, this.element.clientHeight, this.#shape);
      if (shape === this.#shape || !this.element.isConnected) return;
      this.#shape = shape;
      this.onShape(shape);
    }, still);
  }

  // The largest frame in the picture's shape, like object-fit: contain, but with known edges for the cover.
  #fit() {
    const { clientWidth: width, clientHeight: height } = this.element;
    // Without the time of each picture, pictures cannot be drawn on arrival.
    const suits = !this.#layout || !this.video.requestVideoFrameCallback || this.#layout.height > this.#layout.width;
    const apart = this.#portrait.fit(suits ? null : this.#layout, width, height);
    const fitted = apart ? width : Math.min(width, height * this.#aspect);
    this.frame.style.width = `${fitted}px`;
    this.frame.style.height = `${apart ? height : fitted / this.#aspect}px`;
  }
}
