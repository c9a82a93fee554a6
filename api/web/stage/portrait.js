// SPDX-License-Identifier: AGPL-3.0-or-later
// A composite is wide; an upright phone is not. There the page takes the picture apart by its known tiles and stacks
// them, larger.

import { h } from '../base/dom.js';

const gap = 2; // pixels between tiles
const sharpest = 2; // most canvas pixels per page pixel

// The largest equal 16:9 tiles in a rectangle, row by row, with the last row centred.
function grid(tiles, top, width, height) {
  let best = { wide: 0 };
  for (let columns = 1; columns <= tiles.length; columns++) {
    const rows = Math.ceil(tiles.length / columns);
    const wide = Math.min(width / columns, ((height / rows) * 16) / 9);
    if (wide > best.wide) best = { wide, columns, rows };
  }
  const { wide, columns, rows } = best;
  const high = (wide * 9) / 16;
  return tiles.map((tile, i) => {
    const row = Math.floor(i / columns);
    const inRow = Math.min(columns, tiles.length - row * columns);
    const x = (width - inRow * wide) / 2 + (i - row * columns) * wide;
    return { tile, x, y: top + (height - rows * high) / 2 + row * high, width: wide - gap, height: high - gap };
  });
}

// The positions of the tiles in an upright window: [{tile, x, y, width, height}]; null if the composite is better
// unchanged. A tile that is much larger than the others (a speaker or a screen) gets the full width at the top.
export function arrange(tiles, width, height) {
  if (tiles.length < 2 || height < width * 1.1) return null;
  const [first, ...rest] = [...tiles].sort((a, b) => b.width * b.height - a.width * a.height);
  if (first.width * first.height < 2 * rest[0].width * rest[0].height) return grid(tiles, 0, width, height);
  const high = Math.min(height * 0.6, (width * first.height) / first.width);
  const wide = (high * first.width) / first.height;
  const large = { tile: first, x: (width - wide) / 2, y: 0, width: wide, height: high - gap };
  return [large, ...grid(rest, high, width, Math.min(height - high, rest.length * width))];
}

export class Portrait {
  canvas = h('canvas', { hidden: true, 'aria-hidden': 'true' });
  places = null; // from arrange()

  // True if the tiles are taken apart in a window of that size.
  fit(layout, width, height) {
    this.layout = layout;
    this.places = layout && arrange(layout.tiles, width, height);
    this.canvas.hidden = !this.places;
    if (!this.places) return false;
    this.scale = Math.min(sharpest, devicePixelRatio);
    this.canvas.width = width * this.scale;
    this.canvas.height = height * this.scale;
    this.pen = this.canvas.getContext('2d');
    this.pen.fillStyle = '#0d1619';
    this.pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
    return true;
  }

  draw(video) {
    if (!this.places || !video.videoWidth) return;
    const zoom = video.videoWidth / this.layout.width;
    for (const { tile, x, y, width, height } of this.places) {
      const from = [tile.x, tile.y, tile.width, tile.height].map((value) => value * zoom);
      this.pen.drawImage(video, ...from, ...[x, y, width, height].map((value) => value * this.scale));
    }
  }
}
