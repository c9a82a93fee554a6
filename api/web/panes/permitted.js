// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether there is anything to do with a participant; person_menu.js, which is loaded when it is needed, says what.

// Whether a person may be seen and heard.
export const gives = (person) => person.role !== 'viewer' && !person.listening;

export function hasChoices({ me, moderator, writes, choosesLayout }, person) {
  if (person.id === me) return moderator && gives(person);
  return moderator || writes || (choosesLayout && gives(person));
}
