# SPDX-License-Identifier: AGPL-3.0-or-later
"""A live process as /proc shows it (proc(5)). Reading may raise PermissionError: most of a process that is not dumpable
is for root only; and FileNotFoundError or ProcessLookupError when it has ended."""
import os
import stat
import time
from pathlib import Path


class Process:
    def __init__(self, pid, proc=Path("/proc")):
        self.pid = pid
        self.folder = proc / str(pid)
        self.proc = proc

    def status(self):
        return fields(self.folder / "status")

    def name(self):
        """What the kernel calls it; empty when it has ended."""
        try:
            status = self.status()
            return "" if status["State"][0] in "ZX" else status["Name"]
        except (FileNotFoundError, ProcessLookupError):
            return ""

    def threads(self):
        """Status of each thread."""
        found = []
        for thread in (self.folder / "task").iterdir():
            try:
                found.append(fields(thread / "status"))
            except (FileNotFoundError, ProcessLookupError):
                pass  # it has ended since
        return found

    def thread_ids(self):
        return sorted(int(thread.name) for thread in (self.folder / "task").iterdir())

    def limits(self):
        """Name -> (soft, hard) as text."""
        rows = (self.folder / "limits").read_text().splitlines()[1:]
        return {row[:26].strip(): tuple(row[26:].split()[:2]) for row in rows}

    def io(self):
        return {key: int(value) for key, value in fields(self.folder / "io").items()}

    def maps(self):
        """(permissions, name) of each mapping; anonymous ones have no name."""
        rows = (line.split(maxsplit=5) for line in (self.folder / "maps").read_text().splitlines())
        return [(row[1], row[5] if len(row) > 5 else "") for row in rows]

    def descriptors(self):
        """(number, what it stands for, whether it is open for writing)"""
        found = []
        for entry in (self.folder / "fd").iterdir():
            try:
                flags = int(fields(self.folder / "fdinfo" / entry.name)["flags"], 8)
                found.append((int(entry.name), os.readlink(entry), flags & os.O_ACCMODE != os.O_RDONLY))
            except (FileNotFoundError, ProcessLookupError):
                pass  # closed since
        return sorted(found)

    def leads_nowhere(self, number):
        """Whether an open descriptor is /dev/null, whatever it is called."""
        entry = (self.folder / "fd" / str(number)).stat()
        return stat.S_ISCHR(entry.st_mode) and entry.st_rdev == os.makedev(1, 3)

    def environment(self):
        return (self.folder / "environ").read_bytes()

    def arguments(self):
        return (self.folder / "cmdline").read_bytes().split(b"\0")[1:-1]

    def program(self):
        """A path that leads to the program that runs, even when its file was replaced."""
        return self.folder / "exe"

    def program_name(self):
        """The name of that file; for whoever may not see it, the name of the process, which the process itself can change."""
        try:
            return self.program().readlink().name.removesuffix(" (deleted)")
        except PermissionError:
            return self.name()

    def is_dumpable(self):
        """The kernel gives the entries of a process that is not dumpable to root."""
        return (self.folder / "status").stat().st_uid != 0

    def age(self):
        """Seconds since it was started."""
        ticks = int((self.folder / "stat").read_text().rsplit(")", 1)[1].split()[19])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")

    def children(self):
        return [process for process in all_processes(self.proc) if process.parent() == self.pid]

    def parent(self):
        try:
            return int(self.status()["PPid"])
        except (FileNotFoundError, ProcessLookupError):
            return 0


def fields(path):
    """Lines of the form `key: value`."""
    pairs = (line.split(":", 1) for line in path.read_text().splitlines() if ":" in line)
    return {key: value.strip() for key, value in pairs}


def all_processes(proc=Path("/proc")):
    return [Process(int(entry.name), proc) for entry in proc.iterdir() if entry.name.isdigit()]


def find_control(proc=Path("/proc")):
    """Every running lethe. Between fork and exec a child of it bears its name, too: that is none."""
    named = {process.pid: process for process in all_processes(proc) if process.name() == "lethe"}
    return [process for process in named.values() if process.parent() not in named]
