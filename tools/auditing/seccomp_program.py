# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the seccomp programs of a live thread from the kernel (PTRACE_SECCOMP_GET_FILTER, ptrace(2)). Needs root. The
thread stands still for some microseconds."""
import ctypes
import errno
import hashlib
import os

SEIZE, INTERRUPT, DETACH, GET_FILTER = 0x4206, 0x4207, 17, 0x420C
INSTRUCTION = 8  # bytes of a struct sock_filter
ALL_THREADS = 0x40000000  # __WALL


def hashes(thread):
    """SHA-256 of each program, the first one installed first."""
    call(SEIZE, thread)
    try:
        call(INTERRUPT, thread)
        os.waitpid(thread, ALL_THREADS)
        found = []
        while (count := length(thread, len(found))) > 0:
            program = ctypes.create_string_buffer(count * INSTRUCTION)
            call(GET_FILTER, thread, len(found), ctypes.addressof(program))
            found.append(hashlib.sha256(program.raw).hexdigest())
        return found
    finally:
        call(DETACH, thread)


def length(thread, number):
    try:
        return call(GET_FILTER, thread, number)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.EINVAL):  # no more, or none at all
            return 0
        raise


def call(request, thread, address=None, data=None):
    ptrace = ctypes.CDLL(None, use_errno=True).ptrace
    ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    ptrace.restype = ctypes.c_long
    result = ptrace(request, thread, address, data)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
