#!/usr/bin/env python3
"""Many targets at once. test_audit.py GCLINT [CLASS...]"""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tarfile
import time
import unittest

import test_cli
from test_cli import CLEAN, FAULTY, CliTest

SSH = """#!/bin/sh
# As sshd does; parallel's far end runs its job with $SHELL, which is not set everywhere.
export SHELL=/bin/sh
while [ "${1#-}" != "$1" ]; do shift; done
host=$1
shift
[ "$1" != -- ] || shift
if [ "$host" = two ]; then
    [ ! -e "$TEST_FOLDER/dead" ] || exit 255
    touch "$TEST_FOLDER/dead"
fi
exec sh -c "$*"
"""
SLOW = ("#include <Python.h>\nextern PyTypeObject type;\n" + "\n".join(f"#define F{i}(x) F{i - 1}(x) F{i - 1}(x)" for i in range(1, 22))
        + "\n#define F0(x) x;\nvoid f(int y) { F21(y++) }\n")


class AuditTest(CliTest):
    """A list of three packages: a folder, an archive and a folder."""

    def setUp(self):
        super().setUp()
        self.package("eggs-1.0", FAULTY)
        self.package("spam-1.0", FAULTY)
        with tarfile.open(self.tree / "spam-1.0.tar.gz", "w:gz") as archive:
            archive.add(self.tree / "spam-1.0", "spam-1.0")
        self.package("plain-2.0", CLEAN)
        self.write("list.txt", "# all of them\neggs-1.0\nspam-1.0.tar.gz # packed\n\n  plain-2.0  \n")

    def package(self, name, text):
        self.write(f"{name}/module.c", text)

    def audit(self, *arguments, status=None, **options):
        return self.run_gclint("audit", "--python-include", test_cli.INCLUDE, *arguments, status=status, **options)

    def table(self, *arguments, status=None):
        return json.loads(self.audit("--format", "json", "-q", *arguments, status=status).stdout)["packages"]

    def stored(self, store="gclint.db"):
        """(package, version, findings) of every scan of a store, sorted."""
        database = sqlite3.connect(self.folder / store)
        rows = database.execute("SELECT package, version, (SELECT count(*) FROM findings WHERE scan_id = id) FROM scans").fetchall()
        database.close()
        return sorted(rows)


class Audit(AuditTest):
    def test_table(self):
        done = self.audit("tree/list.txt", status=1)
        self.assertEqual([line.split()[:2] for line in done.stdout.splitlines()[1:4]], [["eggs", "1.0"], ["spam", "1.0"], ["plain", "2.0"]])
        lines = done.stderr.splitlines()
        self.assertEqual([line.split(":")[0] for line in lines], ["[1/3] eggs 1.0", "[2/3] spam 1.0", "[3/3] plain 2.0"])
        self.assertEqual([row["scan"] for row in self.table()], [1, 3, 2])  # by name, without a list

    def test_statuses(self):
        self.audit("--fail-on", "never", "tree/list.txt", status=0)
        self.audit("--fail-on", "error", "tree/list.txt", status=0)
        self.write("list.txt", "plain-2.0\n")
        self.audit("tree/list.txt", status=0)
        self.write("plain-2.0/deep.c", "#include <Python.h>\nextern PyTypeObject type;\nint deep = " + "!" * 300000 + "0;\n")
        self.audit("--strict", "tree/list.txt", status=3)
        for text in ("", "# nothing\n"):
            self.write("list.txt", text)
            self.assert_says(self.audit("tree/list.txt", status=2), "names no target")

    def test_what_is_new(self):
        self.audit("tree/list.txt", status=1)
        self.assertEqual({row["new"] for row in self.table()}, {None})
        self.package("plain-2.0", FAULTY)
        self.write("list.txt", "eggs-1.0\nplain-2.0\n")
        done = self.audit("tree/list.txt", status=1)
        self.assertIn("[1/2] eggs 1.0: 2 types in 1 file; 0 errors, 2 warnings, 0 notes; 0 new, 0 fixed since scan 1;", done.stderr)
        self.assertEqual({row["package"]: row["new"] for row in self.table()}, {"eggs": 0, "plain": 2, "spam": None})

    def test_two_versions(self):
        self.package("spam-1.1", CLEAN)
        self.write("list.txt", "spam-1.0\nspam-1.1\n")
        old, new = self.table("tree/list.txt", status=1)
        self.assertEqual((old["new"], new["fixed"], new["previous_version"], new["version"]), (None, 2, "1.0", "1.1"))

    def test_one_that_fails_costs_only_itself(self):
        self.write("bad.tar.gz", "no archive")
        self.write("single.c", FAULTY)
        self.write("list.txt", "bad.tar.gz\nnowhere\nsingle.c\neggs-1.0\n")
        rows = self.table("tree/list.txt", status=2)
        self.assertEqual([row["scan"] for row in rows], [None, None, None, 1])
        self.assertIn("is not unpacked", rows[0]["problem"])
        self.assertIn("No such file", rows[1]["problem"])
        self.assertIn("neither a folder nor an archive", rows[2]["problem"])
        text = self.audit("tree/list.txt", status=2).stdout
        self.assertRegex(text, r"(?m)^\S*nowhere +not scanned: .*No such file")

    def test_schema(self):
        self.write("list.txt", "eggs-1.0\nnowhere\n")
        for name in ("first.json", "second.json"):
            path = self.folder / name
            path.write_text(self.audit("-q", "--format", "json", "tree/list.txt", status=2).stdout, encoding="utf-8")
            self.assertEqual(test_cli.schema_problems(path), [])

    def test_formats(self):
        self.audit("-q", "--format", "none", "tree/list.txt", status=1)
        self.assertIn("| eggs | 1.0 | 2 | 0 | 2 | 0 | - | - | 1 of 1 |", self.audit("--format", "markdown", status=1).stdout)
        self.assert_says(self.audit("--format", "sarif", status=2), "audit has no format")

    def test_settings_of_trees_do_not_count(self):
        self.write("eggs-1.0/.gclint.ini", "ignore = container-without-gc\nfail-on = never\n")
        self.write("list.txt", "eggs-1.0\n")
        self.assertEqual(self.table("tree/list.txt", status=1)[0]["warnings"], 2)

    def test_pages(self):
        self.audit("-q", "--html", "pages", "--format", "none", "tree/list.txt", status=1)
        index = (self.folder / "pages/index.html").read_text(encoding="utf-8")
        links = re.findall(r'<a href="([^"]+)">', index)
        self.assertEqual(links, ["eggs-1.html", "spam-2.html", "plain-3.html"])
        before = {}
        for link in links:
            before[link] = (self.folder / "pages" / link).read_text(encoding="utf-8")
            (self.folder / "pages" / link).unlink()
        self.assertIn("<mark>" if "<mark>" in before["spam-2.html"] else "Field_Type", before["spam-2.html"])
        self.audit("-q", "--html", "pages", "--format", "none", status=1)
        for link in links:
            self.assertEqual((self.folder / "pages" / link).read_text(encoding="utf-8"), before[link])


class Resumed(AuditTest):
    def interrupt(self, number):
        """Ends an audit in its second package."""
        self.package("slow-1.0", SLOW)
        self.write("list.txt", "eggs-1.0\nslow-1.0\nspam-1.0.tar.gz\nplain-2.0\n")
        process = subprocess.Popen([test_cli.GCLINT, "audit", "--python-include", test_cli.INCLUDE, "tree/list.txt"], cwd=self.folder,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
        with process:
            self.assertIn("[1/4] eggs", process.stderr.readline())
            time.sleep(0.3)
            os.kill(process.pid, number)
            _, said = process.communicate(timeout=60)
        self.package("slow-1.0", CLEAN)
        return process.returncode, said

    def check_goes_on(self):
        done = self.audit("tree/list.txt", status=1)
        self.assertNotIn("[1/4]", done.stderr)
        self.assertIn("goes on with the audit", done.stderr)
        for line in ("[2/4] slow", "[3/4] spam", "[4/4] plain"):
            self.assertIn(line, done.stderr)
        self.assertEqual([row["package"] for row in self.table()], ["eggs", "plain", "slow", "spam"])
        self.assertEqual(len(self.stored()), 4)

    def test_interrupted(self):
        status, said = self.interrupt(signal.SIGINT)
        self.assertEqual(status, 130)
        self.assertIn("the same command goes on from here", said)
        self.check_goes_on()

    def test_killed(self):
        self.interrupt(signal.SIGKILL)
        self.check_goes_on()

    def test_anew(self):
        self.interrupt(signal.SIGTERM)
        self.audit("--restart", "-q", "tree/list.txt", status=1)
        self.assertEqual(len(self.stored()), 5)

    def test_one_that_is_done_is_done_anew(self):
        for _ in range(2):
            self.audit("-q", "tree/list.txt", status=1)
        self.assertEqual(len(self.stored()), 6)


class Shards(AuditTest):
    def test_merged_shards_are_the_whole(self):
        self.audit("-q", "--format", "none", "--db", "whole.db", "tree/list.txt", status=1)
        for number in (1, 2):
            self.audit("-q", "--format", "none", "--db", f"{number}.db", "--shard", f"{number}/2", "tree/list.txt")
        self.assertEqual([len(self.stored(f"{number}.db")) for number in (1, 2)], [2, 1])
        self.run_gclint("merge", "-q", "merged.db", "1.db", "2.db", status=0)
        self.assertEqual(self.stored("merged.db"), self.stored("whole.db"))

        def tables(store):
            rows = self.table("--db", store, status=1)
            for row in rows:
                del row["scan"], row["started"], row["seconds"]
            return rows
        self.assertEqual(tables("merged.db"), tables("whole.db"))

    @unittest.skipUnless(shutil.which("parallel"), "GNU parallel is not installed")
    def test_gnu_parallel(self):
        """As docs/audits.md has it, with two hosts, one of which is gone after its first job."""
        names = ["eggs-1.0", "spam-1.0", "plain-2.0", "more0-1.0", "more1-1.0", "more2-1.0"]
        for name in names[3:]:
            self.package(name, FAULTY)
        self.write("list.txt", "".join(f"{self.tree}/{name}\n" for name in names))
        ssh = self.write("../ssh", SSH)
        ssh.chmod(0o755)
        (self.folder / "home").mkdir()
        scan = f"{test_cli.GCLINT} scan -q --format none --fail-on never --python-include {test_cli.INCLUDE} --db {{#}}.db {{}}"
        done = subprocess.run(["parallel", "--will-cite", "--ssh", str(ssh), "-S", "1/one,1/two", "--workdir", str(self.folder), "--retries", "3",
                               scan, "::::", "tree/list.txt"], cwd=self.folder, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, env={**os.environ, "HOME": str(self.folder / "home"), "TEST_FOLDER": str(self.folder)})
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertTrue((self.folder / "dead").exists(), "the second host got no job")
        self.assertTrue((self.folder / "1.db").exists(), done.stdout)
        self.run_gclint("merge", "-q", "merged.db", *(f"{number}.db" for number in range(1, 7)), status=0)
        self.audit("-q", "--format", "none", "--db", "whole.db", "tree/list.txt", status=1)
        self.assertEqual(self.stored("merged.db"), self.stored("whole.db"))


if __name__ == "__main__":
    test_cli.main()
