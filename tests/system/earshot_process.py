"""Starts the real earshot at hosts of a lab and reads what it says.

    ann = Person(lan.host(1), "ann")
    chat = ann.start("--json", "bot")
    chat.wait_for_json({"type": "ready"})
    chat.say({"do": "send", "to": "bob", "text": "hi"})
    done = ann.run("send", "bob", "hi", "there")

The program is the one of build/dev, or the one that EARSHOT names.
"""

import itertools
import json
import os
import re
import signal
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

import lab

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.path.abspath(os.environ.get("EARSHOT", ROOT / "build/dev/src/app/earshot"))
PATIENCE = 20  # seconds; far more than anything takes that works, so that a slow machine is no failure


class Person:
    """Somebody at a host: a home directory of their own, which stays when their earshot ends and starts again."""

    def __init__(self, host, nick):
        self.host = host
        self.nick = nick
        self.folder = tempfile.TemporaryDirectory(prefix="earshot-")
        self.home = Path(self.folder.name)
        self.environment = {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "EARSHOT_NICK": nick,
        }
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "XDG_DOWNLOAD_DIR"):
            folder = self.home / name.split("_")[1].lower()
            folder.mkdir(mode=0o700)
            self.environment[name] = str(folder)
        self.environment |= {name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}
        self.running = []

    def command(self, *arguments):
        return self.host.command(PROGRAM, *arguments)

    def start(self, *arguments):
        """An earshot that runs on."""
        earshot = Earshot(self.command(*arguments), self.environment)
        self.running.append(earshot)
        return earshot

    def run(self, *arguments, text="", timeout=PATIENCE):
        """An earshot that ends by itself, with that text on its stdin: returncode, stdout, stderr."""
        return subprocess.run(
            self.command(*arguments), env=self.environment, input=text, capture_output=True, text=True,
            encoding="utf-8", timeout=timeout, check=False,
        )  # fmt: skip

    def run_json(self, *arguments, **options):
        """The objects that earshot --json printed, the last one its result, and the exit code."""
        done = self.run("--json", *arguments, **options)
        return [json.loads(line) for line in done.stdout.splitlines()], done.returncode

    def leave(self):
        """Ends what still runs and removes the home directory."""
        for earshot in self.running:
            earshot.kill()
        self.folder.cleanup()


class OnALan(unittest.TestCase):
    """Tests with people at the hosts of a LAN of their own."""

    seed = None  # of the switch, for tests on one

    def people(self, *nicks):
        lan = lab.build(len(nicks), seed=self.seed)
        self.addCleanup(lan.close)
        people = [Person(host, nick) for host, nick in zip(lan.hosts, nicks)]
        for person in people:
            self.addCleanup(person.leave)
        return lan, people

    def bots(self, *people):
        """Everybody runs a bot and sees everybody else; all have begun before the first is looked at."""
        bots = [person.start("--json", "bot") for person in people]
        for person, bot in zip(people, bots):
            for other in people:
                if other is not person:
                    bot.wait_for_json({"type": "peer", "event": "here", "peer": {"nick": other.nick}})
        return bots

    def wait_until_gone(self, bot, nick):
        numbers = itertools.count()

        def is_gone():
            request = f"look {next(numbers)} for {nick}"
            bot.say({"do": "peers", "all": True, "to": nick, "req": request})
            return bot.wait_for_json({"type": "result", "req": request})["data"]["peer"]["state"] == "gone"

        bot.wait(is_gone, f"{nick} to be gone", 30)


class Earshot:
    """One running earshot. Each line that it says answers one wait only, in whatever order the waits come."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, encoding="utf-8", bufsize=1,
        )  # fmt: skip
        self.said = []  # all lines of stdout
        self.complained = []  # all lines of stderr
        self.taken = set()  # which lines of said have answered a wait
        self.open_streams = 2
        self.changed = threading.Condition()
        self.readers = [
            threading.Thread(target=self.read, args=stream, daemon=True)
            for stream in ((self.process.stdout, self.said), (self.process.stderr, self.complained))
        ]
        for reader in self.readers:
            reader.start()

    def read(self, stream, lines):
        for line in stream:
            with self.changed:
                lines.append(line.rstrip("\n"))
                self.changed.notify_all()
        with self.changed:
            self.open_streams -= 1
            self.changed.notify_all()

    def wait_for(self, pattern, timeout=PATIENCE):
        """The match of the first untaken line of stdout that the pattern is found in."""
        return self.take(re.compile(pattern).search, repr(pattern), timeout)

    def wait_for_json(self, wanted, timeout=PATIENCE):
        """The first untaken object that has all these fields with these values, nested objects alike."""

        def look(line):
            found = json.loads(line)
            return found if is_part(wanted, found) else None

        return self.take(look, wanted, timeout)

    def wait_for_complaint(self, pattern, timeout=PATIENCE):
        """The match of the first line of stderr that the pattern is found in."""
        search = re.compile(pattern).search
        return self.wait(lambda: next(filter(None, map(search, self.complained)), None), repr(pattern), timeout)

    def take(self, look, wanted, timeout):
        def attempt():
            for number, line in enumerate(self.said):
                if number not in self.taken and (found := look(line)):
                    self.taken.add(number)
                    return found
            return None

        return self.wait(attempt, wanted, timeout)

    def wait(self, attempt, wanted, timeout):
        with self.changed:
            found = None

            def is_over():
                nonlocal found
                found = attempt()
                return found or self.open_streams == 0

            self.changed.wait_for(is_over, timeout)
            if found:
                return found
            ended = "it ended" if self.open_streams == 0 else f"{timeout} s passed"
            raise AssertionError("\n".join([
                f"{ended} without {wanted}; {len(self.said)} lines of stdout, the last ones:", *self.said[-30:],
                f"{len(self.complained)} lines of stderr, the last ones:", *self.complained[-30:],
            ]))  # fmt: skip

    def objects(self):
        """All JSON lines so far."""
        with self.changed:
            return [json.loads(line) for line in self.said]

    def take_all(self):
        """All JSON lines since the last call, for who listens for long: they are forgotten here."""
        with self.changed:
            lines, self.said[:] = self.said[:], []
            self.taken.clear()
        return [json.loads(line) for line in lines]

    def memory(self):
        """Bytes of it that are in memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"^VmRSS:\s*(\d+) kB$", status, re.MULTILINE)[1]) * 1024

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def say(self, line):
        """Types a line, or writes an object as one."""
        self.process.stdin.write((line if isinstance(line, str) else json.dumps(line)) + "\n")
        self.process.stdin.flush()

    def finish(self, timeout=PATIENCE):
        """Ends its input; the exit code."""
        self.process.stdin.close()
        return self.ended(timeout)

    def stop(self, timeout=PATIENCE):
        """Asks it to end (SIGTERM); the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.ended(timeout)

    def kill(self):
        """Ends it on the spot, as a crash would."""
        self.process.kill()
        return self.ended(PATIENCE)

    def ended(self, timeout):
        try:
            code = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"did not end within {timeout} s: {' '.join(self.process.args)}") from None
        finally:
            for reader in self.readers:
                reader.join(PATIENCE)
            for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
                close_quietly(stream)
        return code


def close_quietly(stream):
    """What it no longer wanted to read may still be in the pipe."""
    try:
        stream.close()
    except BrokenPipeError:
        pass


def is_part(wanted, found):
    """Whether the wanted fields are among the found ones, nested objects alike."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(key in found and is_part(wanted[key], found[key]) for key in wanted)
    return wanted == found
