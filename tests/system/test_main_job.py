"""The main job with real programs on a real (pretended) network: find each other and talk, whatever the network does."""

import json
import re
import tempfile
from pathlib import Path

import lab
from conversation import Conversation
from earshot_process import OnALan

MANY = 1000


class MainJob(OnALan):
    def test_three_hosts_meet_without_any_configuration(self):
        _, people = self.people("ann", "bob", "carol")
        ann, bob, carol = self.bots(*people)
        ann.say({"do": "send", "room": "lobby", "text": "hello all", "wait": "delivered", "req": "1"})
        result = ann.wait_for_json({"type": "result", "req": "1"})
        self.assertTrue(result["ok"], result)
        self.assertEqual(result["data"]["of"], {"delivered": 2, "total": 2})
        for bot in (bob, carol):
            bot.wait_for_json({"type": "message", "text": "hello all", "from": {"nick": "ann"}})
        bob.say({"do": "send", "to": "ann", "text": "psst", "wait": "delivered", "req": "2"})
        self.assertTrue(bob.wait_for_json({"type": "result", "req": "2"})["ok"])
        ann.wait_for_json({"type": "message", "text": "psst", "conv": {"kind": "peer"}})
        self.assertEqual([line for line in carol.objects() if line.get("text") == "psst"], [])

    def test_a_thousand_room_and_a_thousand_direct_messages_survive_thirty_percent_loss(self):
        lan, people = self.people("ann", "bob", "carol", "dave", "erin")
        bots = self.bots(*people)
        for host in lan.hosts:
            host.lose(30)
        conversation = Conversation(self, people, bots)
        conversation.say(MANY // len(people), MANY // (len(people) * (len(people) - 1)))
        conversation.hear(60)

    def test_a_new_lease_does_not_interrupt_a_conversation(self):
        lan, people = self.people("ann", "bob")
        ann, bob = self.bots(*people)
        ann.say({"do": "send", "to": "bob", "text": "before", "wait": "delivered", "req": "1"})
        self.assertTrue(ann.wait_for_json({"type": "result", "req": "1"})["ok"])
        lan.host(2).change_address("10.77.0.77")
        ann.say({"do": "send", "to": "bob", "text": "to the new address", "wait": "delivered", "timeout_s": 15, "req": "2"})
        self.assertTrue(ann.wait_for_json({"type": "result", "req": "2"})["ok"])
        bob.say({"do": "send", "to": "ann", "text": "from the new address", "wait": "delivered", "req": "3"})
        self.assertTrue(bob.wait_for_json({"type": "result", "req": "3"})["ok"])
        ann.wait_for_json({"type": "message", "text": "from the new address"})
        ann.say({"do": "peers", "req": "4"})
        self.assertEqual(ann.wait_for_json({"type": "result", "req": "4"})["data"]["count"], 1)

    def test_two_interfaces_on_one_segment_are_one_person_and_double_nothing(self):
        lan, people = self.people("ann", "bob", "carol")
        lan.host(2).add_second()
        ann, bob, carol = self.bots(*people)
        bob.say({"do": "send", "room": "lobby", "text": "from both", "wait": "delivered", "req": "1"})
        self.assertTrue(bob.wait_for_json({"type": "result", "req": "1"})["ok"])
        ann.say({"do": "send", "room": "lobby", "text": "to both", "wait": "delivered", "req": "2"})
        self.assertTrue(ann.wait_for_json({"type": "result", "req": "2"})["ok"])
        ann.say({"do": "peers", "req": "3"})
        self.assertEqual(ann.wait_for_json({"type": "result", "req": "3"})["data"]["count"], 2)
        carol.wait_for_json({"type": "message", "text": "to both"})
        for bot, text in ((ann, "from both"), (carol, "from both"), (bob, "to both")):
            heard = [line for line in bot.objects() if line.get("text") == text and line["dir"] == "in"]
            self.assertEqual(len(heard), 1)

    def test_a_capture_holds_no_plaintext_of_a_direct_message_and_readable_json_of_the_room(self):
        lan, people = self.people("ann", "bob")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "capture.pcap"
            capture = lan.host(1).capture(file)
            ann, bob = self.bots(*people)
            ann.say({"do": "send", "to": "bob", "text": "the safe is behind the picture", "wait": "delivered", "req": "1"})
            self.assertTrue(ann.wait_for_json({"type": "result", "req": "1"})["ok"])
            ann.say({"do": "send", "room": "lobby", "text": "lunch is ready", "wait": "delivered", "req": "2"})
            self.assertTrue(ann.wait_for_json({"type": "result", "req": "2"})["ok"])
            capture.stop()
            seen = file.read_bytes()
        self.assertNotIn(b"behind the picture", seen)
        self.assertIn(b'"tx":"lunch is ready"', seen)
        self.assertIn(b'"k":"d"', seen)
        body = re.search(rb'\n(\{"au":[^\n]*?"tx":"lunch is ready"[^\n]*?\})', seen)
        self.assertEqual(json.loads(body[1])["rm"], "lobby")

    def test_a_cable_that_is_out_for_a_while_loses_nothing(self):
        lan, people = self.people("ann", "bob", "carol")
        ann, bob, carol = self.bots(*people)
        lan.host(3).unplug()
        ann.say({"do": "send", "room": "lobby", "text": "carol cannot hear this now"})
        ann.say({"do": "send", "to": "carol", "text": "nor this", "queue": True})
        bob.wait_for_json({"type": "message", "text": "carol cannot hear this now"})
        lan.host(3).plug()
        carol.wait_for_json({"type": "message", "text": "carol cannot hear this now"}, 30)
        carol.wait_for_json({"type": "message", "text": "nor this"}, 30)

    def test_who_is_killed_is_noticed_and_who_restarts_is_the_same_person(self):
        _, people = self.people("ann", "bob", "carol")
        ann, bob, carol = self.bots(*people)
        bob.kill()
        # Asked for: on a slow machine a peer may seem to be gone for a moment while all are starting.
        for bot in (carol, ann):
            self.wait_until_gone(bot, "bob")
        ann.say({"do": "send", "to": "bob", "text": "for later", "queue": True, "wait": "delivered", "req": "1"})
        self.assertEqual(ann.wait_for_json({"type": "result", "req": "1"})["exit"], 6)
        again = people[1].start("--json", "bot")
        again.wait_for_json({"type": "message", "text": "for later"})
        ann.say({"do": "peers", "req": "2"})
        self.assertEqual(ann.wait_for_json({"type": "result", "req": "2"})["data"]["count"], 2)

    def test_who_leaves_is_gone_at_once(self):
        _, people = self.people("ann", "bob")
        ann, bob = self.bots(*people)
        self.assertEqual(bob.stop(), 143)
        ann.wait_for_json({"type": "peer", "event": "gone", "peer": {"nick": "bob"}}, 2)

    def test_where_broadcast_is_blocked_a_known_address_is_enough(self):
        lan, people = self.people("ann", "bob")
        for host in lan.hosts:
            host.block("broadcast")
        lan.host(1).block("multicast")
        ann = people[0].start("--json", "bot")
        bob = people[1].start("--json", "bot")
        ann.wait_for_json({"type": "ready"})
        bob.wait_for_json({"type": "ready"})
        ann.say({"do": "add", "address": "10.77.0.2", "req": "1"})
        self.assertTrue(ann.wait_for_json({"type": "result", "req": "1"})["ok"])
        ann.say({"do": "send", "to": "bob", "text": "found you", "wait": "delivered", "req": "2"})
        self.assertTrue(ann.wait_for_json({"type": "result", "req": "2"})["ok"])
        bob.say({"do": "send", "room": "lobby", "text": "in the room, too", "wait": "delivered", "req": "3"})
        self.assertTrue(bob.wait_for_json({"type": "result", "req": "3"})["ok"])

    def test_the_doctor_names_a_neighbour_who_does_not_hear_broadcasts(self):
        lan, people = self.people("ann", "bob")
        ann, bob = self.bots(*people)
        lan.host(2).block("broadcast", "in")
        lan.host(2).block("multicast", "in")
        lines, code = people[0].run_json("doctor", "--profile", "other")
        self.assertEqual(code, 1)
        checks = {line["name"]: line for line in lines if line["type"] == "check" and line["status"] == "fail"}
        self.assertIn("one-way", checks, lines)
        self.assertIn("bob", checks["one-way"]["detail"])

    def test_the_network_may_come_later_than_the_program(self):
        lan, people = self.people("ann", "bob")
        lan.host(1).ip("link", "set", "eth0", "down")
        ann = people[0].start("--json", "bot")
        ann.wait_for_json({"type": "ready"})
        bob = people[1].start("--json", "bot")
        bob.wait_for_json({"type": "ready"})
        lan.host(1).ip("link", "set", "eth0", "up")
        ann.wait_for_json({"type": "peer", "event": "here", "peer": {"nick": "bob"}})
        bob.wait_for_json({"type": "peer", "event": "here", "peer": {"nick": "ann"}})


if __name__ == "__main__":
    lab.main()
