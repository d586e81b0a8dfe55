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


# Text that terminals and tables of widths disagree on.
STRANGE = [
    "family \U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 flags \U0001f1e9\U0001f1ea\U0001f1eb",
    "thumbs \U0001f44d\U0001f3fd heart \u2764\ufe0f keycap 1\ufe0f\u20e3 rainbow \U0001f3f3\ufe0f\u200d\U0001f308",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 and back, \u2066isolated\u2069 \u200fmarks\u200e",
    "\u0915\u094d\u0937\u093f \u0ba8\u0bbf \u0e01\u0e33\u0e33 \u1112\u1161\u11ab \u1100\u1161 Hangul in pieces",
    "\u0301\u0301\u0301 a line that begins with marks",
    "pile " + "\u0323" * 3_000,
    "private \ue000\uf8ff unassigned \u0378\U000e0041 tag \U000e0061 last \U0010fffd",
    "ambiguous \u00b7\u2026\u25cb\u2500\u2588\u2605\u03b1\u0416\u00a7\u00ad\u2060 and \u3000wide\u3000 \uff37\uff29\uff24\uff25",
    "tab\tstops\tin\ta\tline",
    "two lines\nbob+7k3f: a third\n\n  and indented\u2028separated\u2029twice\r\n",
    "\x00\x01\x7f\x80\x9f\xa0\x85 controls".replace("\x00", ""),
    "w" * 200 + "\u6f22" * 60,
    "#lobby> 18:00    ann      somebody else's line?",
]

TEXT_BEGINS = 36  # the column: behind the side list, the time and the name


def message_text(rows, after, before):
    """What stands in the column of texts between two messages."""
    texts = [row[TEXT_BEGINS:] for row in rows if "=== " not in row]  # without the line of what is unread
    (last,) = [at for at, text in enumerate(texts) if before in text]
    firsts = [at for at, text in enumerate(texts[:last]) if after in text]
    return "\n".join(texts[firsts[-1] + 1 if firsts else 1 : last])  # it may begin above the screen


def without_spaces(text):
    return re.sub(r"\s", "", text)


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

    def test_hostile_text_stands_in_the_cells_where_the_terminal_counts_it(self):
        """What tmux shows is the text that the gate makes of it, nothing of it is left beside it, and to paint
        everything anew changes nothing: ncurses and the terminal agree on every cell."""
        ann, _, window, bob = self.chat()
        window.type("end of -1 ##")  # no introduction and no line of unread ones stands there any more
        window.press("Enter")
        window.wait_for("[✓+] +ann +end of -1 ##")
        for number, text in enumerate(HOSTILE + STRANGE):
            with self.subTest(text=text[:40]):
                bob.say({"do": "send", "room": "lobby", "text": text, "req": f"t{number}"})
                bob.say({"do": "send", "room": "lobby", "text": f"end of {number} ##", "req": f"e{number}"})
                window.wait_for(rf"end of {number} ##")
                before = window.rows()
                said = message_text(before, f"end of {number - 1} ##", f"end of {number} ##")
                lines = ann.run("--plain", "history", "--room", "lobby", "-n", "2").stdout.splitlines()
                expected = "".join(lines[:-1]).partition("bob+")[2].partition(": ")[2]
                self.assertTrue(without_spaces(expected).endswith(without_spaces(said)), (said, expected))
                self.assertGreater(len(without_spaces(said)), 0)
                written = len(window.written())
                window.press("C-l")
                window.wait(lambda size=written: len(window.written()) > size, "a new painting")
                window.wait(lambda rows=before: window.rows() == rows, "the same screen")
        self.leave(window)

    def test_an_idle_screen_writes_nothing(self):
        _, _, window, bob = self.chat()
        bob.say({"do": "send", "room": "lobby", "text": "the last for long", "req": "1"})
        window.wait_for("the last for long")
        window.wait_for("you are ann")
        window.wait_until_gone("nobody yet")
        window.wait_until_quiet()
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
                self.assertEqual("earshot has crashed" in window.screen(), has_crashed)

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
