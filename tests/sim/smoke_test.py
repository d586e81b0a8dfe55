#!/usr/bin/env python3
"""Each scenario of earshot-sim keeps its promises with twenty peers, and a seed gives the same run again."""

import json
import os
import subprocess
import unittest

SIM = os.environ["EARSHOT_SIM"]
WORDS = {
    "join": ("--hours", "0.005"),
    "idle": ("--hours", "0.02"),
    "crash": ("--hours", "0.01"),
    "talk": ("--hours", "0.005"),
    "chaos": ("--hours", "0.02"),
}


def sim(*words):
    return subprocess.run([SIM, *words], capture_output=True, text=True, timeout=100, check=False)


def play(scenario, seed):
    return sim("--scenario", scenario, "--peers", "20", "--seed", seed, "--json", *WORDS[scenario])


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


if __name__ == "__main__":
    unittest.main()
