"""The types of the running interpreter, and what stands in their type objects, read through ctypes. CPython 3.11, 64 bit."""

import ctypes
import gc
import importlib
import pkgutil
import sys
import warnings

# struct _typeobject, after PyObject_VAR_HEAD.
FIELDS = """tp_name tp_basicsize tp_itemsize tp_dealloc tp_vectorcall_offset tp_getattr tp_setattr tp_as_async tp_repr tp_as_number
tp_as_sequence tp_as_mapping tp_hash tp_call tp_str tp_getattro tp_setattro tp_as_buffer tp_flags tp_doc tp_traverse tp_clear
tp_richcompare tp_weaklistoffset tp_iter tp_iternext tp_methods tp_members tp_getset tp_base tp_dict tp_descr_get tp_descr_set
tp_dictoffset""".split()
HEAVY = {"antigravity", "this", "idlelib", "test", "__main__", "lib2to3", "turtledemo", "pip", "ensurepip"}
HAVE_GC, HEAPTYPE = 1 << 14, 1 << 9


class TypeObject(ctypes.Structure):
    _fields_ = [("ob_refcnt", ctypes.c_ssize_t), ("ob_type", ctypes.c_void_p), ("ob_size", ctypes.c_ssize_t)] + [
        (name, ctypes.c_char_p if name == "tp_name" else ctypes.c_ssize_t) for name in FIELDS]


def type_object(kind):
    return TypeObject.from_address(id(kind))


def tp_name(kind):
    return type_object(kind).tp_name.decode("utf-8", "replace")


def import_everything():
    """Every module of the standard library that can be imported without doing anything."""
    warnings.simplefilter("ignore")
    names = set(sys.builtin_module_names) | set(sys.stdlib_module_names)
    for module in pkgutil.iter_modules():
        if module.name.startswith("_") or module.name in sys.stdlib_module_names:
            names.add(module.name)
    for name in sorted(names - HEAVY):
        try:
            module = importlib.import_module(name)
            for inner in pkgutil.iter_modules(getattr(module, "__path__", ())):
                if not inner.ispkg and inner.name != "__main__" and name not in ("encodings",):
                    importlib.import_module(f"{name}.{inner.name}")
        except BaseException: # pylint: disable=broad-except
            continue


def hidden_objects():
    """Objects of types to which no module leads."""
    import _testcapi
    yield from (iter([]), iter(()), iter({}), iter({}.items()), iter({}.values()), iter(set()), iter(""), iter("\u0100"), iter(b""))
    yield from (iter(bytearray()), iter(range(1)), iter(range(1 << 70)), reversed([]), reversed({}), reversed({}.items()))
    yield from (reversed({}.values()), memoryview(b""), iter(memoryview(b"")), (lambda: 0).__code__.co_positions())
    yield from ((lambda: 0).__code__.co_lines(), sys.version_info, sys.flags, sys.hash_info, sys.float_info, sys.int_info)
    yield from (sys.thread_info, sys.get_asyncgen_hooks(), type.__dict__, Exception.__init__, "".join, type(_testcapi))
    yield from (object.__init__, int.__dict__["from_bytes"], dict.fromkeys, sys.implementation, _testcapi)


def every_type():
    """All types there are now, by their identity."""
    def types_among(things):
        return [thing for thing in things if issubclass(type(thing), type)]
    found, pending = {}, [object] + [type(thing) for thing in hidden_objects()] + [type(thing) for thing in gc.get_objects()]
    pending += types_among(gc.get_objects())
    for module in list(sys.modules.values()):
        pending += types_among(list(getattr(module, "__dict__", {}).values()))
    while pending:
        kind = pending.pop()
        if id(kind) in found:
            continue
        found[id(kind)] = kind
        getattr(kind, "__mro__", None) # makes it ready, if nobody has
        pending += type.__subclasses__(kind)
        pending += [base for base in kind.__mro__]
        pending += types_among(vars(kind).values())
        pending.append(type(kind))
    return list(found.values())


def exported(symbol):
    """The type object of that C name, if the interpreter exports it."""
    try:
        address = ctypes.addressof(ctypes.c_char.in_dll(ctypes.pythonapi, symbol))
    except ValueError:
        return None
    return ctypes.cast(address, ctypes.py_object).value
