// SPDX-License-Identifier: AGPL-3.0-or-later
// An invitation as a calendar file (RFC 5545) and as text for a mail.

const minutes = 60; // the length of a meeting, for a calendar

const stamp = (time) => `${time.toISOString().replace(/[-:]|\.\d+/g, '')}`; // 20260105T090000Z
const escaped = (text) => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');

// A line of at most 75 bytes; its rest goes on in the next ones, after a space.
function folded(line) {
  const encoder = new TextEncoder();
  let [text, size] = ['', 0];
  for (const character of line) {
    const bytes = encoder.encode(character).length;
    if (size + bytes > 75) [text, size] = [`${text}\r\n `, 1];
    text += character;
    size += bytes;
  }
  return `${text}\r\n`;
}

// begin: a Date; id: differs from those of all other meetings.
export function calendar({ title, text, url, begin, id, now = new Date() }) {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Lethe//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${id}`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART:${stamp(begin)}`,
    `DTEND:${stamp(new Date(begin.getTime() + minutes * 60_000))}`,
    `SUMMARY:${escaped(title)}`,
    `DESCRIPTION:${escaped(text)}`,
    `LOCATION:${escaped(url)}`,
    `URL:${url}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ]
    .map(folded)
    .join('');
}

export const mailTo = (subject, text) =>
  `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text.replace(/\n/g, '\r\n'))}`;
