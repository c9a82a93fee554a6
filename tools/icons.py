# SPDX-License-Identifier: AGPL-3.0-or-later
"""Draws api/web/style/icon.svg as PNG, for systems that install the page and take no SVG: of the square its colour, without
the round corners, because those systems cut their own; of the path its strokes. The path may have M, c and s."""
import re
import struct
import zlib

NUMBER = re.compile(r"-?\d*\.?\d+")


def points(path, apart):
    """Points along a path, so many units apart at most."""
    found, at, control = [], (0.0, 0.0), (0.0, 0.0)
    for command, text in re.findall(r"([Mcs])([^Mcs]*)", path):
        numbers = [float(number) for number in NUMBER.findall(text)]
        if command == "M":
            at = control = (numbers[0], numbers[1])
            continue
        pairs = [(at[0] + x, at[1] + y) for x, y in zip(numbers[::2], numbers[1::2])]
        if command == "s":
            pairs.insert(0, (2 * at[0] - control[0], 2 * at[1] - control[1]))
        first, second, end = pairs
        corners = (at, first, second, end)
        length = sum(abs(b[0] - a[0]) + abs(b[1] - a[1]) for a, b in zip(corners, corners[1:]))
        steps = max(1, round(length / apart))
        for step in range(steps + 1):
            t = step / steps
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3)
            found.append(tuple(sum(weight * corner[axis] for weight, corner in zip(weights, corners)) for axis in (0, 1)))
        at, control = end, second
    return found


def colour(text):
    return tuple(int(text[i:i + 2], 16) for i in (1, 3, 5))


def png(width, height, pixels):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + pixels[row * width * 3:(row + 1) * width * 3] for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def icon(svg, size):
    """The PNG of an icon, so many pixels wide and high."""
    units = float(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    ground = colour(re.search(r'<rect[^>]* fill="(#\w{6})"', svg)[1])
    ink = colour(re.search(r'stroke="(#\w{6})"', svg)[1])
    scale = size / units
    radius = float(re.search(r'stroke-width="([\d.]+)"', svg)[1]) * scale / 2
    covered = {}
    for x, y in points(re.search(r'<path d="([^"]+)"', svg)[1], 1 / scale):
        x, y = x * scale, y * scale
        for row in range(max(0, int(y - radius - 1)), min(size, int(y + radius + 2))):
            for column in range(max(0, int(x - radius - 1)), min(size, int(x + radius + 2))):
                share = radius + 0.5 - ((column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2) ** 0.5
                if share > 0:
                    at = row * size + column
                    covered[at] = max(covered.get(at, 0), min(1, share))
    pixels = bytearray(bytes(ground) * (size * size))
    for at, share in covered.items():
        pixels[3 * at:3 * at + 3] = bytes(round(a + (b - a) * share) for a, b in zip(ground, ink))
    return png(size, size, bytes(pixels))
