#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes results of tools/bench into the table of MEASUREMENTS.md. `tools/bench report` calls it.

    record.py DOCUMENT RESULTS DATE COMMIT COMMAND…

RESULTS is what `bench --json` wrote: one result, or an array. A row is replaced when case, participants, codec and machine
are the same; other rows stay. Nothing is written, and the exit status is 1, when the bench judged any result wrong.
"""
import json
import re
import sys
from pathlib import Path

BEGIN, END = "<!-- rows of tools/bench report -->", "<!-- end of rows -->"
HEAD = "| case | figures | machine | date | commit | command |\n|---|---|---|---|---|---|\n"

# Path in a result -> its name in the table. What a case does not measure is left out.
FIGURES = {
    "server_cores": "server, cores", "floor_cores": "floor", "floor_live_cores": "live floor", "naive_cores": "naive",
    "ratio_floor": "÷ floor", "ratio_floor_live": "÷ live floor", "ratio_naive": "÷ naive",
    "marginal_cores": "one more, cores", "cores_each": "each, cores", "ssim": "SSIM", "fps_least": "fewest pictures/s",
    "audio_latest_ms": "latest sound, ms", "latency_ms/p50": "latency median, ms", "latency_ms/p95": "95 %, ms",
    "first_frame_ms/p50": "first picture median, ms", "first_frame_ms/slowest": "slowest, ms",
    "bitrate_change_percent": "bit rate of the others, %", "quantiser_change_percent": "quantiser of the others, %",
    "started_s": "started after, s", "private_mb_each": "private memory of a room, MB", "private_mb_most": "most, MB",
}


def at(result, path):
    for name in path.split("/"):
        result = result.get(name) if isinstance(result, dict) else None
    return result


def row_of(result, date, commit, command):
    figures = "; ".join(f"{name} {at(result, path)}" for path, name in FIGURES.items() if at(result, path) is not None)
    machine = result["machine"]
    case = f"{result['case']}, {result['participants']} people, {result['codec']}"
    return [case, figures, f"{machine['processor']}, {machine['cores']} cores", date, commit, f"`{command}`"]


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def order(row):
    """Cases by name, then by number of people."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", row[0])], row[2]


def main():
    document, results, date, commit, *command = sys.argv[1:]
    read = json.loads(Path(results).read_text())
    read = read if isinstance(read, list) else [read]
    wrong = [result for result in read if not result["ok"]]
    for result in wrong:
        print(f"not recorded: {result['case']}: {result.get('reason')}", file=sys.stderr)
    if wrong:
        return 1
    text = Path(document).read_text()
    before, rest = text.split(BEGIN, 1)
    block, after = rest.split(END, 1)
    rows = {(row[0], row[2]): row for row in map(cells, block.strip().splitlines()[2:])}
    for result in read:
        row = row_of(result, date, commit, " ".join(command))
        rows[row[0], row[2]] = row
    table = "".join(f"| {' | '.join(row)} |\n" for row in sorted(rows.values(), key=order))
    Path(document).write_text(f"{before}{BEGIN}\n{HEAD}{table}{END}{after}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
