"""A settings file, and the programs that do as it says."""

import contextlib
import re
import sqlite3

import lab
from earshot_process import OnALan
from window import Window

DAY_MS = 86_400_000
PRUNED_WITHIN = 60  # seconds; the first time half a minute after the start


def settings(person, text):
    path = person.home / "config/earshot/config.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


class Settings(OnALan):
    def window(self, person, **options):
        window = Window(person, **options)
        self.addCleanup(window.close)
        return window

    def test_the_chat_is_as_they_say(self):
        _, (ann, bob) = self.people("ann", "bob")
        notices = ann.home / "notices"
        settings(
            ann,
            f"""
            show_name = "Ann of Arden"
            [ui]
            time = "%H.%M"
            sidebar = "off"
            enter = "newline"
            [notify]
            how = "command"
            command = "cat >>{notices}"
            content = "text"
            [keys]
            "alt-x" = "quit"
            """,
        )
        window = self.window(ann)
        window.wait_for("#lobby>")
        other = bob.start("--json", "bot")
        seen = other.wait_for_json({"type": "peer", "event": "here", "peer": {"nick": "ann"}})
        self.assertEqual(seen["peer"]["show_name"], "Ann of Arden")
        window.wait_for("1 here")
        window.type("one")
        window.press("Enter")
        window.type("two")
        window.wait_for("two")
        window.press("M-Enter")
        other.wait_for_json({"type": "message", "dir": "in", "text": "one\ntwo"})
        window.wait_for(r"^\d\d\.\d\d .*one$")
        self.assertNotIn("PEOPLE HERE", window.screen())
        other.say({"do": "send", "to": "ann", "text": "psst", "req": "1"})
        window.wait(lambda: notices.is_file() and re.search("bob: psst\n", notices.read_text()), "the notice")
        window.press("M-x")
        window.wait_for("left with 0")

    def test_the_environment_is_stronger(self):
        _, (ann,) = self.people("ann")
        settings(ann, '[ui]\nmode = "plain"\n')
        lines = self.window(ann, mode="")
        lines.wait_for("You are in #lobby")
        self.assertFalse(lines.is_in_alternate_screen())
        lines.press("C-d")
        lines.wait_for("left with 0")
        screen = self.window(ann, mode="auto")
        screen.wait_for("#lobby>")
        self.assertTrue(screen.is_in_alternate_screen())
        ann.environment["EARSHOT_MODE"] = "auto"
        shown = ann.run("config", "show", "--origin").stdout
        self.assertRegex(shown, r"ui\.mode\s+=?\s*\"?auto\"?\s+.*EARSHOT_MODE")

    def test_peers_of_theirs_are_greeted_where_broadcast_is_blocked(self):
        lan, (ann, bob) = self.people("ann", "bob")
        for host in lan.hosts:
            host.block("broadcast")
            host.block("multicast")
        settings(ann, '[net]\npeers = ["10.77.0.2"]\n')
        for bot in self.bots(ann, bob):
            bot.stop()

    def test_messages_of_more_days_are_dropped(self):
        _, (ann, bob) = self.people("ann", "bob")
        ann_bot, _ = self.bots(ann, bob)
        for text in ("old", "new"):
            ann_bot.say({"do": "send", "to": "bob", "text": text, "wait": "delivered", "req": text})
            ann_bot.wait_for_json({"type": "result", "req": text, "ok": True})
        ann_bot.stop()
        with contextlib.closing(sqlite3.connect(ann.home / "data/earshot/default/earshot.db")) as database, database:
            database.execute("UPDATE messages SET stored_ms = stored_ms - ? WHERE text = 'old'", (2 * DAY_MS,))
        settings(ann, "[privacy]\nhistory_days = 1\n")
        ann_bot = ann.start("--json", "bot")

        def texts():
            return [line["text"] for line in ann.run_json("history", "bob")[0][:-1]]

        self.assertEqual(texts(), ["old", "new"])
        ann_bot.wait(lambda: texts() == ["new"], "the old one to go", PRUNED_WITHIN)


if __name__ == "__main__":
    lab.main()
