#!/usr/bin/env python3
"""Type definitions that stand in the text of C, C++ and Objective-C sources.

Counted from the plain text, with nothing of gclint's own: a witness that does not make the mistakes gclint makes. Only comments,
strings and macros are understood.

    definitions.py FOLDER     prints them, a line each
"""

import collections
import os
import re
import sys

SUFFIXES = (".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".m", ".mm", ".inc", ".inl")
KEYWORDS = ("PyTypeObject", "struct _typeobject", "PyHeapTypeObject", "PyType_Spec", "PyStructSequence_Desc", "PySlot")
DEPTH_MAX = 5

Definition = collections.namedtuple("Definition", "file line symbol kind place")
Macro = collections.namedtuple("Macro", "file name parameters body")


def blank(text):
    """Comments and the insides of literals become spaces; lines stay where they are."""
    def spaces(match):
        found = match.group()
        if found[0] in "\"'":
            return found[0] + re.sub(r"[^\n]", " ", found[1:-1]) + found[-1]
        return re.sub(r"[^\n]", " ", found)
    return re.sub(r'//(?:\\\n|[^\n])*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', spaces, text, flags=re.S)


def without_dead(text):
    """`#if 0` is a comment too."""
    lines, dead, depth = text.split("\n"), 0, 0
    for number, line in enumerate(lines):
        directive = re.match(r"\s*#\s*(if|ifdef|ifndef|else|elif|endif)\b\s*(.*)", line)
        word = directive.group(1) if directive else ""
        if word.startswith("if"):
            depth += 1
            if not dead and word == "if" and directive.group(2).strip() == "0":
                dead = depth
        elif dead == depth and word in ("else", "elif", "endif"):
            dead = 0
        if word == "endif":
            depth -= 1
        if dead and not word:
            lines[number] = ""
    return "\n".join(lines)


def closing(text, at, pair):
    """The index after the bracket that closes the one at `at`."""
    depth = 0
    for index in range(at, len(text)):
        depth += (text[index] == pair[0]) - (text[index] == pair[1])
        if depth == 0:
            return index + 1
    return len(text)


def parts(text):
    """The text between commas that stand in no bracket."""
    found, depth, start = [], 0, 0
    for index, letter in enumerate(text):
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            found.append(text[start:index])
            start = index + 1
    return [part.strip() for part in found + [text[start:]]]


def pasted(body):
    return re.sub(r"\s*##\s*", "", body)


class File:
    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), encoding="utf-8", errors="replace") as source:
            text = without_dead(blank(source.read().replace("\r\n", "\n")))
        self.macros = []
        define = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)(\((?:\\\n|[^)\n])*\))?((?:\\\n|[^\n])*)", re.M)
        for match in define.finditer(text):
            parameters = match.group(2) and [p.strip() for p in match.group(2)[1:-1].replace("\\\n", " ").split(",")]
            self.macros.append(Macro(path, match.group(1), parameters, match.group(3).replace("\\\n", " ").strip()))
        self.is_header = not re.search(r"\.(c|cc|cpp|cxx|m|mm)$", path)
        # Directives are no code: lines stay where they are.
        self.code = re.sub(r"^[ \t]*#(?:\\\n|[^\n])*", lambda match: re.sub(r"[^\n]", " ", match.group()), text, flags=re.M)

    def line(self, index):
        return self.code.count("\n", 0, index) + 1


class Tree:
    def __init__(self, root):
        self.files = []
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(name for name in folders if name not in (".git", ".pc"))
            for name in sorted(names):
                path = os.path.join(folder, name)
                if name.endswith(SUFFIXES) and os.path.isfile(path) and not os.path.islink(path):
                    self.files.append(File(root, os.path.relpath(path, root)))
        self.keywords = list(KEYWORDS)
        self.wrappers = set()
        self.find_wrappers()
        self.set_pattern()
        self.find_macros()

    def set_pattern(self):
        names = "|".join(sorted((re.escape(k).replace(r"\ ", r"\s+") for k in self.keywords), key=len, reverse=True))
        self.head = re.compile(rf"\b(?:struct\s+)?({names})\s+(?:const\s+)?((?:\w+::)*\w+)\s*(\[[^\]]*\])?"
                               r"(\s*=(?!=)\s*\{?|\s*\{)")

    def find_wrappers(self):
        """Structs with a type object inside, and other names of the type: variables of them define types too."""
        known = "|".join(k for k in KEYWORDS if k.startswith("Py"))
        for file in self.files:
            for match in re.finditer(rf"\btypedef\s+(?:struct\s+)?(?:{known}|_typeobject)\s+(\w+)\s*;", file.code):
                self.add(match.group(1), False)
            for match in re.finditer(r"\bstruct\s*(\w*)\s*(?::[^{;]*)?\{", file.code):
                end = closing(file.code, match.end() - 1, "{}")
                body = file.code[match.end():end - 1]
                if "(" in body and re.search(r"\bclass\b|\bpublic:", body):
                    continue
                if re.search(rf"^\s*(?:struct\s+)?(?:PyTypeObject|PyHeapTypeObject|_typeobject|PyType_Spec)\s+\w+(?:\[[^\]]*\])?\s*;",
                             body, re.M):
                    name = re.match(r"\s*(\w+)\s*;", file.code[end:])
                    for found in {match.group(1), name.group(1) if name else ""}:
                        self.add(found, True)

    def add(self, name, is_wrapper):
        if name and name not in ("PyHeapTypeObject", "_heaptypeobject") and name not in self.keywords:
            self.keywords.append(name)
            if is_wrapper:
                self.wrappers.add(name)

    def find_macros(self):
        """Macros that define a type wherever they are used, also through others."""
        every = collections.defaultdict(list)
        for file in self.files:
            for macro in file.macros:
                every[macro.name].append(macro)
        defining = {macro.name for macros in every.values() for macro in macros if self.head.search(pasted(macro.body))}
        for _ in range(DEPTH_MAX):
            pattern = re.compile(r"\b(?:%s)\b" % "|".join(map(re.escape, defining or ["-"])))
            defining |= {macro.name for macros in every.values() for macro in macros if pattern.search(macro.body)}
        self.macros = {name: every[name] for name in defining}
        self.uses = re.compile(r"\b(%s)\b" % "|".join(sorted(map(re.escape, defining or ["-"]), key=len, reverse=True)))

    def macro_for(self, file, name):
        own = [macro for macro in self.macros.get(name, ()) if macro.file == file.path]
        headers = [macro for macro in self.macros.get(name, ()) if not re.search(r"\.(c|cc|cpp|cxx|m|mm)$", macro.file)]
        return (own or headers or [None])[0]

    def expanded(self, file, text, at, name, depth):
        """(text the use at `at` stands for, index after it), or None."""
        macro = self.macro_for(file, name)
        end = at + len(name)
        if not macro or depth > DEPTH_MAX:
            return None
        body = macro.body
        if macro.parameters is not None:
            opening = re.compile(r"\s*\(").match(text, end)
            if not opening:
                return None
            end = closing(text, opening.end() - 1, "()")
            arguments = parts(text[opening.end():end - 1])
            if macro.parameters[-1:] == ["..."]:
                last = len(macro.parameters) - 1
                arguments[last:] = [", ".join(arguments[last:])]
            values = dict(zip(["__VA_ARGS__" if p == "..." else p for p in macro.parameters], arguments))
            body = re.sub(r"\w+", lambda word: values.get(word.group(), word.group()), body)
        return pasted(body), end

    def heads(self, text):
        for match in self.head.finditer(text):
            keyword, symbol, array, opening = match.groups()
            if symbol in ("const", "volatile") or (opening.strip() == "{" and keyword == "PySlot"):
                continue
            brace = match.end() - 1 if text[match.end() - 1] == "{" else None
            value = text[brace:closing(text, brace, "{}")] if brace is not None else ""
            if keyword == "PySlot" and "Py_tp_name" not in value:
                continue # a module's
            if keyword in self.wrappers and not re.search(r"HEAD_INIT|\btp_|basicsize", value):
                continue
            if array and keyword != "PySlot":
                elements = [part for part in parts(value[1:-1]) if part]
                for index in range(len(elements)):
                    yield match.start(), f"{symbol}[{index}]", keyword
            else:
                yield match.start(), symbol, keyword

    def expand_all(self, file, text, depth=0):
        """Every (offset, symbol, keyword) of the text, uses of macros followed."""
        yield from self.heads(text)
        end = 0
        for match in self.uses.finditer(text):
            if match.start() < end:
                continue
            found = self.expanded(file, text, match.start(), match.group(), depth)
            if found:
                body, end = found
                for _, symbol, keyword in self.expand_all(file, body, depth + 1):
                    yield match.start(), symbol, keyword

    def assigned(self, file, defined):
        """`static PyTypeObject X;` whose members are only ever assigned: no file beside it has an initialiser."""
        for match in re.finditer(r"\bPyTypeObject\s+(\w+)\s*;", file.code):
            symbol = match.group(1)
            if symbol in defined or re.search(r"\bextern\b[^;{}]*$", file.code[:match.start()][-80:]):
                continue
            if re.search(rf"InitType2?\s*\(\s*&\s*{symbol}\b", file.code):
                continue # the description is counted
            if re.search(rf"(?<![.>])\b{symbol}\s*\.\s*tp_(name|basicsize|dealloc|new)\s*=", file.code):
                yield match.start(), symbol, "assigned"

    def definitions(self):
        found, initialised = [], {}
        every = [(file, list(self.expand_all(file, file.code))) for file in self.files]
        for file, here in every:
            initialised.setdefault(os.path.dirname(file.path), set()).update(symbol for _, symbol, _ in here)
        for file, here in every:
            here += self.assigned(file, initialised[os.path.dirname(file.path)])
            for offset, symbol, keyword in sorted(here):
                found.append(Definition(file.path, file.line(offset), symbol.split("::")[-1], keyword, offset))
        return found


def main():
    for definition in Tree(sys.argv[1]).definitions():
        print(f"{definition.file}:{definition.line}: {definition.symbol} ({definition.kind})")


if __name__ == "__main__":
    main()
