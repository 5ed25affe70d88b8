#!/usr/bin/env python3
"""Trees, stores and caches made to do harm. test_hostile.py GCLINT [CLASS...]"""

import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import time
import unittest

import test_cli
from test_cli import FAULTY, INCLUDE, CliTest

# No character of these may reach a terminal, whoever wrote it.
RAW = ("\x1b", "\x07", "\x9b", "\r", "\u202e")
WORD = "ToPsEcReT"


class HostileTest(CliTest):
    """Beside the trap stands a file whose findings must not be lost."""

    def check(self, *arguments, timeout=5):
        self.write("layout.c", FAULTY)
        begin = time.monotonic()
        done = self.scan("--timeout", timeout, "--format", "json", "--sarif", "x.sarif", "--html", "x.html", "--markdown", "x.md",
                         *arguments, "tree")
        self.assertLess(time.monotonic() - begin, 60)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        answer = json.loads(done.stdout)
        self.assertIn(("container-without-gc", "layout.c"), {(f["rule"], f["file"]) for f in answer["findings"]})
        reports = [(self.folder / name).read_text(encoding="utf-8") for name in ("x.sarif", "x.html", "x.md")]
        said = "\n".join([done.stdout, done.stderr, self.run_gclint("report", "--format", "text", status=0).stdout, *reports])
        self.assertNotIn("\x1b", said)
        json.loads(reports[0])
        return answer, said

    def environment(self):
        return {**os.environ, "XDG_CACHE_HOME": str(self.folder / "cache")}

    def findings(self, *arguments):
        done = self.run_gclint("scan", "-q", "--python-include", INCLUDE, "--format", "json", *arguments, "tree", env=self.environment())
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return sorted((one["rule"], one["file"], one["field"] or "") for one in json.loads(done.stdout)["findings"])


class Hostile(HostileTest):
    def test_includes_of_devices(self):
        for number, name in enumerate(("/dev/zero", "/dev/stdin", "/dev/random", "/proc/self/mem", "/dev/tty", "link.h", "fifo.h", "folder.h")):
            self.write(f"trap{number}.c", f'#include <Python.h>\n#include "{name}"\n' + FAULTY.replace("layout", f"trap{number}"))
        (self.tree / "link.h").symlink_to("/dev/zero")
        (self.tree / "folder.h").mkdir()
        os.mkfifo(self.tree / "fifo.h")
        answer, _ = self.check()
        found = {finding["file"] for finding in answer["findings"]}
        for number in range(8):
            self.assertIn(f"trap{number}.c", found)

    def test_workers_are_confined(self):
        self.write("layout.c", FAULTY)
        self.assertRegex(self.scan("-v", "--no-cache", "tree", status=1).stderr, "the processes that parse are (not )?confined")

    def test_fifo_that_is_a_unit(self):
        os.mkfifo(self.tree / "fifo.c")
        (self.tree / "zero.c").symlink_to("/dev/zero")
        self.check()

    def test_what_is_outside_stays_there(self):
        secret = self.folder / "secret.h"
        secret.write_text("struct password { int ToPsEcReT; };\nToPsEcReT is the word\nint x = ToPsEcReTtoo;\n#error ToPsEcReT\n", encoding="utf-8")
        (self.tree / "link.h").symlink_to(secret)
        (self.tree / "link.c").symlink_to(secret)
        for number, name in enumerate(("../secret.h", str(secret), "link.h", "/etc/passwd")):
            self.write(f"trap{number}.c", f'#include "{name}"\n' + FAULTY.replace("layout", f"trap{number}"))
        _, said = self.check()
        self.assertNotIn("ToPsEcReT", said)
        self.assertNotIn("/bin/", said)
        self.assertNotIn("ToPsEcReT", self.run_gclint("facts", "--python-include", INCLUDE, "tree").stdout)

    def test_commands_that_would_do_something(self):
        plugin = self.tree / "plugin.so"
        plugin.write_bytes(b"\x7fELF")
        done = self.folder / "done"
        extra = ["-fplugin=./plugin.so", "-Xclang", "-load", "-Xclang", "./plugin.so", f"@{self.tree}/response", "-o", str(done), "--config",
                 "x.cfg", "-MF", str(done), "-MD", "-save-temps", f"--serialize-diagnostics={done}", f"-ftime-trace={done}", "-mllvm", "-x",
                 "-fmodules", f"-fmodules-cache-path={done}", "-include", "/etc/passwd", "-B.", "-fcrash-diagnostics-dir=" + str(done),
                 "-frewrite-includes", "-wrapper", "touch,done", "-include-pch", "plugin.so", "-fembed-bitcode-marker", "-Wp,-MD,done", "-E"]
        self.write("response", f"-o {done}")
        self.write("trap.c", FAULTY.replace("layout", "trap"))
        commands = [{"directory": str(self.tree), "file": "trap.c", "arguments": ["touch " + str(done), *extra, "-c", "trap.c"]},
                    {"directory": str(self.tree), "file": "trap.c", "command": f"$(touch {done}); `touch {done}` cc -c trap.c; touch {done}"},
                    {"directory": "/", "file": "../../../../etc/passwd", "command": "cc -c ../../../etc/passwd"},
                    {"directory": 5, "file": None}, [], None]
        self.write("compile_commands.json", json.dumps(commands))
        answer, said = self.check()
        self.assertFalse(done.exists())
        self.assertNotIn("/bin/", said)
        self.assertIn("trap.c", {finding["file"] for finding in answer["findings"]})

    def test_libraries_in_the_current_folder(self):
        """Those that the loader would take, were the current folder among those that it looks in."""
        program = pathlib.Path(test_cli.GCLINT).resolve()
        needed = re.findall(r"NEEDED.*\[(.+)\]", subprocess.run(["readelf", "-d", program], stdout=subprocess.PIPE, text=True, check=True).stdout)
        loaded = set(re.findall(r"libclang-?[0-9.]*\.so[0-9.]*", program.read_bytes().decode("latin-1")))
        self.assertTrue(loaded)
        for name in {"libjansson.so.4", *needed, *loaded}:
            subprocess.run(["cc", "-shared", "-nostdlib", f"-Wl,-soname,{name}", "-x", "c", "/dev/null", "-o", self.tree / name], check=True)
        self.write("layout.c", FAULTY)
        done = subprocess.run([program, "scan", "-q", "--python-include", INCLUDE, "--format", "json", "."], cwd=self.tree, env=self.environment(),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, timeout=250)
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertEqual({finding["file"] for finding in json.loads(done.stdout)["findings"]}, {"layout.c"})

    def test_loops_of_links(self):
        (self.tree / "loop").symlink_to("loop")
        (self.tree / "up").symlink_to("..")
        (self.tree / "self.h").symlink_to("self.h")
        (self.tree / "self.c").symlink_to("self.c")
        self.write("trap.c", '#include "self.h"\n#include "up/tree/up/tree/trap.h"\n' + FAULTY)
        self.write("trap.h", '#include "up/tree/trap.h"\n')
        self.check()

    def test_huge_files(self):
        for name in ("huge.c", "huge.h", "huge.py"):
            with open(self.tree / name, "wb") as file:
                file.write(b"#include <Python.h>\n")
                file.truncate(10 << 30)
        self.write("trap.c", '#include "huge.h"\n' + FAULTY)
        self.check()

    def test_bombs(self):
        self.write("include.c", '#include <Python.h>\n#include "include.h"\n')
        self.write("include.h", '#include "include.h"\n#include "include.h"\n')
        self.write("macro.c", "#include <Python.h>\n#define A0 x x x x x x x x x x\n" +
                   "".join(f"#define A{n} {f'A{n - 1} ' * 10}\n" for n in range(1, 12)) + "int y = A11;\n")
        self.write("deep.c", "#include <Python.h>\nint f(int x) { " + "if (x) {" * 20000 + "}" * 20000 + "}\n")
        self.write("brackets.c", "#include <Python.h>\nint a = " + "(" * 100000 + "0" + ")" * 100000 + ";\n")
        self.write("types.c", "#include <Python.h>\n" + "".join(f"struct s{n} {{ struct s{n - 1} a, b, c, d; }};\n" if n else "struct s0 { PyObject *x; };\n"
                                                            for n in range(40)) + "struct s39 *s;\n")
        self.write("unclosed.c", "#include <Python.h>\n" + "#if 1\n" * 50000 + "/* \" '")
        self.write("line.c", "#include <Python.h>\nint a[] = {" + "1," * 1000000 + "};")
        self.check(timeout=10)

    def test_names(self):
        for name in ("\x1b]0;title\x07.c", "new\nline.c", "\x9b31m.c", "<script>alert(1)</script>.c", "a\u202eb.c", "%s%n.c", "-o.c", "@file.c", "::.c"):
            if "/" not in name:
                self.write(name, FAULTY.replace("layout.", f"n{abs(hash(name))}."))
        with open(os.fsencode(self.tree) + b"/\xff\xfe.c", "w", encoding="utf-8") as file:
            file.write(FAULTY)
        _, said = self.check()
        self.assertNotIn("<script>alert(1)", said.split("<!DOCTYPE")[-1].split("# ")[0])
        for byte in ("\x07", "\x9b"):
            self.assertNotIn(byte, said)

    def test_texts_in_the_source(self):
        self.write("trap.c", FAULTY.replace('"layout.', '"\x1b[2J<b>&\\u202e layout.'))
        self.check()

    def test_changing_tree(self):
        for number in range(60):
            self.write(f"sub/unit{number}.c", FAULTY.replace("layout", f"u{number}"))
        self.write("layout.c", FAULTY)
        command = [test_cli.GCLINT, "scan", "-q", "--python-include", INCLUDE, "-j", "2", "--format", "json", "tree"]
        with subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, text=True) as process:
            for number in range(60):
                path = self.tree / "sub" / f"unit{number}.c"
                if number % 3 == 0:
                    path.unlink()
                elif number % 3 == 1:
                    path.write_text("#include <Python.h>\nint (((\n", encoding="utf-8")
                else:
                    os.truncate(path, 100)
            answer = json.loads(process.communicate(timeout=100)[0])
        self.assertIn("layout.c", {finding["file"] for finding in answer["findings"]})

    def test_few_descriptors(self):
        self.write("layout.c", FAULTY)
        for limit in (20, 12):
            done = subprocess.run(["bash", "-c", f'ulimit -n {limit}; exec "$@"', "-", test_cli.GCLINT, "scan", "-q", "-j", "16", "--python-include", INCLUDE,
                                   "--format", "json", "tree"], cwd=self.folder, capture_output=True, text=True, check=False, timeout=100)
            self.assertIn(done.returncode, (0, 1, 2), done.stderr)
            self.assertTrue(done.returncode == 2 or json.loads(done.stdout)["findings"] or "not analysed" in done.stderr, done.stderr)

    def test_little_memory(self):
        if b"__asan_init" in pathlib.Path(test_cli.GCLINT).read_bytes():
            self.skipTest("AddressSanitizer reserves more address space than there is")
        self.write("layout.c", FAULTY)
        for limit in (150000, 400000):
            done = subprocess.run(["bash", "-c", f'ulimit -v {limit}; exec "$@"', "-", test_cli.GCLINT, "scan", "-q", "--python-include", INCLUDE, "tree"],
                                  cwd=self.folder, capture_output=True, text=True, check=False, timeout=100)
            self.assertTrue(done.stderr or done.returncode in (0, 1))

    def test_files_may_not_grow(self):
        """A full disk, as far as one can be had without one: what is found is told although nothing can be kept."""
        self.write("layout.c", FAULTY)
        done = subprocess.run(["bash", "-c", 'trap "" XFSZ; ulimit -f 8; exec "$@"', "-", test_cli.GCLINT, "scan", "-q", "--python-include", INCLUDE, "tree"],
                              cwd=self.folder, capture_output=True, text=True, check=False, timeout=100,
                              env={**os.environ, "XDG_CACHE_HOME": str(self.folder / "cache")})
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("container-without-gc", done.stdout)
        self.assertIn("gclint: ", done.stderr)
        self.scan("tree", status=1)

    def test_long_lines(self):
        """A line that everything stands on is not read anew for each thing."""
        fields = 3000
        self.write("trap.c", "#include <Python.h>\ntypedef struct { PyObject_HEAD " + "".join(f"PyObject *o{n};" for n in range(fields)) + " } T; "
                   "static void dealloc(T *self) { " + "".join(f"Py_XDECREF(self->o{n});" for n in range(fields)) + " PyObject_Free(self); }\n"
                   "PyTypeObject T_Type = { PyVarObject_HEAD_INIT(NULL, 0) .tp_name = \"t.T\", .tp_basicsize = sizeof(T), .tp_dealloc = (destructor)dealloc };\n"
                   "int ready(void) { return PyType_Ready(&T_Type); }\n")
        self.check(timeout=60)
        page = (self.folder / "x.html").read_text(encoding="utf-8")
        rows = [row for row in page.split('<span class="row">') if "PyObject *o2;" in row or "PyObject *o2999;" in row]
        self.assertTrue(rows)
        for row in rows:
            self.assertNotIn('<span class="k">', row)

    def test_long_messages(self):
        self.write("trap.c", "#include <Python.h>\nint x = " + "a" * 300000 + ";\n" + FAULTY.replace("layout", "trap"))
        _, said = self.check()
        reasons = re.findall(r"use of undeclared identifier 'a+", said)
        self.assertTrue(reasons)
        self.assertLess(max(map(len, reasons)), 700)


class Leaks(HostileTest):
    """Nothing of what is outside of the tree comes into a report, a store or the cache."""

    def setUp(self):
        super().setUp()
        self.write("empty.c", "#include <Python.h>\n")
        self.is_confined = "by Landlock and" in self.scan("-v", "--no-cache", "--db", "none.db", "tree").stderr
        (self.tree / "empty.c").unlink()
        beside = {"secret.h": f"struct password {{ int {WORD}; }};\n{WORD} is the word\n#error {WORD}\n", "secret.str": f'"{WORD}"\n',
                  "secret.def": f"{WORD}\n", ".netrc": f"machine host login me password {WORD}\n", ".keys/id": f'"{WORD}"\n',
                  "secret.c": FAULTY.replace("Field", WORD)}
        for name, text in beside.items():
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.folder / name).write_text(text, encoding="utf-8")

    def trap(self, name, text, **command):
        """A unit that has the findings of the demo, and `text` before it."""
        self.write(f"{name}.c", f"#include <Python.h>\n{text}\n" + FAULTY.replace("layout", name))
        if command:
            self.commands.append({"directory": str(self.tree), "file": f"{name}.c", "arguments": ["cc", *command["flags"], "-c", f"{name}.c"]})

    def said_anywhere(self):
        self.write("layout.c", FAULTY)
        reports = ("--sarif", "x.sarif", "--html", "x.html", "--markdown", "x.md", "--json", "x.json")
        done = self.run_gclint("scan", "-v", "--python-include", INCLUDE, *reports, "tree", env=self.environment())
        self.assertIn(done.returncode, (0, 1), done.stderr)
        said = [done.stdout, done.stderr]
        for command in (["report"], ["report", "--format", "github"], ["report", "--format", "gitlab"], ["facts", "--python-include", INCLUDE, "tree"],
                        ["facts", "--format", "json", "--python-include", INCLUDE, "tree"]):
            said.append(self.run_gclint(*command, env=self.environment()).stdout)
        files = [*self.folder.glob("x.*"), *self.folder.glob("gclint.db*"), *(self.folder / "cache").glob("gclint/*.facts")]
        said += [path.read_bytes().decode("latin-1") for path in files]
        self.assertGreater(len(files), 5)
        self.assertIn("container-without-gc", done.stdout)
        return "\n".join(said)

    def test_beside_the_tree(self):
        if not self.is_confined:
            self.skipTest("nothing confines the workers here")
        self.commands = []
        os.symlink("..", self.tree / "out")
        os.symlink("/etc", self.tree / "etc")
        self.write("trap.h", '#pragma GCC system_header\n#include "../secret.h"\n#include "/etc/passwd"\n')
        self.trap("pragma", '#include "trap.h"')
        self.trap("marker", '# 1 "x.h" 1 3\n#include "../secret.h"\n# 3 "marker.c" 2')
        self.trap("text", '\nconst char *const name =\n#include "../secret.str"\n;')
        self.trap("linked", '\nconst char *const name =\n#include "out/secret.str"\n;')
        self.trap("word", '\nstruct word { PyObject_HEAD PyObject *\n#include "../secret.def"\n; };')
        self.trap("netrc", "#define machine struct bad { PyObject_HEAD PyObject *\n#define login ; PyObject *\n#define password ; PyObject *\n"
                  '#include "../.netrc"\n; };')
        self.trap("embed", 'const char e[] = {\n#embed "../secret.str"\n};\n#import "../secret.h"\n#include_next "../secret.h"\n'
                  f'#define HEADER "../secret.h"\n#include HEADER\n#line 1 "{self.folder}/secret.h"')
        for number, flag in enumerate(("-isystem", "-idirafter", "-iquote", "-I")):
            self.trap(f"flag{number}", '#include "secret.h"\n#include <secret.h>', flags=[flag, ".."])
        self.trap("keys", f'\nconst char *const name =\n#include "{self.folder}/.keys/id"\n;', flags=[f"-DX={self.folder}/.keys", f"-I{self.folder}/.keys"])
        self.trap("root", "#include <passwd>\n#include <etc/passwd>", flags=["-isystem", "etc", "-isystem", "/", "-isysroot", "/", "-imacros", "/etc/passwd"])
        self.commands.append({"directory": str(self.tree), "file": "out/secret.c", "arguments": ["cc", "-c", "out/secret.c"]})
        self.write("compile_commands.json", json.dumps(self.commands))
        said = self.said_anywhere()
        self.assertNotIn(WORD, said)
        self.assertNotIn("root:x:0", said)
        self.assertRegex(said, "folders that flags name are outside of the tree")

    def test_in_the_project(self):
        """Headers of the project that the tree is a part of are read, but what is wrong with them is not quoted."""
        (self.folder / ".git").mkdir()
        self.write("trap.h", '#pragma GCC system_header\n#include "../secret.h"\n')
        self.trap("trap", '#include "trap.h"')
        said = self.said_anywhere()
        self.assertNotIn(WORD, said)
        self.assertIn("an error in a file outside of the tree", said)

    def test_by_the_name_of_the_tree(self):
        """Headers of the tree are found by the name of its folder, what is beside that folder is not."""
        (self.tree / "own.h").write_text("#define OWN 1\n", encoding="utf-8")
        self.commands = []
        self.trap("trap", '#include <tree/own.h>\n#if !OWN\n#error\n#endif')
        units = self.scan_json("tree", status=1)["coverage"]
        self.assertEqual((units["parsed"], units["partial"]), (1, 0))
        self.trap("trap", '#include <tree/own.h>\n#include <secret.h>\n#include "secret.h"\n#include "cache/../secret.h"')
        if self.is_confined:
            said = self.said_anywhere()
            self.assertNotIn(WORD, said)
            self.assertIn("'secret.h' file not found", said)

    def test_folders_for_headers(self):
        """A flag may name those, wherever they are."""
        (self.folder / "other" / "include").mkdir(parents=True)
        (self.folder / "other" / "include" / "other.h").write_text("#define OTHER 1\n", encoding="utf-8")
        self.commands = []
        self.trap("trap", "#include <other.h>\n#if !OTHER\n#error\n#endif", flags=["-I../other/include"])
        self.write("compile_commands.json", json.dumps(self.commands))
        units = self.scan_json("tree", status=1)["coverage"]
        self.assertEqual((units["parsed"], units["partial"]), (1, 0))


class Terminal(HostileTest):
    def test_messages(self):
        """Names in what goes to standard error: of a unit that crashes the parser, of one that is in order, of a header."""
        name = "\x1b]0;t\x07\x9b\r\u202e\n::error::x"
        self.write(f"{name}.c", FAULTY)
        self.write(f"{name}2.c", "#include <Python.h>\nint f(int x) { return " + "- " * 200000 + "x; }\n")
        self.write(f"{name}3.c", f'#include <Python.h>\n#include "{name[:4]}.h"\n#error {name[:-11]}\n_Static_assert(0, "\\x1b[31m");\n')
        self.write("compile_commands.json", json.dumps([{"directory": str(self.tree), "file": f"{name}3.c", "arguments": [
            "cc", f"-DX={name}", f"-I{name}", f"-std={name}", f"-x{name}", "-include", name, f"-fplugin={name}", f"{name}3.c"]}]))
        for command in (["scan", "-v"], ["scan", "--progress", "always"], ["scan", "-v", "--format", "github"], ["facts", "-v"]):
            done = self.run_gclint(*command, "--no-cache", "--python-include", INCLUDE, "tree")
            for raw in RAW:
                self.assertNotIn(raw, done.stdout + done.stderr)
            self.assertNotRegex(done.stderr, r"(?m)^::")
            self.assertNotRegex(done.stdout, r"(?m)^::error::")


class Stores(HostileTest):
    """A gclint.db that came with the tree, in which gclint is run."""

    def setUp(self):
        super().setUp()
        self.write("layout.c", FAULTY)
        self.store = self.folder / "gclint.db"

    def change(self, *statements):
        self.scan("tree", status=1)
        with sqlite3.connect(self.store) as database:
            for statement in statements:
                database.execute(statement)
        database.close()

    def test_links(self):
        victim = self.folder / "victim"
        self.store.symlink_to(victim)
        for content in (None, "", "precious\n"):
            if content is not None:
                victim.write_text(content, encoding="utf-8")
            done = self.scan("tree", status=2)
            self.assertIn("gclint.db is a link", done.stderr)
            self.assertIn("container-without-gc", done.stdout)
            self.assertEqual(victim.read_text(encoding="utf-8") if victim.exists() else None, content)
        self.assertIn("gclint.db is a link", self.run_gclint("report", status=2).stderr)
        victim.unlink()
        self.scan("--db", "./gclint.db", "tree", status=1)
        self.assertTrue(victim.exists())

    def test_links_beside_it(self):
        victim = self.folder / "victim"
        victim.write_text("precious\n", encoding="utf-8")
        for ending in ("-wal", "-shm", "-journal"):
            (self.folder / f"gclint.db{ending}").symlink_to(victim)
        self.assertIn("container-without-gc", self.scan("tree").stdout)
        self.assertEqual(victim.read_text(encoding="utf-8"), "precious\n")

    def test_triggers(self):
        """What the store is told to forget is found nevertheless."""
        for event in ("findings", "scans", "types"):
            self.change(f"CREATE TRIGGER hide_{event} AFTER INSERT ON {event} BEGIN DELETE FROM findings; UPDATE findings SET severity = 'note'; END")
            self.assertIn("container-without-gc", self.scan("tree", status=1).stdout)

    def test_tables_that_lose_rows(self):
        """Tables like gclint's own, but for a second finding of a rule, which is dropped without a word."""
        self.scan("tree", status=1)
        with sqlite3.connect(self.store) as database:
            made = dict(database.execute("SELECT name, sql FROM sqlite_schema WHERE name LIKE 'finding%' AND type = 'table'"))
            for name, text in made.items():
                text = re.sub(r",\s*FOREIGN KEY.*?CASCADE", "", text).replace("rule               TEXT", "rule TEXT UNIQUE ON CONFLICT IGNORE")
                if name == "finding_evidence":
                    text = text.replace("position INTEGER NOT NULL", "position INTEGER NOT NULL UNIQUE ON CONFLICT IGNORE")
                database.execute(f"ALTER TABLE {name} RENAME TO old_{name}")
                database.execute(text)
                database.execute(f"INSERT INTO {name} SELECT * FROM old_{name}")
            for name in reversed(list(made)):
                database.execute(f"DROP TABLE old_{name}")
        database.close()
        done = self.scan("tree", status=2)
        self.assertIn("container-without-gc", done.stdout)
        self.assertIn("does not give back what was written", done.stderr)

    def test_views_without_end(self):
        self.change("ALTER TABLE findings RENAME TO real", "CREATE VIEW findings AS WITH RECURSIVE r (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) "
                    "SELECT real.* FROM real, r")
        self.assertIn("gclint.db", self.run_gclint("report", status=2).stderr)
        self.assertIn("container-without-gc", self.scan("tree", status=2).stdout)

    def test_sources_elsewhere(self):
        """A store that says its sources are in the reader's own files."""
        (self.folder / "home").mkdir()
        (self.folder / "home" / "keys").write_text(f"{WORD}\n" * 9, encoding="utf-8")
        self.change(f"UPDATE scans SET root = '{self.folder}/home'", "UPDATE findings SET file = 'keys', line = 1, end_line = 1",
                    "UPDATE finding_evidence SET file = 'keys', line = 2, end_line = 2")
        for form in ("text", "html", "markdown", "sarif", "github", "json"):
            self.assertNotIn(WORD, self.run_gclint("report", "--format", form, status=0).stdout)

    def test_baselines(self):
        os.mkfifo(self.tree / "pipe")
        self.write("deep", "[" * 1000000)
        for name in ("pipe", "deep"):
            self.write(".gclint.ini", f"baseline = {name}\n")
            done = self.scan("tree", status=2)
            self.assertIn("baseline", done.stderr)
            self.assertIn("container-without-gc", done.stdout)


class Caches(HostileTest):
    def test_contents(self):
        """Garbage, links, folders and pipes where entries and precompiled headers are kept."""
        for number in range(4):
            self.write(f"unit{number}.c", FAULTY.replace("layout", f"unit{number}"))
        victim = self.folder / "victim"
        victim.write_text("precious\n", encoding="utf-8")
        cache = self.folder / "cache" / "gclint"
        first = self.findings()
        kinds = {path.suffix for path in cache.iterdir()}
        self.assertLessEqual({".facts", ".pch"}, kinds)

        def link(path):
            path.unlink()
            path.symlink_to(victim)

        def pipe(path):
            path.unlink()
            os.mkfifo(path)

        def folder(path):
            path.unlink()
            path.mkdir()

        for harm in (lambda path: path.write_bytes(os.urandom(5000)), lambda path: path.write_bytes(path.read_bytes()[:-900] + bytes(900)), link, pipe, folder):
            for path in list(cache.iterdir()):
                if path.is_file():
                    harm(path)
            self.assertEqual(self.findings(), first)
            self.assertEqual(victim.read_text(encoding="utf-8"), "precious\n")

    def test_folder_that_is_a_link(self):
        self.write("layout.c", FAULTY)
        target = self.folder / "elsewhere"
        target.mkdir()
        (self.folder / "cache").mkdir()
        (self.folder / "cache" / "gclint").symlink_to(target / "nothing")
        self.assertTrue(self.findings())
        self.assertFalse((target / "nothing").exists())


class Disk(HostileTest):
    """A small file system that fills up."""

    def setUp(self):
        super().setUp()
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", self.disk], capture_output=True, check=False).returncode:
            self.skipTest("file systems may not be mounted here")
        self.addCleanup(subprocess.run, ["umount", self.disk], check=True)

    def scan_there(self):
        environment = {**os.environ, "XDG_CACHE_HOME": str(self.disk / "cache"), "TMPDIR": str(self.disk)}
        return self.run_gclint("scan", "-q", "--python-include", INCLUDE, "--db", self.disk / "gclint.db", "tree", env=environment)

    def test_room_for_less_than_a_store(self):
        self.write("layout.c", FAULTY)
        for room in (0, 16, 100, 250, 500):
            state = os.statvfs(self.disk)
            (self.disk / "fill").write_bytes(bytes(max(0, state.f_bavail * state.f_frsize - (room << 10))))
            full = self.scan_there()
            self.assertEqual(full.returncode, 2, full.stderr)
            self.assertIn("container-without-gc", full.stdout)
            self.assertIn("gclint: ", full.stderr)
            (self.disk / "fill").unlink()
            again = self.scan_there()
            self.assertEqual(again.returncode, 1, again.stderr)
            self.run_gclint("report", "--db", self.disk / "gclint.db", status=0)
            for path in self.disk.glob("gclint.db*"):
                path.unlink()


if __name__ == "__main__":
    test_cli.main()
