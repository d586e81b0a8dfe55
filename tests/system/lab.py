"""A LAN of pretended hosts in a throw-away corner of the kernel: what the system tests and scripts/lan_lab run on.

Each host is a network namespace 10.77.0.K/24, fd77::K/64 with one interface, eth0, plugged into a bridge that lives
in a namespace of its own. Everything stands inside one outer network, mount and process namespace, which enter()
makes and which dies with the program that made it. So no real interface is ever touched, labs cannot collide, and
nothing is left behind, not even after kill -9. Works as root and, where the kernel permits, as anybody.

    with lab.build(3) as lan:
        lan.host(2).unplug()

A test file ends with lab.main() in place of unittest.main().
"""

import ctypes
import itertools
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
import unittest

SKIPPED = 77  # what ctest counts as skipped
INSIDE = "EARSHOT_LAB_OUTSIDE"  # holds the network namespace that we came from, and is unset there
CLONE_NEWNET = 0x40000000  # linux/sched.h
CARRIES_WITHIN = 30  # seconds; mostly some milliseconds, but the kernel may take a second, and a busy machine more

# New namespaces for networks, mounts and processes. As nobody in particular we first become root of a user namespace.
NAMESPACES = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
AS_ANYBODY = ["--user", "--map-root-user"]

# One of each thing that a lab is made of, and the writable /run that ip(8) keeps its names in.
PROBE = """
mount -t tmpfs tmpfs /run && ip netns add probe && ip link add br0 type bridge &&
ip link add probe0 type veth peer name probe1 && nft add table bridge probe
"""

# Which frames a host can be kept from sending or hearing. ARP is no UDP and always passes: a network that filters
# broadcast, as guest Wi-Fi does, still lets its hosts find one another.
KINDS = {
    "broadcast": "meta l4proto udp meta pkttype broadcast",
    "multicast": "meta l4proto udp meta pkttype multicast",
    "unicast": "meta l4proto udp meta pkttype { host, other }",
}
# What gets lost. Not ARP and neighbour discovery, which repeat themselves after a whole second and would hide what
# the program does.
MAY_GET_LOST = "meta l4proto { udp, tcp, icmp }"


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
        print(f"SKIPPED: no network namespaces here: {reason}", file=sys.stderr)
        sys.exit(SKIPPED)
    inner = 'mount -t tmpfs tmpfs /run && mkdir /run/netns && exec "$@"'
    environment = {**os.environ, INSIDE: network_namespace()}
    sys.stdout.flush()
    os.execvpe(command[0], [*command, "sh", "-c", inner, "sh", sys.executable, *sys.orig_argv[1:]], environment)


def main():
    enter()
    unittest.main()


def run(*command, **options):
    """A command that must succeed; its output."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def at(namespace, *command):
    """The command that runs the given one in that namespace. It becomes the given one: the process id is the same."""
    return ["nsenter", f"--net=/run/netns/{namespace}", *command]


class Host:
    """One host of a lab, known by its number, from 1."""

    def __init__(self, prefix, number):
        self.number = number
        self.namespace = f"{prefix}h{number}"
        self.switch = f"{prefix}switch"
        self.ports = f'{{ "p{number}", "q{number}" }}'  # of eth0 and eth1 at the switch, as nftables writes it

    @property
    def address(self):
        """The IPv4 address of eth0 as it is now."""
        (link,) = json.loads(self.ip("-json", "-4", "address", "show", "dev", "eth0"))
        return link["addr_info"][0]["local"]

    def command(self, *command):
        return at(self.namespace, *command)

    def run(self, *command, **options):
        return run(*self.command(*command), **options)

    def ip(self, *arguments):
        return run("ip", "-netns", self.namespace, *arguments)

    def socket(self, family=socket.AF_INET, kind=socket.SOCK_DGRAM):
        """A socket of this process that lives at this host: a socket stays where it was made."""
        made = []

        def make():
            with open(f"/run/netns/{self.namespace}", "rb") as namespace:
                if ctypes.CDLL(None).setns(namespace.fileno(), CLONE_NEWNET) == 0:
                    made.append(socket.socket(family, kind))

        mover = threading.Thread(target=make)  # setns() moves one thread only
        mover.start()
        mover.join()
        if not made:
            raise RuntimeError(f"no socket at {self.namespace}")
        return made[0]

    def plug_in(self, interface, port, ipv4, ipv6):
        """A new interface with these addresses, its cable in the switch."""
        peer = ("type", "veth", "peer", "name", interface, "netns", self.namespace)
        run("ip", "-netns", self.switch, "link", "add", port, *peer)
        run("ip", "-netns", self.switch, "link", "set", port, "master", "br0", "up")
        # No wait for whether somebody else has our addresses: that takes a second or two.
        self.run("sysctl", "-qw", f"net.ipv6.conf.{interface}.accept_dad=0")
        self.ip("address", "add", ipv4, "broadcast", "+", "dev", interface)
        self.ip("address", "add", ipv6, "dev", interface)
        self.ip("link", "set", interface, "up")
        self.wait_until_it_carries(interface, port)

    def wait_until_it_carries(self, interface, port):
        """The kernel takes note of a carrier at its leisure: until then the switch drops what it should forward."""
        until = time.monotonic() + CARRIES_WITHIN
        while True:
            (here,) = json.loads(self.ip("-json", "link", "show", "dev", interface))
            (there,) = json.loads(run("ip", "-netns", self.switch, "-json", "-details", "link", "show", "dev", port))
            if here["operstate"] == "UP" and there["linkinfo"]["info_slave_data"]["state"] == "forwarding":
                return
            if time.monotonic() > until:
                raise RuntimeError(f"{port} carries nothing after {CARRIES_WITHIN} s")
            time.sleep(0.01)

    # What can happen to a host. All of it happens in the switch or the cable, so that the host's own calls go on to
    # succeed: a packet filter of its own would tell it.

    def lose(self, percent, direction="both"):
        """Loses that share of what this host sends (out), hears (in), or both. 0 ends it."""
        share = round(percent * 100)
        rule = f"{MAY_GET_LOST} numgen random mod 10000 0-{share - 1} drop" if share else ""
        self.filter("loss", direction, rule)

    def block(self, kind, direction="both"):
        """Blocks UDP of that kind (a key of KINDS), or no longer any (None)."""
        self.filter("block", direction, f"{KINDS[kind]} drop" if kind else "")

    def filter(self, chain, direction, rule):
        for way in ("in", "out") if direction == "both" else (direction,):
            name = f"{chain}_{way}_{self.number}"
            text = f"flush chain bridge lab {name}\n" + (f"add rule bridge lab {name} {rule}\n" if rule else "")
            run(*at(self.switch, "nft", "-f", "-"), input=text)

    def unplug(self):
        """Pulls the cable of eth0: the host sees its carrier go."""
        run("ip", "-netns", self.switch, "link", "set", f"p{self.number}", "down")

    def plug(self):
        run("ip", "-netns", self.switch, "link", "set", f"p{self.number}", "up")
        self.wait_until_it_carries("eth0", f"p{self.number}")

    def change_address(self, ipv4):
        """A new lease: the old IPv4 address of eth0 goes, this one comes."""
        self.ip("-4", "address", "flush", "dev", "eth0")
        self.ip("address", "add", f"{ipv4}/24", "broadcast", "+", "dev", "eth0")

    def add_second(self):
        """A second interface, eth1, on the same LAN: 10.77.0.(100+K)."""
        number = 100 + self.number
        self.plug_in("eth1", f"q{self.number}", f"10.77.0.{number}/24", f"fd77::{number}/64")

    def limit_rate(self, rate):
        """Sends at most this much, such as 1mbit; the rest waits in a queue of 0.4 s, and what finds that full is lost."""
        bucket = ("tbf", "rate", rate, "burst", "16kb", "latency", "400ms")
        run("tc", "-netns", self.namespace, "qdisc", "replace", "dev", "eth0", "root", *bucket)

    def capture(self, file, interface="eth0"):
        return Capture(self, file, interface)


class Capture:
    """Writes every frame that an interface of a host hears or sends to a pcap file, until stop()."""

    ETH_P_ALL = 3  # linux/if_ether.h
    FRAME_BYTES_MAX = 65_535
    # Magic number (times in microseconds), version 2.4, two unused fields, longest frame, 1 for Ethernet.
    PCAP_HEADER = struct.pack("=IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, FRAME_BYTES_MAX, 1)

    def __init__(self, host, file, interface):
        self.socket = host.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.socket.bind((interface, self.ETH_P_ALL))
        self.socket.settimeout(0.1)
        self.stopping = threading.Event()
        self.writer = threading.Thread(target=self.write, args=(file,), daemon=True)
        self.writer.start()

    def write(self, path):
        with open(path, "wb", buffering=0) as file:
            file.write(self.PCAP_HEADER)
            while not self.stopping.is_set():
                self.write_next(file)
            self.socket.settimeout(0)  # what is still in the queue passed before stop()
            while self.write_next(file):
                pass

    def write_next(self, file):
        try:
            frame = self.socket.recv(self.FRAME_BYTES_MAX)
        except (TimeoutError, BlockingIOError):
            return False
        seconds, fraction = divmod(time.time_ns(), 1_000_000_000)
        file.write(struct.pack("=IIII", seconds, fraction // 1000, len(frame), len(frame)) + frame)
        return True

    def stop(self):
        """Everything that passed before is in the file afterwards."""
        self.stopping.set()
        self.writer.join()
        self.socket.close()


class Lab:
    """The LAN of that many hosts whose names begin with the prefix. build() makes one."""

    def __init__(self, hosts, prefix):
        self.hosts = [Host(prefix, number) for number in range(1, hosts + 1)]
        self.switch = f"{prefix}switch"

    def build(self):
        run("ip", "netns", "add", self.switch)
        bridge = ("type", "bridge", "mcast_snooping", "0", "forward_delay", "0")
        run("ip", "-netns", self.switch, "link", "add", "br0", *bridge)
        run("ip", "-netns", self.switch, "link", "set", "br0", "up")
        run(*at(self.switch, "nft", "-f", "-"), input=self.packet_filter())
        for host in self.hosts:
            run("ip", "netns", "add", host.namespace)
            host.ip("link", "set", "lo", "up")
            host.plug_in("eth0", f"p{host.number}", f"10.77.0.{host.number}/24", f"fd77::{host.number}/64")

    def packet_filter(self):
        """Empty chains for every host; out where a frame comes into the switch, in where it leaves for a host."""
        lines = ["table bridge lab {", "chain partition { }"]
        ways = {"out": ("prerouting", "iifname", []), "in": ("forward", "oifname", ["jump partition"])}
        for way, (hook, interface, rules) in ways.items():
            for host in self.hosts:
                for chain in (f"loss_{way}_{host.number}", f"block_{way}_{host.number}"):
                    lines.append(f"chain {chain} {{ }}")
                    rules.append(f"{interface} {host.ports} jump {chain}")
            lines += [f"chain {way} {{", f"type filter hook {hook} priority 0;", *rules, "}"]
        return "\n".join([*lines, "}\n"])

    def host(self, number):
        return self.hosts[number - 1]

    def partition(self, *groups):
        """Hosts of different groups (of numbers) hear nothing of one another; heal() ends it."""
        lines = ["flush chain bridge lab partition"]
        for here, there in itertools.permutations(groups, 2):
            for one, other in itertools.product(here, there):
                ports = f"iifname {self.host(one).ports} oifname {self.host(other).ports}"
                lines.append(f"add rule bridge lab partition {ports} drop")
        run(*at(self.switch, "nft", "-f", "-"), input="\n".join([*lines, ""]))

    def heal(self):
        self.partition()

    def close(self):
        """Takes apart what stands of the LAN. Programs that still run at its hosts stay, each alone on its own."""
        for name in (self.switch, *(host.namespace for host in self.hosts)):
            if os.path.exists(f"/run/netns/{name}"):
                run("ip", "netns", "delete", name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


built = itertools.count(1)


def build(hosts, prefix=None):
    """A new LAN, all hosts plugged in, beside those that this program built before."""
    if not is_inside():
        raise RuntimeError("a lab stands only inside namespaces of its own: call lab.enter() first")
    lan = Lab(hosts, f"lab{next(built)}" if prefix is None else prefix)
    try:
        lan.build()
    except BaseException:
        lan.close()
        raise
    return lan
