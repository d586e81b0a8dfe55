"""proto_docs/interface.md tells what the program writes and reads, no more and no less: its commands and options, its
error codes, every type of line with every field, every request, the columns, the variables. The examples in it are
lines of that form."""

import json
import re
import unittest

import proto_tables

ROOT = proto_tables.ROOT
DOCUMENT = "interface.md"
OBJECTS = {
    "PEER": "peer_of",
    "CONV": "conversation_of",
    "OF": "of_of",
    "ERROR": "error_of",
    "INTERFACE": "interfaces_of",
}
LASTING = {"peer", "message", "state", "room", "network"}


def source(path):
    return re.sub(r"//[^\n]*", "", (ROOT / path).read_text(encoding="utf-8"))


def all_sources(pattern, besides=()):
    return "".join(source(path.relative_to(ROOT)) for path in sorted(ROOT.glob(pattern)) if path not in besides)


LINES = source("src/front/json_lines.cpp")
REQUESTS = source("src/front/requests.cpp")


def body_of(function, text):
    """Of a function on one line, or up to the brace that closes it at the beginning of a line."""
    pattern = rf"^\w[^\n]*\b{re.escape(function)}\([^{{;]*?\{{(?: ([^\n]*) \}}$|\n(.*?)^\}})"
    found = re.search(pattern, text, re.DOTALL | re.MULTILINE)
    return found[1] or found[2]


# --- tables


def tables(*columns):
    """The tables that begin with these columns."""
    all_tables = [table for table in proto_tables.tables(DOCUMENT) if table.rows]
    return [table for table in all_tables if list(table.rows[0])[: len(columns)] == list(columns)]


def table(*columns):
    (found,) = tables(*columns)
    return found.rows


def words(cell):
    return re.findall(r"`([^`]+)`", cell)


def documented_lines():
    """{"hello": {"program": row, …}, …, "PEER": {…}}; fields of `data` as data.peer."""
    return {
        found.heading: {words(row["field"])[0]: row for row in found.rows}
        for found in tables("field", "type", "absent")
    }


def documented_data():
    """{"send": {"ids": row, …}, …, "join": {}, …}"""
    found, names = {}, []
    for row in table("of", "field"):
        names = words(row["of"]) or names
        for name in names:
            found.setdefault(name, {}).update({words(row["field"])[0]: row} if row["field"] else {})
    return found


def documented_requests():
    """{"send": {"to": row, …}, …, "ping": {}}"""
    found, name = {}, ""
    for row in table("`do`"):
        name = words(row["`do`"])[0] if row["`do`"] else name
        found.setdefault(name, {}).update({words(row["field"])[0]: row} if row["field"] else {})
    return found


# --- what the renderer writes


class Written:
    """The fields that a piece of code writes: {name: (always there, may be null)}."""

    NULLS = ("nullptr", "rtt_of(", "network_name(")

    def __init__(self, code):
        self.fields = {}
        margin = min(len(line) - len(line.lstrip()) for line in code.splitlines() if line.strip())
        for line in code.splitlines():
            is_conditional = line.lstrip().startswith("if ") or len(line) - len(line.lstrip()) > margin
            for name, value in re.findall(r'\b(?:line|data|error)\["(\w+)"\] = (.*)', line):
                self.add(name, not is_conditional, value)
        # {"name", value}: of an object that is written whole
        for found in re.finditer(r'\{"(\w+)", (.*?)(?=\},?\s*\{"|\}\}|\}[);])', code, re.DOTALL):
            self.add(found[1], True, found[2])

    def add(self, name, is_always, value):
        is_null = is_always and any(null in value for null in self.NULLS)
        self.fields[name] = (is_always, is_null)


def written_lines():
    members = {"hello": "hello", "result": "result", "gap": "gap", "bye": "bye"}
    found = {name: Written(body_of(f"JsonLines::{member}", LINES)).fields for name, member in members.items()}
    found |= {name: Written(body_of(function, LINES)).fields for name, function in OBJECTS.items()}
    operator = r"void operator\(\)\(const event::(\w+)& it\) const \{\n(.*?)^  \}"
    for event, body in re.findall(operator, LINES, re.DOTALL | re.MULTILINE):
        found[event.lower()] = Written(body).fields
    found["every line"] = Written(body_of("line_of", LINES)).fields | Written(body_of("JsonLines::event", LINES)).fields
    return found


def written_data():
    found, waiting = {}, []
    cases = re.findall(r"case Answered::(\w+):|(return .*?;|break;)", body_of("data_of", LINES), re.DOTALL)
    for name, statement in cases:
        if name:
            waiting.append(name)
            continue
        call = re.search(r"\b(send_data|peers_data|status_of|identity_of|checks_of|config_of)\(", statement)
        fields = Written(body_of(call[1], LINES) if call else "  " + statement).fields
        found |= {action: fields for action in waiting}
        waiting = []
    return found


def names_of(enumeration, path):
    """The words that a function gives for the values of an enumeration."""
    return set(re.findall(rf'case (?:event::)?{enumeration}::\w+:\s*return "([^"]+)"', source(path)))


def one_of(row):
    assert row["type"].startswith("one of "), row
    return set(words(row["type"]))


class Lines(unittest.TestCase):
    def test_types_are_those_of_the_renderer(self):
        self.assertEqual(set(documented_lines()), set(written_lines()))
        in_code = re.search(r"kTypes\[\] = \{(.*?)\};", LINES, re.DOTALL)[1]
        events = set(re.findall(r'"(\w+)"', in_code))
        self.assertEqual(set(documented_lines()) - set(OBJECTS) - {"every line"}, events | {"hello", "gap", "bye"})

    def test_fields_are_those_of_the_renderer(self):
        for heading, written in written_lines().items():
            with self.subTest(heading):
                documented = {name.split(".")[-1] for name in documented_lines()[heading]}
                self.assertEqual(documented, set(written))

    def test_fields_that_are_always_there_and_those_that_may_be_null(self):
        for heading, written in written_lines().items():
            for name, row in documented_lines()[heading].items():
                if "." in name:
                    continue
                with self.subTest(f"{heading}: {name}"):
                    is_always, is_null = written[name]
                    self.assertEqual(row["absent"] == "never", is_always)
                    self.assertEqual("null" in row["type"], is_null)

    def test_lasting_lines_are_those_with_a_number(self):
        without = re.search(r"const bool lasts =(.*?);", source("src/core/outputs.cpp"), re.DOTALL)[1]
        fleeting = {name.lower() for name in re.findall(r"event::(\w+)", without)}
        events = set(written_lines()) - set(OBJECTS) - {"every line", "hello", "result", "gap", "bye"}
        self.assertEqual(events - fleeting, LASTING)
        self.assertLessEqual(LASTING, set(words(documented_lines()["every line"]["seq"]["absent"])))

    def test_words_are_those_of_the_program(self):
        lines, views, renderer = documented_lines(), "src/core/words.cpp", "src/front/json_lines.cpp"
        for heading, field, expected in [
            ("PEER", "trust", names_of("Trust", views)),
            ("PEER", "state", names_of("PeerState", views)),
            ("message", "state", names_of("DeliveryState", views)),
            ("state", "state", names_of("DeliveryState", views)),
            ("check", "status", names_of("Check::Status", views)),
            ("peer", "event", names_of("Peer::What", renderer)),
            ("room", "event", names_of("Room::What", renderer)),
            ("network", "event", names_of("Network::What", renderer)),
            ("CONV", "kind", set(re.findall(r'"kind", "(\w+)"', LINES))),
            ("message", "dir", set(re.findall(r'outgoing \? "(\w+)" : "(\w+)"', LINES)[0])),
            ("notice", "level", set(re.findall(r'warn \? "(\w+)" : "(\w+)"', LINES)[0])),
            ("notice", "code", self.notices()),
            ("check", "name", self.checks()),
            ("bye", "reason", self.reasons()),
        ]:
            with self.subTest(f"{heading}: {field}"):
                self.assertTrue(expected)
                self.assertEqual(one_of(lines[heading][field]), expected)

    def checks(self):
        text = source("src/core/doctor.cpp") + source("src/app/checks.cpp")
        return set(re.findall(r'\bcheck\(\s*Status::\w+,\s*"([\w-]+)"', text))

    def notices(self):
        text = source("src/core/notices.cpp") + source("src/app/own_run.cpp")
        return set(re.findall(r'(?:return warn|\bnotice)\("(\w+)"', text))

    def reasons(self):
        faces = "".join(source(f"src/front/{face}.cpp") for face in ("bot", "listen", "watch"))
        said = set(re.findall(r'\bleave\(now,\s*"([^"]+)"', faces))
        return said | {"interrupted", "terminated", "error.code"}


class Data(unittest.TestCase):
    def test_is_what_the_renderer_writes(self):
        self.assertEqual(set(documented_data()), set(written_data()))
        for action, written in written_data().items():
            for name, row in documented_data()[action].items():
                with self.subTest(f"{action}: {name}"):
                    self.assertIn(name, written)
                    self.assertEqual((row["absent"] == "never", "null" in row["type"]), written[name])
            self.assertEqual(set(documented_data()[action]), set(written))


# --- what is read


def read_fields(code):
    """{field: type} of the calls that read them, also those in functions that get the fields."""
    types = {"text": "string", "required": "string, required", "flag": "true or false", "number": "number"}
    types |= {"texts": "string or list of strings", "has": "refused"}
    found = {}
    for how, name in re.findall(r'\b(?:it|fields)\.(\w+)\("(\w+)"[,)]', code):
        if how in types and found.get(name, "refused") == "refused":
            found[name] = types[how]
    for helper in re.findall(r"\b(\w+)\(fields, ", code):
        found |= read_fields(body_of(helper, REQUESTS))
    return found


def read_requests():
    entries = re.search(r"kWords\{(.*?)^\};", REQUESTS, re.DOTALL | re.MULTILINE)[1]
    found = {}
    for entry in re.split(r"\bWord\{", entries)[1:]:
        name, rest = re.match(r'\s*"(\w+)",\s*(.*)', entry, re.DOTALL).groups()
        function = re.search(r"\b(parse_\w+)", rest)
        found[name] = read_fields(body_of(function[1], REQUESTS) if function else rest)
    return found


class Requests(unittest.TestCase):
    def test_are_those_that_are_read(self):
        self.assertEqual(list(documented_requests()), list(read_requests()))

    def test_have_the_fields_that_are_read(self):
        for name, fields in read_requests().items():
            documented = {field: row["type"] for field, row in documented_requests()[name].items()}
            with self.subTest(name):
                self.assertEqual(set(documented), set(fields))
            for field, kind in fields.items():
                with self.subTest(f"{name}: {field}"):
                    is_choice = documented[field].startswith("one of")
                    self.assertEqual("string" if is_choice else documented[field], kind)

    def test_wait_for_the_same(self):
        in_code = set(re.findall(r'\bwait [!=]= "(\w+)"', REQUESTS))
        self.assertEqual(one_of(documented_requests()["send"]["wait"]), in_code)

    def test_answers_have_data_for_each(self):
        self.assertLessEqual(set(documented_requests()), set(documented_data()))


class ErrorCodes(unittest.TestCase):
    def rows(self):
        return [row for row in table("`error.code`") if words(row["`error.code`"])]

    def test_have_the_same_exit_codes_in_the_same_order(self):
        in_code = re.findall(r'return \{"(\w+)", (\d+)\};', source("src/core/words.cpp"))
        self.assertEqual([(words(row["`error.code`"])[0], row["exit"]) for row in self.rows()], in_code)
        header = source("include/earshot/core/error.h")
        enumeration = re.search(r"enum class ErrorCode[^{]*\{(.*?)\}", header, re.DOTALL)[1]
        self.assertEqual([name for name, _ in in_code], re.findall(r"\w+", enumeration))

    def test_reserved_ones_are_those_that_nothing_gives(self):
        wording = {ROOT / "src/core/words.cpp", ROOT / "src/front/troubles.cpp"}  # they say any code
        code = all_sources("src/**/*.cpp", besides=wording)
        given = set(re.findall(r"ErrorCode::(\w+)", code))
        for row in self.rows():
            (name,) = words(row["`error.code`"])
            with self.subTest(name):
                self.assertEqual(row["in this version"], "yes" if name in given else "reserved")


class CommandLine(unittest.TestCase):
    """Of src/app/tree.cpp: each command's name, and the options that are added to it."""

    TREE = source("src/app/tree.cpp")

    def options(self):
        found = {"top_": set()}
        names = {"top_": "top_"}
        command = r'(?:CLI::App\* const (\w+) =\s*)?command\((\*?\w+), "(\w+)"'
        addition = r'(\w+)(?:->|\.)add_(?:option|flag)\("([^"]+)"'
        for variable, parent, name, owner, option in re.findall(f"{command}|{addition}", self.TREE):
            if name:
                path = name if parent == "top_" else f"{names[parent.strip('*')]} {name}"
                names[variable or name] = path
                found[path] = set()
            else:
                found[names[owner]] |= {long for long in option.split(",") if long.startswith("--")}
        return found

    def test_commands_and_their_options_are_those_of_the_program(self):
        documented = {}
        for row in table("command", "options"):
            for command in words(row["command"]):
                name = re.match(r"[a-z ]*[a-z]", command)
                if name:
                    documented[name[0]] = set(words(row["options"]))
        in_code = self.options()
        in_code.pop("top_")
        self.assertEqual(documented, in_code)

    def test_global_options_are_those_of_the_program(self):
        documented = {word for row in table("global option") for word in words(row["global option"])}
        self.assertEqual({word for word in documented if word.startswith("--")}, self.options()["top_"])

    def test_those_that_run_on_end_with_bye(self):
        verbs = re.search(r"bool runs_on\(.*?return true;", source("src/app/order.cpp"), re.DOTALL)[0]
        expected = set(re.findall(r"case Verb::(\w+):", verbs))
        rows = table("command", "options")
        documented = {re.match(r"\w+", words(row["command"])[0])[0] for row in rows[1:] if row["last line"] == "`bye`"}
        self.assertEqual(documented, expected)

    def test_variables_are_those_that_are_read(self):
        documented = {word for row in table("variable") for word in words(row["variable"])}
        code = all_sources("src/app/*.cpp") + all_sources("src/store/*.cpp")
        read = re.findall(r'(?:variable_?|place|is_set)\((?:variable, )?"(\w+)"|or_variable\([^,]+, "(\w+)"\)', code)
        self.assertEqual(documented, {one or other for one, other in read})


class Columns(unittest.TestCase):
    SHOWN_AS = {"name": "shown", "rtt_ms": "peer.rtt"}

    def test_are_those_of_the_rows_in_their_order(self):
        code = source("src/front/tables.cpp")
        for row, function in zip(table("rows", "columns"), ("peer_row", "room_row"), strict=True):
            cells = re.search(r"return tabbed\(\{(.*?)\}\);", body_of(function, code), re.DOTALL)[1]
            cells = re.split(r",\s*(?![^()]*\))", cells)
            columns = row["columns"].split(", ")
            self.assertEqual(len(columns), len(cells))
            for column, cell in zip(columns, cells, strict=True):
                with self.subTest(f"{function}: {column}"):
                    self.assertIn(self.SHOWN_AS.get(column, column), cell)


class Examples(unittest.TestCase):
    """Every JSON line in a block of the document."""

    def lines(self):
        text = (ROOT / "proto_docs" / DOCUMENT).read_text(encoding="utf-8")
        for block in re.findall(r"^```\n(\{.*?)^```", text, re.DOTALL | re.MULTILINE):
            rest = re.sub(r"\n ", "", block).replace("{…}", '"…"')
            while rest.strip():
                line, end = json.JSONDecoder().raw_decode(rest.lstrip())
                rest = rest.lstrip()[end:]
                yield line

    def check(self, value, rows):
        self.assertLessEqual(set(value), set(rows))
        for name, row in rows.items():
            if "." in name:
                continue
            if row["absent"] == "never":
                self.assertIn(name, value)
            if name in value:
                self.check_type(value[name], row["type"])

    def check_type(self, value, kind):
        if value == "…":
            return
        if kind in OBJECTS:
            self.check(value, documented_lines()[kind])
        elif kind.startswith("list of "):
            for each in value:
                self.check_type(each, kind.removeprefix("list of "))
        elif kind.startswith("one of ") and "`error.code`" not in kind:
            self.assertIn(value, words(kind))
        elif value is not None:
            expected = {"string": str, "number": (int, float), "true or false": bool, "true": bool, "object": dict}
            self.assertIsInstance(value, expected.get(kind.removesuffix(" or null"), str))
        else:
            self.assertIn("null", kind)

    def test_are_lines_of_the_program(self):
        lines = list(self.lines())
        self.assertGreater(len(lines), 10)
        common = documented_lines()["every line"]
        for line in lines:
            with self.subTest(json.dumps(line)):
                rows = {**common, **documented_lines()[line["type"]]}
                self.assertEqual("seq" in line, line["type"] in LASTING)
                self.check(line, rows)
                if error := line.get("error"):
                    self.assertEqual(error["exit"], line["exit"])


if __name__ == "__main__":
    unittest.main()
