# SPDX-License-Identifier: AGPL-3.0-or-later
"""The checks. Each says in one sentence what it found, or raises Breach with what is wrong."""
import socket

from . import expected, seccomp_program, unix_sockets
from .program import Program


class Breach(Exception):
    pass


class Unchecked(Exception):
    """Says why."""


def require(good, wrong):
    if not good:
        raise Breach(wrong)


def listed(things):
    return ", ".join(sorted(set(things)))


# ── Of a live media process ──────────────────────────────────────────────────────────────────────────────────────────

def seccomp(process):
    threads = process.threads()
    without = [thread["Pid"] for thread in threads if thread["Seccomp"] != "2"]
    require(not without, f"no filter on thread {listed(without)}")
    return f"mode 2 on {len(threads)} threads"


def filter_program(process):
    """The last program that a thread installed; earlier ones can only have made it stricter."""
    found = set()
    for thread in process.thread_ids():
        try:
            programs = seccomp_program.hashes(thread)
        except ProcessLookupError:
            continue  # it has ended since
        if programs:  # a thread without is what the check `seccomp` is for
            known = [program for program in programs if program in expected.FILTERS]
            require(known, f"thread {thread} has {programs[-1]}, which is not published")
            found.add(known[-1])
    require(found, "no thread has a filter")
    return listed(f"{program} ({expected.FILTERS[program]})" for program in found)


def no_new_privileges(process):
    threads = process.threads()
    require(all(thread["NoNewPrivs"] == "1" for thread in threads), "a thread may gain privileges")
    return f"set on {len(threads)} threads"


def capabilities(process):
    for thread in process.threads():
        kept = [kind for kind in ("CapInh", "CapPrm", "CapEff", "CapAmb") if int(thread[kind], 16) != 0]
        require(not kept, f"thread {thread['Pid']} has capabilities: {listed(kept)}")
    return "none"


def user(process):
    for thread in process.threads():
        require("0" not in thread["Uid"].split(), f"thread {thread['Pid']} runs as root")
    return f"uid {process.status()['Uid'].split()[0]}"


def not_dumpable(process):
    require(not process.is_dumpable(), "debuggers of the same user and core dumps can read its memory")
    return "closed to debuggers of the same user"


def file_size_limit(process):
    limit = process.limits()["Max file size"]
    require(limit == ("0", "0"), f"{limit[0]}, at most {limit[1]} bytes")
    return "0 bytes"


def core_limit(process):
    limit = process.limits()["Max core file size"]
    require(limit == ("0", "0"), f"{limit[0]}, at most {limit[1]} bytes")
    return "0 bytes"


def swap(process):
    amount = process.status()["VmSwap"]
    require(amount == "0 kB", f"{amount} are on the swap device")
    return amount


def open_files(process):
    found = process.descriptors()
    files = [f"{number} is {name}, open for {'writing' if writable else 'reading'}" for number, name, writable in found
             if not expected.DESCRIPTORS.fullmatch(name) and not expected.NAMED_MEMORY.match(name)]
    require(not files, f"descriptor {listed(files)}")
    return f"none among {len(found)} descriptors"


def standard_descriptors(process):
    """A log may be behind those of the control process. What is printed here must not get there."""
    open_ones = {number for number, _, _ in process.descriptors()}
    if not open_ones:
        raise ProcessLookupError  # it has ended since
    loud = [str(number) for number in (0, 1, 2) if number not in open_ones or not process.leads_nowhere(number)]
    require(not loud, f"descriptor {listed(loud)} is not /dev/null")
    return "0, 1 and 2 are /dev/null"


def local_sockets(process):
    """Those of the control process are pairs and have no name; a logger's has one."""
    found = [(number, int(name[8:-1])) for number, name, _ in process.descriptors() if name.startswith("socket:")]
    try:
        known = unix_sockets.all_unix_sockets()
    except OSError as error:
        raise Unchecked(error.strerror) from error
    local = [(number, known[inode]) for number, inode in found if inode in known]
    other_end = {number: known[end.peer].name for number, end in local if end.peer in known}
    loose = [f"{number} leads to {other_end.get(number) or 'anybody'}" for number, end in local
             if other_end.get(number) or end.kind == socket.SOCK_DGRAM]
    require(not loose, f"descriptor {listed(loose)}")
    return f"{len(local)}, in pairs"


def named_memory(process):
    names = [name for _, name, _ in process.descriptors()] + [name for _, name in process.maps()]
    found = [name for name in names if expected.NAMED_MEMORY.match(name)]
    require(not found, listed(found))
    return "none"


def shared_memory(process):
    shared = [name for permissions, name in process.maps()
              if "w" in permissions and "s" in permissions and not expected.NAMED_MEMORY.match(name)]
    require(not shared, f"shared and writable: {listed(shared)}")
    return "no shared mapping can be written"


def new_code(process):
    loose = [permissions for permissions, name in process.maps()
             if "x" in permissions and ("w" in permissions or not name)]
    require(not loose, f"{len(loose)} mappings hold code that comes from no file or can be changed")
    return "all code is that of files"


def plugins(process):
    mapped = {name.rpartition("/")[2] for _, name in process.maps() if expected.PLUGIN_FOLDER in name}
    require(mapped == expected.PLUGINS, f"mapped: {listed(mapped) or 'none'}")
    return listed(mapped)


def libraries(process):
    names = {name for _, name in process.maps() if ".so" in name and expected.PLUGIN_FOLDER not in name}
    writing = [name for name in names if expected.WRITING_LIBRARIES.search(name)]
    require(not writing, f"mapped: {listed(writing)}")
    return f"none that stores media among {len(names)}"


def written_bytes(process):
    """It keeps what went to disks while it loaded, times at which libraries were last read, in a limit that can only sink."""
    kept = process.limits()["Max file locks"][1]
    before = 0 if kept == "unlimited" else int(kept)
    count = process.io()["write_bytes"] - before
    require(count == 0, f"{count} bytes went to disks")
    return f"0 since its walls stand; {before} before"


def environment(process):
    require(not process.environment().strip(b"\0"), "it holds variables")
    return "empty"


# ── Of the program ───────────────────────────────────────────────────────────────────────────────────────────────────

def needed_libraries(program):
    needed = program.needed_libraries()
    writing = [name for name in needed if expected.WRITING_LIBRARIES.search(name)]
    require(not writing, listed(writing))
    return f"none that stores media among {len(needed)}"


def symbols(program):
    names = program.undefined_symbols()
    writing = [name for name in names if name in expected.WRITING_SYMBOLS or expected.WRITING_FAMILIES.match(name)]
    require(not writing, listed(writing))
    return f"none that stores among {len(names)} functions asked for"


def names(program):
    found = {match.decode() for match in expected.WRITING_NAMES.findall(program.data)}
    require(not found, listed(found))
    return "no code that stores media is named"


def hardening(program):
    lacking = [wall for wall in expected.HARDENING if wall not in program.hardening()]
    require(not lacking, f"lacks: {listed(lacking)}")
    return listed(expected.HARDENING)


# ── Of the control process ───────────────────────────────────────────────────────────────────────────────────────────

def no_media_code(process):
    media = [name for _, name in process.maps() if expected.MEDIA_LIBRARIES.search(name)]
    require(not media, f"mapped: {listed(media)}")
    return "no library that receives, decodes or encodes media"


# ── Of a process that is a child of the control process, but none of Lethe's ─────────────────────────────────────────

def foreign(process):
    """A shell that became lethe has left it such children, as `exec lethe > >(cat)` does."""
    sockets = [name for _, name, _ in process.descriptors() if name.startswith("socket:")]
    require(not sockets, f"is no program of Lethe's and holds {len(sockets)} sockets")
    no_media_code(process)
    return "is no program of Lethe's; has no socket and no library that receives, decodes or encodes media"


LIVE = (seccomp, filter_program, no_new_privileges, capabilities, user, not_dumpable, file_size_limit, core_limit, swap,
        open_files, standard_descriptors, local_sockets, named_memory, shared_memory, new_code, plugins, libraries,
        written_bytes, environment)
# Of a voice process, which has no plugins, and whose library brings all that belongs to sound cards.
VOICE = tuple(check for check in LIVE if check not in (plugins, libraries))
STATIC = (needed_libraries, symbols, names, hardening)
CONTROL = (no_media_code, not_dumpable, core_limit)
FOREIGN = (foreign,)


def same_program(path, wanted):
    """That the file is the one somebody built from the source."""
    found = Program(path).sha256()
    if wanted is not None:
        require(Program(wanted).sha256() == found, f"{found} is not {wanted}")
    return found
