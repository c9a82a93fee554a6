# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a media process must look like. Everything that the audit compares with is on this page."""
import re
from pathlib import Path

# The seccomp programs of this version, as published: SHA-256, architecture, and "tcp" for the one that allows TCP.
FILTERS = {line.split()[0]: " ".join(line.split()[1:])
           for line in (Path(__file__).parents[2] / "pipelines/sandbox/filter.sha256").read_text().splitlines()}

# Plugin files of GStreamer that are mapped: all of them and no other.
PLUGINS = {"libgstvpx.so", "libgstx264.so"}
PLUGIN_FOLDER = "/gstreamer-1.0/"

# Libraries with code that stores media, or that loads such code.
WRITING_LIBRARIES = re.compile(r"\b(libavformat|libavfilter|libavdevice|libgstapp-1\.0|libgstcoreelements|libgstlibav)\.so")

# Libraries that receive, decode or encode media: the control process has none of them.
MEDIA_LIBRARIES = re.compile(r"/lib(gst\w+|nice|srtp2|avcodec|avformat|avutil|swscale|swresample|opus|vpx|x264|yuv)[-.]")

# What may lie behind a descriptor. No file is among it, not even for reading, and no pipe or terminal, behind which may be
# a log. Where sockets of this machine lead to is another check.
DESCRIPTORS = re.compile(r"socket:\[\d+\]|anon_inode:\[?(eventfd|eventpoll|timerfd|signalfd)\]?|/dev/null")

# Memory that has a name can be handed to another process and outlive this one.
NAMED_MEMORY = re.compile(r"/memfd:|/dev/shm/|/SYSV|/dev/zero")

# Functions that make, name or fill files, start programs or load code. Not listed are open, with which the sandbox
# opens /dev/null, write, and memfd_create: the self-test's sample of an open file.
WRITING_SYMBOLS = set("""
    fopen fopen64 freopen freopen64 fdopen creat creat64 tmpfile tmpfile64 mkstemp mkstemp64 mkostemp mkdtemp openat openat64
    open64 pwrite pwrite64 writev pwritev pwritev64 pwritev2 truncate truncate64 ftruncate ftruncate64 fallocate
    fallocate64 posix_fallocate posix_fallocate64 link linkat symlink symlinkat rename renameat renameat2 mkdir mkdirat
    mknod mknodat mkfifo mkfifoat setxattr lsetxattr fsetxattr shm_open shmget shmat mq_open mq_send msgget msgsnd
    sem_open sendfile sendfile64 splice vmsplice tee copy_file_range mmap mmap64 openlog syslog vsyslog
    execl execle execlp execv execve execvp execvpe fexecve system popen fork vfork posix_spawn posix_spawnp dlopen dlmopen
    g_file_set_contents g_file_open_tmp g_fopen g_creat g_spawn_async g_spawn_sync g_module_open
    gst_parse_launch gst_parse_launch_full gst_parse_bin_from_description gst_registry_scan_path
    """.split())
WRITING_FAMILIES = re.compile(r"avformat_|avio_|.*(basic_ofstream|basic_fstream|basic_filebuf|10filesystem)")

# Names by which code that stores media would be looked up at run time.
WRITING_NAMES = re.compile(rb"filesink|coreelements|splitmux|matroskamux|avformat_|avio_open|file:/")

# Loaders must have nothing left to do after lock-down, and no table of addresses may stay writable.
HARDENING = ("position-independent", "RELRO", "bound at the start", "no executable stack")
