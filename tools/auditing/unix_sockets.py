# SPDX-License-Identifier: AGPL-3.0-or-later
"""The UNIX sockets of this machine and their other ends, asked of the kernel (sock_diag(7)), as `ss -x` does."""
import socket
import struct
from dataclasses import dataclass

DIAG, BY_FAMILY = 4, 20  # NETLINK_SOCK_DIAG, SOCK_DIAG_BY_FAMILY
ERROR, DONE = 2, 3
REQUEST, DUMP = 1, 0x300
SHOW = 1 | 4  # names and peers
NAME, PEER = 0, 2  # attributes


@dataclass
class UnixSocket:
    kind: int  # socket.SOCK_STREAM …
    name: str  # empty: none
    peer: int  # inode of the other end; 0: none


def all_unix_sockets():
    """Inode -> UnixSocket. OSError where the kernel cannot be asked."""
    found = {}
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, DIAG) as kernel:
        question = struct.pack("=BBHIIIQ", socket.AF_UNIX, 0, 0, 0xFFFFFFFF, 0, SHOW, 0xFFFFFFFFFFFFFFFF)
        kernel.send(struct.pack("=IHHII", 16 + len(question), BY_FAMILY, REQUEST | DUMP, 0, 0) + question)
        while True:
            packet = kernel.recv(1 << 20)
            while packet:
                length, kind = struct.unpack_from("=IH", packet)
                if kind == DONE:
                    return found
                if kind == ERROR:
                    raise OSError(-struct.unpack_from("=i", packet, 16)[0], "the kernel does not list UNIX sockets")
                inode = struct.unpack_from("=I", packet, 20)[0]
                found[inode] = UnixSocket(packet[17], *ends(packet[32:length]))
                packet = packet[aligned(length):]


def ends(attributes):
    """(name, inode of the peer)"""
    name, peer = "", 0
    while len(attributes) >= 4:
        length, kind = struct.unpack_from("=HH", attributes)
        if kind == NAME:
            name = attributes[4:length].replace(b"\0", b"@").decode(errors="replace").rstrip("@")
        if kind == PEER:
            peer = struct.unpack_from("=I", attributes, 4)[0]
        attributes = attributes[aligned(length):]
    return name, peer


def aligned(length):
    return (length + 3) & ~3
