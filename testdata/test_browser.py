#!/usr/bin/env python3
"""The HTML pages in headless Chromium: no console error, no request, filters and keys work, axe-core has nothing to say.
test_browser.py GCLINT; status 77: node, Chromium or the modules (npm install in testdata/browser) are missing."""

import os
import pathlib
import subprocess
import sys
import sysconfig
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77


def run(gclint, folder, *arguments):
    subprocess.run([gclint, *arguments], cwd=folder, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_pages(gclint, folder):
    """A report with a history, and the index of an audit with something that fails."""
    include = ("--python-include", sysconfig.get_path("include"))
    for version, source in (("1.0", "rules/container-without-gc/bad.c"), ("1.1", "demo/layout.c")):
        (folder / f"spam-{version}").mkdir()
        (folder / f"spam-{version}" / "spam.c").write_text((HERE / source).read_text(encoding="utf-8"), encoding="utf-8")
        (folder / f"spam-{version}" / "broken.c").write_text('#include <Python.h>\n#include "not_there.h"\nPyTypeObject X;\n', encoding="utf-8")
    (folder / "list.txt").write_text("spam-1.0\nspam-1.1\nnowhere\n", encoding="utf-8")
    run(gclint, folder, "audit", "--html", "pages", *include, "list.txt")
    return [(), folder / "pages" / "spam-2.html"], [("--look",), folder / "pages" / "index.html"]


def main():
    worst = 0
    gclint = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as name:
        for options, page in make_pages(gclint, pathlib.Path(name)):
            try:
                done = subprocess.run(["node", str(HERE / "browser" / "check.js"), *options, str(page)], check=False)
            except FileNotFoundError:
                print("node is not installed")
                return SKIPPED
            worst = max(worst, done.returncode)
        if os.environ.get("GCLINT_SCREENSHOTS"):
            print(f"screenshots in {os.environ['GCLINT_SCREENSHOTS']}")
    return worst


if __name__ == "__main__":
    sys.exit(main())
