"""The shipped program holds nothing of the tests' pretended crypto, under which anyone can read and sign anything.

Looks into the program of build/dev, or the one that EARSHOT names.
"""

import os
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("EARSHOT", ROOT / "build/dev/src/app/earshot"))
SEAL = ROOT / "tests/support/transparent_seal.cpp"

# The domain that the pretended crypto signs under, and its class as it stands in symbols and type names.
MARKS = ("earshot-transparent", "TransparentSeal")


class Shipped(unittest.TestCase):
    def test_the_program_holds_no_trace_of_the_transparent_seal(self):
        program = PROGRAM.read_bytes()
        self.assertIn(b"earshot", program)
        for mark in MARKS:
            self.assertNotIn(mark.encode(), program)

    def test_the_traces_are_those_of_the_seal(self):
        """Otherwise a renamed seal would pass unseen."""
        text = SEAL.read_text(encoding="utf-8")
        for mark in MARKS:
            self.assertIn(mark, text)


if __name__ == "__main__":
    unittest.main()
