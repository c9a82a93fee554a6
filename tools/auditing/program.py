# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads what a 64-bit little-endian ELF program is linked with (System V ABI, chapters 4 and 5), without running it."""
import hashlib
import struct

PT_DYNAMIC, PT_GNU_STACK, PT_GNU_RELRO = 2, 0x6474E551, 0x6474E552
DT_NEEDED, DT_BIND_NOW, DT_FLAGS, DT_FLAGS_1 = 1, 24, 30, 0x6FFFFFFB
DF_BIND_NOW, DF_1_NOW = 8, 1
SHT_DYNSYM = 11
SHN_UNDEF = 0
ET_DYN = 3
PF_X = 1


class Program:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        if self.data[:6] != b"\x7fELF\x02\x01":
            raise ValueError(f"{path} is no 64-bit little-endian ELF program")
        self.kind = struct.unpack_from("<H", self.data, 16)[0]
        self.segments = self._table(32, 54, "<IIQQQQQQ")  # type, flags, offset, …, size in the file
        self.sections = self._table(40, 58, "<IIQQQQIIQQ")  # name, type, …, offset, size, link, info, align, entry size
        self.symbols, self.names = self._symbols()
        self.dynamic = self._dynamic()

    def sha256(self):
        return hashlib.sha256(self.data).hexdigest()

    def needed_libraries(self):
        return sorted(self._name(value) for tag, value in self.dynamic if tag == DT_NEEDED)

    def undefined_symbols(self):
        return sorted({self._name(name) for name, section in self.symbols if section == SHN_UNDEF and name})

    def hardening(self):
        tags = {}
        for tag, value in self.dynamic:
            tags[tag] = value
        kinds = {segment[0]: segment[1] for segment in self.segments}
        found = []
        if self.kind == ET_DYN:
            found.append("position-independent")
        if PT_GNU_RELRO in kinds:
            found.append("RELRO")
        if DT_BIND_NOW in tags or tags.get(DT_FLAGS, 0) & DF_BIND_NOW or tags.get(DT_FLAGS_1, 0) & DF_1_NOW:
            found.append("bound at the start")
        if PT_GNU_STACK in kinds and not kinds[PT_GNU_STACK] & PF_X:
            found.append("no executable stack")
        return found

    def _table(self, offset_at, size_at, layout):
        offset = struct.unpack_from("<Q", self.data, offset_at)[0]
        size, count = struct.unpack_from("<HH", self.data, size_at)
        return [struct.unpack_from(layout, self.data, offset + i * size) for i in range(count)]

    def _symbols(self):
        for _, kind, _, _, offset, size, link, _, _, entry in self.sections:
            if kind == SHT_DYNSYM:
                symbols = [struct.unpack_from("<IBBHQQ", self.data, at) for at in range(offset, offset + size, entry)]
                return [(symbol[0], symbol[3]) for symbol in symbols], self.sections[link][4]
        raise ValueError("the program has no dynamic symbols")

    def _dynamic(self):
        for kind, _, offset, _, _, size, _, _ in self.segments:
            if kind == PT_DYNAMIC:
                return [struct.unpack_from("<qQ", self.data, at) for at in range(offset, offset + size, 16)]
        return []

    def _name(self, at):
        start = self.names + at
        return self.data[start:self.data.index(b"\0", start)].decode()
