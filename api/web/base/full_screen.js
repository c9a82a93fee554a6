// SPDX-License-Identifier: AGPL-3.0-or-later
// Switches the window to full screen and back.

export function toggleFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  else document.documentElement.requestFullscreen?.().catch(() => {});
}
