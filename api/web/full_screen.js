// SPDX-License-Identifier: AGPL-3.0-or-later
// The window in full screen, or no longer.

export function toggleFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  else document.documentElement.requestFullscreen?.().catch(() => {});
}
