// SPDX-License-Identifier: AGPL-3.0-or-later
// The shapes of composites that a room offers, and which of them leaves least of a window empty.

const shapes = { wide: 16 / 9, standard: 4 / 3, upright: 9 / 16, flat: 13 / 6 };
const better = 0.03; // of the window: less is not worth a new picture

const filled = (aspect, name) => Math.min(aspect, shapes[name]) / Math.max(aspect, shapes[name]);

// The name of the shape for a window, which now has the shape `now`.
export function shapeFor(width, height, now = 'wide') {
  if (!width || !height) return now;
  const aspect = width / height;
  const best = Object.keys(shapes).reduce((a, b) => (filled(aspect, b) > filled(aspect, a) ? b : a));
  return filled(aspect, best) > filled(aspect, now) + better ? best : now;
}
