"""The tables of proto_docs are the program's: every number is the constant's value, and the fields of each JSON text are
those of src/wire/fields.h, in that order, required where it requires them, with its limits."""

import ast
import operator
import re
import unittest

import proto_tables

ROOT = proto_tables.ROOT
CONFIG = "include/earshot/core/config.h"
LIMITS = "include/earshot/wire/limits.h"

MICROSECONDS = {"us": 1, "ms": 1_000, "s": 1_000_000, "min": 60_000_000}
CHRONO = {"microseconds": "us", "milliseconds": "ms", "seconds": "s", "minutes": "min"}
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.LShift: operator.lshift}


class Time(int):
    """In microseconds. with_unit tells it from a plain number."""


def text_of(path):
    return re.sub(r"//[^\n]*", "", (ROOT / path).read_text(encoding="utf-8"))


def headers_of(path):
    """Our own headers that a file includes, and those that they include."""
    found, waiting = {}, [path]
    while waiting:
        text = text_of(waiting.pop())
        for name in re.findall(r'#include "([^"]+)"', text):
            at = next(at for at in (f"include/{name}", f"src/{name}") if (ROOT / at).is_file())
            if at not in found:
                found[at] = True
                waiting.append(at)
    return list(found)


def constants_in(path):
    """{name: expression} of the constants at namespace level."""
    found = {}
    for declared in re.findall(r"\bconstexpr [\w:]+ (k\w+ = [^;{]+(?:\{\d+\}[^;]*)?);", text_of(path)):
        for one in re.split(r", (?=k\w+ = )", declared):
            name, expression = one.split(" = ", 1)
            found[name] = expression
    return found


def config_members():
    """{name: expression} of its numbers, times and lists of times."""
    text = text_of(CONFIG)
    members = re.findall(r"^  (?:Duration|double|std::size_t|std::uint64_t) (\w+) = ([^;]+);", text, re.MULTILINE)
    return dict(members) | dict(re.findall(r"^  std::vector<Duration> (\w+)(\{[^}]+\});", text, re.MULTILINE))


def value_of(expression, names):
    """`names` gives the values of other constants."""
    expression = re.sub(r"std::(?:uint64_t|size_t)\{(\d+)\}", r"\1", expression.strip().replace("'", ""))
    if expression.startswith("{"):
        return [value_of(each, names) for each in expression.strip("{}").split(",")]
    unit = None
    if found := re.fullmatch(r"std::chrono::(\w+)\((\d+)\)", expression):
        unit, expression = CHRONO[found[1]], found[2]
    elif found := re.fullmatch(r"(\d+)(us|ms|s|min)", expression):
        expression, unit = found.groups()
    expression = re.sub(r"\b\w+::", "", expression)

    def walk(node):
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return names(node.id)
        return OPERATORS[type(node.op)](walk(node.left), walk(node.right))

    number = walk(ast.parse(expression, mode="eval").body)
    return Time(number * MICROSECONDS[unit]) if unit else number


def program_value(name, path):
    if not name.startswith("k"):
        return value_of(config_members()[name], None)
    places = [path, *headers_of(path)]

    def look_up(name):
        expression = next(found[name] for found in map(constants_in, places) if name in found)
        return value_of(expression, look_up)

    expression = constants_in(path)[name]  # in the very file that the document names
    return value_of(expression, look_up)


def written_value(cell):
    """Of a table: `1,200 B`, `10 ms`, `260 ms, 1 s, 4 s`, `16`."""
    parts = cell.split(", ")
    if len(parts) > 1:
        return [written_value(part) for part in parts]
    number, unit = re.fullmatch(r"([\d,]+)(?: (B|us|ms|s|min))?", cell).groups()
    number = int(number.replace(",", ""))
    return Time(number * MICROSECONDS[unit]) if unit in MICROSECONDS else number


def with_unit(value):
    if isinstance(value, list):
        return [with_unit(each) for each in value]
    return f"{int(value)} us" if isinstance(value, Time) else int(value)


class Numbers(unittest.TestCase):
    def all_rows(self):
        return [(document, *row) for document in proto_tables.documents() for row in proto_tables.constants(document)]

    def test_are_those_of_the_program(self):
        for document, name, cell, path in self.all_rows():
            with self.subTest(f"{document}: {name}"):
                program = program_value(name, path or LIMITS)
                self.assertEqual(with_unit(written_value(cell)), with_unit(program))

    def test_of_the_program_are_in_the_tables(self):
        shown = {name for _, name, _, path in self.all_rows() if not path}
        self.assertEqual(set(config_members()) - shown, set())
        self.assertEqual(set(constants_in(LIMITS)) - shown, set())


# --- fields

STRUCTS = {
    "Head": "Head",
    "here": "Here",
    "bye": "Bye",
    "lost": "Lost",
    "ping": "Ping",
    "pong": "Pong",
    "pull": "Pull",
    "page": "Page",
    "post": "Post",
    "head": "LogHead",
    "want": "Want",
    "none": "None",
    "ack": "Ack",
    "Handshake payload": "HandshakePayload",
    "Frames": "Frames",
    "Message": "Frames::Text",
}


def described(struct):
    """[(how, name, limit)] of a description in fields.h; what is required after a return is "conditional"."""
    text = text_of("src/wire/fields.h")
    body = re.search(rf"Is<{struct}> Some>\nvoid describe\([^)]*\) {{\n(.*?)^}}", text, re.DOTALL | re.MULTILINE)[1]
    found, conditional = [], False
    for how, arguments in re.findall(r"fields\.(\w+)\((.*?)\);|return;", body, re.DOTALL):
        if not how:
            conditional = True
            continue
        name = re.match(r'"(\w+)"', arguments)[1]
        limit = re.search(r"\w+(?:Limit|Least)\{.*\}", arguments, re.DOTALL)
        found.append(("conditional" if conditional and how == "required" else how, name, limit[0] if limit else ""))
    return found


def needs_of(how, required):
    """Whether the table's word on a field is what the description makes of it."""
    if how == "optional":
        return required not in ("yes", "a range") and not required.startswith("no: 0")
    return {
        "required": required == "yes",
        "constant": required == "yes",
        "versions": required == "yes",
        "omittable": required.startswith("no: "),
        "conditional": required in ("a range", "a roster's range"),
    }[how]


def limit_of(words):
    """Of a type in a table, as fields.h writes it with numbers."""
    patterns = {
        r"text (\d+)": "TextLimit{{{}}}",
        r"int, at least (\d+)": "AtLeast{{{}}}",
        r"part of at most (\d+)": "PartLimit{{{}}}",
        r"list of at most (\d+) text (\d+)": "ListLimit{{.texts={},.text_bytes={}}}",
        r"list of at most (\d+) text (\d+), (\d+) B in all": "ListLimit{{.texts={},.text_bytes={},.all_bytes={}}}",
    }
    for pattern, form in patterns.items():
        if found := re.fullmatch(pattern, re.sub(r"(\d),(\d)", r"\1\2", words)):
            return form.format(*found.groups())
    return ""


class Fields(unittest.TestCase):
    def test_are_all_described(self):
        self.assertEqual(set(proto_tables.fields()), set(STRUCTS))
        in_code = set(re.findall(r"Is<([\w:]+)> Some>", text_of("src/wire/fields.h")))
        self.assertEqual(in_code, set(STRUCTS.values()))

    def test_have_the_same_names_in_the_same_order(self):
        for heading, fields in proto_tables.fields().items():
            with self.subTest(heading):
                names = [name for _, name, _ in described(STRUCTS[heading])]
                self.assertEqual([field.name for field in fields], names)

    def test_are_required_alike(self):
        for heading, fields in proto_tables.fields().items():
            for field, (how, name, _) in zip(fields, described(STRUCTS[heading]), strict=True):
                with self.subTest(f"{heading}: {name}"):
                    self.assertTrue(needs_of(how, field.required), f"{field.required}, but {how} in fields.h")

    def test_have_the_same_limits(self):
        constants = constants_in(LIMITS)
        for heading, fields in proto_tables.fields().items():
            for field, (_, name, limit) in zip(fields, described(STRUCTS[heading]), strict=True):
                words = field.type
                if borrowed := re.fullmatch(r"as in `(\w+)`", words):
                    words = next(other.type for other in proto_tables.fields()[borrowed[1]] if other.name == name)
                limit = re.sub(r"\bk\w+", lambda found: constants[found[0]].replace("'", ""), re.sub(r"\s", "", limit))
                with self.subTest(f"{heading}: {name}"):
                    self.assertEqual(limit_of(words), limit)

    def test_lists_of_ranges_have_at_most_as_many(self):
        most = constants_in(LIMITS)["kRangesMax"]
        types = [field.type for fields in proto_tables.fields().values() for field in fields if "ranges" in field.type]
        self.assertEqual(set(types), {f"list of at most {most} ranges"})

    def test_kinds_are_those_of_the_program(self):
        text = text_of("src/wire/kinds.cpp")
        names = re.findall(r'"(\w+)"', re.search(r"kNames = \{(.*?)\};", text, re.DOTALL)[1])
        self.assertEqual(list(proto_tables.kinds()), names)
        signed = re.search(r"bool is_signed\(.*?return true;", text, re.DOTALL)[0]
        in_table = [kind for kind, row in proto_tables.kinds().items() if row["signed"] == "yes"]
        self.assertEqual(in_table, re.findall(r"case Kind::(\w+):", signed))


if __name__ == "__main__":
    unittest.main()
