"""The helper that starts programs at hosts, tried on a small stand-in for earshot."""

import os
import stat
import tempfile
import unittest
from pathlib import Path

import earshot_process
import lab

# Says who and where it is, complains once, and repeats each line.
STAND_IN = """#!/usr/bin/env python3
import json, os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: os._exit(143))
def say(**fields):
    print(json.dumps(fields), flush=True)
say(type="ready", self={"nick": os.environ["EARSHOT_NICK"], "home": os.environ["HOME"]})
print("a complaint", file=sys.stderr, flush=True)
for line in sys.stdin:
    say(type="echo", line=line.strip(), links=sorted(os.listdir("/proc/self/net/dev_snmp6")))
    if line.strip() == "leave":
        sys.exit(5)
"""


class TheHelper(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        program = Path(folder.name, "earshot")
        program.write_text(STAND_IN, encoding="utf-8")
        program.chmod(0o700)
        before = earshot_process.PROGRAM
        self.addCleanup(setattr, earshot_process, "PROGRAM", before)
        earshot_process.PROGRAM = str(program)
        lan = lab.build(1)
        self.addCleanup(lan.close)
        self.ann = earshot_process.Person(lan.host(1), "ann")
        self.addCleanup(self.ann.leave)

    def test_a_program_runs_at_its_host_with_a_home_of_its_own(self):
        chat = self.ann.start("bot")
        ready = chat.wait_for_json({"type": "ready", "self": {"nick": "ann"}})
        self.assertEqual(ready["self"]["home"], str(self.ann.home))
        self.assertEqual(stat.S_IMODE(os.stat(self.ann.home / "runtime").st_mode), 0o700)
        chat.say({"do": "peers"})
        echo = chat.wait_for_json({"type": "echo"})
        self.assertEqual((echo["line"], echo["links"]), ('{"do": "peers"}', ["eth0", "lo"]))
        self.assertTrue(chat.wait_for_complaint("complaint"))

    def test_a_line_answers_one_wait_whatever_the_order(self):
        chat = self.ann.start()
        for line in ("one", "two", "one"):
            chat.say(line)
        for line in ("two", "one", "one"):
            chat.wait_for_json({"line": line})
        with self.assertRaisesRegex(AssertionError, "0.1 s passed without .*one"):
            chat.wait_for("one", timeout=0.1)
        self.assertEqual(len(chat.objects()), 4)

    def test_waiting_ends_with_the_program(self):
        chat = self.ann.start()
        chat.say("leave")
        with self.assertRaisesRegex(AssertionError, "it ended without"):
            chat.wait_for("never said")
        self.assertEqual(chat.finish(), 5)

    def test_every_way_to_end_gives_its_code(self):
        endings = {"finish": 0, "stop": 143, "kill": -9}
        for ending, code in endings.items():
            with self.subTest(ending):
                chat = self.ann.start()
                chat.wait_for("ready")
                self.assertEqual(getattr(chat, ending)(), code)

    def test_a_command_that_ends_by_itself_gives_its_lines_and_code(self):
        lines, code = self.ann.run_json("send", text="hi\nleave\n")
        self.assertEqual([line["type"] for line in lines], ["ready", "echo", "echo"])
        self.assertEqual(code, 5)


if __name__ == "__main__":
    lab.main()
