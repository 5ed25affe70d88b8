#!/usr/bin/env python3
"""What `cmake --install` and cpack make of a build, and that it works where it lands. test_install.py BUILD-FOLDER"""

import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
BUILD = pathlib.Path()
FILES = ("bin/gclint", "share/man/man1/gclint.1.gz", "share/bash-completion/completions/gclint", "share/zsh/vendor-completions/_gclint",
         "share/fish/vendor_completions.d/gclint.fish", "share/doc/gclint/copyright", "share/doc/gclint/changelog.gz",
         "share/doc/gclint/README.md", "share/doc/gclint/schema.sql", "share/doc/gclint/rules/docs/container-without-gc.md")


def run(*command, **options):
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, **options)
    if done.returncode:
        raise AssertionError(f"{command}: status {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


class InstallTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def check_prefix(self, prefix):
        for name in FILES:
            self.assertTrue((prefix / name).is_file(), name)
        gclint = prefix / "bin/gclint"
        self.assertRegex(run(gclint, "--version"), r"^gclint \d+\.\d+\.\d+")
        done = subprocess.run([gclint, "scan", "-q", "--db", self.folder / "x.db", "--python-include", sysconfig.get_path("include"), HERE / "demo"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("container-without-gc", done.stdout)


class Installed(InstallTest):
    def setUp(self):
        super().setUp()
        run("cmake", "--install", BUILD, "--prefix", self.folder / "usr")
        self.prefix = self.folder / "usr"

    def test_works(self):
        self.check_prefix(self.prefix)

    def partial_units(self, **variables):
        return json.loads(run(self.prefix / "bin/gclint", "scan", "-q", "--no-cache", "--fail-on", "never", "--format", "json",
                              "--db", self.folder / "y.db", "--python-include", sysconfig.get_path("include"), HERE / "demo",
                              env={**os.environ, **variables}))["coverage"]["partial"]

    def test_bundled_headers(self):
        """Those of clang in lib/gclint/clang are used before the system's."""
        headers = run("sh", "-c", "ls -d /usr/lib/llvm-*/lib/clang/*/include/stddef.h").split()
        bundled = self.prefix / "lib/gclint/clang/include"
        bundled.parent.mkdir(parents=True)
        bundled.symlink_to(pathlib.Path(headers[-1]).parent)
        self.assertEqual(self.partial_units(), 0)
        bundled.unlink()
        bundled.mkdir()
        (bundled / "stddef.h").write_text("#error these are the bundled headers\n", encoding="utf-8")
        self.assertEqual(self.partial_units(), 1)

    def test_libclang_elsewhere(self):
        """It brings its own headers."""
        version = re.search(r"clang version (\d+)", run(self.prefix / "bin/gclint", "--version"))[1]
        source, folder = pathlib.Path(f"/usr/lib/llvm-{version}/lib"), self.folder / "opt/lib"
        headers = folder / "clang" / version / "include"
        shutil.copytree(source / "clang" / version / "include", headers)
        for library in source.glob(f"libclang-{version}.so*"):
            (folder / library.name).symlink_to(library.resolve())
        self.assertEqual(self.partial_units(LD_LIBRARY_PATH=str(folder)), 0)
        (headers / "stddef.h").write_text("#error these are those of another libclang\n", encoding="utf-8")
        self.assertEqual(self.partial_units(LD_LIBRARY_PATH=str(folder)), 1)

    def test_manual(self):
        page = gzip.decompress((self.prefix / "share/man/man1/gclint.1.gz").read_bytes()).decode()
        source = (HERE.parent / "analyzer/options.def").read_text(encoding="utf-8")
        for name in re.findall(r'^OPTION\(\w+, (?:0|\'\w\'), "([^"]+)"', source, re.MULTILINE):
            self.assertIn("\\-\\-" + name.replace("-", "\\-"), page)
        if shutil.which("man"):
            path = self.folder / "gclint.1"
            path.write_text(page, encoding="utf-8")
            done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", str(path)], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True, check=False, env={**os.environ, "MANPAGER": "cat", "MANWIDTH": "80"})
            self.assertEqual(done.stderr, "")
            self.assertIn("--fail-on=LEVEL", re.sub(r"\x1b\[[0-9;]*m|.\x08", "", done.stdout))

    def completions(self, *words):
        """What bash offers for the last of the words."""
        script = f"""
            PATH={self.prefix}/bin:$PATH
            source {self.prefix}/share/bash-completion/completions/gclint
            COMP_WORDS=({' '.join(f"'{word}'" for word in words)}); COMP_CWORD={len(words) - 1}
            _gclint; printf '%s\\n' "${{COMPREPLY[@]}}" """
        return run("bash", "-c", script, cwd=HERE).split()

    def test_bash_completion(self):
        self.assertIn("audit", self.completions("gclint", ""))
        self.assertEqual(self.completions("gclint", "sc"), ["scan"])
        self.assertEqual(self.completions("gclint", "scan", "--fai"), ["--fail-on"])
        self.assertEqual(self.completions("gclint", "report", "--fai"), [])
        self.assertEqual(self.completions("gclint", "scan", "--fail-on", "=", "er"), ["error"])
        self.assertEqual(self.completions("gclint", "facts", "--format", ""), ["text", "json"])
        self.assertIn("container-without-gc", self.completions("gclint", "explain", "container"))
        self.assertIn("container-without-gc", self.completions("gclint", "scan", "--select", "cont"))
        self.assertEqual(self.completions("gclint", "scan", "test_inst"), ["test_install.py"])

    def test_other_shells_understand_theirs(self):
        for shell, name in (("zsh", "zsh/vendor-completions/_gclint"), ("fish", "fish/vendor_completions.d/gclint.fish")):
            with self.subTest(shell):
                if not shutil.which(shell):
                    self.skipTest(f"{shell} is not installed")
                run(shell, "-n", self.prefix / "share" / name)


@unittest.skipUnless(shutil.which("dpkg-deb") and shutil.which("cpack"), "no dpkg-deb, or no cpack")
class DebianPackage(InstallTest):
    @classmethod
    def setUpClass(cls):
        cls.output = tempfile.TemporaryDirectory()
        run("cpack", "-G", "DEB", "-B", cls.output.name, "--config", BUILD / "CPackConfig.cmake", cwd=BUILD)
        cls.package, = pathlib.Path(cls.output.name).glob("*.deb")

    @classmethod
    def tearDownClass(cls):
        cls.output.cleanup()

    def test_contents(self):
        lines = run("dpkg-deb", "--contents", self.package).splitlines()
        names = {line.split()[5] for line in lines}
        self.assertLessEqual({f"./usr/{name}" for name in FILES}, names)
        self.assertEqual({line.split()[1] for line in lines}, {"root/root"})
        self.assertEqual([name for name in names if not name.startswith("./usr/") and name != "./"], [])

    def test_control(self):
        version = re.search(r"^gclint (\S+),", run(BUILD / "gclint", "--version"))[1]
        self.assertEqual(run("dpkg-deb", "-f", self.package, "Package", "Version").split(), ["Package:", "gclint", "Version:", version])
        depends = run("dpkg-deb", "-f", self.package, "Depends")
        for library in ("libarchive", "libclang", "libjansson", "libsqlite3", "libc6"):
            self.assertIn(library, depends)
        self.assertIn("python3-dev", run("dpkg-deb", "-f", self.package, "Recommends"))

    def test_installed_and_removed(self):
        root = self.folder / "root"
        admin = root / "var/lib/dpkg"
        for name in ("info", "updates", "triggers"):
            (admin / name).mkdir(parents=True)
        (admin / "status").touch()
        dpkg = ["dpkg", "--root", root, "--force-depends", "--force-not-root", "--no-triggers", "--log", self.folder / "log"]
        environment = {**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}
        if os.geteuid():
            run("dpkg-deb", "-x", self.package, root)
            self.check_prefix(root / "usr")
            return
        run(*dpkg, "-i", self.package, env=environment)
        self.check_prefix(root / "usr")
        run(*dpkg, "--purge", "gclint", env=environment)
        self.assertEqual([path for path in root.glob("usr/**/*") if path.is_file()], [])


def main():
    global BUILD
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])


if __name__ == "__main__":
    main()
