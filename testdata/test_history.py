#!/usr/bin/env python3
"""Scans compared with each other, and stores over time. test_history.py GCLINT [CLASS...]"""

import json

import test_cli
from test_cli import CLEAN, FAULTY, CliTest


class HistoryTest(CliTest):
    """A tree whose scans are kept in one store."""

    def scan_of(self, text, name="layout.c", *arguments, status=0):
        """Scans the tree with this file in it."""
        self.write(name, text)
        return self.scan_json("--fail-on", "never", *arguments, "tree", status=status)

    def diff(self, *arguments, status=None):
        return json.loads(self.run_gclint("diff", "--format", "json", *arguments, status=status).stdout)

    def states(self, *arguments):
        """(state, type) of every finding, in order."""
        return [(finding["state"], finding["type"]) for finding in self.diff(*arguments)["findings"]]


class Diff(HistoryTest):
    def test_nothing_changed_but_lines(self):
        self.scan_of(FAULTY)
        self.scan_of("\n\n/* moved */\n" + FAULTY)
        counts = self.diff(status=0)["counts"]
        self.assertEqual((counts["new"], counts["fixed"], counts["unjudged"]), (0, 0, 0))
        self.assertGreater(counts["unchanged"], 0)

    def test_new_and_fixed(self):
        count = len(self.scan_of(FAULTY)["findings"])
        other = FAULTY.replace("layout.", "other.").replace("Field_Type", "Other_Type").replace("layout_module", "other_module")
        self.scan_of(other, "other.c")
        answer = self.diff(status=1)
        self.assertEqual((answer["counts"]["new"], answer["counts"]["unchanged"]), (count, count))
        self.assertEqual({(f["type"], f["reason"]) for f in answer["findings"] if f["state"] == "new"}, {("Other_Type", "the type is new")})
        self.run_gclint("diff", "--fail-on", "error", status=0)
        (self.tree / "other.c").unlink()
        self.scan_of(FAULTY)
        answer = self.diff(status=0)
        self.assertEqual((answer["counts"]["fixed"], answer["counts"]["new"]), (count, 0))
        self.assertEqual({f["reason"] for f in answer["findings"] if f["state"] == "fixed"}, {"the type is gone"})

    def test_renamed_file_moved_type_and_renamed_function(self):
        before = self.scan_of(FAULTY)["findings"]
        (self.tree / "layout.c").unlink()
        after = self.scan_of(FAULTY.replace("field_dealloc", "destroy_field"), "src/renamed.c")["findings"]
        self.assertEqual(len(before), len(after))
        answer = self.diff(status=0)
        self.assertEqual(answer["counts"]["unchanged"], len(before))
        self.assertEqual({f["before"]["file"] for f in answer["findings"]}, {"layout.c"})
        self.assertIn("moved: before in `layout.c`", self.run_gclint("diff", "-v", status=0).stdout)

    def test_renamed_symbol(self):
        self.scan_of(FAULTY)
        self.scan_of(FAULTY.replace("Field_Type", "FieldType_object"))
        counts = self.diff(status=0)["counts"]
        self.assertEqual((counts["new"], counts["fixed"]), (0, 0))

    def test_second_of_the_same_kind_is_new(self):
        """Two types of one symbol in two files: what is known of the one says nothing about the other."""
        count = len(self.scan_of(FAULTY)["findings"])
        self.scan_of(FAULTY, "another.c")
        answer = self.diff(status=1)
        self.assertEqual((answer["counts"]["new"], answer["counts"]["unchanged"]), (count, count))
        self.assertEqual({f["file"] for f in answer["findings"] if f["state"] == "new"}, {"another.c"})
        (self.tree / "layout.c").unlink()
        self.scan("--fail-on", "never", "tree", status=0)
        answer = self.diff(status=0)
        self.assertEqual({f["file"] for f in answer["findings"] if f["state"] == "fixed"}, {"layout.c"})

    def test_file_that_cannot_be_analysed_is_not_fixed(self):
        count = len(self.scan_of(FAULTY)["findings"])
        self.scan_of("#include <Python.h>\nextern PyTypeObject type;\nint deep = " + "!" * 300000 + "0;\n", status=2)
        answer = self.diff(status=0)
        self.assertEqual((answer["counts"]["fixed"], answer["counts"]["unjudged"]), (0, count))
        self.assertIn("layout.c was not analysed", answer["findings"][0]["reason"])

    def test_rule_that_did_not_run_is_not_fixed(self):
        count = len(self.scan_of(FAULTY)["findings"])
        self.scan_of(FAULTY, "layout.c", "--ignore", "container-without-gc")
        answer = self.diff(status=0)
        self.assertEqual(answer["counts"], {"new": 0, "fixed": 0, "unjudged": 1, "unchanged": count - 1})
        self.assertEqual(answer["findings"][0]["reason"], "the rule did not run")
        self.assertIn("rules before", answer["conditions"])

    def test_suppressed(self):
        finding = self.scan_of(FAULTY)["findings"][0]
        lines = FAULTY.splitlines()
        lines[finding["line"] - 1] += f" /* gclint: ignore[{finding['rule']}] known for long */"
        self.scan_of("\n".join(lines))
        fixed, = [f for f in self.diff(status=0)["findings"] if f["state"] == "fixed"]
        self.assertEqual((fixed["rule"], fixed["reason"]), (finding["rule"], "it is suppressed now: known for long"))
        self.scan_of(FAULTY)
        new, = [f for f in self.diff(status=1)["findings"] if f["state"] == "new"]
        self.assertEqual((new["rule"], new["reason"]), (finding["rule"], "it was suppressed before"))

    def test_which_scans(self):
        self.scan_of(FAULTY)
        self.assert_says(self.run_gclint("diff", status=2), "only one scan of tree")
        self.write("../plain/plain.c", CLEAN)
        self.scan("plain", status=0)
        self.scan_of(FAULTY + "\n")
        def compared(*words):
            answer = self.diff(*words)
            return answer["old"]["scan"], answer["new"]["scan"]
        self.assertEqual(compared(), (1, 3))
        self.assertEqual(compared("1"), (1, 3))
        self.assertEqual(compared("plain", "latest"), (2, 3))
        self.assertEqual(compared("2"), (2, 3))
        self.assertEqual(compared("tree"), (1, 3))
        self.assert_says(self.run_gclint("diff", "plain", status=2), "only one scan of plain")
        self.scan("--db", "other.db", "plain", status=0)
        self.assertEqual(compared("1", "other.db"), (1, 1))
        self.assertEqual(compared("other.db", "gclint.db"), (1, 3))
        (self.folder / "gclint.db").rename(self.folder / "moved.db")
        self.assertEqual(compared("other.db", "moved.db"), (1, 3))
        for words in (("latest", "3"), ("9",), ("nothing", "1"), ("tree/layout.c", "1")):
            self.assert_says(self.run_gclint("diff", "--db", "moved.db", *words, status=2), "gclint: ")

    def test_two_versions_of_a_package(self):
        for version, text in (("1.0", CLEAN), ("1.1", FAULTY)):
            self.write(f"../spam-{version}/spam.c", text)
            self.scan(f"spam-{version}", "--fail-on", "never", status=0)
        answer = self.diff(status=1)
        self.assertEqual([answer[key]["package"] + " " + answer[key]["version"] for key in ("old", "new")], ["spam 1.0", "spam 1.1"])

    def test_package_of_metadata(self):
        self.write("PKG-INFO", "Metadata-Version: 2.1\nName: spam-eggs\nVersion: 3.0b1\n\nVersion: not this\n")
        answer = self.scan_of(CLEAN)
        self.assertEqual((answer["package"], answer["version"]), ("spam-eggs", "3.0b1"))
        self.write("debian/changelog", "python-spam (1:3.0~b1-2) unstable; urgency=low\n\n  * x\n")
        answer = self.scan_of(CLEAN)
        self.assertEqual((answer["package"], answer["version"]), ("python-spam", "1:3.0~b1-2"))

    def test_formats(self):
        self.scan_of(CLEAN)
        self.scan_of(FAULTY)
        text = self.run_gclint("diff", status=1).stdout
        self.assertRegex(text, r"(?s)^old: tree \(scan 1, .*\nnew: tree \(scan 2, .*== \d+ new ==.*warning\[container-without-gc\].*\d+ new, 0 fixed")
        self.run_gclint("diff", "--format", "markdown", "-o", "diff.md", status=1)
        self.assertIn("| new | warning | `container-without-gc` | `Field_Type` | `type` | `layout.c:",
                      (self.folder / "diff.md").read_text(encoding="utf-8"))
        path = self.folder / "diff.json"
        path.write_text(self.run_gclint("diff", "--format", "json").stdout, encoding="utf-8")
        self.assertEqual(list(test_cli.schema_problems(path)), [])

    def test_report_of_a_package(self):
        self.scan_of(FAULTY)
        self.write("../plain/plain.c", CLEAN)
        self.scan("plain", status=0)
        answer = json.loads(self.run_gclint("report", "--scan", "tree", "--format", "json", status=0).stdout)
        self.assertEqual((answer["scan"], answer["target"]), (1, "tree"))
        for word in ("0", "3", "no-such"):
            self.assert_says(self.run_gclint("report", "--scan", word, status=2), "gclint: ")

    def test_list(self):
        self.scan_of(FAULTY)
        self.scan_of(CLEAN)
        lines = self.run_gclint("report", "--list", status=0).stdout.splitlines()
        self.assertEqual([line.split()[0] for line in lines], ["scan", "1", "2"])


class Merge(CliTest):
    def scans(self, store):
        """The JSON of every scan of a store, without its number, in order."""
        answers = []
        for line in self.run_gclint("report", "--list", "--db", store, status=0).stdout.splitlines()[1:]:
            answer = json.loads(self.run_gclint("report", "--format", "json", "--db", store, "--scan", line.split()[0], status=0).stdout)
            del answer["scan"]
            answers.append(answer)
        return answers

    def setUp(self):
        super().setUp()
        for number, text in enumerate((FAULTY, CLEAN, FAULTY, CLEAN)):
            self.write(f"../spam-{number}/spam.c", text)
            self.scan("--db", f"{number % 2}.db", "--fail-on", "never", f"spam-{number}", status=0)

    def test_everything_is_there_once(self):
        done = self.run_gclint("merge", "all.db", "1.db", "0.db", status=0)
        self.assert_says(done, "4 scans merged into all.db")
        merged = self.scans("all.db")
        self.assertEqual(merged, sorted(merged, key=lambda answer: (answer["started"], answer["target"])))
        self.assertCountEqual(map(json.dumps, merged), map(json.dumps, self.scans("0.db") + self.scans("1.db")))
        self.assert_says(self.run_gclint("merge", "all.db", "1.db", "0.db", status=0), "0 scans merged into all.db; 4 that it has")
        self.assertEqual(self.scans("all.db"), merged)

    def test_whatever_the_order(self):
        self.run_gclint("merge", "a.db", "1.db", "0.db", "0.db", status=0)
        self.run_gclint("merge", "b.db", "0.db", "1.db", status=0)
        self.assertEqual(self.scans("a.db"), self.scans("b.db"))

    def test_history_goes_on(self):
        self.run_gclint("merge", "all.db", "0.db", status=0)
        self.run_gclint("merge", "-q", "all.db", "1.db", status=0)
        self.assertIn("spam 3 (scan 4", self.run_gclint("diff", "--db", "all.db").stdout)

    def test_one_that_cannot_be_read(self):
        (self.folder / "bad.db").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
        done = self.run_gclint("merge", "all.db", "bad.db", "nowhere.db", "0.db", "all.db", status=2)
        for name in ("bad.db", "nowhere.db"):
            self.assertIn(name, done.stderr)
        self.assertEqual(len(self.scans("all.db")), 2)
        self.assert_says(self.run_gclint("merge", "all.db", "all.db", "0.db", status=2), "all.db is what is merged into")
        self.run_gclint("merge", "new.db", "nowhere.db", status=2)
        self.assertFalse((self.folder / "new.db").exists())


class Tidiness(HistoryTest):
    def test_only_the_store_is_left(self):
        """SQLite's files for work in progress go with the work."""
        self.scan_of(FAULTY)
        self.scan_of(CLEAN)
        for arguments in (["report"], ["report", "--list"], ["diff"], ["audit"], ["merge", "other.db", "gclint.db"]):
            self.run_gclint(*arguments)
            self.assertEqual({path.name for path in self.folder.iterdir()} - {"other.db"}, {"gclint.db", "tree"}, arguments)


class KnownFindings(HistoryTest):
    """What a baseline makes of them."""

    def new(self, *arguments):
        return [f["type"] for f in self.scan_json("--fail-on", "never", *arguments, "tree", status=0)["findings"] if f["baseline"] == "new"]

    def test_renamed(self):
        for baseline in ("base.db", "base.sarif"):
            with self.subTest(baseline):
                self.scan_of(FAULTY, "layout.c", "--db", "base.db", "--sarif", "base.sarif")
                (self.tree / "layout.c").unlink()
                self.write("src/new name.c", FAULTY.replace("Field_Type", "FieldType_object"))
                self.assertEqual(self.new("--baseline", baseline), [])
                (self.tree / "src/new name.c").unlink()

    def test_a_suppression_that_goes_away_is_new(self):
        finding = self.scan_of(FAULTY)["findings"][0]
        lines = FAULTY.splitlines()
        lines[finding["line"] - 1] += f" /* gclint: ignore[{finding['rule']}] known for long */"
        self.scan_of("\n".join(lines), "layout.c", "--db", "base.db")
        self.write("layout.c", FAULTY)
        self.assertEqual(self.new("--baseline", "base.db"), [finding["type"]])

    def test_renewing_does_not_swallow(self):
        """The second of a kind is new, and stays so until a baseline has it."""
        count = len(self.scan_of(FAULTY, "layout.c", "--db", "base.db")["findings"])
        self.write("again.c", FAULTY)
        self.assertEqual(len(self.new("--baseline", "base.db")), count)
        self.assertEqual(len(self.new("--baseline", "base.db")), count)
        self.assertEqual(len(self.new("--baseline", "base.db", "--db", "base.db")), count)
        self.assertEqual(self.new("--baseline", "base.db"), [])

    def test_stale(self):
        self.scan_of(FAULTY, "layout.c", "--db", "base.db")
        self.write("layout.c", CLEAN)
        done = self.scan("--baseline", "base.db", "tree", status=0)
        self.assertIn("gclint:   gone: container-without-gc Field_Type type: the type is gone", done.stderr)

    def test_baseline_of_something_else(self):
        for name in ("spam", "eggs"):
            self.write(f"../{name}/{name}.c", CLEAN)
            self.scan("--db", "base.db", name, status=0)
        self.write("layout.c", FAULTY)
        self.assert_says(self.scan("--baseline", "base.db", "tree", status=2), "base.db has no scan of tree")


if __name__ == "__main__":
    test_cli.main()
