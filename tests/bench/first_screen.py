"""From the start of the program to its first screen, on a terminal of our own and the loopback of a network namespace.
A part of scripts/bench; by itself, with any build:

    python3 tests/bench/first_screen.py build/release/src/app/earshot
"""

import os
import pty
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/system"))
import namespaces  # noqa: E402

RUNS = 20
PROMPT = b"#lobby>"  # the last row of the screen, which is written as one piece
PATIENCE = 60


def start_to_screen(program, home, *arguments):
    """Seconds."""
    environment = {"HOME": home, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
    begun = time.monotonic()
    process, terminal = pty.fork()
    if process == 0:
        os.execve(program, [program, "--tui", "--iface", "lo", *arguments], environment)
    seen = b""
    while PROMPT not in seen:
        if time.monotonic() > begun + PATIENCE:
            raise TimeoutError(seen)
        seen += os.read(terminal, 65536)
    took = time.monotonic() - begun
    os.kill(process, signal.SIGTERM)
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:  # it has ended
        pass
    os.close(terminal)
    os.waitpid(process, 0)
    return took


def measured(program):
    """Pairs of what was measured and the seconds of each run."""
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:  # on a disk: /tmp may be memory
        homes = [f"{folder}/{number}" for number in range(RUNS)]
        passphrase = Path(folder) / "passphrase"
        passphrase.touch(mode=0o600)
        passphrase.write_text("acorn beacon canoe dolphin ember fossil\n")
        private = ("--network", "home", "--passphrase-file", str(passphrase))
        yield "start to the first screen ever", [start_to_screen(program, home) for home in homes]
        yield "start to the first screen", [start_to_screen(program, home) for home in homes]
        yield "the same on a private network", [start_to_screen(program, home, *private) for home in homes]


def in_words(runs):
    return f"{statistics.median(runs) * 1000:.0f} ms median, {max(runs) * 1000:.0f} ms at worst, of {len(runs)}"


if __name__ == "__main__":
    namespaces.enter()
    namespaces.run("ip", "link", "set", "lo", "up")
    for what, runs in measured(os.path.abspath(sys.argv[1])):
        print(f"{what:55} {in_words(runs)}", flush=True)
