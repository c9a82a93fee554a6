// SPDX-License-Identifier: AGPL-3.0-or-later
// What brings a page back after a reload or a crash: our name, the way back, and how our devices were. In
// sessionStorage: no other tab reads it, and it ends with this one, or when we leave.

const place = 'lethe-stay';
let id; // of the stay in this tab

// A browser may keep nothing.
const attempt = (run) => {
  try {
    return run();
  } catch {
    return null;
  }
};

// The stay at this address: {name, wayBack, microphone, camera, …}; null if there is none.
export const readStay = () =>
  attempt(() => {
    const stay = JSON.parse(sessionStorage.getItem(place));
    return stay?.at === location.hash ? stay : null;
  });

export function keepStay(stay) {
  if (!id) holdStay(String(Math.random()));
  attempt(() => sessionStorage.setItem(place, JSON.stringify({ ...stay, id, at: location.hash })));
}

export const forgetStay = () => attempt(() => sessionStorage.removeItem(place));

// Marks a stay as this tab's, for as long as the page is there. Calls granted() once no other has it: a tab may be
// duplicated with its storage.
export function holdStay(name, options = {}, granted = () => {}) {
  id = name;
  return navigator.locks?.request(`${place} ${id}`, options, () => (granted(), new Promise(() => {})));
}
