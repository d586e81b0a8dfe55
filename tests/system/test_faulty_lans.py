"""What Wi-Fi and bad cables do to frames, and hosts that were away for long: on a switch that does it by a seed."""

import signal

import lab
from conversation import Conversation
from earshot_process import OnALan

# What a damaged datagram is counted as, in the datagrams of `status`.
DAMAGE = ("undecodable", "bad_signature", "unopened", "other_network", "stranger")


class FaultyLans(OnALan):
    seed = 7

    def block_groups(self, lan):
        for host in lan.hosts:
            host.block("broadcast")
            host.block("multicast")

    def restarted(self, *people):
        for person in people:
            person.running[-1].stop()
        return self.bots(*people)

    def ask(self, bot, action, **request):
        """The result; of an action by that name that is asked for once in a test."""
        bot.say({"do": action, "req": f"to {action}", **request})
        return bot.wait_for_json({"type": "result", "req": f"to {action}"})

    def test_half_deaf_and_late_and_out_of_order_nothing_is_lost_or_doubled(self):
        lan, people = self.people("ann", "bob", "carol")
        for host in lan.hosts:
            for cast in ("broadcast", "multicast"):
                host.lose(40, "in", cast)
            host.delay(5, 40, "in")
            host.reorder(20, "in")
            host.duplicate(5, "in")
        conversation = Conversation(self, people, self.bots(*people))
        conversation.say(70, 17)
        conversation.hear(30)
        suffered = lan.counts()["1 in"]
        for what in ("broadcast lost", "reordered", "duplicated"):
            self.assertGreater(suffered[what][0], 0)

    def test_damaged_datagrams_show_nothing_false_and_cost_no_message(self):
        lan, people = self.people("ann", "bob", "carol")
        for host in lan.hosts:
            host.corrupt(2, "in")
        bots = self.bots(*people)
        conversation = Conversation(self, people, bots)
        conversation.say(70, 17)
        conversation.hear(30)
        reached = 0
        for person, bot in zip(people, bots):
            counters = self.ask(bot, "status")["data"]["counters"]
            reached += sum(count for name, count in counters.items() if name.startswith(DAMAGE))
            seen = {line["peer"]["nick"] for line in bot.objects() if line["type"] == "peer"}
            self.assertEqual(seen, {other.nick for other in people} - {person.nick})
            self.assertEqual([line for line in bot.objects() if line["type"] == "notice"], [])
            self.assertEqual(bot.complained, [])
        self.assertGreater(reached, 0)

    def test_who_met_before_meets_again_where_no_broadcast_is_carried_and_the_doctor_says_so(self):
        lan, people = self.people("ann", "bob")
        self.bots(*people)
        self.block_groups(lan)
        ann, _ = self.restarted(*people)
        for number, words in enumerate(({"to": "bob"}, {"room": "lobby"})):
            ann.say({"do": "send", "text": "still here", "wait": "delivered", "req": f"{number}", **words})
            result = ann.wait_for_json({"type": "result", "req": f"{number}"})
            self.assertTrue(result["ok"], result)
        done = people[0].run("doctor")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertRegex(done.stdout, "no broadcast passes between bob.* and me")
        self.assertIn("an access point that keeps broadcasts back", done.stdout)

    def test_two_who_cannot_hear_each_other_talk_in_a_room_through_a_third(self):
        lan, people = self.people("ann", "bob", "carol")
        lan.isolate([1, 2])
        ann, bob, carol = bots = [person.start("--json", "bot") for person in people]
        for bot in bots[:2]:
            bot.wait_for_json({"type": "peer", "event": "here", "peer": {"nick": "carol"}})
        for nick in ("ann", "bob"):
            carol.wait_for_json({"type": "peer", "event": "here", "peer": {"nick": nick}})
        ann.say({"do": "send", "room": "lobby", "text": "from behind the wall"})
        for bot in (carol, bob):
            bot.wait_for_json({"type": "message", "text": "from behind the wall", "from": {"nick": "ann"}})
        self.assertGreater(lan.counts()["2 in"]["cut"][0], 0)

    def speak_of(self, nick, *bots):
        """Each of the others says something in the lobby and to that one alone, who is away."""
        for number, bot in enumerate(bots):
            bot.say({"do": "send", "room": "lobby", "text": f"{nick} is away, {number}"})
            bot.say({"do": "send", "to": nick, "text": f"for {nick}, {number}", "queue": True})
        for bot in bots[1:]:
            bot.wait_for_json({"type": "message", "text": f"{nick} is away, 0"})

    def hear_of(self, nick, bot, others):
        for number in range(others):
            for text in (f"{nick} is away, {number}", f"for {nick}, {number}"):
                bot.wait_for_json({"type": "message", "text": text})

    def test_who_sleeps_until_all_have_given_her_up_wakes_and_misses_nothing(self):
        lan, people = self.people("ann", "bob", "carol")
        ann, bob, carol = self.bots(*people)
        carol.process.send_signal(signal.SIGSTOP)
        lan.host(3).unplug()
        for bot in (ann, bob):
            self.wait_until_gone(bot, "carol")
        self.speak_of("carol", ann, bob)
        carol.process.send_signal(signal.SIGCONT)
        lan.host(3).plug()
        self.hear_of("carol", carol, 2)
        carol.say({"do": "send", "room": "lobby", "text": "good morning", "wait": "delivered", "req": "1"})
        self.assertEqual(carol.wait_for_json({"type": "result", "req": "1"})["data"]["of"], {"delivered": 2, "total": 2})

    def test_a_cable_that_is_out_until_each_side_has_given_up_the_other_loses_nothing(self):
        lan, people = self.people("ann", "bob", "carol")
        ann, bob, carol = self.bots(*people)
        lan.host(3).unplug()
        carol.say({"do": "send", "room": "lobby", "text": "alone at sea"})
        for bot, nick in ((ann, "carol"), (bob, "carol"), (carol, "ann"), (carol, "bob")):
            self.wait_until_gone(bot, nick)
        self.speak_of("carol", ann, bob)
        carol.say({"do": "send", "to": "ann", "text": "only for ann", "queue": True})
        lan.host(3).plug()
        self.hear_of("carol", carol, 2)
        for bot in (ann, bob):
            bot.wait_for_json({"type": "message", "text": "alone at sea"})
        ann.wait_for_json({"type": "message", "text": "only for ann"})


if __name__ == "__main__":
    lab.main(on_switch=True)
