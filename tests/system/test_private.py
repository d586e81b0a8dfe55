"""Private networks with real programs: members meet and talk, everybody else learns that computers talk and no more."""

import json
import os
import pty
import tempfile
import time
from pathlib import Path

import lab
from earshot_process import PATIENCE, OnALan
from window import Window

OURS = "acorn beacon canoe dolphin ember fossil"
THEIRS = "acorn beacon canoe dolphin ember fossils"
OPENING = "opening the private network home"


def passphrase_file(person, passphrase):
    path = person.home / "passphrase"
    path.touch(mode=0o600)
    path.write_text(passphrase + "\n")
    return str(path)


class Private(OnALan):
    def member(self, person, passphrase=OURS):
        """Runs a bot on the network "home"."""
        bot = person.start("--json", "--network", "home", "--passphrase-file", passphrase_file(person, passphrase), "bot")
        self.assertEqual(bot.wait_for_json({"type": "ready"})["network"], "home")
        return bot

    def test_members_talk_and_nobody_else_reads_or_is_answered(self):
        lan, (annabel, bobby, mallory, oscar) = self.people("annabel", "bobby", "mallory", "oscar")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        capture = lan.host(1).capture(Path(folder.name) / "capture.pcap")
        self.addCleanup(capture.stop)
        mallory_bot = self.member(mallory, THEIRS)
        oscar_bot = oscar.start("--json", "bot")
        ann, bob = self.member(annabel), self.member(bobby)
        ann.wait_for_json({"type": "peer", "event": "here", "peer": {"nick": "bobby"}})
        bob.wait_for_json({"type": "peer", "event": "here", "peer": {"nick": "annabel"}})
        for bot in (ann, bob):
            bot.say({"do": "join", "room": "treasury", "req": "0"})
            bot.wait_for_json({"type": "result", "req": "0"})
        ann.wait_for_json({"type": "room", "event": "members", "room": "treasury", "members": 1})
        ann.say({"do": "send", "room": "treasury", "text": "the safe is empty", "wait": "delivered", "req": "1"})
        self.assertTrue(ann.wait_for_json({"type": "result", "req": "1"})["ok"])
        bob.wait_for_json({"type": "message", "text": "the safe is empty", "from": {"nick": "annabel"}})
        bob.say({"do": "send", "to": "annabel", "text": "I know who did it", "wait": "delivered", "req": "2"})
        self.assertTrue(bob.wait_for_json({"type": "result", "req": "2"})["ok"])

        # Whoever is alone and may have mistyped is told, once; on the open network there is nothing to mistype.
        notice = mallory_bot.wait_for_json({"type": "notice", "code": "other_passphrase"})
        self.assertIn("2 nodes here are on a private network", notice["message"])
        for bot in (mallory_bot, oscar_bot):
            bot.say({"do": "status", "req": "3"})
            self.assertGreaterEqual(bot.wait_for_json({"type": "result", "req": "3"})["data"]["other_networks"], 2)
            lines = bot.objects()
            self.assertEqual([line for line in lines if line["type"] in ("peer", "message")], [])
        self.assertEqual([line for line in oscar_bot.objects() if line["type"] == "notice"], [])

        capture.stop()
        captured = (Path(folder.name) / "capture.pcap").read_bytes()
        self.assertIn(b'"k":"e"', captured)
        self.assertIn(b"oscar", captured)  # who is on the open network can be read
        for secret in (b"annabel", b"bobby", b"treasury", b"safe", b"know who", b"mallory", b"home", OURS.encode()):
            self.assertNotIn(secret, captured)

    def test_the_passphrase_is_where_no_other_program_looks(self):
        _, (ann,) = self.people("ann")
        bot = self.member(ann)
        process = Path("/proc") / str(bot.wait_for_json({"type": "hello"})["pid"])
        for file in ("cmdline", "environ"):
            self.assertNotIn(OURS.encode(), (process / file).read_bytes(), file)
        for path in ann.home.rglob("*"):
            if path.is_file() and path.name != "passphrase":
                self.assertNotIn(OURS.encode(), path.read_bytes(), path)

    def test_a_profile_is_on_two_networks_and_its_commands_go_to_the_right_node(self):
        _, (ann, bob) = self.people("ann", "bob")
        bots = {"home": (self.member(ann), self.member(bob)), "": (ann.start("--json", "bot"), bob.start("--json", "bot"))}
        for one, other in bots.values():
            one.wait_for_json({"type": "peer", "event": "here", "peer": {"nick": "bob"}})
            other.wait_for_json({"type": "peer", "event": "here", "peer": {"nick": "ann"}})
        # Who attaches needs no passphrase: the node has it.
        sent = ann.run("--network", "home", "send", "bob", "between us")
        self.assertEqual(sent.returncode, 0, sent.stderr)
        sent = ann.run("send", "bob", "in the open")
        self.assertEqual(sent.returncode, 0, sent.stderr)
        bots["home"][1].wait_for_json({"type": "message", "text": "between us"})
        bots[""][1].wait_for_json({"type": "message", "text": "in the open"})
        for bot, other_text in ((bots["home"][1], "in the open"), (bots[""][1], "between us")):
            self.assertEqual([line for line in bot.objects() if line.get("text") == other_text], [])
        lines, code = ann.run_json("--network", "home", "status")
        self.assertEqual((code, lines[-1]["data"]["network"], lines[-1]["data"]["peers"]), (0, "home", 1))
        lines, code = ann.run_json("--network", "office", "status")
        self.assertEqual((code, lines[-1]["data"]["running"]), (1, False))

    def test_another_passphrase_for_a_known_name_is_said_at_once(self):
        _, (ann,) = self.people("ann")
        first = ann.run("--network", "home", "--passphrase-file", passphrase_file(ann, OURS), "peers", "--wait", "0")
        self.assertEqual((first.returncode, first.stderr), (0, ""))
        again = ann.run("--network", "home", "--passphrase-file", passphrase_file(ann, OURS), "peers", "--wait", "0")
        self.assertEqual((again.returncode, again.stderr), (0, ""))
        other = ann.run("--network", "home", "--passphrase-file", passphrase_file(ann, THEIRS), "peers", "--wait", "0")
        self.assertEqual(other.returncode, 0)
        self.assertIn("never with this passphrase", other.stderr)

    def test_nobody_is_asked_without_a_terminal(self):
        _, (ann,) = self.people("ann")
        for arguments in (("peers",), ("--no-input", "peers")):
            lines, code = ann.run_json("--network", "home", *arguments)
            self.assertEqual((code, lines[-1]["error"]["code"]), (2, "need_input"))
        made = ann.run("passphrase")
        self.assertEqual((made.returncode, len(made.stdout.split())), (0, 6))

    def window(self, person, passphrase=OURS):
        """The chat on the network "home", before its node is there."""
        window = Window(person, "--network", "home", "--passphrase-file", passphrase_file(person, passphrase))
        self.addCleanup(window.close)
        window.wait_for(OPENING)
        return window

    def test_the_screen_does_not_wait_for_the_key(self):
        _, (ann, bob) = self.people("ann", "bob")
        other = self.member(bob)
        window = self.window(ann)
        window.type("hello members")
        window.wait_for("bob")
        window.wait_for("#lobby> hello members")
        self.assertNotIn(OPENING, window.screen())
        window.press("Enter")
        other.wait_for_json({"type": "message", "text": "hello members"})
        window.press("C-q")
        window.wait_for("left with 0")

    def test_the_screen_says_what_is_wrong_with_the_passphrase(self):
        _, (ann,) = self.people("ann")
        window = self.window(ann, "weak")
        window.wait_for("This passphrase can be guessed")
        window.press("C-q")
        window.wait_for("left with 0")

    def test_the_screen_is_left_before_there_is_a_key(self):
        _, (ann,) = self.people("ann")
        for end in (["C-q"], ["C-d"], ["C-c", "C-c"], ["/quit", "Enter"]):
            with self.subTest(end=end):
                window = self.window(ann)
                window.press(*end)
                window.wait(lambda: not window.is_in_alternate_screen(), "the usual screen")
                window.wait_for("left with 0")
                self.assertTrue(window.modes_are_restored())
                window.close()

    def on_a_terminal(self, person, arguments, typed):
        """What a person sees who types that when asked; and the exit code."""
        child, terminal = pty.fork()
        if child == 0:
            command = person.command(*arguments)
            os.execvpe(command[0], command, person.environment | {"TERM": "dumb"})
        seen, asked, deadline = b"", False, time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                seen += os.read(terminal, 4096)
            except OSError:  # it has ended
                break
            if b"Passphrase of the network" in seen and not asked:
                asked = True
                os.write(terminal, typed)
        os.close(terminal)
        return seen.decode(), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def test_what_is_typed_is_not_shown(self):
        _, (ann,) = self.people("ann")
        seen, code = self.on_a_terminal(ann, ("--network", "home", "peers", "--wait", "0"), OURS.encode() + b"\n")
        self.assertEqual(code, 0, seen)
        self.assertIn('Passphrase of the network "home":', seen)
        self.assertNotIn("acorn", seen)
        seen, code = self.on_a_terminal(ann, ("--network", "home", "peers", "--wait", "0"), b"oops\x03")
        self.assertEqual(code, 130, seen)


if __name__ == "__main__":
    lab.main()
