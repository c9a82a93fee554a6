#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sets Lethe up on a machine that has nothing but Debian, with the commands that README.md gives, and meets there.

    tools/test fresh [bookworm|trixie]… [--commit COMMIT] [--all]

Makes a root with debootstrap for each release (kept for a month in ~/.cache/lethe-fresh), clones this repository into it
(COMMIT, or HEAD: what is not committed is not in it), and runs there what stands under "Try it", "Run it" and "Check it".
Two browsers of this machine open the link that is printed. Servers are ended with Ctrl-C. The network is a private one
with a way out for packages; what was compiled is kept in this machine's compiler cache. Needs root.

Without --all, what takes long is left out: tools/test, tools/bench and tools/reproduce.
"""
import argparse
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.dont_write_bytecode = True
from root import Root, output  # noqa: E402

REPOSITORY = Path(__file__).resolve().parents[2]
RELEASES = {"bookworm": "12", "trixie": "13"}
SECTIONS = ("Try it", "Run it", "Check it")
LONG = ("tools/test", "tools/bench", "tools/reproduce")
LINK = re.compile(r"https?://127\.0\.0\.1:\d+/\S+")
BUILDS_FOR, STARTS_WITHIN, MEETS_WITHIN, ENDS_WITHIN = 5400, 20, 90, 10  # seconds


class Wrong(Exception):
    """Its first argument says what, the second one what was printed before."""


class Steps:
    def __init__(self, subject):
        self.subject = subject
        self.begin = self.last = time.monotonic()

    def done(self, what):
        now = time.monotonic()
        print(f"{self.subject:9} {now - self.last:7.1f} s  {what}", flush=True)
        self.last = now


class Terminal:
    """A command at a terminal of its own (script(1) makes it), and what it prints."""

    def __init__(self, root, command):
        self.command = command
        self.text = ""
        self.more = threading.Condition()
        self.process = subprocess.Popen(root.inside("script", "-qefc", command, "/dev/null"), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while part := os.read(self.process.stdout.fileno(), 65536):
            with self.more:
                self.text += part.decode(errors="replace")
                self.more.notify_all()
        with self.more:
            self.text += "\0"  # the end
            self.more.notify_all()

    def until(self, pattern, limit):
        """The match, as soon as it is printed."""
        with self.more:
            self.more.wait_for(lambda: re.search(pattern, self.text) or self.text.endswith("\0"), limit)
            found = re.search(pattern, self.text)
        if not found:
            raise Wrong(f"{self.command} did not print {getattr(pattern, 'pattern', pattern)}", self.text)
        return found

    def end(self):
        """Ctrl-C."""
        self.process.stdin.write(b"\x03")
        self.process.stdin.flush()
        try:
            status = self.process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            raise Wrong(f"{self.command} runs {ENDS_WITHIN} s after Ctrl-C", self.text) from None
        if status != 0:
            raise Wrong(f"{self.command} ended with {status} after Ctrl-C", self.text)


class Meeting:
    """Two browsers of this machine that have opened the link. What they leave behind is in the root."""

    def __init__(self, root, link):
        self.process = subprocess.Popen(
            root.beside("unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "env", f"HOME={root.folder}/tmp",
                        f"TMPDIR={root.folder}/tmp", "node", str(REPOSITORY / "tests/e2e/support/join.mjs"), link),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        late = threading.Timer(MEETS_WITHIN, self.process.kill)
        late.start()
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if line.startswith("each sees and hears"):
                break
        late.cancel()
        self.said = lines[-1].strip() if lines else ""
        if not self.said.startswith("each sees and hears"):
            raise Wrong("nobody could meet by the link", "".join(lines))

    def leave(self):
        try:
            self.process.communicate(timeout=ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def commands(readme):
    """The lines of code under the chosen headings, without their comments."""
    parts = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", readme, re.MULTILINE))
    return [line.split("    #")[0].strip() for section in SECTIONS
            for line in re.findall(r"^    (\S.*)", parts[section], re.MULTILINE)]


def run(root, command, limit):
    done = subprocess.run(root.inside("sh", "-c", command), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=limit)
    if done.returncode != 0:
        raise Wrong(f"{command} ended with {done.returncode}", done.stdout)
    return done.stdout


def look_at_end(root, terminal):
    terminal.end()
    left = root.processes()
    if left:
        raise Wrong(f"{terminal.command} left {', '.join(left)} running", terminal.text)


def try_it(root, command, steps, audit):
    """Builds, starts, meets, audits and ends."""
    terminal = Terminal(root, command)
    terminal.until("Building", BUILDS_FOR)
    steps.done(f"{command}: what is missing is installed")
    link = terminal.until(LINK, BUILDS_FOR)[0]
    steps.done(f"{command}: built and started")
    meeting = Meeting(root, link)
    try:
        steps.done(f"the link is opened in two browsers: {meeting.said}")
        if audit:
            verdict = json.loads(run(root, f"{audit} --json; true", 60))
            if verdict["verdict"] != "pass":
                raise Wrong(f"{audit}: {verdict['verdict']}", "\n".join(
                    f"{one['subject']} {one['check']}: {one['text']}" for one in verdict["findings"] if one["result"] != "ok"))
            steps.done(f"{audit}, while they are there: {len(verdict['findings'])} checks passed")
        look_at_end(root, terminal)
        steps.done("Ctrl-C: it ended with 0 and left no process")
    finally:
        meeting.leave()


def run_it(root, command, steps):
    """A server that was built before."""
    terminal = Terminal(root, command)
    terminal.until("serving", STARTS_WITHIN)
    look_at_end(root, terminal)
    steps.done(f"{command}: started, ended with Ctrl-C")


def settle(root, steps):
    """What tools/setup promises once everything is there."""
    run(root, "unshare --net timeout 5 tools/setup", 10)
    steps.done("tools/setup, again and without a network")
    listed = json.loads(run(root, "tools/sbom", 60))["components"]
    parts = {part["name"] for part in listed if part["type"] == "library"}
    waiting = re.findall(r"^Inst (\S+) \[.*-security", run(root, "apt-get --simulate --with-new-pkgs upgrade", 60), re.MULTILINE)
    if parts & set(waiting):
        raise Wrong(f"security updates are not installed: {', '.join(sorted(parts & set(waiting)))}", "")
    steps.done(f"no security update is missing among {len(parts)} packages that Lethe uses")


def check(release, commit, everything):
    steps = Steps(release)
    root = Root(release)
    try:
        clone = root.folder / "root/lethe"
        subprocess.run(["git", "clone", "--quiet", "--no-checkout", str(REPOSITORY), str(clone)], check=True)
        subprocess.run(["git", "-C", str(clone), "checkout", "--quiet", "--detach", commit], check=True)
        steps.done(f"a base system, and a clone of {commit[:12]}")
        readme = (clone / "README.md").read_text()
        all_commands = commands(readme)
        audit = next((command.removeprefix("sudo ") for command in all_commands if "tools/audit" in command), None)
        for command in all_commands:
            program = command.split()[0]
            if "tools/audit" in command or (program in LONG and not everything):
                continue
            if program == "tools/run":
                try_it(root, command, steps, audit)
                settle(root, steps)
            elif " --config " in command and program.endswith("/lethe"):
                run_it(root, command, steps)
            elif not command.startswith("lethe "):  # which is for who has installed it
                run(root, command, BUILDS_FOR)
                steps.done(command)
        if not re.search(rf"^On Debian .*\b{RELEASES[release]}\b", readme, re.MULTILINE):
            raise Wrong(f"README.md does not say that this works on Debian {RELEASES[release]}", "")
        return True
    except Wrong as wrong:
        what, before = wrong.args
        steps.done(f"WRONG: {what}")
        for line in re.sub(r"[^\n]*\r(?!\n)", "", before.strip("\0")).strip().splitlines()[-25:]:  # without progress
            print(f"    {line[:300]}")
        return False
    finally:
        root.remove()
        print(f"{release:9} {time.monotonic() - steps.begin:7.1f} s  altogether", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("release", nargs="*", metavar="RELEASE", help=f"{' or '.join(RELEASES)}; both without")
    parser.add_argument("--commit", default="HEAD", help="what to clone")
    parser.add_argument("--all", action="store_true", help="the long commands, too")
    options = parser.parse_args()
    if unknown := set(options.release) - set(RELEASES):
        parser.error(f"unknown: {', '.join(unknown)}")
    if os.geteuid() != 0:
        parser.error("only root can make roots")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing is left then, either
    commit = output("git", "-C", str(REPOSITORY), "rev-parse", "--verify", f"{options.commit}^{{commit}}").strip()
    passed = [check(release, commit, options.all) for release in options.release or RELEASES]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
