"""Ten peers who talk without end: what they hold may not grow with the time, and nobody misses a word.

    EARSHOT_SOAK_MINUTES=60 EARSHOT=build/release/src/app/earshot python3 tests/system/soak.py

Eight stay, one of them with a new nick every ten seconds, and two take turns in being killed and coming back, one each
minute. So much is said that the logs in memory are full after a quarter of the time; memory and descriptors of the last
quarter are compared with those of the third. No part of scripts/test: it takes its time."""

import itertools
import os
import statistics
import time
from pathlib import Path

import lab
from earshot_process import PATIENCE, OnALan

MINUTES = float(os.environ.get("EARSHOT_SOAK_MINUTES", "60"))
LOG_ENTRIES = 20_000  # log_entries_max of core/config.h: until then memory has to grow
RATE = LOG_ENTRIES / (60 * MINUTES / 4)  # messages a second
BETWEEN_SAMPLES = 5  # seconds
BETWEEN_NICKS = 10
BETWEEN_KILLS = 60
MEMORY_GROWTH_MAX = 1 << 20  # bytes, from the third quarter to the last
WAL_BYTES_MAX = 64 << 20


class Stayer:
    """One who stays, and what it has heard and used."""

    def __init__(self, person, bot):
        self.person = person
        self.bot = bot
        self.heard = []  # numbers of messages
        self.samples = []  # seconds since the beginning, memory, descriptors, bytes of the write-ahead log

    def listen(self):
        """Takes what the bot has said so far: it would fill this program's memory."""
        for line in self.bot.take_all():
            if line["type"] == "message" and line["dir"] == "in" and line["text"].startswith("word "):
                self.heard.append(int(line["text"].split()[1]))

    def measure(self, at):
        wal = sum(file.stat().st_size for file in Path(self.person.home).rglob("*-wal"))
        self.samples.append((at, self.bot.memory(), self.bot.descriptors(), wal))

    def quarter(self, number, column):
        begin = 60 * MINUTES * (number - 1) / 4
        return [sample[column] for sample in self.samples if begin <= sample[0] < begin + 15 * MINUTES]


class Soak(OnALan):
    def test_what_ten_peers_hold_does_not_grow_and_nobody_misses_a_word(self):
        _, people = self.people(*(f"peer{number}" for number in range(10)))
        bots = self.bots(*people)
        stayers = [Stayer(*each) for each in zip(people[:8], bots)]
        said = self.talk(stayers, people[8:])
        until = time.monotonic() + 3 * PATIENCE
        for number, stayer in enumerate(stayers):
            own = set(range(number, said, len(stayers)))
            while len(stayer.heard) + len(own) < said and time.monotonic() < until:
                time.sleep(0.1)  # looks again
                stayer.listen()
            self.assertEqual(sorted(stayer.heard), sorted(set(range(said)) - own), stayer.person.nick)
        self.judge(stayers, said)

    def talk(self, stayers, comers):
        begin = time.monotonic()
        due = {"word": 0.0, "sample": 0.0, "nick": 0.0, "kill": 0.0}
        words, nicks, kills = itertools.count(), itertools.count(), itertools.count()
        number = 0
        while (now := time.monotonic() - begin) < 60 * MINUTES:
            if now >= due["word"]:
                due["word"] += 1 / RATE
                number = next(words)
                stayers[number % len(stayers)].bot.say({"do": "send", "room": "lobby", "text": f"word {number} of many"})
            if now >= due["sample"]:
                due["sample"] += BETWEEN_SAMPLES
                for stayer in stayers:
                    stayer.listen()
                    stayer.measure(now)
            if now >= due["nick"]:
                due["nick"] += BETWEEN_NICKS
                stayers[0].bot.say({"do": "nick", "nick": f"renamed{next(nicks) % 100}"})
            if now >= due["kill"]:
                due["kill"] += BETWEEN_KILLS
                comer = comers[next(kills) % len(comers)]
                comer.running.pop().kill()
                comer.start("--json", "bot")
            time.sleep(max(0.0, begin + min(due.values()) - time.monotonic()))
        return number + 1

    def judge(self, stayers, said):
        growths, descriptors, wals = [], [], []
        for stayer in stayers:
            third, last = (statistics.median(stayer.quarter(number, 1)) for number in (3, 4))
            growths.append(last - third)
            descriptors.append(max(stayer.quarter(4, 2)) - max(stayer.quarter(3, 2)))
            wals.append(max(sample[3] for sample in stayer.samples))
        memory = max(stayer.samples[-1][1] for stayer in stayers)
        print(
            f"soak: {said} messages in {MINUTES:g} minutes, none missed or doubled; from the third quarter to the last "
            f"memory grew by {max(growths) / 1024:.0f} KiB of {memory / 2**20:.0f} MiB, descriptors by "
            f"{max(descriptors)}; write-ahead log {max(wals) / 2**20:.1f} MiB at most"
        )
        self.assertLessEqual(max(growths), MEMORY_GROWTH_MAX)
        self.assertLessEqual(max(descriptors), 2)  # a question of a moment
        self.assertLessEqual(max(wals), WAL_BYTES_MAX)


if __name__ == "__main__":
    lab.main()
