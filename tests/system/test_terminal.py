"""The terminal interface in a real terminal (tmux), between hosts of a lab."""

import os
import re
import signal
import time
from pathlib import Path

import lab
from earshot_process import PATIENCE, OnALan
from window import Window

IDLE = 10  # seconds in which nothing may be written
HOSTILE = [
    "\x1b]52;c;aGFja2Vk\x07 clipboard",
    "\x1b[2J\x1b[H cleared",
    "\u009b31m c1",
    "left \u202eright",
    "zero\u200bwidth",
    "pile " + "e\u0301\u0302\u0303\u0304\u0305\u0306\u0307",
    "wide 漢字 and \U0001f600",
]


def is_running(process):
    """Whoever should have taken notice of its end may have gone as well: then it is a zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


class Terminal(OnALan):
    def window(self, person, *arguments, **options):
        window = Window(person, *arguments, **options)
        self.addCleanup(window.close)
        return window

    def chat(self):
        """ann before a window, bob a bot; they have met."""
        _, (ann, bob) = self.people("ann", "bob")
        window = self.window(ann)
        other = bob.start("--json", "bot")
        other.wait_for_json({"type": "peer", "event": "here", "peer": {"nick": "ann"}})
        window.wait_for("bob")
        return ann, bob, window, other

    def leave(self, window):
        window.press("C-q")
        window.wait_for("left with 0")

    def test_the_first_start_shows_who_one_is_and_who_comes(self):
        _, (ann, bob) = self.people("ann", "bob")
        window = self.window(ann)
        window.wait_for("#lobby>")
        window.wait_for("you are ann")
        window.wait_for("No one else is here yet")
        bob.start("--json", "bot")
        window.wait_for("bob")
        window.wait_until_gone("No one else is here yet")
        self.leave(window)

    def test_people_talk_and_see_what_arrived(self):
        _, _, window, bob = self.chat()
        window.type("hello all")
        window.press("Enter")
        bob.wait_for_json({"type": "message", "text": "hello all", "dir": "in"})
        window.wait_for(r"\+|\u2713")
        bob.say({"do": "send", "to": "ann", "text": "psst", "req": "1"})
        window.wait_for("bob 1")
        self.assertNotIn("psst", window.screen())
        window.press("M-a")
        window.wait_for("psst")
        window.type("got it")
        window.press("Enter")
        bob.wait_for_json({"type": "message", "text": "got it", "dir": "in", "conv": {"kind": "peer"}})
        self.leave(window)

    def test_a_pasted_command_is_not_run_and_a_paste_is_one_message(self):
        _, _, window, bob = self.chat()
        window.paste("one\n/quit\nthree")
        window.wait_for("three")
        self.assertTrue(window.is_in_alternate_screen())
        window.press("Enter")
        bob.wait_for_json({"type": "message", "text": "one\n/quit\nthree"})
        self.leave(window)

    def test_what_was_said_is_found_as_one_types(self):
        _, _, window, bob = self.chat()
        for text in ("the scanner is free", "lunch", "the printer is not"):
            bob.say({"do": "send", "room": "lobby", "text": text, "req": text})
            window.wait_for(text)
        window.press("C-s")
        window.type("scan")
        window.wait_for(r"bob: the scanner is free")
        window.press("Enter")
        window.wait_for("#lobby>")
        self.leave(window)

    def test_every_size_is_painted_and_back_again_it_is_the_same(self):
        _, _, window, bob = self.chat()
        bob.say({"do": "send", "room": "lobby", "text": "漢字 and words that are there", "req": "1"})
        window.wait_for("words that are there")
        window.type("ok")
        window.press("Enter")
        bob.wait_for_json({"type": "message", "text": "ok"})
        window.wait_for("\u2713 +ann +ok")
        window.wait_until_gone("Type and press Enter|(?m:^#lobby> ok)")
        before = window.rows()
        for columns, rows in ((120, 40), (60, 16), (34, 14), (20, 6), (12, 3), (3, 2), (1, 1), (200, 5), (80, 24)):
            window.resize(columns, rows)
        window.wait(lambda: window.rows() == before, "the same screen as before")
        window.resize(34, 14)
        window.wait_for("there")
        window.resize(11, 2)
        window.wait_for("make the")
        window.resize(80, 24)
        window.wait(lambda: window.rows() == before, "the same screen as before")
        self.leave(window)

    def test_hostile_text_reaches_the_terminal_as_text_alone(self):
        _, _, window, bob = self.chat()
        for number, text in enumerate(HOSTILE):
            bob.say({"do": "send", "room": "lobby", "text": text, "req": str(number)})
        window.wait_for("wide 漢字 and")
        self.assertIn("^[]52;c;aGFja2Vk^G clipboard", window.screen())
        self.assertIn("^[[2J^[[H cleared", window.screen())
        written = window.written()
        self.assertNotIn(b"\x1b]52", written)
        self.assertNotIn("\u202e".encode(), written)
        self.assertNotIn("\u009b".encode(), written)
        self.leave(window)

    def test_an_idle_screen_writes_nothing(self):
        _, _, window, bob = self.chat()
        bob.say({"do": "send", "room": "lobby", "text": "the last for long", "req": "1"})
        window.wait_for("the last for long")
        time.sleep(5)  # hints of the start have gone
        before = len(window.written())
        time.sleep(IDLE)
        self.assertEqual(len(window.written()) - before, 0, window.written()[before:])
        self.leave(window)

    def test_drafts_and_what_was_read_outlive_it(self):
        ann, _, window, bob = self.chat()
        bob.say({"do": "send", "to": "ann", "text": "read me", "req": "1"})
        window.wait_for("bob 1")
        window.type("half a thought")
        window.wait_for("half a thought")
        self.leave(window)
        window.wait_for("not sent to #lobby: half a thought")
        again = self.window(ann)
        again.wait_for("#lobby> half a thought")
        again.wait_for("bob 1")
        self.leave(again)

    def test_the_terminal_is_as_before_after_each_kind_of_end(self):
        _, (ann,) = self.people("ann")
        for end, code in ((signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGABRT, 134), (signal.SIGSEGV, 139)):
            with self.subTest(end=end):
                window = self.window(ann)
                window.wait_for("#lobby>")
                self.assertTrue(window.is_in_alternate_screen())
                os.kill(window.process(), end)
                window.wait_for(f"left with {code}")
                self.assertFalse(window.is_in_alternate_screen())
                self.assertTrue(window.modes_are_restored())
                written = window.written()
                self.assertIn(b"\x1b[?2004l", written)
                self.assertIn(b"\x1b[?1004l", written)
                has_crashed = end in (signal.SIGABRT, signal.SIGSEGV)
                self.assertEqual("earshot has crashed" in window.text(), has_crashed)

    def test_ctrl_z_gives_the_terminal_back_and_fg_takes_it_again(self):
        _, (ann,) = self.people("ann")
        window = self.window(ann, in_shell=True)
        window.wait_for("#lobby>")
        window.press("C-z")
        window.wait(lambda: not window.is_in_alternate_screen(), "the usual screen")
        window.wait_for("Stopped")
        window.type("fg")
        window.press("Enter")
        window.wait_for("#lobby>")
        self.assertTrue(window.is_in_alternate_screen())
        window.press("C-q")
        window.wait(lambda: not window.is_in_alternate_screen(), "the usual screen")
        window.type("echo ended $?")
        window.press("Enter")
        window.wait_for("^ended 0")

    def test_a_terminal_that_vanishes_ends_it_and_keeps_the_draft(self):
        _, (ann,) = self.people("ann")
        window = self.window(ann)
        window.wait_for("#lobby>")
        window.type("not lost")
        window.wait_for("not lost")
        process = window.process()
        window.close()
        end = time.monotonic() + PATIENCE
        while is_running(process):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)
        again = self.window(ann)
        again.wait_for("not lost")
        self.leave(again)

    def test_it_outlives_the_node_that_it_was_attached_to(self):
        _, (ann, bob) = self.people("ann", "bob")
        node = ann.start("--json", "run")
        node.wait_for_json({"type": "ready"})
        window = self.window(ann)
        other = bob.start("--json", "bot")
        window.wait_for("bob")
        window.type("a draft")
        window.wait_for("a draft")
        self.assertEqual(node.stop(), 143)
        window.wait_for("this one goes on")
        window.wait_for("#lobby> a draft")
        window.wait_for("bob")
        window.press("Enter")
        other.wait_for_json({"type": "message", "text": "a draft"})
        self.leave(window)

    def test_a_flood_is_painted_a_few_times_a_second(self):
        _, _, window, bob = self.chat()
        before = len(re.findall(rb"\x1b\[\?25", window.written()))
        begun = time.monotonic()
        for number in range(400):
            bob.say({"do": "send", "room": "lobby", "text": f"number {number}", "req": str(number)})
        window.wait_for("number 399", timeout=60)
        took = time.monotonic() - begun
        frames = len(re.findall(rb"\x1b\[\?25", window.written())) - before
        self.assertLess(frames, 2 * 31 * (took + 1))
        self.leave(window)

    def test_the_demo_is_seen_in_it(self):
        _, (ann,) = self.people("ann")
        window = self.window(ann, "demo")
        window.wait_for("pip")
        window.wait_for("juno")
        window.press("C-q")
        window.wait_for("For real: run earshot")

    def test_a_dumb_terminal_gets_lines(self):
        _, (ann,) = self.people("ann")
        ann.environment["EARSHOT_MODE"] = "auto"
        window = self.window(ann, "--plain")
        window.wait_for("nobody yet")
        self.assertFalse(window.is_in_alternate_screen())
        window.type("/quit")
        window.press("Enter")
        window.wait_for("left with 0")


if __name__ == "__main__":
    lab.main()
