#!/usr/bin/env python3
"""Reads the includes of earshot and fails on any arrow that the architecture does not have.

    scripts/layers.py [ROOT]

It also keeps each library in its one home, and clocks, threads, IO and stray randomness out of the pure layers.
"""

import re
import sys
from pathlib import Path

# What a layer may include besides itself. The edges (store, net, front) never see one another.
PURE = {
    "base": set(),
    "text": {"base"},
    "wire": {"base"},
    "crypto": {"base"},
    "core": {"base", "text", "wire", "crypto"},
}
EDGES = {edge: {*PURE} for edge in ("store", "net", "front")}
ARROWS = {**PURE, **EDGES, "app": {*PURE, *EDGES}}

# A library by how its headers begin, and where it may be included: path prefixes below src/.
HOMES = {
    "asio": ("net/", "app/control"),
    "nlohmann/": ("wire/", "front/"),
    "CLI/": ("app/",),
    "sodium": ("crypto/",),
    "sqlite3.h": ("store/",),
    "utf8proc.h": ("text/",),
    "qrencode.h": ("front/",),
    "ncurses": ("front/",),
    "curses.h": ("front/",),
    "microhttpd.h": ("front/",),
}

# The kernel's and the C library's own headers have at most one of these folders in front.
SYSTEM_HEADER = re.compile(r"(?:(?:arpa|linux|net|netinet|sys)/)?\w+\.h")
STANDARD_HEADER = re.compile(r"\w+")  # C++'s own have no suffix

IMPURE_HEADERS = {
    "atomic", "barrier", "condition_variable", "csignal", "ctime", "execution", "filesystem", "fstream", "future",
    "iostream", "latch", "mutex", "random", "semaphore", "shared_mutex", "stop_token", "syncstream", "thread",
}  # fmt: skip
PURE_EXCEPTIONS = {("base/address.cpp", "arpa/inet.h")}  # text to address and back: inet_pton, inet_ntop

IMPURE_WORDS = {
    "reads a clock": r"\w+_clock\b|\bclock_gettime\b|\bgettimeofday\b|\bstd::time\b|\btime\(\s*(?:nullptr|NULL|0|&)",
    "draws its own randomness": r"\bs?rand\(|\brandom_device\b|\bmt19937|\w+_distribution\b|\bgetrandom\b",
    "reads the environment": r"\bgetenv\b",
    "prints": r"\bstd::(?:cout|cerr|clog|cin)\b|\b(?:v?f?printf|f?puts|putchar)\(",
    "opens a file": r"\bf(?:re)?open\(",
    "knows of threads": r"\bthis_thread\b|\bstd::j?thread\b|\bthread_local\b",
}
CORE_WORDS = {"has an order that depends on the library": r"\bunordered_\w+"}
LIBSODIUM_CHANCE = r"\brandombytes\w*|\bcrypto_\w+_keygen\b|\bcrypto_(?:box|kx|sign)_keypair\b"
POINTER_PRINTED = re.compile(r"%p")  # differs from run to run

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
USES = re.compile(r"\bUSES\b([^)]*?)(?:\bPRIVATE\b|\bSOURCES\b|\))", re.DOTALL)
NOT_CODE = re.compile(
    r'R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|//[^\n]*|/\*.*?\*/', re.DOTALL
)


def blank(match):
    """The same number of lines, and nothing on them. A digit separator (1'000'000) is left alone by its caller."""
    return "\n" * match.group().count("\n")


def code_of(text):
    """The text without comments and literals, line by line as before."""
    return NOT_CODE.sub(blank, re.sub(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])", "", text))


class Tree:
    """One source tree and what is wrong with it."""

    def __init__(self, root):
        self.root = root
        self.faults = []

    def check(self):
        for folder in ("include/earshot", "src"):
            for path in sorted((self.root / folder).rglob("*")):
                if path.suffix in (".h", ".cpp"):
                    self.check_file(path, path.relative_to(self.root / folder).as_posix(), folder)
        for path in sorted((self.root / "src").glob("*/CMakeLists.txt")):
            self.check_links(path)
        return self.faults

    def fault(self, path, line, words):
        self.faults.append(f"{path.relative_to(self.root)}:{line}: {words}")

    def check_file(self, path, name, folder):
        layer = name.split("/")[0]
        if layer not in ARROWS:
            self.fault(path, 1, f"no layer is called {layer}")
            return
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            if match := INCLUDE.match(line):
                bracket, header = match.groups()
                if bracket == '"':
                    words = self.own_include(path, layer, header, folder)
                else:
                    words = self.foreign_include(name, layer, header, folder)
                if words:
                    self.fault(path, number, words)
            if layer in PURE and POINTER_PRINTED.search(line):
                self.fault(path, number, f"{layer} prints a pointer (%p)")
        self.check_words(path, name, layer, code_of(text))

    def own_include(self, path, layer, header, folder):
        """A file of ours: beside the including one, below src/, or below include/."""
        places = (path.parent, self.root / "src", self.root / "include")
        found = next((place / header for place in places if (place / header).is_file()), None)
        if found is None:
            return f'"{header}" is no file of ours (other people\'s headers stand in <>)'
        found = found.resolve()
        public = found.is_relative_to(self.root / "include")
        home = self.root / ("include/earshot" if public else "src")
        if not found.is_relative_to(home):
            return f'"{header}" is outside include/ and src/'
        target = found.relative_to(home).parts[0]
        if target != layer and target not in ARROWS[layer]:
            return f"{layer} must not include {target}"
        if not public and folder == "include/earshot":
            return f'a public header must not include "{header}", which is not installed'
        if not public and target != layer:
            return f'"{header}" is {target}\'s own; other layers see only include/earshot/{target}'
        return None

    def foreign_include(self, name, layer, header, folder):
        """A header of the language, of the system, or of a library."""
        if header.startswith("earshot/"):
            return f"write our own header as \"{header}\""
        if STANDARD_HEADER.fullmatch(header):
            if layer in PURE and header in IMPURE_HEADERS:
                return f"{layer} is pure and must not include <{header}>"
            return None
        if folder == "include/earshot":
            return f"<{header}> in a public header: only C++'s own headers may stand there"
        library = next((start for start in HOMES if header.startswith(start)), None)
        if library:
            if not name.startswith(HOMES[library]):
                return f"<{header}> has its home in {' and '.join('src/' + home for home in HOMES[library])}"
            return None
        if not SYSTEM_HEADER.fullmatch(header):
            return f"<{header}> belongs to a library that has no home here"
        if layer in PURE and (name, header) not in PURE_EXCEPTIONS:
            return f"{layer} is pure and must not include <{header}>"
        return None

    def check_words(self, path, name, layer, code):
        rules = {}
        if layer in PURE:
            rules.update(IMPURE_WORDS)
        if layer == "core":
            rules.update(CORE_WORDS)
        if name != "crypto/system_random.cpp":
            rules["takes libsodium's randomness past Random"] = LIBSODIUM_CHANCE
        for what, pattern in rules.items():
            for match in re.finditer(pattern, code):
                self.fault(path, code.count("\n", 0, match.start()) + 1, f"{layer} {what}: {match.group()}")

    def check_links(self, path):
        """The build lists the same arrows again, after USES."""
        layer = path.parent.name
        text = path.read_text(encoding="utf-8")
        for match in USES.finditer(text):
            for target in re.findall(r"earshot::(\w+)", match.group(1)):
                if target not in ARROWS.get(layer, set()):
                    self.fault(path, text.count("\n", 0, match.start()) + 1, f"{layer} must not link {target}")


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
    if not (root / "src").is_dir():
        sys.exit(f"layers: no src/ in {root}")
    faults = Tree(root).check()
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
