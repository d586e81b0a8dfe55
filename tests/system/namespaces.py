"""New namespaces for networks, mounts and processes, and the way into them.

Everything that a pretended LAN is made of stands inside one outer set of namespaces, which enter() makes and which dies
with the program that made it. So no real interface is ever touched, and nothing is left behind, not even after kill -9.
Works as root and, where the kernel permits, as anybody.
"""

import ctypes
import os
import shutil
import subprocess
import sys
import threading

SKIPPED = 77  # what ctest counts as skipped
INSIDE = "EARSHOT_LAB_OUTSIDE"  # holds the network namespace that we came from, and is unset there
CLONE_NEWNET = 0x40000000  # linux/sched.h

# As nobody in particular we first become root of a user namespace.
NAMESPACES = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
AS_ANYBODY = ["--user", "--map-root-user"]

# One of each thing that a lab is made of, and the writable /run that ip(8) keeps its names in.
PROBE = """
mount -t tmpfs tmpfs /run && ip netns add probe && ip link add br0 type bridge &&
ip link add probe0 type veth peer name probe1 && nft add table bridge probe
"""


def network_namespace():
    return os.readlink("/proc/self/ns/net")


def is_inside():
    return os.environ.get(INSIDE, network_namespace()) != network_namespace()


def way_in():
    """The command that leads into new namespaces, and why there is none."""
    for tool in ("unshare", "nsenter", "ip", "nft"):
        if not shutil.which(tool):
            return None, f"there is no {tool}"
    command = NAMESPACES if os.geteuid() == 0 else NAMESPACES + AS_ANYBODY
    tried = subprocess.run([*command, "sh", "-c", PROBE], capture_output=True, text=True, check=False)
    if tried.returncode == 0:
        return command, ""
    return None, tried.stderr.strip() or "no reason given"


def enter():
    """Starts this program again inside new namespaces, unless it is there already. Exits if the kernel refuses."""
    if is_inside():
        return
    command, reason = way_in()
    if command is None:
        skip(f"no network namespaces here: {reason}")
    inner = 'mount -t tmpfs tmpfs /run && mkdir /run/netns && exec "$@"'
    environment = {**os.environ, INSIDE: network_namespace()}
    sys.stdout.flush()
    os.execvpe(command[0], [*command, "sh", "-c", inner, "sh", sys.executable, *sys.orig_argv[1:]], environment)


def skip(reason):
    """Ends this program, loudly and not as a success."""
    print(f"SKIPPED: {reason}", file=sys.stderr)
    sys.exit(SKIPPED)


def run(*command, **options):
    """A command that must succeed; its output."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def at(namespace, *command):
    """The command that runs the given one in that namespace. It becomes the given one: the process id is the same."""
    return ["nsenter", f"--net=/run/netns/{namespace}", *command]


def made_at(namespace, make):
    """What make() returns in that namespace: a socket or a TAP device stays where it was made."""
    made, failures = [], []

    def move_and_make():
        try:
            with open(f"/run/netns/{namespace}", "rb") as there:
                if ctypes.CDLL(None, use_errno=True).setns(there.fileno(), CLONE_NEWNET) != 0:
                    raise OSError(ctypes.get_errno(), f"setns {namespace}")
            made.append(make())
        except OSError as error:
            failures.append(error)

    mover = threading.Thread(target=move_and_make)  # setns() moves one thread only
    mover.start()
    mover.join()
    if failures:
        raise failures[0]
    return made[0]
