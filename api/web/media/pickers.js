// SPDX-License-Identifier: AGPL-3.0-or-later
// Choice of camera, microphone and loudspeaker: a list for each kind.

import { listDevices } from './devices.js';
import { h } from '../base/dom.js';
import { select } from '../base/form.js';
import { t } from '../base/strings.js';

const labels = { video: 'cameraPick', audio: 'microphonePick', output: 'outputPick' };

// Fills `place`; chosen(kind) → id of a device, onChange(kind, id). least: devices of a kind that make a list.
export async function fillPickers(place, chosen, onChange, least = 2) {
  const devices = await listDevices();
  const rows = Object.keys(labels)
    .filter((kind) => devices[kind].length >= least)
    .map((kind) => picker(kind, devices[kind], chosen(kind), onChange));
  place.replaceChildren(...rows);
}

function picker(kind, devices, now, onChange) {
  const label = t(labels[kind]);
  const options = devices.map((device, index) => [device.deviceId, device.label || t('deviceNumber', { kind: label, number: index + 1 })]);
  const { input, element } = select(`pick-${kind}`, label, options, now);
  input.addEventListener('change', () => onChange(kind, input.value));
  return element;
}
