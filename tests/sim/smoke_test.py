#!/usr/bin/env python3
"""Each scenario of earshot-sim keeps its promises with few peers, and a seed gives the same run again. The chaos is
played with some seeds that stay, and with fresh ones for as many seconds as EARSHOT_CHAOS_SECONDS says."""

import json
import os
import random
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

SIM = os.environ["EARSHOT_SIM"]
WORDS = {
    "join": ("--hours", "0.005"),
    "idle": ("--hours", "0.02"),
    "crash": ("--hours", "0.01"),
    "talk": ("--hours", "0.005"),
    "chaos": ("--hours", "0.005"),
}
SMALL_CHAOS = ("--scenario", "chaos", "--peers", "6", "--hours", "0.01")
SEEDS_KEPT = range(1, 4)
FRESH_SECONDS = float(os.environ.get("EARSHOT_CHAOS_SECONDS", "5"))


def sim(*words):
    return subprocess.run([SIM, *words], capture_output=True, text=True, timeout=100, check=False)


def play(scenario, seed, *more):
    peers = "8" if scenario == "chaos" else "20"  # its quiet minutes at the end are long
    return sim("--scenario", scenario, "--peers", peers, "--seed", seed, "--json", *WORDS[scenario], *more)


class Scenarios(unittest.TestCase):
    def test_each_keeps_its_promises_and_is_the_same_again(self):
        for scenario in WORDS:
            with self.subTest(scenario):
                first, second = play(scenario, "7"), play(scenario, "7")
                self.assertEqual(first.returncode, 0, first.stdout)
                self.assertEqual(first.stdout, second.stdout)
                played = json.loads(first.stdout)
                self.assertTrue(played["holds"])
                self.assertEqual(played["complaints"], [])
                self.assertTrue(any("at_most" in figure for figure in played["figures"]))

    def test_extras_are_found_listed_and_asked(self):
        for scenario in ("idle", "crash"):
            with self.subTest(scenario):
                run = play(scenario, "7", "--extras", "30")
                self.assertEqual(run.returncode, 0, run.stdout)
                figures = {it["name"]: it["value"] for it in json.loads(run.stdout)["figures"]}
                # Fifty send a beacon each in five seconds, of which the whole nodes send two fifths.
                self.assertGreater(figures.get("beacons on the segment, no loss", 10), 8)

    def test_without_time_to_deny_it_one_is_gone_sooner(self):
        words = ("--scenario", "crash", "--peers", "6", "--hours", "0.02", "--seed", "7", "--json")
        took = []
        for more in ((), ("--without", "refuting")):
            figures = {it["name"]: it["value"] for it in json.loads(sim(*words, *more).stdout)["figures"]}
            took.append(figures["noticed after, median, no loss"])
        self.assertGreater(took[0], took[1] + 1)  # refute_within is 1.5 s

    def test_the_command_in_the_output_is_the_run(self):
        first = sim("--scenario", "talk", "--peers", "5", "--hours", "0.002")
        again = first.stdout.splitlines()[-1].removeprefix("Again: scripts/sim ")
        self.assertEqual(sim(*again.split()).stdout, first.stdout)

    def test_a_promise_that_is_broken_is_exit_code_1(self):
        run = sim("--scenario", "talk", "--peers", "5", "--hours", "0.001", "--loss", "0.9", "--seed", "1")
        self.assertEqual(run.returncode, 1, run.stdout)
        self.assertIn("BROKEN", run.stdout)

    def test_bad_options_are_exit_code_2_and_nothing_on_standard_output(self):
        run = sim("--scenario", "party")
        self.assertEqual((run.returncode, run.stdout), (2, ""))
        self.assertIn("party", run.stderr)


class Chaos(unittest.TestCase):
    def expect_holds(self, seed):
        with tempfile.TemporaryDirectory() as folder:
            kept = Path(folder, "kept.trace")
            run = sim(*SMALL_CHAOS, "--seed", str(seed), "--shrink", str(kept), "--shrink-seconds", "30")
            if run.returncode != 0 and kept.exists():
                print(f"What is left of seed {seed}, for tests/sim/kept:\n{kept.read_text(encoding='utf-8')[:20_000]}")
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def test_seeds_that_stay(self):
        for seed in SEEDS_KEPT:
            self.expect_holds(seed)

    def test_fresh_seeds(self):
        until = time.monotonic() + FRESH_SECONDS
        while time.monotonic() < until:
            self.expect_holds(random.SystemRandom().randrange(1 << 32))

    def test_the_chart_tells_what_was_sent_and_what_was_seen(self):
        with tempfile.TemporaryDirectory() as folder:
            chart = Path(folder, "chart")
            self.assertEqual(sim(*SMALL_CHAOS, "--seed", "1", "--chart", str(chart)).returncode, 0)
            lines = chart.read_text(encoding="utf-8").splitlines()
        self.assertTrue(any(" p1 -> all here " in line for line in lines))
        self.assertTrue(any(line.endswith("p1 sees: p2 is here") for line in lines))

    def test_what_is_left_of_a_run_that_fails_breaks_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            kept = Path(folder, "kept.trace")
            run = sim("--scenario", "chaos", "--peers", "4", "--hours", "0.02", "--faults", "disk_lies", "--seed", "6",
                      "--shrink", str(kept), "--shrink-seconds", "2")  # fmt: skip
            self.assertEqual(run.returncode, 1, run.stdout)
            rule = kept.read_text(encoding="utf-8").partition("breaks ")[2].partition("\n")[0]
            again = sim("--play", str(kept))
            self.assertEqual(again.returncode, 1, again.stdout)
            self.assertIn(rule, again.stdout)

    def test_a_file_that_is_no_run_is_exit_code_2(self):
        run = sim("--play", "/dev/null/none")
        self.assertEqual((run.returncode, run.stdout), (2, ""))


if __name__ == "__main__":
    unittest.main()
