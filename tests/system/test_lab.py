"""The pretended LAN does what it says; else the other system tests would prove nothing."""

import os
import socket
import struct
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import lab
import namespaces

PORT = 9
MANY = 1000
SOON = 0.3  # seconds; a datagram crosses in well under one millisecond
SCRIPT = Path(__file__).resolve().parents[2] / "scripts/lan_lab"
EVERYWHERE = """
lan_lab loss 1 30; lan_lab loss 1 40 in broadcast; lan_lab loss 1 0 unicast; lan_lab loss 1 0 out
lan_lab block 1 multicast out; lan_lab block 1 nothing; lan_lab rate 1 1mbit
lan_lab unplug 1; lan_lab plug 1; lan_lab address 1 10.77.0.50; lan_lab second 1
lan_lab partition 1,2 3; lan_lab silence 1 2,3; lan_lab isolate 1,2,3; lan_lab heal; lan_lab exec 1 true
"""
ONLY_ON_A_SWITCH = (
    "lan_lab burst 1 10 5 in", "lan_lab delay 1 5 10 out", "lan_lab reorder 1 5", "lan_lab duplicate 1 5",
    "lan_lab corrupt 1 2 both", "lan_lab counts",
)  # fmt: skip


class Ear:
    """A UDP socket at a host that hears broadcast and unicast on PORT and can send both."""

    def __init__(self, test, host, family=socket.AF_INET):
        self.socket = host.socket(family)
        test.addCleanup(self.socket.close)
        if family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        self.socket.bind(("", PORT))
        self.socket.settimeout(SOON)

    def send(self, text, address="10.77.0.255", times=1):
        for _ in range(times):
            self.socket.sendto(text.encode(), (address, PORT))

    def heard(self, enough=10 * MANY):
        """What comes until that much has come or it is silent, and from where. Own broadcasts come, too."""
        datagrams = []
        try:
            while len(datagrams) < enough:
                data, source = self.socket.recvfrom(2048)
                datagrams.append((data.decode(errors="replace"), source[0]))
        except TimeoutError:
            pass
        return datagrams

    def count(self, enough=10 * MANY):
        return len(self.heard(enough))


class TheLab(unittest.TestCase):
    seed = None

    def lan(self, hosts):
        lan = lab.build(hosts, seed=self.seed)
        self.addCleanup(lan.close)
        return lan, [Ear(self, host) for host in lan.hosts]

    def test_it_holds_no_interface_of_this_machine(self):
        self.assertNotEqual(os.environ[namespaces.INSIDE], namespaces.network_namespace())
        self.assertEqual([name for _, name in socket.if_nameindex()], ["lo"])
        lan, _ = self.lan(1)
        links = lan.host(1).ip("-brief", "link").splitlines()
        self.assertEqual([link.split("@")[0].split()[0] for link in links], ["lo", "eth0"])

    def test_broadcast_and_unicast_cross_and_reach_whom_they_should(self):
        _, (ann, bob, cid) = self.lan(3)
        ann.send("all")
        ann.send("bob", "10.77.0.2")
        self.assertEqual(bob.heard(2), [("all", "10.77.0.1"), ("bob", "10.77.0.1")])
        self.assertEqual(cid.heard(), [("all", "10.77.0.1")])

    def test_multicast_crosses(self):
        lan, (ann, bob) = self.lan(2)
        group = socket.inet_aton("239.77.0.1")
        bob.socket.setsockopt(
            socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group + socket.inet_aton(lan.host(2).address)
        )
        ann.socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(lan.host(1).address))
        ann.send("group", "239.77.0.1")
        self.assertEqual(bob.count(1), 1)

    def test_ipv6_crosses_at_once(self):
        lan, _ = self.lan(2)
        one, two = (Ear(self, host, socket.AF_INET6) for host in lan.hosts)
        one.send("six", "fd77::2")
        self.assertEqual(two.heard(1), [("six", "fd77::1")])
        link = struct.pack("@I", 2)  # eth0 is the second after lo
        two.socket.setsockopt(
            socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, socket.inet_pton(socket.AF_INET6, "ff02::77") + link
        )
        one.socket.sendto(b"near", ("ff02::77", PORT, 0, 2))
        ((text, source),) = two.heard(1)
        self.assertEqual(text, "near")
        self.assertTrue(source.startswith("fe80::"), source)

    def test_loss_takes_about_its_share_on_the_chosen_way_only(self):
        lan, (ann, bob) = self.lan(2)
        lan.host(1).lose(30, "out")
        ann.send("lossy", times=MANY)
        # 1,000 draws at 0.3: a standard deviation of 14.5, and five of them to be left alone by chance.
        self.assertAlmostEqual(bob.count(), 700, delta=73)
        bob.send("whole", times=MANY)
        self.assertEqual(ann.heard().count(("whole", "10.77.0.2")), MANY)

        lan.host(1).lose(0, "out")
        lan.host(1).lose(100, "in")
        ann.send("whole", times=MANY)
        self.assertEqual(bob.heard().count(("whole", "10.77.0.1")), MANY)
        bob.send("lost", times=MANY)
        self.assertNotIn(("lost", "10.77.0.2"), ann.heard())

    def test_broadcast_can_be_lost_in_part_while_unicast_passes(self):
        lan, (ann, bob) = self.lan(2)
        lan.host(2).lose(40, "in", "broadcast")
        ann.send("all", times=MANY)
        self.assertAlmostEqual(bob.count(), 600, delta=78)  # five standard deviations
        ann.send("bob", "10.77.0.2", times=MANY)
        self.assertEqual(bob.count(MANY), MANY)

    def test_broadcast_can_be_blocked_while_unicast_passes(self):
        lan, (ann, bob) = self.lan(2)
        lan.host(1).block("broadcast", "out")
        ann.send("all")
        ann.send("bob", "10.77.0.2")
        bob.send("ann hears all")
        self.assertCountEqual(bob.heard(), [("bob", "10.77.0.1"), ("ann hears all", "10.77.0.2")])
        self.assertIn(("ann hears all", "10.77.0.2"), ann.heard())

        lan.host(1).block("unicast")
        ann.send("bob", "10.77.0.2")
        self.assertEqual(bob.heard(), [])
        lan.host(1).block(None)
        ann.send("bob", "10.77.0.2")
        self.assertEqual(bob.count(1), 1)

    def test_a_pulled_cable_is_seen_and_felt(self):
        lan, (ann, bob) = self.lan(2)
        lan.host(2).unplug()
        self.assertIn("NO-CARRIER", lan.host(2).ip("link", "show", "eth0"))
        ann.send("unheard")
        self.assertEqual(bob.heard(), [])
        lan.host(2).plug()
        self.assertNotIn("NO-CARRIER", lan.host(2).ip("link", "show", "eth0"))
        ann.send("heard")
        self.assertEqual(bob.count(1), 1)

    def test_an_address_can_change(self):
        lan, (ann, bob) = self.lan(2)
        lan.host(1).change_address("10.77.0.50")
        self.assertEqual(lan.host(1).address, "10.77.0.50")
        ann.send("moved")
        self.assertEqual(bob.heard(1), [("moved", "10.77.0.50")])
        bob.send("there", "10.77.0.50")
        self.assertIn(("there", "10.77.0.2"), ann.heard())

    def test_a_second_interface_hears_as_well(self):
        lan, (ann, bob) = self.lan(2)
        lan.host(2).add_second()
        ann.send("twice")
        self.assertEqual(bob.heard(), [("twice", "10.77.0.1")] * 2)
        ann.send("second", "10.77.0.102")
        self.assertEqual(bob.heard(1), [("second", "10.77.0.1")])

    def test_a_partition_cuts_between_its_groups_until_it_heals(self):
        lan, (ann, bob, cid) = self.lan(3)
        lan.partition([1, 2], [3])
        ann.send("half")
        cid.send("alone")
        self.assertEqual(bob.heard(), [("half", "10.77.0.1")])
        self.assertEqual(cid.heard(), [("alone", "10.77.0.3")])
        lan.heal()
        ann.send("all")
        self.assertEqual(cid.heard(1), [("all", "10.77.0.1")])

    def test_who_is_silenced_still_hears(self):
        lan, (ann, bob) = self.lan(2)
        lan.silence([1], [2])
        ann.send("unheard")
        bob.send("heard")
        self.assertEqual(bob.heard(), [("heard", "10.77.0.2")])
        self.assertIn(("heard", "10.77.0.2"), ann.heard())

    def test_isolated_hosts_hear_only_who_is_not(self):
        lan, (ann, bob, cid) = self.lan(3)
        lan.isolate([1, 2])
        ann.send("from ann")
        cid.send("from cid")
        self.assertEqual(bob.heard(), [("from cid", "10.77.0.3")])
        self.assertCountEqual(cid.heard(), [("from ann", "10.77.0.1"), ("from cid", "10.77.0.3")])

    def test_a_slow_link_is_slow(self):
        lan, (ann, bob) = self.lan(2)
        lan.host(1).limit_rate("1mbit")
        began = time.monotonic()
        ann.send("x" * 1000, times=60)
        self.assertEqual(bob.count(60), 60)
        # 62.5 kB on the wire, less 16.4 kB that may go at once, are 0.37 s.
        self.assertGreater(time.monotonic() - began, 0.3)

    def test_labs_side_by_side_do_not_hear_each_other(self):
        _, (ann, bob) = self.lan(2)
        _, (other,) = self.lan(1)
        ann.send("here")
        self.assertEqual(bob.count(1), 1)
        self.assertEqual(other.heard(), [])

    def test_what_passes_can_be_captured(self):
        lan, (ann, bob) = self.lan(2)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "lan.pcap")
            capture = lan.host(2).capture(file)
            ann.send("to be captured")
            self.assertEqual(bob.count(1), 1)
            capture.stop()
            self.assertIn(b"to be captured", file.read_bytes())

    def test_a_closed_lab_leaves_nothing(self):
        before = os.listdir("/run/netns")
        lab.build(2, seed=self.seed).close()
        self.assertEqual(os.listdir("/run/netns"), before)


class TheScript(unittest.TestCase):
    options = ()

    def in_a_lab(self, script):
        environment = {name: value for name, value in os.environ.items() if name != namespaces.INSIDE}
        command = [SCRIPT, "run", "3", *self.options, "--", "sh", "-ec", script]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    def test_every_command_works(self):
        done = self.in_a_lab(EVERYWHERE)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_what_is_no_command_changes_nothing(self):
        wrong = ("loss 1 30 sideways", "loss 9 30", "loss 1 130", "rate 1 fast", "partition 1", "nonsense")
        done = self.in_a_lab("; ".join(f"! lan_lab {command}" for command in wrong) + "; echo refused")
        self.assertEqual((done.returncode, done.stdout), (0, "refused\n"), done.stderr)
        self.assertNotIn("Traceback", done.stderr)

    def test_what_only_a_switch_can_do(self):
        done = self.in_a_lab("; ".join(f"! {command}" for command in ONLY_ON_A_SWITCH))
        self.assertEqual(done.stderr.count("a switch does"), len(ONLY_ON_A_SWITCH), done.stderr)


if __name__ == "__main__":
    lab.main()
