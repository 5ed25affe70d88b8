#!/usr/bin/env python3
"""Archives as targets, the hostile ones among them. test_archive.py GCLINT [CLASS...]"""

import gzip
import io
import os
import shutil
import signal
import subprocess
import tarfile
import time
import unittest
import zipfile

import test_cli
from test_cli import FAULTY, CliTest


def entry(name, content=b"", kind=tarfile.REGTYPE, target=""):
    """A member of a tarball and what is in it."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    content = content.encode() if isinstance(content, str) else content
    info.size = len(content)
    return info, content


class ArchiveTest(CliTest):
    """gclint with a folder for temporary files that must be empty afterwards."""

    def setUp(self):
        super().setUp()
        self.temporary = self.folder / "temporary"
        self.temporary.mkdir()
        os.environ["TMPDIR"] = str(self.temporary)
        self.addCleanup(os.environ.pop, "TMPDIR")
        self.addCleanup(self.assert_nothing_left)

    def assert_nothing_left(self):
        self.assertEqual(list(self.temporary.iterdir()), [])

    def tarball(self, name, *entries, mode="w:gz"):
        path = self.folder / name
        with tarfile.open(path, mode) as archive:
            for info, content in entries:
                archive.addfile(info, io.BytesIO(content))
        return path

    def assert_refused(self, path, why):
        done = self.scan(path, status=2)
        self.assert_says(done, why)
        self.assertEqual(done.stdout, "")
        self.assertFalse((self.folder / "gclint.db").exists())
        self.assert_nothing_left()


class Archives(ArchiveTest):
    def check(self, path, target="spam-1.2", package="spam", version="1.2"):
        answer = self.scan_json(path, status=1)
        self.assertEqual((answer["target"], answer["package"], answer["version"]), (target, package, version))
        self.assertEqual({finding["file"] for finding in answer["findings"]}, {"src/layout.c"})
        self.assert_nothing_left()
        return answer

    def test_tarballs(self):
        for mode, suffix in (("w", ".tar"), ("w:gz", ".tar.gz"), ("w:gz", ".tgz"), ("w:bz2", ".tar.bz2"), ("w:xz", ".tar.xz")):
            with self.subTest(suffix):
                self.check(self.tarball("any" + suffix, entry("spam-1.2", kind=tarfile.DIRTYPE), entry("spam-1.2/src/layout.c", FAULTY), mode=mode))

    def test_zip_and_wheel(self):
        for suffix in (".zip", ".whl"):
            path = self.folder / f"spam-1.2{suffix}"
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("src/layout.c", FAULTY)
                archive.writestr("README", "no folder around it all")
            self.check(path)

    def test_names_of_any_bytes(self):
        self.check(self.tarball("spam.tar.gz", entry("./spam-1.2/src/layout.c", FAULTY), entry("spam-1.2/\udcff \u00fc\n.c"),
                                entry("spam-1.2/" + "deep/" * 300 + "x.c", "int x;")))

    def test_same_as_unpacked(self):
        path = self.tarball("spam.tar.gz", entry("spam-1.2/src/layout.c", FAULTY))
        packed = self.check(path)
        with tarfile.open(path) as archive:
            archive.extractall(self.folder)
        unpacked = self.scan_json("spam-1.2", status=1)
        for answer in (packed, unpacked):
            del answer["scan"], answer["started"]
        self.assertEqual(packed, unpacked)
        self.assertIn("0 new, 0 fixed", self.run_gclint("diff", status=0).stdout)

    def test_reports_have_source_lines(self):
        path = self.tarball("spam.tar.gz", entry("spam-1.2/src/layout.c", FAULTY))
        text = self.scan("-q", path, status=1).stdout
        self.assertIn("static PyTypeObject Field_Type = {", text)
        again = self.run_gclint("report", status=0).stdout
        self.assertTrue(again.startswith(text), again)
        path.unlink()
        self.assertIn("container-without-gc", self.run_gclint("report", status=0).stdout)

    def test_facts(self):
        path = self.tarball("spam.tar.gz", entry("spam-1.2/src/layout.c", FAULTY))
        self.assertIn("Field_Type", self.run_gclint("facts", "--python-include", test_cli.INCLUDE, path, status=0).stdout)

    def test_settings_of_the_tree(self):
        path = self.tarball("spam.tar.gz", entry("spam-1.2/src/layout.c", FAULTY), entry("spam-1.2/.gclint.ini", "fail-on = never\n"))
        self.scan(path, status=0)

    def test_links(self):
        done = self.scan(self.tarball(
            "spam.tar.gz", entry("spam-1.2/src/layout.c", FAULTY), entry("spam-1.2/good.c", kind=tarfile.SYMTYPE, target="src/layout.c"),
            entry("spam-1.2/deep/up", kind=tarfile.SYMTYPE, target=".."), entry("spam-1.2/out", kind=tarfile.SYMTYPE, target="deep/up/../.."),
            entry("spam-1.2/etc", kind=tarfile.SYMTYPE, target="/etc"), entry("spam-1.2/etc/made.c", FAULTY),
            entry("spam-1.2/none", kind=tarfile.SYMTYPE, target="nowhere"), entry("spam-1.2/hard.c", kind=tarfile.LNKTYPE, target="spam-1.2/src/layout.c"),
            entry("spam-1.2/passwd", kind=tarfile.SYMTYPE, target="../../../../../../etc/passwd")), status=1)
        self.assertIn("4 links are left out", done.stderr)
        self.assertFalse(os.path.exists("/etc/made.c"))


class HostileArchives(ArchiveTest):
    def test_traversal(self):
        for name in ("../evil.c", "spam/../../evil.c", "/tmp/evil.c", "spam/.."):
            self.assert_refused(self.tarball("evil.tar.gz", entry("spam/a.c"), entry(name, FAULTY)), "leads out of it")
        self.assert_refused(self.tarball("evil.tar.gz", entry("x", kind=tarfile.LNKTYPE, target="../../../etc/passwd")), "leads out of it")
        path = self.folder / "evil.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("../../evil.c", FAULTY)
        self.assert_refused(path, "leads out of it")
        self.assertEqual(list(self.folder.glob("**/evil.c")), [])

    def test_devices(self):
        for kind in (tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE):
            self.assert_refused(self.tarball("evil.tar", entry("spam/zero", kind=kind), mode="w"), "is a device, a pipe or a socket")

    def test_bomb(self):
        path = self.folder / "bomb.tar.gz"
        with tarfile.open(path, "w:gz", compresslevel=9) as archive:
            info = tarfile.TarInfo("zeros.c")
            info.size = 300 << 20
            with open("/dev/zero", "rb") as zeros:
                archive.addfile(info, zeros)
        self.assert_refused(path, "grows to more than 200 times its size")

    def test_many_small_files(self):
        """Zeros in many files, none of which is large."""
        path = self.folder / "bomb.tar.xz"
        with tarfile.open(path, "w:xz", preset=0) as archive:
            for number in range(40):
                archive.addfile(*[(info, io.BytesIO(content)) for info, content in [entry(f"{number}.c", bytes(5 << 20))]][0])
        self.assert_refused(path, "grows to more than 200 times its size")

    def test_claims_more_than_there_is(self):
        info, _ = entry("huge.c")
        info.size = 1 << 40
        path = self.folder / "huge.tar"
        path.write_bytes(info.tobuf() + b"x" * 5000)
        self.assert_refused(path, "huge.tar is not unpacked")

    def test_damaged(self):
        path = self.tarball("cut.tar.gz", entry("spam/layout.c", os.urandom(200000)))
        path.write_bytes(path.read_bytes()[:90000])
        self.assert_refused(path, "it is damaged")
        for name in ("text.tar.gz", "text.zip", "text.dsc"):
            (self.folder / name).write_text("this is no archive\n", encoding="utf-8")
            self.assert_refused(self.folder / name, f"{name} is not unpacked")

    def test_file_where_a_folder_is_wanted(self):
        self.assert_refused(self.tarball("evil.tar", entry("spam/x", "text"), entry("spam/x/y.c", "text"), mode="w"), "cannot be unpacked")

    def test_two_entries_of_one_name(self):
        path = self.tarball("two.tar", entry("spam/layout.c", kind=tarfile.SYMTYPE, target="/etc/passwd"), entry("spam/layout.c", FAULTY), mode="w")
        self.scan(path, status=1)

    def check_signal(self, number):
        """Interrupted while it parses: what is unpacked goes, and nothing else runs on."""
        slow = "#include <Python.h>\n" + "\n".join(f"#define F{i}(x) F{i - 1}(x) F{i - 1}(x)" for i in range(1, 22)) + "\n#define F0(x) x;\nvoid f(int y) { F21(y++) }\n"
        path = self.tarball("slow.tar.gz", entry("spam/layout.c", FAULTY), *[entry(f"spam/slow{i}.c", slow) for i in range(4)])
        process = subprocess.Popen([test_cli.GCLINT, "scan", "-q", "--python-include", test_cli.INCLUDE, str(path)], cwd=self.folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
        with process:
            until = time.monotonic() + 20
            while not list(self.temporary.iterdir()) and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(0.3)
            os.killpg(process.pid, number)
            process.communicate(timeout=60)
        self.assertNotEqual(process.returncode, 0)
        until = time.monotonic() + 20
        while list(self.temporary.iterdir()) and time.monotonic() < until:
            time.sleep(0.05)
        self.assert_nothing_left()

    def test_interrupted(self):
        self.check_signal(signal.SIGINT)

    def test_terminated(self):
        self.check_signal(signal.SIGTERM)

    def test_killed(self):
        self.check_signal(signal.SIGKILL)


DSC = """-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

Format: {format}
Source: python-spam
Version: 1:1.2~rc1-3
Checksums-Sha256:
 {zeros} {orig_size} python-spam_1.2~rc1.orig.tar.gz
Files:
 {zeros} {orig_size} python-spam_1.2~rc1.orig.tar.gz
 {zeros} {debian_size} {debian}

-----BEGIN PGP SIGNATURE-----
"""
PATCH = """--- a/src/layout.c
+++ b/src/layout.c
@@ -1,1 +1,2 @@
+int patched;
"""


class DebianSources(ArchiveTest):
    def patch(self, first_line):
        return f"--- a/src/layout.c\n+++ b/src/layout.c\n@@ -1,1 +1,3 @@\n+/* patched */\n+\n {first_line}\n"

    def make(self, format_="3.0 (quilt)", debian=None):
        orig = self.tarball("python-spam_1.2~rc1.orig.tar.gz", entry("whatever/src/layout.c", FAULTY), entry("whatever/debian/old.c", FAULTY))
        if not debian:
            first = FAULTY.splitlines()[0]
            debian = self.tarball("python-spam_1.2~rc1-3.debian.tar.xz", entry("debian/changelog", "python-spam (1:1.2~rc1-3) x; y=z\n"),
                                  entry("debian/patches/series", "# those of Debian\nfirst.patch -p1\n\n"),
                                  entry("debian/patches/first.patch", self.patch(first)), mode="w:xz")
        path = self.folder / "python-spam_1.2~rc1-3.dsc"
        path.write_text(DSC.format(format=format_, zeros="0" * 32, orig_size=orig.stat().st_size, debian_size=debian.stat().st_size,
                                   debian=debian.name), encoding="utf-8")
        return path

    def check(self, path):
        answer = self.scan_json(path, status=1)
        self.assertEqual((answer["target"], answer["package"], answer["version"]), ("python-spam-1.2~rc1", "python-spam", "1:1.2~rc1-3"))
        self.assertEqual({finding["file"] for finding in answer["findings"]}, {"src/layout.c"})
        line = FAULTY.splitlines().index("static PyTypeObject Field_Type = {") + 1
        self.assertEqual({finding["line"] for finding in answer["findings"]}, {line + 2})

    @unittest.skipUnless(shutil.which("patch"), "patch is not installed")
    def test_quilt(self):
        self.check(self.make())

    @unittest.skipUnless(shutil.which("patch"), "patch is not installed")
    def test_old_format(self):
        difference = self.folder / "python-spam_1.2~rc1-3.diff.gz"
        difference.write_bytes(gzip.compress((self.patch(FAULTY.splitlines()[0]) + "--- a/debian/old.c\n+++ /dev/null\n@@ -1,%d +0,0 @@\n" % len(FAULTY.splitlines())
                                              + "".join(f"-{line}\n" for line in FAULTY.splitlines())).encode()))
        self.check(self.make("1.0", difference))

    @unittest.skipUnless(shutil.which("patch"), "patch is not installed")
    def test_hostile_patches(self):
        evil = "--- a/x\n+++ b/../../../evil.c\n@@ -0,0 +1 @@\n+int x;\n"
        script = "1i\nint evil;\n.\n!touch evil.c\nw\n"
        for text in (evil, script, "--- /dev/null\n+++ " + str(self.folder) + "/evil.c\n@@ -0,0 +1 @@\n+int x;\n"):
            debian = self.tarball("python-spam_1.2~rc1-3.debian.tar.xz", entry("debian/patches/series", "evil.patch -p0\n../../../x.patch\n"),
                                  entry("debian/patches/evil.patch", text), mode="w:xz")
            done = self.scan(self.make(debian=debian), status=1)
            self.assertIn("Debian's patch", done.stderr)
            self.assertEqual(list(self.folder.glob("**/evil.c")), [])

    def test_wrong(self):
        path = self.make()
        text = path.read_text(encoding="utf-8")
        for before, after, why in (("python-spam_1.2~rc1.orig.tar.gz\n\n", "", "not unpacked"), ("Format: 3.0 (quilt)", "Format: 9.0", "not known"),
                                   ("python-spam_1.2~rc1-3.debian", "../evil.debian", "not beside it"), (" 0000", " 0000", "")):
            if why:
                path.write_text(text.replace(before, after), encoding="utf-8")
                if before in text:
                    self.assert_refused(path, why)
        path.write_text(text, encoding="utf-8")
        (self.folder / "python-spam_1.2~rc1.orig.tar.gz").write_bytes(b"short")
        self.assert_refused(path, "not of the size")
        (self.folder / "python-spam_1.2~rc1.orig.tar.gz").unlink()
        self.assert_refused(path, "No such file")


if __name__ == "__main__":
    test_cli.main()
