"""What a slip looks like: the places of a C++ file that may be one off, and the file with all of them in it, of which
the environment chooses one when the program starts (EARSHOT_SLIP, a number). scripts/mutate tries them.

The code is formatted, so that operators stand between spaces and those of templates do not."""

import re
from dataclasses import dataclass

SLIPS_MAX = 10_000  # in one file
VIRTUAL = 1_000_000  # lines above are those of slips, so that the compiler's complaints say which one it is about

# In front of the file. A comparison with a slip is written `a < slip(7, …) < b`, which keeps its precedence.
PRELUDE = f"#define MOST {SLIPS_MAX}" + r"""
#include <algorithm>
#include <cstdio>
#include <cstdlib>
namespace {
namespace slips {
inline bool reached[MOST];
inline void write_reached() {
  std::FILE* const file = std::fopen(std::getenv("EARSHOT_SLIPS_REACHED"), "w");
  for (int i = 0; file && i < MOST; ++i)
    if (reached[i]) std::fprintf(file, "%d\n", i);
  if (file) std::fclose(file);
}
inline int chosen() {
  static const int number = [] {
    if (std::getenv("EARSHOT_SLIPS_REACHED")) std::atexit(write_reached);
    const char* const text = std::getenv("EARSHOT_SLIP");
    return text ? std::atoi(text) : -1;
  }();
  return number;
}
inline bool on(int number) {
  const bool is_it = chosen() == number;
  reached[number] = true;
  return is_it;
}
template <class T> T pick(int number, T right, T wrong) { return on(number) ? wrong : right; }
template <class T> T min(int number, const T& a, const T& b) { return on(number) == (a < b) ? b : a; }
template <class T> T max(int number, const T& a, const T& b) { return on(number) == (a < b) ? a : b; }
#define SLIP(NAME, IS, BECOMES)                                                                                   \
  struct NAME { int number; };                                                                                    \
  template <class A> struct NAME##_left { const A& a; int number; };                                              \
  template <class A> NAME##_left<A> operator IS(const A& a, NAME slip) { return {a, slip.number}; }               \
  template <class A, class B> auto operator IS(NAME##_left<A> left, const B& b) -> decltype(left.a IS b) {        \
    return on(left.number) ? left.a BECOMES b : left.a IS b;                                                      \
  }
SLIP(less, <, <=)
SLIP(less_equal, <=, <)
SLIP(greater, >, >=)
SLIP(greater_equal, >=, >)
SLIP(equal, ==, !=)
SLIP(unequal, !=, ==)
SLIP(plus, +, -)
SLIP(minus, -, +)
#undef SLIP
#undef MOST
}  // namespace slips
}  // namespace
"""

OPERATORS = {"<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal", "==": "equal", "!=": "unequal",
             "+": "plus", "-": "minus"}  # fmt: skip
BECOMES = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "+": "-", "-": "+"}
GUARD = re.compile(r" [<>]=? | [=!]= |\bk[A-Z]|max|min|limit|room|full|allow|\.has\(|take|empty|size|contains")
LVALUE = r"[\w.:\[\]]+(?:->[\w.:\[\]]+)*"


@dataclass
class Slip:
    number: int
    line: int
    column: int
    change: str
    edits: list  # (from, to, what stands there instead; @ for what stood there)


def shadow(text):
    """The text with blanks for what is no code: comments, literals, directives, assertions."""
    dead = r'//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'|^ *#[^\n]*|\b(?:static_)?assert\([^;]*;|^ *using [^;]*;'
    return re.sub(dead, lambda it: re.sub(r"[^\n]", " ", it[0]), text, flags=re.MULTILINE)


def end_of_operand(code, at, stops):
    depth = 0
    while True:
        if depth == 0 and (code[at] in "),;?]}" or any(code.startswith(stop, at) for stop in stops)):
            return at
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(code[at], 0)
        at += 1


class Slips:
    """All slips that a file may have."""

    def __init__(self, text):
        self.text = text
        self.code = shadow(text)
        self.found = []
        self.find_operators()
        self.find_numbers()
        self.find_checks()
        self.find_counts()

    def add(self, at, change, *edits):
        line, column = self.text.count("\n", 0, at) + 1, at - self.text.rfind("\n", 0, at)
        self.found.append(Slip(len(self.found), line, column, change, list(edits)))

    def each(self, pattern):
        return re.finditer(pattern, self.code, re.MULTILINE)

    @property
    def next(self):
        return len(self.found)

    def find_operators(self):
        for it in self.each(r"(?<= )([<>]=?|[=!]=|[+-])(?= (?![\d']+\b[^.]))|(?<= )([<>]=?|[=!]=)(?= )"):
            if re.search(r"(operator|template) ?$", self.code[: it.start()]):
                continue
            new = f"{it[0]} slips::{OPERATORS[it[0]]}{{{self.next}}} {it[0]}"
            self.add(it.start(), f"{it[0]} → {BECOMES[it[0]]}", (*it.span(), new))
        for it in self.each(r"\bstd::(min|max)(<[\w:]+>)?\("):
            other = "max" if it[1] == "min" else "min"
            new = f"slips::{it[1]}{it[2] or ''}({self.next}, "
            self.add(it.start(), f"std::{it[1]} → std::{other}", (*it.span(), new))

    def find_numbers(self):
        def one_off(at, number, other):
            self.add(at, f"{number} → {other}", (at, at + len(number), f"slips::pick({self.next}, @, {other})"))

        for it in self.each(r"(?<= [+-] )\d[\d']*(?![\d'.\w])"):
            number = int(it[0].replace("'", ""))
            one_off(it.start(), it[0], number + 1)
            one_off(it.start(), it[0], number - 1)
        for it in self.each(r"\bconstexpr (?=[\w:]+ k[A-Z]\w* = ([^;]*);)"):
            for literal in re.finditer(r"(?<![\w'.])\d[\d']*(?![\d'.\w])", it[1]):
                at = it.start(1) + literal.start()
                one_off(at, literal[0], int(literal[0].replace("'", "")) + 1)
                self.found[-1].edits.append((it.start(), it.end(), "const "))

    def find_checks(self):
        for it in self.each(r"\b(if|while) \("):
            begin, end = it.end(), end_of_operand(self.code, it.end(), [])
            if self.code[end] == ";":  # what comes before is no condition
                begin, end = end + 1, end_of_operand(self.code, end + 1, [])
            condition = self.code[begin:end]
            if GUARD.search(condition) and not re.match(r"\s*(const|auto)\b", condition) and self.code[end] == ")":
                self.wrap(it.start(), f"{it[1]} never", begin, end, "&& !")
        for it in self.each(r"(?<=\s)(&&|\|\|)(?=\s)"):
            begin = it.end() + 1
            end = end_of_operand(self.code, begin, ["&&", "||"] if it[0] == "&&" else ["||"])
            if GUARD.search(" " + self.code[begin:end]):
                self.wrap(it.start(), f"without {it[0]} {' '.join(self.text[begin:end].split())}", begin, end,
                          "|| " if it[0] == "&&" else "&& !")  # fmt: skip

    def wrap(self, at, change, begin, end, joint):
        self.add(at, change, (begin, begin, "(("), (end, end, f") {joint}slips::on({self.next}))"))

    def find_counts(self):
        counted = rf"(?:\+\+|--){LVALUE}|{LVALUE} [+-]= [^;]*|(?:return )?{LVALUE}counters_?\.add\([^;]*\)"
        for it in self.each(rf"(?:(?<=\) )|(?<=else )|^ +)({counted});$"):
            statement = it[1].removeprefix("return ")
            start = it.end(1) - len(statement)
            self.add(it.start(1), f"without {statement}", (start, start, f"slips::on({self.next}) ? void() : void("),
                     (it.end(1), it.end(1), ")"))  # fmt: skip

    def written(self):
        """The file with all of them in it. Of what ends at one place, that which was opened last comes first."""
        edits = {}
        for slip in self.found:
            for begin, end, new in slip.edits:
                rank = 0 if new.startswith(")") else 1
                key = (begin, rank, -slip.edits[0][0] if begin == end else 0)
                before = edits.get(key, (begin, end, self.text[begin:end], 0))[2]
                edits[key] = (begin, end, new.replace("@", before), slip.number)
        parts, at = [PRELUDE, '#line 1 "slips.cpp"\n'], 0
        for _, (begin, end, new, number) in sorted(edits.items()):
            line = self.text.count("\n", 0, end) + 1
            framed = new if new == "const " else f"\n#line {VIRTUAL + number}\n{new}\n#line {line}\n"
            parts += [self.text[at:begin], framed]
            at = end
        return "".join(parts) + self.text[at:]

    def drop(self, complaints):
        """Slips that the compiler refuses, such as those of what must be known while compiling."""
        lines = {int(line) for line in re.findall(r"^slips\.cpp:(\d+):\d+: (?:error|note)", complaints, re.MULTILINE)}
        lines |= {int(line) for line in re.findall(r"^slips\.cpp:(\d+):\d+:   required from", complaints, re.MULTILINE)}
        bad = {line - VIRTUAL for line in lines if line >= VIRTUAL}
        if not bad:
            bad = {slip.number for slip in self.found if slip.line in lines}
        self.found = [slip for slip in self.found if slip.number not in bad]
        return len(bad)
