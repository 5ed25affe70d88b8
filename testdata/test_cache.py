#!/usr/bin/env python3
"""What is kept from scan to scan, and when it is not believed. test_cache.py GCLINT [CLASS...]"""

import json
import os
import re
import shutil
import subprocess
import time

import test_cli
from test_cli import INCLUDE, CliTest


class Cache(CliTest):
    HEADER = "#ifndef {0}_H\n#define {0}_H\ntypedef struct {{ PyObject_HEAD PyObject *{0}; }} {0}Object;\n#endif\n"
    UNIT = """#include <Python.h>
#include "{0}.h"
static void dealloc({0}Object *self) {{ Py_XDECREF(self->{0}); PyObject_Free(self); }}
PyTypeObject {0}{1}_Type = {{ PyVarObject_HEAD_INIT(NULL, 0) .tp_name = "x.{0}{1}", .tp_basicsize = sizeof({0}Object),
    .tp_dealloc = (destructor)dealloc, .tp_flags = Py_TPFLAGS_DEFAULT }};
int ready_{0}{1}(void) {{ return PyType_Ready(&{0}{1}_Type); }}
"""

    def setUp(self):
        super().setUp()
        self.cache = self.folder / "cache"
        for name, number in (("one", 1), ("one", 2), ("two", 1)):
            self.write(f"{name}.h", self.HEADER.format(name))
            self.write(f"{name}{number}.c", self.UNIT.format(name, number))

    def scan_again(self, *arguments, known=None):
        """The findings, after a look at how many units were not parsed again."""
        done = self.run_gclint("scan", "-v", "--python-include", INCLUDE, "--format", "json", *arguments, "tree",
                               env={**os.environ, "XDG_CACHE_HOME": str(self.cache)})
        if known is not None:
            told = re.search(r"(\d+) of \d+ units are as they were", done.stderr)
            self.assertEqual(int(told[1]) if told else 0, known, done.stderr)
        self.assertLess(done.returncode, 2, done.stderr)
        return json.loads(done.stdout)["findings"]

    def entries(self, ending="facts"):
        return sorted((self.cache / "gclint").glob(f"*.{ending}"))

    def test_nothing_changed(self):
        first = self.scan_again(known=0)
        self.assertTrue(first)
        self.assertEqual(self.scan_again(known=3), first)

    def test_touched_but_the_same(self):
        first = self.scan_again(known=0)
        for path in self.tree.iterdir():
            os.utime(path, (1, 1))
        self.assertEqual(self.scan_again(known=3), first)

    def test_a_header_reparses_its_users(self):
        self.scan_again(known=0)
        self.write("one.h", self.HEADER.format("one").replace("*one;", "*one, *more;"))
        self.scan_again(known=1)
        self.write("two1.c", self.UNIT.format("two", 1).replace("Py_XDECREF(self->two);", ""))
        self.assertNotIn("two", [finding["field"] for finding in self.scan_again(known=2)])

    def test_a_change_of_the_same_size_and_time(self):
        header = self.tree / "one.h"
        self.scan_again(known=0)
        status = header.stat()
        header.write_text(self.HEADER.format("one").replace("PyObject *one", "PyObject *eno"), encoding="utf-8")
        os.utime(header, ns=(status.st_atime_ns, status.st_mtime_ns))
        self.scan_again(known=1)

    def test_a_header_that_appears(self):
        (self.tree / "two.h").unlink()
        self.scan_again(known=0)
        self.scan_again(known=3)
        self.write("two.h", self.HEADER.format("two"))
        self.assertIn("two", [finding["field"] for finding in self.scan_again(known=2)])

    def test_a_header_that_is_found_sooner(self):
        self.write("include/two.h", self.HEADER.format("two"))
        (self.tree / "two.h").unlink()
        commands = [{"directory": str(self.tree), "file": f"{name}.c", "arguments": ["cc", "-Ifirst", "-Iinclude", "-c", f"{name}.c"]}
                    for name in ("one1", "one2", "two1")]
        (self.tree / "first").mkdir()
        self.write("compile_commands.json", json.dumps(commands))
        self.assertIn("two", [finding["field"] for finding in self.scan_again(known=0)])
        self.scan_again(known=3)
        self.write("first/two.h", self.HEADER.format("two").replace("*two;", "*three;"))
        self.assertNotIn("two", [finding["field"] for finding in self.scan_again(known=2)])

    def test_a_header_that_is_asked_for(self):
        self.write("two1.c", '#if __has_include("extra.h")\n#define EXTRA\n#endif\n' + self.UNIT.format("two", 1) + "#ifdef EXTRA\n#error\n#endif\n")
        self.scan_again(known=0)
        self.write("extra.h", "")
        self.scan_again(known=2)

    def test_other_flags(self):
        self.scan_again(known=0)
        self.write("compile_commands.json", json.dumps([{"directory": str(self.tree), "file": "two1.c", "command": "cc -DX=1 -c two1.c"}]))
        self.scan_again(known=2)

    def test_a_file_that_comes_to_be_needed(self):
        """It is left out at first; then it changes, then another."""
        apart, release = '#include <Python.h>\nint apart(void) { return PyErr_Occurred() != 0; }\n', "void let_go(PyObject *o) { Py_XDECREF(o); }\n"
        self.write("apart.c", apart)
        for _ in range(2):
            self.assertEqual(self.scan_json("tree")["coverage"]["skipped"], 1)
        self.write("apart.c", apart + '#include "one.h"\n' + self.UNIT.format("apart", 1).replace("#include", "//"))
        self.assertEqual(self.scan_json("tree")["coverage"]["skipped"], 0)
        self.write("apart.c", apart + release)
        self.assertEqual(self.scan_json("tree")["coverage"]["skipped"], 1)
        self.write("two1.c", self.UNIT.format("two", 1).replace("Py_XDECREF(self->two);", "let_go(self->two);"))
        self.assertEqual(self.scan_json("tree")["coverage"]["skipped"], 0)

    def test_no_cache(self):
        self.scan_again("--no-cache", known=0)
        self.assertFalse(self.cache.exists())
        first = self.scan_again(known=0)
        before = {path: path.read_bytes() for path in self.entries()}
        self.assertEqual(self.scan_again("--no-cache", known=0), first)
        self.assertEqual({path: path.read_bytes() for path in self.entries()}, before)

    def test_damaged_entries(self):
        first = self.scan_again(known=0)
        for damage in (lambda old: old[:len(old) // 2], lambda old: old[:-1] + bytes([old[-1] ^ 1]), lambda old: b"", lambda old: os.urandom(5000)):
            for path in self.entries():
                path.write_bytes(damage(path.read_bytes()))
            self.assertEqual(self.scan_again(known=0), first)
        for path in self.entries():
            path.unlink()
            path.mkdir()
        self.assertEqual(self.scan_again(known=0), first)

    def test_texts_are_remembered(self):
        """What they told is read again, and made anew if it is damaged."""
        first = self.scan_again(known=0)
        [memory] = self.entries("texts")
        kept = memory.read_bytes()
        self.assertEqual(self.scan_again(known=3), first)
        self.assertEqual(memory.read_bytes(), kept)
        for damaged in (kept[:len(kept) // 2], kept[:-1] + bytes([kept[-1] ^ 1]), b"", os.urandom(5000)):
            memory.write_bytes(damaged)
            self.assertEqual(self.scan_again(known=3), first)
            self.assertEqual(len(memory.read_bytes()), len(kept))

    def test_where_python_is_is_remembered(self):
        """python3-config is asked once, and again when another one stands there."""
        program, log = self.folder / "bin" / "python3-config", self.folder / "log"
        program.parent.mkdir()

        def install(text):
            program.write_text(f"#!/bin/sh\necho >>'{log}'\n{text}\n", encoding="utf-8")
            program.chmod(0o755)
            time.sleep(2.2)  # what changed just now is not believed

        def asked(number, tree="tree"):
            done = self.run_gclint("scan", "--format", "json", tree, env={
                **os.environ, "XDG_CACHE_HOME": str(self.cache), "PATH": f"{program.parent}:{os.environ['PATH']}"})
            self.write("one1.c", self.UNIT.format("one", 1) + f"/* {number} */")  # the answer is not the one that is kept
            self.assertEqual(len(log.read_text(encoding="utf-8")), number)
            return json.loads(done.stdout)["findings"]

        install(f"echo -I{INCLUDE}")
        first = asked(1)
        self.assertTrue(first)
        self.assertEqual(asked(1), first)
        shutil.copytree(self.tree, self.folder / "other")
        self.assertTrue(asked(1, "other"))
        self.assertTrue(asked(1, "."))  # of which it is a part: what it said is not asked for either
        [memory] = self.entries("python")
        memory.write_bytes(b"")
        self.assertEqual(asked(2), first)
        install("echo -I/nowhere")
        asked(3)
        asked(4)

    def test_one_file_of_many(self):
        """A look at the whole project would take longer than to analyse one file: only a small project's is worth it."""
        def scan(path):
            self.run_gclint("scan", "-q", "--python-include", INCLUDE, "--format", "json", path, env={**os.environ, "XDG_CACHE_HOME": str(self.cache)})
            return len(self.entries("deps"))

        time.sleep(2.2)
        self.assertEqual(scan("tree/one1.c"), 1)
        for number in range(600):
            self.write(f"docs/{number}.txt", "")
        time.sleep(2.2)
        self.assertEqual(scan("tree/two1.c"), 1)
        self.assertEqual(scan("tree"), 2)

    def test_folder_that_cannot_be_used(self):
        self.cache.write_text("a file", encoding="utf-8")
        first = self.scan_again(known=0)
        self.assertEqual(self.scan_again(known=0), first)
        self.assertTrue(first)

    def test_two_scans_at_once(self):
        environment = {**os.environ, "XDG_CACHE_HOME": str(self.cache)}
        running = [subprocess.Popen([test_cli.GCLINT, "scan", "-q", "--python-include", INCLUDE, "--db", f"{number}.db", "--format", "json", "tree"],
                                    cwd=self.folder, env=environment, stdout=subprocess.PIPE, text=True) for number in range(4)]
        answers = [json.loads(process.communicate(timeout=200)[0])["findings"] for process in running]
        self.assertEqual(answers, [answers[0]] * 4)
        self.assertEqual(self.scan_again(known=3), answers[0])
        self.assertFalse([path for path in (self.cache / "gclint").iterdir() if re.search(r"\.\d+$", path.name)])

    def whole_answer(self, answers, trees, *arguments):
        """The findings; afterwards so many answers are kept, and so many states of the tree are known to have one of them."""
        done = self.run_gclint("scan", "-q", "--python-include", INCLUDE, "--format", "json", *arguments, "tree",
                               env={**os.environ, "XDG_CACHE_HOME": str(self.cache)})
        self.assertEqual(len(self.entries("scan")), answers, done.stderr)
        if trees is not None:  # a slow machine may find what changed just now to be settled
            self.assertEqual(len(self.entries("deps")), trees)
        return [finding["field"] for finding in json.loads(done.stdout)["findings"] if not finding["suppressed"]]

    def test_whole_answers(self):
        self.whole_answer(1, 0)  # what changed just now could change again unseen
        time.sleep(2.2)
        first = self.whole_answer(1, 1)
        self.assertEqual(sorted(first), ["one", "one", "two"])
        self.assertEqual(self.whole_answer(1, 1), first)
        for path in self.entries("facts"):
            path.unlink()
        self.assertEqual(self.whole_answer(1, 1), first)  # the facts were not asked for
        self.assertEqual(self.whole_answer(2, 2, "--select", "missing-clear"), [])
        header = self.tree / "one.h"
        status = header.stat()
        header.write_text(header.read_text().replace("*one", "*eno"), encoding="utf-8")
        os.utime(header, ns=(status.st_atime_ns, status.st_mtime_ns))
        self.assertEqual(self.whole_answer(3, 2), ["two"])
        time.sleep(2.2)
        self.assertEqual(self.whole_answer(3, 3), ["two"])
        self.write("sub/two3.c", self.UNIT.format("two", 3).replace('"two.h"', '"../two.h"'))
        self.assertEqual(self.whole_answer(4, 3), ["two", "two"])
        shutil.rmtree(self.tree / "sub")
        self.assertEqual(self.whole_answer(4, 3), ["two"])

    def test_answers_by_what_the_texts_say(self):
        first = self.whole_answer(1, None)
        unit = self.tree / "two1.c"
        text = unit.read_text(encoding="utf-8")
        unit.write_text(text + "/* a remark */\n", encoding="utf-8")
        self.assertEqual(self.whole_answer(1, None), first)
        unit.write_text("/* a remark */\n" + text, encoding="utf-8")  # everything stands elsewhere
        self.assertEqual(self.whole_answer(2, None), first)
        unit.write_text(text.replace("PyTypeObject two", "/* gclint: ignore[container-without-gc] known */ PyTypeObject two"), encoding="utf-8")
        self.assertEqual(self.whole_answer(3, None), ["one", "one"])
        unit.write_text(text + "\nint more;\n", encoding="utf-8")
        self.assertEqual(self.whole_answer(4, None), first)
        unit.write_text(text, encoding="utf-8")
        self.assertEqual(self.whole_answer(4, None), first)
        self.assertEqual(self.whole_answer(5, None, "--ignore", "container-without-gc"), [])
        self.assertEqual(self.whole_answer(6, None, "--python", "3.8"), first)

    def test_a_comment_that_suppresses(self):
        """It moves nothing: the facts stay the same."""
        first = self.whole_answer(1, None)
        unit = self.tree / "two1.c"
        text = unit.read_text(encoding="utf-8")
        remark = text.replace("sizeof(twoObject),\n", "sizeof(twoObject), /* gclint: ignore[RULE] known */\n")
        unit.write_text(remark.replace("RULE", "container-without-gc"), encoding="utf-8")
        self.assertEqual(self.whole_answer(2, None), ["one", "one"])
        unit.write_text(remark.replace("RULE", "missing-clear"), encoding="utf-8")
        self.assertEqual(self.whole_answer(3, None), [*first, None])  # and a remark about the comment
        unit.write_text(text, encoding="utf-8")
        self.assertEqual(self.whole_answer(3, None), first)

    def test_damaged_answers(self):
        time.sleep(2.2)
        first = self.whole_answer(1, 1)
        for ending in ("scan", "hash", "deps"):
            for path in self.entries(ending):
                path.write_bytes(path.read_bytes()[:-7] + b"x" * 7)
            self.assertEqual(self.whole_answer(1, 1), first)
        self.assertEqual(self.whole_answer(1, 1), first)

    def test_what_changes_again_and_again(self):
        """From the second change on, the headers that come before it are kept precompiled."""
        for name in ("one1.c", "one2.c"):
            (self.tree / name).unlink()
        for changes in range(4):
            self.write("two1.c", self.UNIT.format("two", 1) + f"int more{changes};\n")
            self.assertEqual([finding["field"] for finding in self.scan_again(known=0)], ["two"])
            self.assertEqual(len(self.entries("pch")), int(changes > 1))

    def test_one_file_after_the_other(self):
        """As an editor scans them, or a hook before a commit: the third that begins alike has its headers precompiled."""
        for number in range(4):
            self.write(f"more{number}.c", self.UNIT.format("one", number + 4))
            done = self.run_gclint("scan", "-q", "--python-include", INCLUDE, "--format", "json", f"tree/more{number}.c",
                                   env={**os.environ, "XDG_CACHE_HOME": str(self.cache)})
            self.assertEqual([finding["field"] for finding in json.loads(done.stdout)["findings"]], ["one"])
            self.assertEqual(len(self.entries("pch")), int(number > 1))

    def test_killed(self):
        process = subprocess.Popen([test_cli.GCLINT, "scan", "-q", "--python-include", INCLUDE, "tree"], cwd=self.folder,
                                   env={**os.environ, "XDG_CACHE_HOME": str(self.cache)}, stdout=subprocess.DEVNULL)
        time.sleep(0.15)
        process.kill()
        process.wait()
        first = self.scan_again()
        self.assertEqual(self.scan_again(known=3), first)
        self.run_gclint("report", "--format", "json", status=0)


if __name__ == "__main__":
    test_cli.main()
