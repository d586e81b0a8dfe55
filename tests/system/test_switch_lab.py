"""The pretended LAN on a switch does what it does on a bridge, and what only a switch can."""

import time

import lab
import test_lab
from test_lab import MANY, ONLY_ON_A_SWITCH


class OnASwitch(test_lab.TheLab):
    seed = 7

    def test_frames_take_their_time(self):
        lan, (ann, bob) = self.lan(2)
        lan.host(1).delay(150, 200, "out")
        began = time.monotonic()
        ann.send("slow", "10.77.0.2")
        self.assertEqual(bob.count(1), 1)
        self.assertGreaterEqual(time.monotonic() - began, 0.149)

    def test_frames_are_doubled_overtaken_and_damaged(self):
        lan, (ann, bob) = self.lan(2)
        lan.host(2).duplicate(100, "in")
        ann.send("twice", "10.77.0.2")
        self.assertEqual(bob.heard(), [("twice", "10.77.0.1")] * 2)
        lan.host(2).duplicate(0)
        lan.host(2).reorder(50, "in")
        sent = [f"{number}" for number in range(MANY)]
        for text in sent:
            ann.send(text, "10.77.0.2")
        heard = [text for text, _ in bob.heard()]
        self.assertNotEqual(heard, sent)
        self.assertEqual(sorted(heard), sorted(sent))
        lan.host(2).reorder(0)
        lan.host(2).corrupt(100, "in")
        ann.send("x" * 100, "10.77.0.2", times=MANY)
        damaged = [text for text, _ in bob.heard() if text != "x" * 100]
        self.assertAlmostEqual(len(damaged), MANY / 2, delta=80)  # the kernel has dropped the rest

    def test_everything_is_counted(self):
        lan, (ann, bob) = self.lan(2)
        lan.host(2).lose(100, "in")
        ann.send("lost", "10.77.0.2", times=10)
        self.assertEqual(bob.heard(), [])
        self.assertEqual(lan.counts()["2 in"]["lost"], [10, 10 * (42 + len("lost"))])
        self.assertGreaterEqual(lan.counts()["1 out"]["frames"][0], 10)

    def test_a_share_that_is_none_is_refused(self):
        lan, _ = self.lan(1)
        for wrong in (lambda host: host.lose(101), lambda host: host.corrupt(-1), lambda host: host.delay(9, 8),
                      lambda host: host.lose_in_bursts(100, 3), lambda host: host.limit_rate("fast")):  # fmt: skip
            self.assertRaises(ValueError, wrong, lan.host(1))


class TheScriptOnASwitch(test_lab.TheScript):
    options = ("--switch", "--seed", "7")

    def test_what_only_a_switch_can_do(self):
        done = self.in_a_lab("; ".join(ONLY_ON_A_SWITCH))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("the seed 7", done.stderr)
        self.assertRegex(done.stdout, r"1 out +frames +[0-9]+ frames")


if __name__ == "__main__":
    lab.main(on_switch=True)
