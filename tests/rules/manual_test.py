"""The manual page has the commands and options of the program, no more and no less."""

import re
import shutil
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TREE = re.sub(r"//[^\n]*", "", (ROOT / "src/app/tree.cpp").read_text(encoding="utf-8"))
PAGE = ROOT / "man/earshot.1.scd"


class Manual(unittest.TestCase):
    TEXT = PAGE.read_text(encoding="utf-8")

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

    @unittest.skipUnless(shutil.which("scdoc"), "no scdoc here")
    def test_becomes_a_page(self):
        made = subprocess.run(["scdoc"], input=self.TEXT, capture_output=True, text=True, timeout=10, check=False)
        self.assertEqual((made.returncode, made.stderr), (0, ""))
        self.assertIn(".TH", made.stdout)


if __name__ == "__main__":
    unittest.main()
