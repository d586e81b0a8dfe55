"""What was said is kept, and can be read and searched: through the node that runs, or without one."""

import contextlib
import json
import os
import pty
import select
import sqlite3
import subprocess
import time

import lab
from earshot_process import OnALan

CHINESE = "\u4f60\u597d\u4e16\u754c"
JAPANESE = "\u660e\u65e5\u306f\u6674\u308c\u3067\u3059"
HOSTILE = "\x1b[31mred\x07 \u202eevil\u200b\nann: forged"


def next_millisecond():
    """Its beginning, in RFC 3339; it has come when this returns."""
    last = time.time_ns() // 1_000_000
    while (now := time.time_ns() // 1_000_000) == last:
        pass
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(now // 1000))}.{now % 1000:03}Z"


class Meeting(OnALan):
    def meet(self):
        """ann's bot and bob's, who see one another."""
        _, (ann, bob) = self.people("ann", "bob")
        bots = [person.start("--json", "bot") for person in (ann, bob)]
        for bot, other in zip(bots, ("bob", "ann")):
            bot.wait_for_json({"type": "peer", "event": "here", "peer": {"nick": other}})
        return ann, bob, *bots

    def say(self, bot, *texts, to="bob"):
        for number, text in enumerate(texts):
            req = f"{to} {number} {text}"
            bot.say({"do": "send", "to": to, "text": text, "wait": "delivered", "req": req})
            bot.wait_for_json({"type": "result", "req": req, "ok": True})

    def texts(self, person, *arguments, code=0):
        lines, returned = person.run_json("history", *arguments)
        self.assertEqual(returned, code, lines)
        self.assertEqual(lines[-1]["type"], "result")
        return [line["text"] for line in lines[:-1]]


class History(Meeting):
    def test_it_is_there_after_kill_9(self):
        ann, bob, ann_bot, bob_bot = self.meet()
        self.say(ann_bot, "one", "two")
        self.say(ann_bot, "to all", to="#lobby")
        self.say(bob_bot, "three", to="ann")
        for bot in (ann_bot, bob_bot):
            bot.kill()
        for person in (ann, bob):
            self.assertEqual(self.texts(person), ["one", "two", "to all", "three"])
        self.assertEqual(self.texts(ann, "bob"), ["one", "two", "three"])
        self.assertEqual(self.texts(ann, "#lobby"), ["to all"])
        self.assertEqual(self.texts(ann, "--room", "lobby"), ["to all"])
        self.assertEqual(self.texts(bob, "ann", "--from", "ann"), ["one", "two"])
        self.assertEqual(self.texts(bob, "--from", "bob"), ["three"])
        self.assertEqual(self.texts(ann, "-n", "2"), ["to all", "three"])
        lines, _ = ann.run_json("history", "bob")
        self.assertEqual([line["dir"] for line in lines[:-1]], ["out", "out", "in"])
        self.assertEqual({line["state"] for line in lines[:-1] if line["dir"] == "out"}, {"delivered"})
        self.assertTrue(all(line["replay"] and "seq" not in line for line in lines[:-1]))

    def test_with_a_node_and_without_it_is_the_same(self):
        ann, _, ann_bot, bob_bot = self.meet()
        self.say(ann_bot, "one", HOSTILE)
        self.say(bob_bot, "three", to="#lobby")

        def told():
            rows = [ann.run_json("history", *filters)[0] for filters in ((), ("bob",), ("--grep", "one"))]
            essence = [[(line.get("id"), line.get("text"), line["ts"] if "id" in line else None) for line in lines]
                       for lines in rows]  # fmt: skip
            texts = [ann.run(*command).stdout for command in (("history",), ("export", "--format", "text"))]
            return essence, texts, ann.run("history", "nobody").returncode

        with_node = told()
        self.assertEqual(len(with_node[0][0]), 4)
        self.assertEqual(ann_bot.stop(), 143)
        self.assertEqual(told(), with_node)

    def test_reading_leaves_the_profile_as_it_was_and_opens_no_socket(self):
        ann, _, ann_bot, _ = self.meet()
        self.say(ann_bot, "one")
        ann_bot.stop()
        database = next(ann.home.rglob("*.db"))

        def content():
            with contextlib.closing(sqlite3.connect(database)) as connection:
                return list(connection.iterdump())

        before = content()
        traced = subprocess.run(
            ["strace", "-f", "-e", "trace=socket,bind,sendmsg,sendto", *ann.command("history")], env=ann.environment,
            capture_output=True, text=True, check=False,
        ) if os.path.exists("/usr/bin/strace") else None  # fmt: skip
        if traced:
            self.assertNotIn("AF_INET", traced.stderr)
        self.assertEqual(self.texts(ann), ["one"])
        self.assertEqual(content(), before)

    def test_search(self):
        ann, _, ann_bot, _ = self.meet()
        said = ["The printer is on fire", "100% sure", "a_b 'single' \"double\"", CHINESE, JAPANESE, "back\\slash"]
        self.say(ann_bot, *said)
        for again in (False, True):
            for words, found in (
                ("print", 0), ("PRINTER fire", 0), ("is", 0), ("0%", 1), ("%", 1), ("_", 2), ("'single'", 2),
                ('"double"', 2), ("'", 2), ("\u597d", 3), (CHINESE, 3), ("\u6674\u308c", 4), ("\u6674\u308c\u3067", 4),
                ("\\", 5), ("ack\\sl", 5),
            ):  # fmt: skip
                with self.subTest(words):
                    self.assertEqual(self.texts(ann, "--grep", words), [said[found]])
            for words in ("nothing", "fire sure", "OR", "*", "%%", "' OR 1=1 --"):
                with self.subTest(words):
                    done = ann.run("history", "--grep", words)
                    self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
                    lines, code = ann.run_json("history", "--grep", words)
                    self.assertEqual((lines[-1]["error"]["code"], lines[-1]["data"]["count"], code), ("no_match", 0, 1))
            if not again:
                ann_bot.stop()

    def test_the_bot_answers_to_who_asked_and_pages(self):
        ann, _, first, _ = self.meet()
        self.say(first, *"abcde")
        second = ann.start("--json", "bot")
        second.wait_for_json({"type": "peer", "event": "here"})
        read, before = [], {}
        for page in range(3):
            second.say({"do": "history", "peer": "bob", "n": 2, "req": f"page {page}"} | before)
            result = second.wait_for_json({"type": "result", "req": f"page {page}"})
            lines = [line for line in second.objects() if line["type"] == "message"][len(read):]
            read += lines
            self.assertEqual(result["data"], {"count": len(lines), "more": page < 2})
            before = {"before": lines[0]["id"]}
        self.assertEqual([line["text"] for line in read], ["d", "e", "b", "c", "a"])
        self.assertEqual([line for line in first.objects() if line.get("replay")], [])
        second.say({"do": "search", "grep": "c", "req": "found"})
        self.assertEqual(second.wait_for_json({"type": "result", "req": "found"})["data"]["count"], 1)
        second.say({"do": "search", "grep": "zzz", "req": "lost"})
        self.assertEqual(second.wait_for_json({"type": "result", "req": "lost"})["exit"], 1)
        self.assertEqual(second.finish(), 0)

    def test_hostile_text_is_shown_and_not_obeyed(self):
        ann, bob, ann_bot, bob_bot = self.meet()
        self.say(bob_bot, HOSTILE, to="ann")
        for bot in (ann_bot, bob_bot):
            bot.stop()
        for command in (("history",), ("export", "--format", "text")):
            shown = ann.run(*command).stdout
            self.assertIn("red", shown)
            for raw in ("\x1b", "\x07", "\u202e", "\u200b", "\nann:"):
                self.assertNotIn(raw, shown)
        self.assertEqual(self.texts(ann), [HOSTILE])
        raw = ann.run("export").stdout
        self.assertNotIn("\x1b", raw)
        self.assertEqual([json.loads(line)["text"] for line in raw.splitlines()], [HOSTILE])
        self.assertEqual(bob.run("history", "--grep", "\x1b").returncode, 0)

    def test_times(self):
        ann, _, ann_bot, _ = self.meet()
        self.say(ann_bot, "first")
        between = next_millisecond()
        next_millisecond()
        self.say(ann_bot, "second")
        today = time.strftime("%Y-%m-%d", time.gmtime())
        self.assertEqual(self.texts(ann, "--since", between), ["second"])
        self.assertEqual(self.texts(ann, "--until", between), ["first"])
        self.assertEqual(self.texts(ann, "--since", "1h"), ["first", "second"])
        self.assertEqual(self.texts(ann, "--until", "1h"), [])
        self.assertEqual(self.texts(ann, "--until", "2999-01-01T00:00:00Z", "--since", today), ["first", "second"])
        self.assertEqual(ann.run("history", "--since", "soon").returncode, 2)

    def test_names_that_are_not_known(self):
        ann, _, ann_bot, _ = self.meet()
        self.say(ann_bot, "one")
        for running in (True, False):
            for arguments, code in ((("nobody",), 3), (("--from", "nobody"), 3), (("--room", "devv"), 3)):
                lines, returned = ann.run_json("history", *arguments)
                self.assertEqual(returned, code, (running, arguments, lines))
                self.assertNotIn("sent", lines[-1]["error"]["message"])
            if running:
                ann_bot.stop()

    def test_nothing_was_said_yet(self):
        _, (ann,) = self.people("ann")
        self.assertEqual(self.texts(ann), [])
        self.assertEqual(ann.run("export").stdout, "")
        self.assertEqual(ann.run("history", "--grep", "x").returncode, 1)


class Export(Meeting):
    def export(self, person, *arguments):
        done = person.run("export", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_everything_the_oldest_first(self):
        ann, _, ann_bot, bob_bot = self.meet()
        self.say(ann_bot, "one")
        self.say(bob_bot, "two", to="#lobby")
        self.say(ann_bot, "three\nlines")
        attached = self.export(ann)
        ann_bot.stop()
        for exported in (attached, self.export(ann)):
            lines = [json.loads(line) for line in exported.splitlines()]
            self.assertEqual([line["text"] for line in lines], ["one", "two", "three\nlines"])
            self.assertEqual({line["type"] for line in lines}, {"message"})
        text = self.export(ann, "--format", "text").splitlines()
        self.assertRegex(text[0], r"^\d{4}-\d\d-\d\dT[\d:.]+Z ann\+\w{4} > bob\+\w{4}: one$")
        self.assertRegex(text[1], r" #lobby bob\+\w{4}: two$")
        self.assertEqual(text[3], "  lines")

    def test_a_file_is_whole_and_is_not_replaced_by_accident(self):
        ann, _, ann_bot, _ = self.meet()
        self.say(ann_bot, "one")
        file = ann.home / "talk.jsonl"
        self.assertEqual(self.export(ann, str(file)), "")
        self.assertEqual(json.loads(file.read_text())["text"], "one")
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        file.write_text("precious")
        refused = ann.run("export", str(file))
        self.assertEqual(refused.returncode, 2)
        self.assertIn("--force", refused.stderr)
        self.assertEqual(file.read_text(), "precious")
        self.export(ann, str(file), "--force")
        self.assertEqual(json.loads(file.read_text())["text"], "one")
        lines, code = ann.run_json("export", str(file), "--force")
        self.assertEqual((code, [line["type"] for line in lines], lines[-1]["data"]["count"]), (0, ["result"], 1))
        self.assertEqual([it.name for it in ann.home.glob("talk*")], ["talk.jsonl"])
        self.assertNotEqual(ann.run("export", str(ann.home / "no/such/folder")).returncode, 0)

    def test_a_full_disk_is_11(self):
        ann, _, ann_bot, _ = self.meet()
        self.say(ann_bot, "one")
        for running in (True, False):
            done = ann.run("export", "/dev/full")
            self.assertEqual(done.returncode, 11, (running, done.stderr))
            with open("/dev/full", "w", encoding="utf-8") as full:
                done = subprocess.run(ann.command("export"), env=ann.environment, stdout=full, stderr=subprocess.PIPE,
                                      text=True, check=False, timeout=20)  # fmt: skip
            self.assertEqual(done.returncode, 11, (running, done.stderr))
            self.assertIn("No space left", done.stderr)
            if running:
                ann_bot.stop()

    def test_a_reader_that_goes_away_is_no_error(self):
        ann, _, ann_bot, _ = self.meet()
        self.say(ann_bot, "one")
        done = subprocess.run(
            ["sh", "-c", '"$@" | true; echo', "sh", *ann.command("export")], env=ann.environment, capture_output=True,
            text=True, check=False, timeout=20,
        )  # fmt: skip
        self.assertEqual(done.stderr, "")


class Chat(Meeting):
    def on_terminal(self, person, *steps):
        """A chat on a terminal, typed into: (what it waits for, what is typed then), …; everything that it showed."""
        master, slave = pty.openpty()
        chat = subprocess.Popen(person.command(), env=person.environment | {"TERM": "dumb"}, stdin=slave, stdout=slave,
                                stderr=slave)  # fmt: skip
        os.close(slave)
        self.addCleanup(os.close, master)
        self.addCleanup(chat.wait)
        self.addCleanup(chat.kill)
        shown, seen = "", 0
        for awaited, typed in steps:
            end = time.monotonic() + 20
            while awaited not in shown[seen:]:
                self.assertLess(time.monotonic(), end, f"no {awaited!r} in {shown!r}")
                if select.select([master], [], [], 0.1)[0]:
                    shown += os.read(master, 65536).decode()
            seen = len(shown)
            os.write(master, typed.encode())
        return shown

    def test_the_past_is_shown_and_found(self):
        ann, _, ann_bot, bob_bot = self.meet()
        self.say(ann_bot, *(f"number {number}" for number in range(12)), to="#lobby")
        self.say(bob_bot, "a private word", to="ann")
        ann_bot.stop()
        shown = self.on_terminal(
            ann,
            ("number 11", ""),
            ("bob", "/go bob\n"),
            ("a private word", "/find private\n"),
            ("1 message found", "/find number\n"),
            ("nothing was said here", "/find -a number 1\n"),
            ("3 messages found", "/quit\n"),
        )
        opening = shown[: shown.index("/go bob")]
        self.assertIn("earlier here, 10 messages:", opening)
        self.assertNotIn("number 1\r", opening)
        self.assertNotIn("private", opening)
        self.assertIn("earlier here, 1 message:", shown)


class Listen(Meeting):
    def test_goes_on_where_it_was_without_loss_or_doubles(self):
        ann, bob, ann_bot, bob_bot = self.meet()
        self.say(bob_bot, "seen", to="ann")
        seen = ann_bot.wait_for_json({"type": "message", "text": "seen"})["id"]
        self.say(bob_bot, "missed 1", "missed 2", to="ann")
        listening = ann.start("--json", "listen", "--since", seen)
        for number in range(20):
            bob_bot.say({"do": "send", "to": "ann", "text": f"live {number}"})
        listening.wait_for_json({"type": "message", "text": "live 19"})
        texts = [line["text"] for line in listening.objects() if line["type"] == "message"]
        self.assertEqual(texts, ["missed 1", "missed 2"] + [f"live {number}" for number in range(20)])
        self.assertEqual(listening.stop(), 143)
        # By a time, with a node of its own, and a count.
        ann_bot.stop()
        done = ann.run("--json", "listen", "--since", "1h", "--count", "3")
        texts = [line["text"] for line in map(json.loads, done.stdout.splitlines()) if line["type"] == "message"]
        self.assertEqual((done.returncode, texts), (0, ["seen", "missed 1", "missed 2"]))
        self.assertEqual(ann.run("listen", "--since", "m-0000000000000000").returncode, 3)


if __name__ == "__main__":
    lab.main()
