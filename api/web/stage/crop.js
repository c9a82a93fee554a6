// SPDX-License-Identifier: AGPL-3.0-or-later
// How the server fits a camera's picture into a tile (pipelines/video/drawing/fit.cpp), so that we see of ourselves what
// others see of us.

// As object-fit: 'cover' if the picture fills the tile, 'contain' if all of it is shown between bars.
export function fitOf(picture, tile) {
  const [seen, wanted] = [picture.width / picture.height, tile.width / tile.height];
  const sides = wanted < 1.3 && seen > wanted && seen < 2; // people sit in the middle
  return 1 - Math.min(seen, wanted) / Math.max(seen, wanted) > (sides ? 0.67 : 0.26) ? 'contain' : 'cover';
}
