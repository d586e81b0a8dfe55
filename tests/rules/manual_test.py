"""The manual pages have the commands, options and settings of the program, no more and no less.

Asks the program of build/dev, or the one that EARSHOT names.
"""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TREE = re.sub(r"//[^\n]*", "", (ROOT / "src/app/tree.cpp").read_text(encoding="utf-8"))
PROGRAM = Path(os.environ.get("EARSHOT", ROOT / "build/dev/src/app/earshot"))
PAGES = ROOT / "man"


class Manual(unittest.TestCase):
    TEXT = (PAGES / "earshot.1.scd").read_text(encoding="utf-8")

    def test_has_the_options_of_the_program(self):
        added = re.findall(r'add_(?:option|flag)\("([^"]+)"', TREE) + re.findall(r'set_help_flag\("([^"]+)"', TREE)
        in_code = {name for names in added for name in names.split(",") if name.startswith("-")}
        self.assertEqual(set(re.findall(r"\*(--?\w[\w-]*)\*", self.TEXT)), in_code)

    def test_has_the_commands_of_the_program(self):
        in_code = {}
        for variable, parent, name in re.findall(
            r'(?:CLI::App\* const (\w+) =\s*)?command\(\*?(\w+), "(\w+)"', TREE
        ):
            path = name if parent == "top_" else f"{in_code[parent]} {name}"
            in_code[variable or path] = path
        commands = self.TEXT.split("# COMMANDS")[1].split("# FILES")[0]
        heads = re.findall(r"^\*.*$", commands, re.MULTILINE)
        in_page = {command for head in heads for command in re.findall(r"\*([a-z][a-z ]*)\*", head)}
        self.assertEqual(in_page, set(in_code.values()))

    def test_has_the_settings_of_the_program_with_what_they_are_unless_set(self):
        text = (PAGES / "earshot-config.5.scd").read_text(encoding="utf-8")
        in_page = dict(re.findall(r"^\*([a-z_.]+)\* = (\S+)", text, re.MULTILINE))
        with tempfile.TemporaryDirectory() as home:
            shown = subprocess.run([PROGRAM, "config", "show"], env={"HOME": home, "USER": "ann", "PATH": ""},
                                   capture_output=True, text=True, timeout=20, check=True)
        of_program = dict(line.split(" = ", 1) for line in shown.stdout.splitlines())
        of_program["nick"] = '""'  # the login name stands in for it
        self.assertEqual(in_page, of_program)

    @unittest.skipUnless(shutil.which("scdoc"), "no scdoc here")
    def test_becomes_pages(self):
        for page in sorted(PAGES.glob("*.scd")):
            with self.subTest(page=page.name):
                text = page.read_text(encoding="utf-8")
                made = subprocess.run(["scdoc"], input=text, capture_output=True, text=True, timeout=10, check=False)
                self.assertEqual((made.returncode, made.stderr), (0, ""))
                self.assertIn(".TH", made.stdout)


if __name__ == "__main__":
    unittest.main()
