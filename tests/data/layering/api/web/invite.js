// SPDX-License-Identifier: AGPL-3.0-or-later
import { openDialog } from './dialogs.js';
import { Side } from './panes/side.js';
