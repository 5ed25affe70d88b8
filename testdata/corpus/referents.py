#!/usr/bin/env python3
"""referents.py FACTS LIB: compares gc.get_referents of live instances with the references that `gclint facts --format json` calls
visited.

FACTS is of the source of the interpreter that runs this, LIB its Lib folder, whose tests exercise the C types of the standard library.
Instances are looked at when the collector starts, while the tests run. Of each the references are read from memory at their offsets:
what is visited must be among gc.get_referents, what is not must not, and nothing else may be among them.

Exits 1 if fewer than 99 % of the pairs of type and reference agree."""

import collections
import ctypes
import gc
import json
import os
import subprocess
import sys
import tempfile
import unittest

import live
from live_types import pairs

AGREEMENT = 0.99
INSTANCES = 300 # of one type in one run
SECONDS = 100   # of one run
RUNS = [
    "test_functools test_itertools test_collections test_deque test_ordered_dict test_defaultdict test_set test_dict test_list",
    "test_generators test_coroutines test_asyncgen test_contextlib test_context test_super test_property test_types test_genericalias",
    "test_io test_memoryio test_fileio test_bufio test_memoryview test_buffer test_array test_mmap test_pickle test_picklebuffer",
    "test_xml_etree_c test_sax test_minidom test_csv test_json test_struct test_re test_decimal test_datetime test_zoneinfo",
    "test_ctypes test_sqlite3 test_lzma test_bz2 test_zlib test_hashlib test_hmac test_select test_epoll test_selectors test_socket",
    "test_threading test_thread test_queue test_weakref test_weakset test_descr test_exceptions test_exception_group test_traceback",
    "test_sys test_builtin test_ast test_symtable test_code test_frame test_enumerate test_range test_slice test_iter test_module",
    "test_ssl test_multibytecodec test_codecs test_unicodedata test_operator test_typing test_dictviews test_userdict test_call",
    "test_asyncio.test_futures test_asyncio.test_tasks test_asyncio.test_events test_capi test_structseq test_bisect test_heapq test_lsprof"
    " test_posix test_os test_random test_curses test_readline test_interpreters test_multiphase test_import",
]


class Pair:
    """A reference of a type, over all its instances that were seen."""

    def __init__(self):
        self.seen = 0
        self.wrong = 0


class Watcher:
    def __init__(self, facts):
        self.kinds = {id(running): (kind, running) for kind, running in pairs(facts)}
        self.left = collections.Counter({identity: INSTANCES for identity in self.kinds})
        self.pairs = collections.defaultdict(Pair)
        self.unexplained = collections.defaultdict(set)

    def look(self, phase, _):
        if phase != "start":
            return
        for thing in gc.get_objects(generation=0):
            if self.left[id(type(thing))] > 0:
                self.compare(thing)

    def compare(self, thing):
        identity = id(type(thing))
        self.left[identity] -= 1
        kind, running = self.kinds[identity]
        referents = {id(other) for other in gc.get_referents(thing)}
        explained, held = {id(running)}, []
        indirect = [reference for reference in kind["references"] if "->" in reference["path"] or "[*]" in reference["path"]]
        for reference in kind["references"]:
            if reference in indirect:
                continue
            if reference["offset"] is not None and reference["offset"] + 8 <= running.__basicsize__:
                pointer = ctypes.c_size_t.from_address(id(thing) + reference["offset"]).value
                held.append((reference, pointer))
                if reference["visited"] != "no":
                    explained.add(pointer)
        for reference, pointer in held:
            if pointer and reference["visited"] != "unknown":
                is_explained = pointer in explained or any(reference["visited"] != "no" for reference in indirect)
                self.judge(kind, reference, pointer in referents, is_explained)
        if all(reference["visited"] == "no" for reference in indirect) and not referents <= explained:
            others = {type(other).__name__ for other in gc.get_referents(thing) if id(other) not in explained}
            self.unexplained[kind["symbol"], ", ".join(reference["path"] for reference in indirect)] |= others

    def judge(self, kind, reference, is_referent, is_explained):
        if reference["visited"] == "no" and is_explained:
            return # another reference to the same object is visited, or may be
        pair = self.pairs[kind["symbol"], reference["path"], reference["visited"]]
        pair.seen += 1
        pair.wrong += is_referent != (reference["visited"] == "yes")


def run_tests(names):
    class Quiet(unittest.TestResult):
        def startTest(self, test):
            super().startTest(test)
            gc.collect(0)
    suite = unittest.TestSuite()
    for name in names:
        try:
            suite.addTests(unittest.defaultTestLoader.loadTestsFromName("test." + name))
        except BaseException: # pylint: disable=broad-except
            continue
    suite.run(Quiet())


def watch(facts_path, lib, names, out):
    """One run, in a process of its own: tests may do anything to it."""
    with open(facts_path, encoding="utf-8") as document:
        facts = json.load(document)
    live.import_everything()
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(os.path.join(os.path.abspath(lib), "test"), os.path.join(folder, "test"))
        os.chdir(folder)
        sys.path.insert(0, folder)
        watcher = Watcher(facts)
        for thing in gc.get_objects():
            if watcher.left[id(type(thing))] > 0:
                watcher.compare(thing)
        gc.callbacks.append(watcher.look)
        gc.set_threshold(150)

        def finish():
            gc.callbacks.clear()
            with open(out, "w", encoding="utf-8") as document:
                json.dump({"pairs": [[*key, pair.seen, pair.wrong] for key, pair in watcher.pairs.items()],
                           "unexplained": [[*key, sorted(names)] for key, names in watcher.unexplained.items()]}, document)
            os._exit(0)
        import threading
        timer = threading.Timer(SECONDS, finish)
        timer.daemon = True
        timer.start()
        try:
            run_tests(names)
        finally:
            finish()


def gather(facts_path, lib):
    found, unexplained, lost = collections.defaultdict(Pair), collections.defaultdict(set), []
    for names in RUNS:
        out = os.path.join(tempfile.gettempdir(), f"referents-{os.getpid()}.json")
        try:
            subprocess.run([sys.executable, os.path.abspath(__file__), "--run", facts_path, lib, out, *names.split()], check=False,
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS + 30)
        except subprocess.TimeoutExpired:
            pass
        if not os.path.exists(out):
            lost.append(names)
            continue
        with open(out, encoding="utf-8") as document:
            result = json.load(document)
        os.unlink(out)
        for symbol, path, visited, seen, wrong in result["pairs"]:
            found[symbol, path, visited].seen += seen
            found[symbol, path, visited].wrong += wrong
        for symbol, indirect, names in result["unexplained"]:
            unexplained[symbol, indirect] |= set(names)
    return found, unexplained, lost


def main():
    if sys.argv[1] == "--run":
        watch(os.path.abspath(sys.argv[2]), sys.argv[3], sys.argv[5:], sys.argv[4])
    found, unexplained, lost = gather(os.path.abspath(sys.argv[1]), sys.argv[2])
    agree = sum(not pair.wrong for pair in found.values())
    instances = sum(pair.seen for pair in found.values())
    for (symbol, path, visited), pair in sorted(found.items()):
        if pair.wrong:
            print(f"{symbol}: {path}: facts says visited: {visited}, not so in {pair.wrong} of {pair.seen} instances")
    for (symbol, indirect), names in sorted(unexplained.items()):
        among = f", although facts says so of none of {indirect}" if indirect else ", which facts does not list"
        print(f"{symbol}: visits objects of type {', '.join(sorted(names)[:5])}{among}")
    for names in lost:
        print(f"lost: the process that ran {names}")
    types = len({symbol for symbol, _, _ in found})
    print(f"{len(found)} pairs of type and reference seen in {types} types, {instances} times: {agree} agree"
          f" ({agree / max(len(found), 1):.1%})")
    return 0 if agree >= AGREEMENT * len(found) and agree else 1


if __name__ == "__main__":
    sys.exit(main())
