"""The tables of proto_docs as data. What follows from them is checked against the program (numbers_test.py), and a
peer that has read nothing else is built on them (stranger.py)."""

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ROOT / "proto_docs"


class Table(NamedTuple):
    document: str
    heading: str  # the last one above it: of a section, or bold words that begin a paragraph
    rows: list  # of {column: cell}, the cells as they are written


class Field(NamedTuple):
    name: str
    type: str
    required: str


def tables(document):
    found, heading, columns = [], "", None
    for line in (DOCUMENTS / document).read_text(encoding="utf-8").splitlines():
        if title := re.match(r"#+ (.+)|\*\*(.+?)\*\*", line):
            heading = (title[1] or title[2]).replace("`", "")
        if not line.startswith("|"):
            columns = None
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if columns is None:
            columns = cells
            found.append(Table(document, heading, []))
        elif set("".join(cells)) != {"-", " "} and set("".join(cells)) != {"-"}:
            found[-1].rows.append(dict(zip(columns, cells, strict=True)))
    return found


def _with_column(document, column):
    return [table for table in tables(document) if table.rows and column in table.rows[0]]


def fields():
    """{"here": [Field, …], …, "Head": …}: what datagrams.md says of each JSON text."""
    return {
        table.heading: [Field(row["field"].strip("`"), row["type"], row["required"]) for row in table.rows]
        for table in _with_column("datagrams.md", "field")
    }


def kinds():
    """{"here": {"signed": "yes", "by": "`id`", …}, …}"""
    return {row["`k`"].strip("`"): row for table in _with_column("datagrams.md", "`k`") for row in table.rows}


def constants(document):
    """Each row of its tables of numbers, as (name, value as it is written, file or "")."""
    return [
        (row["constant"].strip("`"), row["value"], row.get("in", "").strip("`"))
        for table in _with_column(document, "constant")
        for row in table.rows
    ]


def documents():
    return sorted(path.name for path in DOCUMENTS.glob("*.md"))
