#!/usr/bin/env python3
"""What happens when the machine fails gclint: memory, disk, descriptors, processes. test_faults.py GCLINT INJECTOR [--kill] [--all]

Each case is a scan in which one call of the C library, or all from some call on, fails (faults/inject.c). It may end as if
nothing had happened; or say what is missing; or say why it stops. It may not crash, hang, or be silent about what it lost. The
store must be whole afterwards, and the next scan find everything. A table of what was seen is printed; --all injects at many
more places. With --kill, a process is killed there instead; with --kill --all, also the program, a worker, or both at any time.
"""

import collections
import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import sysconfig
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
# What fails, as what the user meets, and the calls that are made to fail.
FAULTS = {
    "malloc": ("out of memory", (1, 30, 300, 1000, 3000, 10000, 30000, 100000)),
    "write": ("disk full", (1, 2, 3, 5, 8, 13, 21, 34, 55)),
    "read": ("read error", (1, 2, 4, 8, 16, 32, 64)),
    "open": ("no descriptor left", (1, 2, 4, 8, 16, 32, 64)),
    "fsync": ("disk error", (1, 2, 3)),
    "rename": ("disk full", (1, 2, 3)),
    "fork": ("no process left", (1, 2, 3)),
}
MORE = sorted({round(1.35 ** power) for power in range(1, 42)})
# Where a process is killed: before it writes to the store, the cache or its pipe; syncs; puts a file in its place.
KILLS = {"write": ("killed at a write", (1, 3, 8, 21, 34)), "fsync": ("killed at a sync", (1, 2)), "rename": ("killed at a rename", (1, 2))}
MORE_KILLS = tuple(range(1, 60))


# gclint's own words, or those of the libraries while they are loaded, before it has the word.
MEMORY_IS_OUT = r"(?m)^(gclint: .*out of memory|LLVM ERROR: out of memory|terminate called|libgcc_s.so.1 must be installed)"


class Wrong(Exception):
    pass


class Scans:
    def __init__(self, gclint, injector, folder):
        self.gclint = gclint
        self.injector = injector
        self.folder = folder
        self.tree = folder / "tree"
        shutil.copytree(HERE / "demo", self.tree)
        self.expected = self.answer(self.scan(None))

    def run(self, *arguments, fault=None):
        environment = {**os.environ, "XDG_CACHE_HOME": str(self.folder / "cache")}
        if fault:
            environment.update(LD_PRELOAD=str(self.injector), GCLINT_FAULT=fault)
        try:
            return subprocess.run([self.gclint, *arguments], cwd=self.folder, capture_output=True, check=False, timeout=60, env=environment)
        except subprocess.TimeoutExpired as error:
            raise Wrong("hangs") from error

    COMMAND = ("scan", "-q", "-j2", "--python-include", sysconfig.get_path("include"), "--db", "faults.db", "--format", "json", "tree")

    def scan(self, fault):
        return self.run(*self.COMMAND, fault=fault)

    @staticmethod
    def answer(done):
        found = json.loads(done.stdout)
        return sorted((one["rule"], one["type"] or "", one["field"] or "") for one in found["findings"])

    def outcome(self, done, is_kill=False):
        """In a word; raises Wrong."""
        said = done.stderr.decode("utf-8", "replace")
        if is_kill and done.returncode == -signal.SIGKILL:
            return "is gone"
        if done.returncode == -6 and re.search(MEMORY_IS_OUT, said):
            return "stops, says why"
        if done.returncode < 0 or done.returncode > 2:
            raise Wrong(f"ends with {done.returncode}: {said[-300:]}")
        try:
            is_whole = self.answer(done) == self.expected
            is_told = said or json.loads(done.stdout)["coverage"]["partial"]
        except ValueError:
            is_whole, is_told = None, said
        if done.returncode == 2 and not re.search(r"(?m)^(gclint|/.*): ", said):
            raise Wrong(f"stops without a word: {said!r}")
        if is_whole is None and done.returncode != 2:
            raise Wrong(f"answers no JSON, with status {done.returncode}: {said[-300:]}")
        if is_whole is False and not is_told:
            raise Wrong("loses findings without a word")
        if done.returncode == 2:
            return "answers, and says what failed" if is_whole else "stops, says why"
        return "as if nothing had happened" if is_whole else "answers in part, says so"

    def check_afterwards(self):
        store = self.folder / "faults.db"
        if store.exists():
            connection = sqlite3.connect(store)
            try:
                if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                    raise Wrong("the store is damaged")
            except sqlite3.DatabaseError as error:
                raise Wrong(f"the store cannot be read: {error}") from error
            finally:
                connection.close()
        again = self.scan(None)
        if again.returncode != 1 or self.answer(again) != self.expected:
            raise Wrong(f"the next scan does not find everything: {again.stderr.decode()[-300:]}")

    def forget(self, is_warm):
        for path in self.folder.glob("faults.db*"):
            path.unlink()
        if not is_warm:
            shutil.rmtree(self.folder / "cache", ignore_errors=True)

    def inject(self, fault, is_warm):
        self.forget(is_warm)
        outcome = self.outcome(self.scan(fault), fault.endswith(":kill"))
        self.check_afterwards()
        return outcome

    def kill_some_time(self, whom, moment, is_warm):
        """`moment`: a part of the time that a scan takes. What is left of the store is kept for the next one."""
        self.forget(is_warm)
        begin = time.monotonic()
        self.scan(None)
        seconds = time.monotonic() - begin
        if not is_warm:
            shutil.rmtree(self.folder / "cache", ignore_errors=True)
        process = subprocess.Popen([self.gclint, *self.COMMAND], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   start_new_session=True, env={**os.environ, "XDG_CACHE_HOME": str(self.folder / "cache")})
        time.sleep(moment * seconds)
        workers = children(process.pid)
        for victim in {"program": [process.pid], "worker": workers[:1], "both": [*workers, process.pid]}[whom]:
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                pass
        output, errors = process.communicate(timeout=60)
        outcome = self.outcome(subprocess.CompletedProcess([], process.returncode, output, errors), is_kill=whom != "worker")
        until = time.monotonic() + 5
        while any(map(is_running, workers)):
            if time.monotonic() > until:
                raise Wrong("a worker is left behind")
            time.sleep(0.01)
        self.check_afterwards()
        return outcome


def children(process):
    try:
        return [int(one) for one in pathlib.Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def is_running(process):
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def cases(scans, is_kill, is_all):
    """What each row of the table is about, what it is called in full, and a call that returns how it ended."""
    for function, (meaning, places) in (KILLS if is_kill else FAULTS).items():
        more = MORE_KILLS if is_kill else MORE
        for place in more if is_all else places:
            for mode in ("kill",) if is_kill else ("once", "from"):
                for is_warm in (False, True):
                    fault = f"{function}:{place}:{mode}"
                    yield (function, meaning), fault + " warm" * is_warm, lambda fault=fault, is_warm=is_warm: scans.inject(fault, is_warm)
    for whom in ("program", "worker", "both") if is_kill and is_all else ():
        for number in range(100):
            moment, is_warm = number / 80, number % 2 == 1
            yield (whom, "killed at some time"), f"{whom} at {moment}" + " warm" * is_warm, \
                lambda whom=whom, moment=moment, is_warm=is_warm: scans.kill_some_time(whom, moment, is_warm)


def main():
    with tempfile.TemporaryDirectory() as name:
        scans = Scans(sys.argv[1], sys.argv[2], pathlib.Path(name))
        table, wrong = collections.defaultdict(collections.Counter), []
        for row, title, call in cases(scans, "--kill" in sys.argv[3:], "--all" in sys.argv[3:]):
            try:
                table[row][call()] += 1
            except Wrong as error:
                table[row]["WRONG"] += 1
                wrong.append(f"{title}: {error}")
        for (function, meaning), outcomes in table.items():
            print(f"{function:8}{meaning:20}", ", ".join(f"{count} {what}" for what, count in sorted(outcomes.items())))
    print(*wrong, sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
