# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bare Debian: what debootstrap installs and nothing else, in a folder, with a network, processes and mounts of its own."""
import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
KEPT = 30 * 86400  # seconds that a base system is taken again instead of being made anew
HOME = "/root"  # in there
ENVIRONMENT = {"HOME": HOME, "USER": "root", "SHELL": "/bin/bash", "LANG": "C.UTF-8", "TERM": "linux",
               "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
# Device files and the compiler's cache are the machine's. Nobody else sees these mounts; they end with the last process.
MOUNTS = """
mount --make-rprivate /
mount -t proc proc "$1/proc"
mount -t sysfs -o ro sysfs "$1/sys"
mount --rbind /dev "$1/dev"
mkdir -p "$1$3/.cache/ccache"
mount --bind "$2" "$1$3/.cache/ccache"
ip link set lo up
echo up
exec sleep infinity
"""


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def mirrors():
    """Where this machine has Debian and its security updates from."""
    found = {"Debian": "http://deb.debian.org/debian", "Debian-Security": "http://deb.debian.org/debian-security"}
    for line in output("apt-get", "indextargets", "--format", "$(LABEL) $(REPO_URI)", "Created-By: Packages").splitlines():
        label, _, uri = line.partition(" ")
        if label in found:
            found[label] = uri.rstrip("/")
    return found


def base_system(release):
    """The archive of a base system; made when there is none, or an old one."""
    archive = CACHE / "lethe-fresh" / f"{release}.tar"
    if archive.exists() and time.time() - archive.stat().st_mtime < KEPT:
        return archive
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="lethe-debootstrap-") as folder:
        made = subprocess.run(["debootstrap", release, folder, mirrors()["Debian"]], capture_output=True, text=True)
        if made.returncode != 0:
            raise RuntimeError(made.stdout[-2000:] + made.stderr)
        subprocess.run(["tar", "-C", folder, "--one-file-system", "-cf", f"{archive}.part", "."], check=True)
    os.replace(f"{archive}.part", archive)
    return archive


def unpack(release, folder):
    subprocess.run(["tar", "-C", str(folder), "-xpf", str(base_system(release))], check=True)
    at = mirrors()
    (folder / "etc/apt/sources.list").write_text(
        f"deb {at['Debian']} {release} main\ndeb {at['Debian']} {release}-updates main\n"
        f"deb {at['Debian-Security']} {release}-security main\n")
    # How this machine reaches them: proxies and the like.
    reach = re.findall(r"^Acquire::(?:https?|Check-\w+|Retries)\b.*", output("apt-config", "dump"), re.MULTILINE)
    (folder / "etc/apt/apt.conf.d/90machine").write_text("\n".join(reach) + "\n")
    # Nobody needs this root after a crash.
    (folder / "etc/dpkg/dpkg.cfg.d/unsafe").write_text("force-unsafe-io\n")
    (folder / "etc/resolv.conf").unlink(missing_ok=True)
    (folder / "etc/resolv.conf").write_text("nameserver 10.0.2.3\n")  # slirp4netns asks whom this machine asks


class Root:
    def __init__(self, release):
        self.folder = Path(tempfile.mkdtemp(dir="/var/tmp", prefix=f"lethe-fresh-{release}-"))
        self.network = None
        self.holder = None
        try:
            unpack(release, self.folder)
            self.start()
        except BaseException:
            self.remove()
            raise

    def start(self):
        compiled = Path(output("ccache", "--get-config", "cache_dir").strip())
        compiled.mkdir(parents=True, exist_ok=True)
        # All of it ends with this process, however that ends.
        self.holder = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "bash", "-ec",
             MOUNTS, "bash", str(self.folder), str(compiled), HOME], stdout=subprocess.PIPE, text=True)
        if self.holder.stdout.readline() != "up\n":
            raise RuntimeError("no namespaces can be made here")
        self.first = int(Path(f"/proc/{self.holder.pid}/task/{self.holder.pid}/children").read_text().split()[0])
        ready, told = os.pipe()
        self.network = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "slirp4netns", "--configure", "--mtu=65520", "--disable-host-loopback",
             f"--ready-fd={told}", str(self.first), "tap0"], pass_fds=[told], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True)
        os.close(told)
        with open(ready, "rb") as pipe:
            if pipe.read(1) != b"1":
                raise RuntimeError(f"no network: {self.network.stderr.read()}")

    def inside(self, *command):
        """The command line that runs a command in there."""
        variables = ENVIRONMENT | {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
        return ["nsenter", "--target", str(self.first), "--net", "--mount", "--pid", "chroot", str(self.folder), "env", "-i",
                "-C", f"{HOME}/lethe", *(f"{name}={value}" for name, value in variables.items()), *command]

    def beside(self, *command):
        """The command line of a program of this machine in the network of that one."""
        return ["nsenter", "--target", str(self.first), "--net", *command]

    def processes(self):
        """Names of what runs in there, without the first one, which holds it up."""
        listed = output("nsenter", "--target", str(self.first), "--pid", "--mount", "chroot", str(self.folder), "sh", "-c",
                        "cat /proc/[0-9]*/stat")
        rows = re.findall(r"^(\d+) \((.*)\) (\S)", listed, re.MULTILINE)
        return [name for pid, name, state in rows if pid != "1" and state != "Z" and name not in ("sh", "cat")]

    def remove(self):
        for process in (self.network, self.holder):
            if process:
                process.kill()
                process.wait()
        subprocess.run(["rm", "-rf", "--one-file-system", str(self.folder)], check=True)
