#!/usr/bin/env python3
"""Compares analyzer/model/api_types.def with the type objects of running interpreters.

usage: check_api_types.py [PYTHON...]    (default: this interpreter and every python3.N on PATH)

Type objects are read from memory by the offsets of struct _typeobject; symbols that an interpreter does not export are
skipped. Exits 1 if a fact differs, 2 if nothing could be compared.

What cannot be read: that a tp_dealloc of an exception needs the object tracked on every version. Its
stand-in is "own_dealloc": those exceptions have a tp_dealloc other than BaseException's and StopIteration's.
"""

import ctypes
import importlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

DEFINITIONS = Path(__file__).resolve().parents[2] / "analyzer" / "model" / "api_types.def"

# The members of struct _typeobject after its PyVarObject; each takes the room of a pointer.
MEMBERS = """tp_name tp_basicsize tp_itemsize tp_dealloc tp_vectorcall_offset tp_getattr tp_setattr tp_as_async tp_repr
    tp_as_number tp_as_sequence tp_as_mapping tp_hash tp_call tp_str tp_getattro tp_setattro tp_as_buffer tp_flags
    tp_doc tp_traverse tp_clear tp_richcompare tp_weaklistoffset tp_iter tp_iternext tp_methods tp_members tp_getset tp_base
    tp_dict tp_descr_get tp_descr_set tp_dictoffset tp_init tp_alloc tp_new tp_free tp_is_gc tp_bases tp_mro tp_cache
    tp_subclasses tp_weaklist tp_del tp_version_tag tp_finalize tp_vectorcall""".split()
MANAGED_WEAKREF, BASETYPE, READY, HAVE_GC = 1 << 3, 1 << 10, 1 << 12, 1 << 14


def read_definitions(text):
    """symbol -> what the table says of it"""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    table = {}
    for arguments in re.findall(r"^TYPE\((.*)\)$", text, flags=re.M):
        symbol, name, _, gc_since, basetype, clear, _, _, weak, finalizer = re.split(r",\s*", arguments)
        table[symbol] = {"name": name.strip('"'), "gc_since": int(gc_since, 16), "basetype": basetype == "1",
                         "clear": clear == "1", "weak": weak == "1", "finalizer": finalizer == "1"}
    for arguments in re.findall(r"^EXCEPTION\((.*)\)$", text, flags=re.M):
        symbol, name, _, needs_tracked_until = re.split(r",\s*", arguments)
        table["PyExc_" + symbol] = {"name": name.strip('"'), "gc_since": 0x0308, "basetype": True, "clear": True,
                                    "weak": False, "finalizer": False, "own_dealloc": needs_tracked_until == "0xffff"}
    for symbol, pointers in re.findall(r"^OPAQUE\((\w+),\s*(\d+)\)$", text, flags=re.M):
        table[symbol]["pointers"] = int(pointers)
    return table


def read_types(symbols):
    """Runs in the interpreter that is looked at: symbol -> what its type object says."""
    if sys.implementation.name != "cpython" or sys.version_info < (3, 8):
        sys.exit("the table is about CPython from 3.8")
    for module in ("array", "collections", "contextvars", "io", "pickle", "weakref"):  # makes them ready
        importlib.import_module(module)
    pointer = ctypes.sizeof(ctypes.c_void_p)
    header = object.__basicsize__ + ctypes.sizeof(ctypes.c_ssize_t)
    version = sys.version_info[0] << 8 | sys.version_info[1]
    found = {}
    for symbol in symbols:
        try:
            address = ctypes.addressof(ctypes.c_char.in_dll(ctypes.pythonapi, symbol))
        except ValueError:
            continue
        if symbol.startswith("PyExc_"):
            address = ctypes.c_void_p.from_address(address).value

        def member(name):
            return ctypes.c_size_t.from_address(address + header + MEMBERS.index(name) * pointer).value

        flags = member("tp_flags")
        if not flags & READY:
            continue
        managed = version >= 0x030C and flags & MANAGED_WEAKREF
        found[symbol] = {"name": ctypes.string_at(member("tp_name")).decode(), "gc": bool(flags & HAVE_GC),
                         "basetype": bool(flags & BASETYPE), "clear": bool(member("tp_clear")),
                         "visits": bool(member("tp_traverse")), "weak": bool(member("tp_weaklistoffset") or managed),
                         "finalizer": bool(member("tp_finalize") or member("tp_del")), "dealloc": member("tp_dealloc"),
                         "pointers": member("tp_basicsize") // pointer}
    return {"version": version, "types": found}


def stated_facts(stated, version):
    has_gc = stated["gc_since"] != 0 and version >= stated["gc_since"]
    facts = {"gc": has_gc, "basetype": stated["basetype"], "clear": stated["clear"] and has_gc, "visits": has_gc,
             "weak": stated["weak"], "finalizer": stated["finalizer"]}
    if version >= 0x030A:  # weak references were renamed, exceptions got fields
        facts["name"] = stated["name"].rpartition(".")[2]
        if "own_dealloc" in stated:
            facts["own_dealloc"] = stated["own_dealloc"]
    return facts


def compare(table, seen):
    """(number of facts compared, lines that say what differs)"""
    compared, wrong = 0, []
    types = seen["types"]
    shared = {types[symbol]["dealloc"] for symbol in ("PyExc_BaseException", "PyExc_StopIteration")}
    for symbol, type_ in sorted(types.items()):
        type_["name"] = type_["name"].rpartition(".")[2]
        type_["own_dealloc"] = type_["dealloc"] not in shared
        for fact, value in stated_facts(table[symbol], seen["version"]).items():
            compared += 1
            if type_[fact] != value:
                wrong.append("%s: %s is %r, the table says %r" % (symbol, fact, type_[fact], value))
        least = table[symbol].get("pointers", 0)
        compared += least > 0
        if type_["pointers"] < least:
            wrong.append("%s: has %d pointers, the table says at least %d" % (symbol, type_["pointers"], least))
    return compared, wrong


def look_inside(python, symbols):
    process = subprocess.run([python, __file__, "--inside"], input=json.dumps(symbols), stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, universal_newlines=True)
    return json.loads(process.stdout) if process.returncode == 0 else None


def main():
    if sys.argv[1:] == ["--inside"]:
        json.dump(read_types(json.load(sys.stdin)), sys.stdout)
        return 0
    table = read_definitions(DEFINITIONS.read_text())
    on_path = [shutil.which("python3.%d" % minor) for minor in range(8, 16)]
    total, failed = 0, False  # facts compared; some differ
    for python in sys.argv[1:] or [sys.executable] + [path for path in on_path if path]:
        seen = look_inside(python, sorted(table))
        if seen is None:
            print("%s: no CPython from 3.8 that runs" % python, file=sys.stderr)
            continue
        compared, wrong = compare(table, seen)
        total, failed = total + compared, failed or bool(wrong)
        print("%s (3.%d): %d types, %d facts, %d differ"
              % (python, seen["version"] & 0xFF, len(seen["types"]), compared, len(wrong)))
        for line in wrong:
            print("  " + line)
    if total == 0:
        return 2
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
