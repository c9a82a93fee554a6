// SPDX-License-Identifier: AGPL-3.0-or-later
// The course of events on constrained links as an SVG: one strip per link.

const [width, high, left, top] = [860, 110, 60, 24];
const colours = { rate: '#3b6ea5', step: '#c26a00', bad: '#b3261e', text: '#333' };
const round = (value) => Math.round(value * 10) / 10;

function strip({ line, ok, missed, trace }, row) {
  const begin = trace[0].at;
  const seconds = trace.at(-1).at - begin;
  const most = Math.max(64, ...trace.map(({ kbit }) => kbit));
  const x = (at) => round(left + ((at - begin) / seconds) * (width - left - 10));
  const y = (share) => round(top + (high - top - 14) * (1 - share));
  const steps = Math.max(...trace.map(({ height }) => height), 180);
  const rate = trace.map(({ at, kbit }) => `${x(at)},${y(kbit / most)}`).join(' ');
  const step = trace.map(({ at, height }, i) => `${i ? `H${x(at)}V` : `M${x(at)} `}${y(height / steps)}`).join('');
  const marks = trace
    .map(
      ({ at, concealed, gap }) =>
        (concealed > 0 ? `<rect x="${x(at)}" y="${high - 12}" width="3" height="${round(2 + 8 * Math.min(1, concealed * 4))}"/>` : '') +
        (gap > 1000 ? `<rect x="${x(at)}" y="${top}" width="3" height="5"/>` : ''),
    )
    .join('');
  return `<g transform="translate(0 ${row * high})"><text x="4" y="14" font-weight="bold">${line}: ${ok ? 'holds' : `not: ${missed.join(', ')}`}</text>
<text x="4" y="${top + 10}" fill="${colours.rate}">${Math.round(most)} kbit/s</text><text x="4" y="${top + 24}" fill="${colours.step}">${steps} lines</text>
<polyline points="${rate}" fill="none" stroke="${colours.rate}"/><path d="${step}" fill="none" stroke="${colours.step}" stroke-width="2"/><g fill="${colours.bad}">${marks}</g>
<text x="${width - 60}" y="${high - 2}">${Math.round(seconds)} s</text></g>`;
}

// results: as thin_bench.mjs makes them. Blue: rate; orange: height of the picture; red: above, no picture for a second;
// below, sound that was made up.
export const chart = (results) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${results.length * high}" font-family="sans-serif" font-size="11" fill="${colours.text}">\n${results.map(strip).join('\n')}\n</svg>\n`;
