"""One node of a profile, and every other earshot of it goes through that one."""

import json
import signal
import socket
import time

import lab
from earshot_process import OnALan

SMALL_PATIENCE = 5  # for what a node that works does at once
LINES_WAITING_MAX = 10_000  # include/earshot/front/face.h


class Faces(OnALan):
    def talk(self):
        """ann and bob, a bot each, who have met."""
        _, (ann, bob) = self.people("ann", "bob")
        bots = [person.start("--json", "bot") for person in (ann, bob)]
        for bot, other in zip(bots, ("bob", "ann")):
            bot.wait_for_json({"type": "peer", "event": "here", "peer": {"nick": other}})
        return ann, bob, *bots

    def raw(self, person):
        """A connection of nobody in particular to the node of that person."""
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.addCleanup(connection.close)
        connection.settimeout(SMALL_PATIENCE)
        connection.connect(str(self.socket_of(person)))
        return connection

    def socket_of(self, person):
        return person.home / "runtime/earshot/default.sock"

    def test_two_faces_are_one_person(self):
        ann, _, first, bob = self.talk()
        second = ann.start("--json", "bot")
        self.assertEqual(second.wait_for_json({"type": "hello"})["self"]["nick"], "ann")
        second.wait_for_json({"type": "ready"})
        second.wait_for_json({"type": "peer", "event": "here", "peer": {"nick": "bob"}})
        second.say({"do": "send", "to": "bob", "text": "from the second", "wait": "delivered", "req": "1"})
        second.wait_for_json({"type": "result", "req": "1", "ok": True})
        first.say({"do": "send", "to": "bob", "text": "from the first", "wait": "delivered", "req": "1"})
        first.wait_for_json({"type": "result", "req": "1", "ok": True})
        heard = [bob.wait_for_json({"type": "message", "dir": "in"}) for _ in range(2)]
        self.assertEqual([line["text"] for line in heard], ["from the second", "from the first"])
        self.assertEqual(heard[0]["from"]["id"], heard[1]["from"]["id"])
        bob.say({"do": "send", "to": "ann", "text": "to both", "req": "1"})
        for face in (first, second):
            face.wait_for_json({"type": "message", "dir": "in", "text": "to both"})
            face.wait_for_json({"type": "message", "dir": "out", "text": "from the second"})
        self.assertEqual(second.finish(), 0)
        self.assertIsNone(first.process.poll(), "a face that goes leaves the node alone")

    def test_send_goes_through_the_chat_that_is_open(self):
        ann, _, chat, bob = self.talk()
        done = ann.run("send", "bob", "quick")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, "^delivered to bob ")
        self.assertEqual(done.stdout, "")
        bob.wait_for_json({"type": "message", "text": "quick"})
        chat.wait_for_json({"type": "message", "dir": "out", "text": "quick"})
        appeared = [line for line in bob.objects() if line["type"] == "peer" and line["event"] == "here"]
        self.assertEqual([line["peer"]["nick"] for line in appeared], ["ann"])
        lines, code = ann.run_json("send", "bob", "in lines")
        self.assertEqual(code, 0, lines)
        self.assertEqual([line["type"] for line in lines if line["type"] != "state"], ["message", "result"])

    def test_who_is_here_needs_no_look_around(self):
        ann, _, _, _ = self.talk()
        longer_than_any_test = "3600"
        listed = ann.run("peers", "--wait", longer_than_any_test)
        self.assertEqual(listed.returncode, 0, listed.stderr)
        self.assertIn("bob", listed.stdout)

    def test_sends_side_by_side_have_each_its_own_answer(self):
        ann, _, _, bob = self.talk()
        faces = [ann.start("--json", "send", "bob", f"message {number}") for number in range(6)]
        for number, face in enumerate(faces):
            self.assertEqual(face.ended(20), 0)
            said = [line for line in face.objects() if line["type"] == "message"]
            self.assertEqual([line["text"] for line in said], [f"message {number}"])
        heard = sorted(bob.wait_for_json({"type": "message", "dir": "in"})["text"] for _ in faces)
        self.assertEqual(heard, [f"message {number}" for number in range(6)])

    def test_sends_side_by_side_without_a_node_wait_for_one_another(self):
        _, (ann, bob) = self.people("ann", "bob")
        listening = bob.start("--json", "bot")
        listening.wait_for_json({"type": "ready"})
        faces = [ann.start("send", "bob", f"message {number}") for number in range(3)]
        self.assertEqual([face.ended(30) for face in faces], [0, 0, 0])

    def test_refusals_are_the_same_through_another_process(self):
        ann, bob, _, _ = self.talk()
        for arguments, exit, words in (
            (("send", "bbo", "x"), 3, 'no one called "bbo" is known here'),
            (("send", "#nowhere", "x"), 3, "no room called #nowhere"),
            (("send", "--to", "bob", "a\udcff"), 2, "not valid UTF-8"),
            (("send", "bob", "x" * 70_000), 2, "too long"),
            (("send", "bob", "x" * 130_000), 2, "too long"),
            (("rooms", "leave", "lobby"), 2, "#lobby is always there"),
            (("nick", "123"), 2, "cannot be a nick"),
            (("add", "nowhere"), 2, "is not an address"),
            (("listen", "--room", "a b"), 2, "cannot be the name of a room"),
            (("doctor", "bbo"), 3, "bbo"),
        ):
            done = ann.run(*arguments)
            self.assertEqual(done.returncode, exit, (arguments[:2], done.stderr))
            self.assertIn(words, done.stderr)
        self.assertEqual(ann.run("send", "bob", "still fine").returncode, 0)

    def test_peers_rooms_nick_status_and_doctor_ask_the_node(self):
        ann, _, chat, bob = self.talk()
        self.assertRegex(ann.run("peers").stdout, r"^bob\+\w+\there\t")
        self.assertEqual(ann.run("rooms", "join", "dev").returncode, 0)
        chat.wait_for_json({"type": "room", "event": "joined", "room": "dev"})
        self.assertIn("#dev\tyes\t0\t0", ann.run("rooms").stdout)
        self.assertEqual(ann.run("rooms", "leave", "dev").returncode, 0)
        self.assertNotIn("#dev", ann.run("rooms").stdout)
        done = ann.run("nick", "anna")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, r"^you are now anna\+")
        bob.wait_for_json({"type": "peer", "event": "renamed", "peer": {"nick": "anna"}})
        self.assertEqual((ann.home / "data/earshot/default/nick").read_text(), "anna\n")
        lines, code = ann.run_json("status")
        self.assertEqual(code, 0)
        status = lines[-1]["data"]
        self.assertEqual(status["self"]["nick"], "anna")
        self.assertEqual(status["peers"], 1)
        self.assertEqual(status["interfaces"][0]["name"], "eth0")
        self.assertEqual(status["pid"], chat.wait_for_json({"type": "hello"})["pid"])
        lines, code = ann.run_json("doctor", "bob")
        self.assertEqual(code, 0, lines)
        self.assertIn("two-way", [line.get("name") for line in lines])
        self.assertEqual([line for line in chat.objects() if line["type"] == "check"], [])

    def test_queue_leaves_the_message_with_the_node(self):
        ann, bob, chat, his = self.talk()
        self.assertEqual(his.finish(), 0)
        chat.wait_for_json({"type": "peer", "event": "gone"})
        done = ann.run("send", "bob", "not now")
        self.assertEqual(done.returncode, 5, done.stderr)
        done = ann.run("send", "--queue", "bob", "for later")
        self.assertEqual(done.returncode, 6, done.stderr)
        bob.start("--json", "bot").wait_for_json({"type": "message", "text": "for later"})
        self.assertEqual(chat.finish(), 0)
        self.assertEqual(ann.run("send", "--queue", "bob", "x").returncode, 11)

    def test_other_options_of_the_node_are_a_difference(self):
        ann, _, _, _ = self.talk()
        ann.host.add_second()
        for arguments in (("--port", "50000"), ("--iface", "lo")):
            done = ann.run(*arguments, "peers")
            self.assertEqual(done.returncode, 2, (arguments, done.stderr))
        lines, code = ann.run_json("--port", "50000", "peers")
        self.assertEqual(lines[-1]["error"]["code"], "node_differs")
        self.assertEqual(ann.run("--port", "47474", "peers").returncode, 0)

    def test_a_chat_in_a_pipe_goes_through_the_node(self):
        ann, _, _, bob = self.talk()
        done = ann.run("bob", text="one\ntwo\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([bob.wait_for_json({"type": "message"})["text"] for _ in range(2)], ["one", "two"])

    def test_listen_in_a_second_process(self):
        ann, _, _, bob = self.talk()
        listening = ann.start("--json", "listen", "--room", "dev", "--count", "1")
        listening.wait_for_json({"type": "ready"})
        bob.say({"do": "join", "room": "dev", "req": "1"})
        bob.wait_for_json({"type": "room", "event": "members", "room": "dev", "members": 1})
        bob.say({"do": "send", "room": "dev", "text": "in dev", "req": "2"})
        listening.wait_for_json({"type": "message", "text": "in dev"})
        self.assertEqual(listening.ended(10), 0)

    def test_run_is_the_node_without_a_face(self):
        _, (ann, bob) = self.people("ann", "bob")
        node = ann.start("run")
        node.wait_for_complaint("the network is up")
        self.assertEqual(ann.run("run").returncode, 11)
        his = bob.start("--json", "bot")
        his.wait_for_json({"type": "peer", "event": "here", "peer": {"nick": "ann"}})
        self.assertEqual(ann.run("send", "bob", "hi").returncode, 0)
        his.wait_for_json({"type": "message", "text": "hi"})
        self.assertEqual(node.stop(), 143)
        self.assertFalse(self.socket_of(ann).exists())

    def test_when_the_node_ends_the_attached_say_so_and_end(self):
        ann, _, owner, _ = self.talk()
        bot = ann.start("--json", "bot")
        listening = ann.start("listen")
        chat = ann.start("--linger", "bob")
        bot.wait_for_json({"type": "ready"})
        until = time.monotonic() + SMALL_PATIENCE
        while self.guests(ann) < 3 and time.monotonic() < until:
            time.sleep(0.05)
        self.assertEqual(owner.finish(), 0)
        self.assertRegex("\n".join(owner.complained), "with it end 3 other")
        self.assertEqual(bot.ended(10), 11)
        self.assertEqual(bot.objects()[-1]["type"], "bye")
        self.assertEqual(bot.objects()[-1]["error"]["code"], "node_silent")
        for face in (listening, chat):
            self.assertEqual(face.ended(10), 11)
            self.assertRegex("\n".join(face.complained), "^earshot: the earshot that this one was attached to has ended")

    def guests(self, person):
        """Connections to the node of that person."""
        with open("/proc/net/unix", encoding="ascii") as table:
            return sum(line.endswith(f"{self.socket_of(person)}\n") and " 03 " in line for line in table)

    def test_a_killed_node_leaves_nothing_in_the_way(self):
        ann, _, owner, bob = self.talk()
        bot = ann.start("--json", "bot")
        bot.wait_for_json({"type": "ready"})
        owner.kill()
        self.assertEqual(bot.ended(10), 11)
        self.assertTrue(self.socket_of(ann).exists(), "it was killed: nobody removed the socket")
        again = ann.start("--json", "bot")
        again.wait_for_json({"type": "ready"})
        again.wait_for_json({"type": "peer", "event": "here"})
        self.assertEqual(ann.run("send", "bob", "back again").returncode, 0)
        bob.wait_for_json({"type": "message", "text": "back again"})

    def test_a_killed_face_leaves_the_node_alone(self):
        ann, _, owner, bob = self.talk()
        for _ in range(12):  # more than there is room for at a time
            bot = ann.start("--json", "bot")
            bot.say({"do": "send", "to": "bob", "text": "last words", "wait": "delivered", "req": "1"})
            bot.wait_for_json({"type": "ready"})
            bot.kill()
        self.assertEqual(ann.run("send", "bob", "all is well").returncode, 0)
        bob.wait_for_json({"type": "message", "text": "all is well"})
        self.assertIsNone(owner.process.poll())

    def test_a_ninth_is_told_that_there_is_no_room(self):
        ann, _, owner, _ = self.talk()
        eight = [ann.start("--json", "bot") for _ in range(8)]
        for bot in eight:
            bot.wait_for_json({"type": "ready"})
        lines, code = ann.run_json("peers")
        self.assertEqual(code, 11)
        self.assertEqual(lines[-1]["error"]["code"], "node_silent")
        self.assertIn("8 others are attached", lines[-1]["error"]["message"])
        self.assertEqual(eight[0].finish(), 0)
        self.assertEqual(ann.run("peers").returncode, 0)

    def test_a_reader_that_stalls_gets_a_gap_and_stops_nobody(self):
        ann, _, owner, bob = self.talk()
        stalled = self.raw(ann)
        for number in range(LINES_WAITING_MAX + 5_000):  # what fits into the socket does not wait
            owner.say({"do": "join", "room": "dev", "req": str(number)})
        owner.wait_for_json({"type": "result", "req": str(LINES_WAITING_MAX + 4_999)}, timeout=60)
        done = ann.run("send", "bob", "alive")
        self.assertEqual(done.returncode, 0, done.stderr)
        bob.say({"do": "send", "to": "ann", "text": "so am I", "wait": "delivered", "req": "1"})
        bob.wait_for_json({"type": "result", "req": "1", "ok": True})
        owner.wait_for_json({"type": "message", "text": "so am I"})

        lines = map(json.loads, iter(stalled.makefile(encoding="utf-8").readline, ""))
        for _ in range(LINES_WAITING_MAX):
            self.assertNotEqual(next(lines)["type"], "gap")
        owner.say({"do": "leave", "room": "dev", "req": "left"})
        gap = next(line for line in lines if line["type"] == "gap")
        self.assertGreater(gap["dropped"], 0)
        self.assertEqual(next(lines)["event"], "left")

    def test_garbage_at_the_socket_is_answered_and_survived(self):
        ann, _, owner, bob = self.talk()
        garbage = (b"\x00\xff\n", b"{" * 300_000 + b"\n", b"[" * 200_000 + b"\n", b'{"do":"send","to":7,"text":null}\n',
                   b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", bytes(range(256)) * 100 + b"\n", b'{"do":"quit","req":5}\n')  # fmt: skip
        for piece in garbage:
            connection = self.raw(ann)
            connection.sendall(piece)
            answers = connection.makefile(encoding="utf-8")
            lines = iter(answers.readline, "")
            self.assertEqual(json.loads(next(lines))["type"], "hello")
            result = next(line for line in map(json.loads, lines) if line["type"] == "result")
            self.assertEqual(result["error"]["code"], "bad_request")
            connection.close()
        endless = self.raw(ann)
        try:
            for _ in range(200):
                endless.send(b"x" * 65_536)
        except TimeoutError:
            pass
        self.assertEqual(ann.run("send", "bob", "unimpressed").returncode, 0)
        bob.wait_for_json({"type": "message", "text": "unimpressed"})
        self.assertIsNone(owner.process.poll())

    def test_a_node_that_does_not_answer_is_11(self):
        ann, _, owner, _ = self.talk()
        owner.process.send_signal(signal.SIGSTOP)
        self.addCleanup(owner.process.send_signal, signal.SIGCONT)
        done = ann.run("peers")
        self.assertEqual(done.returncode, 11, done.stderr)
        self.assertIn("does not answer", done.stderr)

    def test_the_socket_is_for_its_owner_alone(self):
        ann, _, _, _ = self.talk()
        self.assertEqual(self.socket_of(ann).stat().st_mode & 0o077, 0)
        self.assertEqual(self.socket_of(ann).parent.stat().st_mode & 0o777, 0o700)
        with open("/proc/net/unix", encoding="ascii") as table:
            self.assertNotRegex(table.read(), r"@.*earshot", "an abstract socket has no owner")


if __name__ == "__main__":
    lab.main()
