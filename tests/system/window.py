"""A terminal window with an earshot in it: a tmux of its own, nobody before it.

    window = Window(person)
    window.wait_for("#lobby>")
    window.type("hello")
    window.press("Enter")
"""

import re
import shlex
import subprocess
import tempfile
import time
from pathlib import Path

from earshot_process import PATIENCE

LOOK_EVERY = 0.05  # seconds
QUIET_LOOKS = 10


class Window:
    """tmux shows what a terminal would: cell by cell, and what the program wrote, byte by byte."""

    def __init__(self, person, *arguments, columns=80, rows=24, term="xterm-256color", mode="tui", in_shell=False):
        self.folder = tempfile.TemporaryDirectory(prefix="window-")
        self.home = Path(self.folder.name)
        self.bytes = self.home / "bytes"
        self.environment = person.environment | {"TERM": term, "EARSHOT_MODE": mode, "HISTFILE": "/dev/null"}
        self.tmux("new-session", "-d", "-s", "w", "-x", str(columns), "-y", str(rows), "sleep 1000")
        self.tmux("set", "-g", "default-terminal", term)
        self.tmux("set", "-g", "remain-on-exit", "on")
        self.tmux("set", "-g", "window-size", "manual")
        self.tmux("set", "-g", "focus-events", "on")
        command = shlex.join(person.command(*arguments))
        script = f"stty -g >{self.home}/before; {command}; echo left with $?; stty -g >{self.home}/after; sleep 1000"
        self.tmux("respawn-pane", "-k", "-t", "w", "bash --norc -i" if in_shell else f"sh -c {shlex.quote(script)}")
        self.tmux("pipe-pane", "-t", "w", f"cat >>{self.bytes}")
        if in_shell:  # with job control
            self.type(command)
            self.press("Enter")

    def tmux(self, *arguments, **options):
        done = subprocess.run(
            ["tmux", "-S", str(self.home / "tmux"), "-f", "/dev/null", *arguments], env=self.environment,
            capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE, check=False, **options,
        )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"tmux {arguments}: {done.stderr}")
        return done.stdout

    def rows(self):
        return self.tmux("capture-pane", "-p", "-t", "w").splitlines()

    def screen(self):
        return "\n".join(self.rows())

    def wait_for(self, pattern, timeout=PATIENCE):
        """The match of the pattern somewhere on the screen."""
        return self.wait(lambda: re.search(pattern, self.screen(), re.MULTILINE), repr(pattern), timeout)

    def wait_until_gone(self, pattern, timeout=PATIENCE):
        self.wait(lambda: not re.search(pattern, self.screen(), re.MULTILINE), f"no {pattern!r}", timeout)

    def wait(self, look, wanted, timeout=PATIENCE):
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if found := look():
                return found
            time.sleep(LOOK_EVERY)
        raise AssertionError(f"{timeout} s passed without {wanted}; the screen:\n{self.screen()}")

    def type(self, text):
        self.tmux("send-keys", "-t", "w", "-l", "--", text)

    def press(self, *keys):
        self.tmux("send-keys", "-t", "w", "--", *keys)

    def paste(self, text):
        """As a terminal does: with the marks of a bracketed paste, if they were asked for."""
        self.tmux("load-buffer", "-", input=text)
        self.tmux("paste-buffer", "-p", "-t", "w")

    def resize(self, columns, rows):
        self.tmux("resize-window", "-t", "w", "-x", str(columns), "-y", str(rows))

    def cursor(self):
        row, column = self.tmux("display", "-p", "-t", "w", "#{cursor_y} #{cursor_x}").split()
        return int(row), int(column)

    def is_in_alternate_screen(self):
        return self.tmux("display", "-p", "-t", "w", "#{alternate_on}").strip() == "1"

    def written(self):
        return self.bytes.read_bytes()

    def wait_until_quiet(self):
        """Until it has written nothing for ten looks: it has painted what there was."""
        sizes = []

        def is_quiet():
            sizes.append(len(self.written()))
            return len(sizes) > QUIET_LOOKS and sizes[-1] == sizes[-1 - QUIET_LOOKS]

        self.wait(is_quiet, "quiet")

    def process(self):
        """The process id of the earshot in it."""
        pane = int(self.tmux("display", "-p", "-t", "w", "#{pane_pid}"))
        (child,) = Path(f"/proc/{pane}/task/{pane}/children").read_text(encoding="utf-8").split()
        return int(child)

    def modes_are_restored(self):
        self.wait(lambda: (self.home / "after").is_file() and (self.home / "after").stat().st_size, "the end")
        return (self.home / "before").read_text() == (self.home / "after").read_text()

    def close(self):
        try:
            self.tmux("kill-server")
        except RuntimeError:
            pass  # it has ended already
        self.folder.cleanup()
