"""Names of one's own, blocks and proven keys, with real programs that end and start again."""

import re

import lab
from earshot_process import OnALan

EXIT = {"blocked_here": 7, "key_changed": 7, "not_verified": 7, "code_differs": 7}


class Trust(OnALan):
    def code_of(self, person):
        lines, _ = person.run_json("id")
        return lines[-1]["data"]["code"]

    def refusal(self, person, *arguments):
        """The word of the error and what was said to people."""
        lines, exit_code = person.run_json(*arguments)
        error = lines[-1]["error"]
        self.assertEqual(exit_code, error["exit"])
        return error["code"]

    def done(self, person, *arguments, text=""):
        done = person.run(*arguments, text=text)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def test_what_the_user_says_about_people_is_there_after_every_restart(self):
        _, (ann, bob) = self.people("ann", "bob")
        bob.start("run")
        code = self.code_of(bob)
        self.done(ann, "alias", "bob", "boss")
        self.done(ann, "verify", "boss", "--code", f" {code[:4].upper()}-{code[4:]}", "--yes")
        lines, _ = ann.run_json("peers", "--all")
        self.assertEqual([(it["peer"]["name"], it["peer"]["alias"], it["peer"]["trust"]) for it in lines[:-1]],
                         [("boss", "boss", "verified")])  # fmt: skip
        self.done(ann, "send", "--verified", "boss", "hello")
        self.done(ann, "block", "boss")
        self.assertEqual(self.refusal(ann, "send", "boss", "no"), "blocked_here")
        row = self.done(ann, "peers", "--all", "--wait", "0").stdout.split("\t")
        self.assertEqual(row[2], "blocked")
        self.done(ann, "unblock", "boss")
        self.done(ann, "send", "boss", "again")
        self.assertEqual(ann.run("forget", "boss").returncode, 2, "nobody is there to be asked")
        self.done(ann, "forget", "boss", "--yes")
        self.assertEqual(self.refusal(ann, "send", "boss", "who"), "no_such_peer")
        self.assertEqual(self.refusal(ann, "send", "--verified", "bob", "hi"), "not_verified")

    def test_a_wrong_code_marks_nothing_and_says_where_it_is_wrong(self):
        _, (ann, bob) = self.people("ann", "bob")
        bob.start("run")
        code = self.code_of(bob)
        wrong = code[:9] + ("2" if code[9] != "2" else "3") + code[10:]
        done = ann.run("verify", "bob", "--code", wrong, "--yes")
        self.assertEqual(done.returncode, EXIT["code_differs"], done.stderr)
        self.assertIn("group 3 of 13", done.stderr)
        self.assertEqual(ann.run("verify", "bob", "--code", code[:-1], "--yes").returncode, 2)
        self.assertEqual(self.refusal(ann, "send", "--verified", "bob", "hi"), "not_verified")

    def test_a_pasted_qr_code_verifies(self):
        _, (ann, bob) = self.people("ann", "bob")
        bob.start("run")
        shown = self.done(bob, "id", "--qr").stdout
        text = re.search(r"^earshot:1:\S+$", shown, re.MULTILINE)[0]
        self.assertGreater(shown.count("\u2588"), 200)
        self.done(ann, "verify", "bob", "--qr", "--yes", text=text + "\n")
        self.done(ann, "send", "--verified", "bob", "hi")

    def test_both_codes_are_shown_in_groups(self):
        _, (ann, bob) = self.people("ann", "bob")
        bob.start("run")
        shown = self.done(ann, "verify", "bob").stdout
        for person in (ann, bob):
            code = self.code_of(person)
            self.assertIn(" ".join(code[i : i + 4] for i in range(0, 52, 4)), shown)

    def test_nothing_of_who_is_blocked_is_shown_or_answered(self):
        _, (ann, bob, carol) = self.people("ann", "bob", "carol")
        first, second, third = self.bots(ann, bob, carol)
        first.say({"do": "block", "to": "bob", "req": "b"})
        first.wait_for_json({"type": "peer", "event": "blocked", "peer": {"nick": "bob", "trust": "blocked"}})
        self.assertTrue(first.wait_for_json({"type": "result", "req": "b"})["ok"])
        second.say({"do": "send", "to": "ann", "text": "let me in", "wait": "delivered", "timeout_s": 3, "req": "1"})
        second.say({"do": "send", "room": "lobby", "text": "to all", "wait": "delivered", "timeout_s": 3, "req": "2"})
        self.assertEqual(second.wait_for_json({"type": "result", "req": "1"})["error"]["code"], "no_answer")
        self.assertEqual(second.wait_for_json({"type": "result", "req": "2"})["data"]["of"], {"delivered": 1, "total": 2})
        third.wait_for_json({"type": "message", "text": "to all"})
        first.say({"do": "send", "room": "lobby", "text": "read by both", "wait": "delivered", "req": "3"})
        self.assertEqual(first.wait_for_json({"type": "result", "req": "3"})["data"]["of"], {"delivered": 1, "total": 1})
        second.wait_for_json({"type": "message", "text": "read by both"})
        self.assertEqual([it for it in first.objects() if it["type"] == "message" and it["dir"] == "in"], [])
        self.assertEqual(first.stop(), 143)
        first = ann.start("--json", "bot")
        first.wait_for_json({"type": "peer", "peer": {"nick": "bob", "trust": "blocked"}})
        first.say({"do": "unblock", "to": "bob", "req": "u"})
        first.wait_for_json({"type": "peer", "event": "unblocked"})
        first.wait_for_json({"type": "message", "text": "let me in", "conv": {"kind": "peer"}}, timeout=100)

    def test_another_key_under_a_verified_nick_is_refused(self):
        _, (ann, bob, other) = self.people("ann", "bob", "bob")
        friend = bob.start("run")
        self.done(ann, "verify", "bob", "--code", self.code_of(bob), "--yes")
        self.assertEqual(friend.stop(), 143)
        other.start("run")
        bot = ann.start("--json", "bot")
        bot.wait_for_json({"type": "peer", "event": "changed_key", "peer": {"nick": "bob", "trust": "changed"}})
        done = ann.run("send", "bob", "secret")
        self.assertEqual(done.returncode, EXIT["key_changed"])
        self.assertIn("is not the one you verified on", done.stderr)
        newcomer = self.code_of(other)
        self.assertIn(f"earshot verify bob+{newcomer[:4]}", done.stderr)
        self.done(ann, "send", f"+{newcomer[:8]}", "who are you")

    def test_two_bots_read_each_other_the_same_words(self):
        lan, (ann, bob) = self.people("ann", "bob")
        first, second = self.bots(ann, bob)
        # Keys that are made while so much is lost may be made twice, which ends a comparison.
        first.say({"do": "send", "to": "bob", "text": "are you there", "wait": "delivered", "req": "0"})
        self.assertTrue(first.wait_for_json({"type": "result", "req": "0"})["ok"])
        for host in lan.hosts:
            host.lose(30)
        first.say({"do": "verify", "to": "bob", "step": "words", "req": "1"})
        second.wait_for_json({"type": "words", "event": "asked", "peer": {"nick": "ann"}})
        second.say({"do": "verify", "to": "ann", "step": "words", "req": "1"})
        words = [bot.wait_for_json({"type": "words", "event": "ready"})["words"] for bot in (first, second)]
        self.assertEqual(len(words[0]), 6)
        self.assertEqual(words[0], words[1])
        first.say({"do": "verify", "to": "bob", "step": "confirm", "req": "2"})
        first.wait_for_json({"type": "peer", "event": "verified", "peer": {"nick": "bob", "trust": "verified"}})
        second.say({"do": "verify", "to": "ann", "step": "differ", "req": "2"})
        self.assertTrue(second.wait_for_json({"type": "result", "req": "2"})["ok"])
        second.say({"do": "send", "to": "ann", "text": "no", "verified": True, "req": "3"})
        self.assertEqual(second.wait_for_json({"type": "result", "req": "3"})["error"]["code"], "not_verified")


if __name__ == "__main__":
    lab.main()
