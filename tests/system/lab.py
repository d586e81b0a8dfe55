"""A LAN of pretended hosts in a throw-away corner of the kernel: what the system tests and scripts/lan_lab run on.

Each host is a network namespace 10.77.0.K/24, fd77::K/64 with one interface, eth0, plugged into one of two fabrics:
a bridge of the kernel (bridge.py), which is fast, or a switch of our own (tap_switch.py), which does by a seed whatever
bad networks do. All stands inside namespaces of its own (namespaces.py): no real interface is touched, and labs cannot
collide.

    with lab.build(3) as lan:              a bridge; lab.build(3, seed=7) has a switch
        lan.host(2).unplug()

A test file ends with lab.main() in place of unittest.main().
"""

import itertools
import json
import os
import re
import socket
import time
import unittest

import namespaces
from bridge import Bridge
from capture import Capture
from namespaces import run
from tap_switch import TapSwitch, why_impossible

CARRIES_WITHIN = 30  # seconds; mostly some milliseconds, but the kernel may take a second, and a busy machine more
CASTS = ("broadcast", "multicast", "unicast")
RATES = {"kbit": 1_000, "mbit": 1_000_000, "gbit": 1_000_000_000}


def main(on_switch=False):
    """Runs the tests of the file; on_switch if they need one."""
    namespaces.enter()
    if on_switch and (reason := why_impossible()):
        namespaces.skip(f"no TAP devices here: {reason}")
    unittest.main()


def share(percent):
    """That share of one; None if it is nothing."""
    if not 0 <= percent <= 100:
        raise ValueError(f"{percent} is no percentage")
    return percent / 100 or None


class Host:
    """One host of a lab, known by its number, from 1."""

    def __init__(self, prefix, number, fabric):
        self.number = number
        self.namespace = f"{prefix}h{number}"
        self.fabric = fabric

    @property
    def address(self):
        """The IPv4 address of eth0 as it is now."""
        (link,) = json.loads(self.ip("-json", "-4", "address", "show", "dev", "eth0"))
        return link["addr_info"][0]["local"]

    def command(self, *command):
        return namespaces.at(self.namespace, *command)

    def run(self, *command, **options):
        return run(*self.command(*command), **options)

    def ip(self, *arguments):
        return run("ip", "-netns", self.namespace, *arguments)

    def socket(self, family=socket.AF_INET, kind=socket.SOCK_DGRAM):
        """A socket of this process that lives at this host."""
        return namespaces.made_at(self.namespace, lambda: socket.socket(family, kind))

    def capture(self, file, interface="eth0"):
        return Capture(self, file, interface)

    def plug_in(self, interface, ipv4, ipv6):
        """A new interface with these addresses, its cable in the fabric."""
        self.fabric.attach(self, interface)
        # No wait for whether somebody else has our addresses: that takes a second or two.
        self.run("sysctl", "-qw", f"net.ipv6.conf.{interface}.accept_dad=0")
        self.ip("address", "add", ipv4, "broadcast", "+", "dev", interface)
        self.ip("address", "add", ipv6, "dev", interface)
        self.ip("link", "set", interface, "up")
        self.fabric.set_carrier(self, interface, True)
        self.wait_until_it_carries(interface)

    def wait_until_it_carries(self, interface):
        """The kernel takes note of a carrier at its leisure: until then what should be forwarded is dropped."""
        until = time.monotonic() + CARRIES_WITHIN
        while True:
            (link,) = json.loads(self.ip("-json", "link", "show", "dev", interface))
            if link["operstate"] == "UP" and self.fabric.carries(self, interface):
                return
            if time.monotonic() > until:
                raise RuntimeError(f"{interface} of host {self.number} carries nothing after {CARRIES_WITHIN} s")
            time.sleep(0.01)

    # What can happen to a host. All of it happens in the fabric or the cable, so that the host's own calls go on to
    # succeed: a packet filter of its own would tell it. A direction is out (what it sends), in (what it hears) or both:
    # then what goes from one such host to another suffers twice.

    def set_fault(self, fault, value, direction):
        for way in ("in", "out") if direction == "both" else (direction,):
            self.fabric.set_fault(self, way, fault, value)

    def lose(self, percent, direction="both", cast=None):
        """Loses that share of all UDP, TCP and ICMP, or beside that of the UDP of that cast. 0 ends it."""
        self.set_fault(cast or "loss", share(percent), direction)

    def block(self, cast, direction="both"):
        """Blocks UDP of that cast as well, or no longer any (None)."""
        for each in (cast,) if cast else CASTS:
            self.lose(100 if cast else 0, direction, each)

    def unplug(self):
        """Pulls the cable of eth0: the host sees its carrier go."""
        self.fabric.set_carrier(self, "eth0", False)

    def plug(self):
        self.fabric.set_carrier(self, "eth0", True)
        self.wait_until_it_carries("eth0")

    def change_address(self, ipv4):
        """A new lease: the old IPv4 address of eth0 goes, this one comes."""
        self.ip("-4", "address", "flush", "dev", "eth0")
        self.ip("address", "add", f"{ipv4}/24", "broadcast", "+", "dev", "eth0")

    def add_second(self):
        """A second interface, eth1, on the same LAN: 10.77.0.(100+K)."""
        number = 100 + self.number
        self.plug_in("eth1", f"10.77.0.{number}/24", f"fd77::{number}/64")

    def limit_rate(self, rate):
        """Sends at most this much, such as 1mbit; the rest waits in a queue of 0.4 s, and what finds that full is lost."""
        parts = re.fullmatch(r"([0-9]+)([a-z]+)", rate)
        if not parts or parts[2] not in RATES or int(parts[1]) == 0:
            raise ValueError(f"{rate} is no rate such as 500kbit or 1mbit")
        self.set_fault("rate", int(parts[1]) * RATES[parts[2]], "out")

    # What only a switch can do.

    def lose_in_bursts(self, percent, frames, direction="both"):
        """Loses that share in bursts of so many frames in the mean. 0 ends it."""
        if percent == 100 or frames < 1:
            raise ValueError("a burst ends, and is a frame at least")
        self.set_fault("burst", [share(percent), frames] if percent else None, direction)

    def delay(self, shortest_ms, longest_ms, direction="both"):
        """Each frame takes so long, by chance, and none overtakes another. 0 and 0 end it."""
        if not 0 <= shortest_ms <= longest_ms:
            raise ValueError(f"no delay can be from {shortest_ms} to {longest_ms} ms")
        self.set_fault("delay", [shortest_ms / 1000, longest_ms / 1000] if longest_ms else None, direction)

    def reorder(self, percent, direction="both"):
        """That share is held up by another 20 ms at most, and overtaken meanwhile."""
        self.set_fault("reorder", share(percent), direction)

    def duplicate(self, percent, direction="both"):
        """That share comes a second time within 20 ms."""
        self.set_fault("duplicate", share(percent), direction)

    def corrupt(self, percent, direction="both"):
        """Flips bits in that share. One half still has a good UDP checksum, and so reaches the program."""
        self.set_fault("corrupt", share(percent), direction)


class Lab:
    """The LAN of that many hosts whose names begin with the prefix. build() makes one."""

    def __init__(self, hosts, prefix, fabric):
        self.fabric = fabric
        self.hosts = [Host(prefix, number, fabric) for number in range(1, hosts + 1)]

    def set_up(self):
        for host in self.hosts:
            run("ip", "netns", "add", host.namespace)
            host.ip("link", "set", "lo", "up")
            host.plug_in("eth0", f"10.77.0.{host.number}/24", f"fd77::{host.number}/64")

    def host(self, number):
        return self.hosts[number - 1]

    # Who hears nothing of whom; each of these takes the place of the one before.

    def partition(self, *groups):
        """Hosts of different groups (of numbers) hear nothing of one another."""
        self.fabric.cut([
            pair for here, there in itertools.permutations(groups, 2) for pair in itertools.product(here, there)
        ])  # fmt: skip

    def silence(self, group, others):
        """The others hear nothing of the group, which hears them."""
        self.fabric.cut(list(itertools.product(group, others)))

    def isolate(self, group):
        """Each of the group hears only who is not in it, as guests of a Wi-Fi hear only the access point."""
        self.fabric.cut(list(itertools.permutations(group, 2)))

    def heal(self):
        self.fabric.cut([])

    def counts(self):
        """Frames and bytes, by host and direction ("1 out") and what happened to them."""
        return self.fabric.counts()

    def close(self):
        """Takes apart what stands of the LAN. Programs that still run at its hosts stay, each alone on its own."""
        self.fabric.close()
        for host in self.hosts:
            if os.path.exists(f"/run/netns/{host.namespace}"):
                run("ip", "netns", "delete", host.namespace)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


built = itertools.count(1)


def build(hosts, prefix=None, seed=None):
    """A new LAN, all hosts plugged in, beside those that this program built before; with a seed on a switch."""
    if not namespaces.is_inside():
        raise RuntimeError("a lab stands only inside namespaces of its own: call namespaces.enter() first")
    prefix = f"lab{next(built)}" if prefix is None else prefix
    if seed is None:
        fabric = Bridge(prefix)
        fabric.open(hosts)
    else:
        fabric = TapSwitch(prefix)
        fabric.open(seed)
    lan = Lab(hosts, prefix, fabric)
    try:
        lan.set_up()
    except BaseException:
        lan.close()
        raise
    return lan


def standing(prefix):
    """The LAN of that prefix that another process has built in these namespaces."""
    hosts = sum(name.startswith(f"{prefix}h") for name in os.listdir("/run/netns"))
    switch = TapSwitch(prefix)
    return Lab(hosts, prefix, switch if switch.is_open() else Bridge(prefix))
