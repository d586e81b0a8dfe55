"""What a shell script can rely on: exit codes, one answer line, nothing sent by mistake."""

import fcntl
import json
import os
import socket
import subprocess
from pathlib import Path

import lab
from earshot_process import OnALan


class Scripts(OnALan):
    def test_tell_bob_and_trust_the_answer(self):
        _, (ann, bob) = self.people("ann", "bob")
        listening = bob.start("--json", "bot")
        listening.wait_for_json({"type": "ready"})
        done = ann.run("send", "bob", "hello", "there")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertRegex(done.stderr, r"delivered to bob")
        listening.wait_for_json({"type": "message", "text": "hello there", "from": {"nick": "ann"}})

    def test_text_comes_from_standard_input_less_one_newline(self):
        _, (ann, bob) = self.people("ann", "bob")
        listening = bob.start("--json", "bot")
        listening.wait_for_json({"type": "ready"})
        self.assertEqual(ann.run("send", "bob", text="two\nlines\n").returncode, 0)
        listening.wait_for_json({"type": "message", "text": "two\nlines"})

    def test_a_room_answers_for_everybody_in_it(self):
        _, (ann, bob, carol) = self.people("ann", "bob", "carol")
        others = [person.start("--json", "bot") for person in (bob, carol)]
        for other in others:
            other.wait_for_json({"type": "ready"})
        lines, code = ann.run_json("send", "#lobby", "all of you")
        self.assertEqual(code, 0, lines)
        self.assertEqual(lines[-1]["type"], "result")
        self.assertEqual(lines[-1]["data"]["of"], {"delivered": 2, "total": 2})

    def test_nobody_of_that_name_is_3_and_two_are_4_and_nothing_is_sent(self):
        _, (ann, bob, second) = self.people("ann", "bob", "bob")
        others = [person.start("--json", "bot") for person in (bob, second)]
        for other in others:
            other.wait_for_json({"type": "peer", "event": "here"})
        self.assertEqual(ann.run("send", "bbo", "x").returncode, 3)
        done = ann.run("send", "bob", "which of you")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("Nothing was sent", done.stderr)
        for other in others:
            self.assertEqual([line for line in other.objects() if line["type"] == "message"], [])

    def test_a_receiver_that_dies_before_it_answers_is_5_never_0(self):
        lan, (ann, bob) = self.people("ann", "bob")
        listening = bob.start("--json", "bot")
        listening.wait_for_json({"type": "ready"})
        lan.host(2).block("unicast", "out")  # it hears, and its answers are lost
        done = ann.run("send", "bob", "are you there", "--timeout", "2")
        self.assertIn(done.returncode, (3, 5), done.stderr)  # 3: it could not even be found
        self.assertNotEqual(done.returncode, 0)

    def test_usage_errors_are_2_and_say_what_to_do(self):
        _, (ann,) = self.people("ann")
        for arguments, words in (
            (("sned", "bob", "hi"), 'Did you mean "send"'),
            (("send",), "send"),
            (("send", "bob", "-hello"), "--"),
            (("files", "bob"), ""),
        ):
            done = ann.run(*arguments)
            self.assertEqual(done.returncode, 2, (arguments, done.stderr))
            self.assertIn(words, done.stderr)
            self.assertTrue(done.stderr.startswith("earshot: "), done.stderr)

    def test_no_network_is_10(self):
        lan, (ann,) = self.people("ann")
        lan.host(1).ip("link", "set", "eth0", "down")
        done = ann.run("send", "bob", "hi")
        self.assertEqual(done.returncode, 10, done.stderr)
        self.assertIn("eth0", done.stderr)

    def test_a_port_that_does_not_share_is_named_with_its_holder(self):
        lan, (ann,) = self.people("ann")
        holder = lan.host(1).socket()
        self.addCleanup(holder.close)
        holder.bind(("0.0.0.0", 47474))
        done = ann.run("send", "bob", "hi")
        self.assertEqual(done.returncode, 10, done.stderr)
        self.assertIn("47474", done.stderr)
        self.assertIn("python", done.stderr)

    def test_what_cannot_start_says_so_in_its_last_line(self):
        lan, (ann,) = self.people("ann")
        holder = lan.host(1).socket()
        self.addCleanup(holder.close)
        holder.bind(("0.0.0.0", 47474))
        for last, *arguments in (
            ("bye", "bot"), ("bye", "--json", "listen"), ("bye", "--json", "run"), ("bye", "--json", "demo"),
            ("bye", "--json", "peers", "--watch"), ("result", "--json", "peers"), ("result", "--json", "send", "bob", "hi"),
        ):  # fmt: skip
            for code, exit_code, wrong in (("port_taken", 10, ()), ("usage", 2, ("--bogus",))):
                done = ann.run(*arguments, *wrong)
                (line,) = map(json.loads, done.stdout.splitlines())
                said = (line["type"], line["error"]["code"], line["exit"], done.returncode)
                self.assertEqual(said, (last, code, exit_code, exit_code), arguments)
                self.assertEqual(line.get("reason"), code if last == "bye" else None, arguments)
                self.assertTrue(done.stderr.startswith("earshot: "), arguments)

    def test_a_port_that_no_firewall_lets_through_is_a_notice(self):
        lan, (ann,) = self.people("ann")
        for port in range(47475, 47491):
            taken = lan.host(1).socket()
            self.addCleanup(taken.close)
            taken.bind(("0.0.0.0", port))
        bot = ann.start("bot")
        bot.wait_for_json({"type": "notice", "code": "port_range_full", "level": "warn"})
        self.assertEqual([line["type"] for line in bot.objects()][:3], ["hello", "ready", "notice"])

    def test_status_of_a_profile_in_use_without_a_number_is_running(self):
        _, (ann,) = self.people("ann")
        folder = Path(ann.environment["XDG_RUNTIME_DIR"], "earshot")
        folder.mkdir(mode=0o700)
        with open(folder / "default.lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lines, code = ann.run_json("status")
        data = lines[-1]["data"]
        self.assertEqual((code, data["running"], data["pid"]), (0, True, None))

    def test_what_one_changes_about_oneself_is_a_line_and_the_answer(self):
        _, (ann,) = self.people("ann")
        bot = ann.start("bot")
        bot.wait_for_json({"type": "ready"})
        for request, line, data in (
            ({"do": "nick", "name": "anna"}, {"type": "peer", "event": "renamed"}, {"peer": {"nick": "anna"}}),
            ({"do": "away", "on": True}, {"type": "peer", "event": "away"}, {"peer": {"state": "away"}}),
            ({"do": "away"}, {"type": "peer", "event": "here"}, {"peer": {"state": "here", "trust": "self"}}),
            ({"do": "join", "room": "#Dev"}, {"type": "room", "event": "joined"}, {"room": "dev"}),
            ({"do": "leave", "room": "dev"}, {"type": "room", "event": "left"}, {"room": "dev"}),
        ):
            bot.say(request)
            bot.wait_for_json(line | data)
            bot.wait_for_json({"type": "result", "ok": True, "data": data})

    def test_the_demo_says_its_network(self):
        _, (ann,) = self.people("ann")
        demo = ann.start("--json", "demo")
        self.assertRegex(demo.wait_for_json({"type": "ready"})["network"], "^demo [0-9a-f]{16}$")

    def test_a_profile_that_cannot_be_written_is_no_full_disk(self):
        _, (ann,) = self.people("ann")
        Path(ann.environment["XDG_RUNTIME_DIR"], "earshot").write_text("no folder")
        lines, code = ann.run_json("listen")
        self.assertEqual((lines[-1]["type"], lines[-1]["error"]["code"], code), ("bye", "database", 11))

    def test_a_second_node_of_one_profile_is_refused(self):
        """A second face is not: test_faces.py."""
        _, (ann,) = self.people("ann")
        first = ann.start("--json", "bot")
        first.wait_for_json({"type": "ready"})
        done = ann.run("run")
        self.assertEqual(done.returncode, 11, done.stderr)
        self.assertIn(f"already in use by another earshot (pid {first.process.pid})", done.stderr)
        self.assertEqual(ann.run("send", "bob", "hi").returncode, 3)
        self.assertEqual(ann.run("send", "bob", "hi", "--profile", "second").returncode, 3)

    def test_the_last_line_of_json_says_the_exit_code(self):
        _, (ann, bob) = self.people("ann", "bob")
        listening = bob.start("--json", "bot")
        listening.wait_for_json({"type": "ready"})
        for arguments in (("peers",), ("id",), ("rooms",), ("version",), ("send", "bob", "hi"), ("send", "nobody", "x"),
                          ("doctor",), ("help", "exit-codes"), ("add", "10.77.0.99"), ("status",), ("nick", "anna")):
            lines, code = ann.run_json(*arguments)
            self.assertEqual(lines[-1]["type"], "result", arguments)
            self.assertEqual(lines[-1]["exit"], code, arguments)
            self.assertEqual(lines[-1]["ok"], code == 0, arguments)
            for line in lines:
                self.assertTrue({"v", "type", "ts"} <= line.keys(), line)

    def test_pipes_get_no_escapes(self):
        _, (ann, bob) = self.people("ann", "bob")
        bob.start("--json", "bot").wait_for_json({"type": "ready"})
        for arguments in (("peers",), ("doctor",), ("status",), ("id",), ("help",), ("send", "bob", "hi")):
            done = ann.run(*arguments)
            self.assertNotIn("\x1b", done.stdout + done.stderr, arguments)

    def test_listen_ends_after_the_wanted_number_and_at_its_timeout(self):
        _, (ann, bob) = self.people("ann", "bob")
        listening = bob.start("listen", "--count", "1", "--timeout", "15")
        for _ in range(5):  # until it is up
            if ann.run("send", "bob", "one").returncode == 0:
                break
        listening.wait_for("one")
        self.assertEqual(listening.ended(10), 0)
        self.assertEqual(bob.run("listen", "--count", "1", "--timeout", "1").returncode, 1)

    def test_a_command_that_takes_its_time_does_not_make_the_node_deaf(self):
        _, (ann, bob) = self.people("ann", "bob")
        seen, gates = bob.home / "seen", [bob.home / "gate1", bob.home / "gate2"]
        for gate in gates:
            os.mkfifo(gate)
        command = f"cat >> {seen}; cat {bob.home}/gate$(wc -l < {seen}) > /dev/null"
        listening = bob.start("--json", "listen", "--count", "2", "--exec", command)
        listening.wait_for_json({"type": "ready"})
        for text in ("$(one)", "`two`"):  # the command is still busy with the first
            self.assertEqual(ann.run("send", "bob", text).returncode, 0)
        for gate in gates:
            gate.write_text("go on")  # waits for the command to come and read it
        self.assertEqual(listening.ended(10), 0)
        self.assertEqual([json.loads(line)["text"] for line in seen.read_text().splitlines()], ["$(one)", "`two`"])

    def test_a_reader_that_stalls_misses_nothing_and_stops_nobody(self):
        _, (ann, bob) = self.people("ann", "bob")
        stalled = subprocess.Popen(
            bob.command("--json", "bot"), env=bob.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.addCleanup(stalled.wait)
        self.addCleanup(stalled.kill)
        talking = ann.start("--json", "bot")
        talking.wait_for_json({"type": "peer", "event": "here", "peer": {"nick": "bob"}})
        texts = [f"{n} " + "x" * 500 for n in range(300)]  # more than a pipe holds, which is 64 KiB
        for text in texts:
            talking.say({"do": "send", "to": "bob", "text": text})
        talking.say({"do": "send", "to": "bob", "text": "last", "wait": "delivered", "timeout_s": 15, "req": "1"})
        self.assertTrue(talking.wait_for_json({"type": "result", "req": "1"})["ok"])
        stalled.stdin.close()
        lines = [json.loads(line) for line in stalled.stdout]
        self.assertEqual([line["text"] for line in lines if line["type"] == "message"], [*texts, "last"])
        stalled.stdout.close()

    def test_a_reader_that_goes_away_ends_what_runs_on_quietly(self):
        _, (ann, bob) = self.people("ann", "bob")
        running = subprocess.Popen(
            bob.command("--json", "listen"), env=bob.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.addCleanup(running.kill)
        self.addCleanup(running.stderr.close)
        while b'"ready"' not in running.stdout.readline():
            pass
        running.stdout.close()
        ann.run("send", "bob", "is anybody reading?")
        self.assertEqual(running.wait(10), 0)
        self.assertEqual(running.stderr.read(), b"")

    def test_a_stop_does_not_wait_for_a_reader_that_stalls(self):
        _, (ann, bob) = self.people("ann", "bob")
        stalled = subprocess.Popen(bob.command("--json", "listen"), env=bob.environment, stdout=subprocess.PIPE)
        self.addCleanup(stalled.stdout.close)
        self.addCleanup(stalled.kill)
        talking = ann.start("--json", "bot")
        talking.wait_for_json({"type": "peer", "event": "here", "peer": {"nick": "bob"}})
        for n in range(300):
            talking.say({"do": "send", "to": "bob", "text": f"{n} " + "x" * 500})
        talking.say({"do": "send", "to": "bob", "text": "last", "wait": "delivered", "timeout_s": 15, "req": "1"})
        self.assertTrue(talking.wait_for_json({"type": "result", "req": "1"})["ok"])
        stalled.terminate()
        self.assertEqual(stalled.wait(10), 143)

    def test_what_a_command_prints_is_not_among_the_lines(self):
        _, (ann, bob) = self.people("ann", "bob")
        listening = bob.start("--json", "listen", "--count", "1", "--exec", "echo not JSON")
        listening.wait_for_json({"type": "ready"})
        ann.run("send", "bob", "hello")
        self.assertEqual(listening.ended(10), 0)
        listening.objects()  # each is JSON
        self.assertIn("not JSON", listening.complained)


if __name__ == "__main__":
    lab.main()
