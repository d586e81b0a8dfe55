"""What the switch decides, in pretended time and without a network."""

import unittest

import frames
from switch import AT_ONCE_BYTES, QUEUE_SECONDS, STRAGGLES_SECONDS, Switch

ANN, BOB, CID = ((number, "eth0") for number in (1, 2, 3))
TO_ALL = b"\xff" * 6
GROUP = b"\x01\x00\x5e\x00\x00\x01"
MANY = 4000
LATER = 1e6  # seconds; by then everything has arrived


def hardware(port):
    return bytes([2, 0, 0, 0, 0, port[0]])


def ipv4(source, target, payload, protocol=frames.UDP):
    """A frame with the checksum in its UDP header that a sender would have made."""
    to = hardware(target) if isinstance(target, tuple) else target
    head = bytes([0x45, 0]) + (28 + len(payload)).to_bytes(2, "big") + bytes(5) + bytes([protocol]) + bytes(2)
    frame = to + hardware(source) + frames.IPV4 + head + bytes([10, 77, 0, source[0], 10, 77, 0, 9])
    udp = bytes([0, 9, 0, 9]) + (8 + len(payload)).to_bytes(2, "big")
    checksum = (~sum_of(frame[26:34] + bytes([0, protocol]) + udp[4:6] + udp + payload) & 0xFFFF) or 0xFFFF
    return frame + udp + checksum.to_bytes(2, "big") + payload


def sum_of(data):
    total = sum(frames.word(data, place) for place in range(0, len(data), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def has_good_checksum(frame):
    return sum_of(frame[26:34] + bytes([0, frame[23]]) + frame[38:40] + frame[34:]) == 0xFFFF


def arp(source):
    return TO_ALL + hardware(source) + b"\x08\x06" + bytes(28)


class Switching(unittest.TestCase):
    def setUp(self):
        self.switch = self.new_switch()

    @staticmethod
    def new_switch(seed=7):
        switch = Switch(seed)
        for port in (ANN, BOB, CID):
            switch.plug(port)
            switch.receive(0, port, arp(port))
        switch.deliver(0)
        return switch

    def fault(self, name, value, port=ANN, direction="out"):
        self.switch.way(port[0], direction).faults[name] = value

    def through(self, count, frame=None, apart=1.0):
        """What comes out, when so many frames go from Ann to Bob (or others of hers), so many seconds apart."""
        for number in range(count):
            self.switch.receive(number * apart, ANN, frame or ipv4(ANN, BOB, b"%d" % number))
        return [each for _, each in self.switch.deliver(LATER)]

    def times(self):
        """When what is under way arrives, and which payload."""
        arrivals = []
        while (deadline := self.switch.deadline()) is not None:
            arrivals += [(deadline, frame[42:]) for _, frame in self.switch.deliver(deadline)]
        return arrivals

    def counted(self, what, port=ANN, direction="out"):
        return self.switch.way(port[0], direction).counts[what][0]


class Forwarding(Switching):
    def test_what_is_for_one_goes_to_one_and_what_is_for_all_to_all_others(self):
        self.switch.receive(1, ANN, ipv4(ANN, BOB, b"bob"))
        self.assertEqual([port for port, _ in self.switch.deliver(1)], [BOB])
        for target in (TO_ALL, GROUP, b"\x02strange"[:6]):
            self.switch.receive(1, ANN, ipv4(ANN, target, b"all"))
            self.assertEqual([port for port, _ in self.switch.deliver(1)], [BOB, CID])

    def test_what_a_host_sends_to_itself_goes_nowhere(self):
        self.switch.receive(1, ANN, ipv4(ANN, ANN, b""))
        self.assertEqual(self.switch.deliver(1), [])

    def test_a_host_whose_cable_was_pulled_is_looked_for_everywhere_and_found_at_its_new_port(self):
        self.switch.unplug(BOB)
        self.switch.receive(1, ANN, ipv4(ANN, BOB, b"where are you"))
        self.assertEqual([port for port, _ in self.switch.deliver(1)], [CID])
        self.switch.plug(BOB)
        self.switch.receive(1, ANN, ipv4(ANN, BOB, b"where are you"))
        self.assertEqual([port for port, _ in self.switch.deliver(1)], [BOB, CID])
        self.switch.receive(1, CID, arp(BOB))
        self.switch.deliver(1)
        self.switch.receive(2, ANN, ipv4(ANN, BOB, b"moved"))
        self.assertEqual([port for port, _ in self.switch.deliver(2)], [CID])

    def test_what_is_under_way_to_a_pulled_cable_is_lost(self):
        self.fault("delay", [1, 1], BOB, "in")
        self.switch.receive(1, ANN, ipv4(ANN, BOB, b""))
        self.assertEqual(self.switch.deliver(1), [])
        self.switch.unplug(BOB)
        self.assertEqual(self.switch.deliver(2), [])
        self.assertEqual(self.counted("unplugged", BOB, "in"), 1)

    def test_a_cut_is_one_way(self):
        self.switch.cut = {(1, 2)}
        self.switch.receive(1, ANN, ipv4(ANN, TO_ALL, b""))
        self.switch.receive(1, BOB, ipv4(BOB, TO_ALL, b""))
        self.assertEqual([port for port, _ in self.switch.deliver(1)], [CID, ANN, CID])
        self.assertEqual(self.counted("cut", BOB, "in"), 1)

    def test_a_frame_that_is_none_is_dropped(self):
        self.switch.receive(1, ANN, b"short")
        self.assertIsNone(self.switch.deadline())


class Faults(Switching):
    def test_loss_takes_its_share_and_counts_it(self):
        self.fault("loss", 0.3)
        arrived = len(self.through(MANY))
        self.assertAlmostEqual(arrived / MANY, 0.7, delta=0.04)  # five standard deviations
        self.assertEqual(self.counted("lost"), MANY - arrived)
        self.assertEqual(self.counted("frames"), MANY + 1)  # and the first ARP

    def test_broadcast_can_be_lost_alone(self):
        self.fault("broadcast", 1)
        for target in (BOB, GROUP):
            self.assertNotEqual(self.through(1, ipv4(ANN, target, b"")), [])
        self.assertEqual(self.through(1, ipv4(ANN, TO_ALL, b"")), [])
        self.assertNotEqual(self.through(1, ipv4(ANN, TO_ALL, b"", frames.ICMP)), [])

    def test_address_resolution_never_suffers(self):
        for fault in ("loss", "corrupt", "duplicate"):
            self.fault(fault, 1)
        self.fault("delay", [5, 5])
        self.switch.receive(1, ANN, arp(ANN))
        self.assertEqual(self.switch.deliver(1), [(BOB, arp(ANN)), (CID, arp(ANN))])

    def test_bursts_lose_their_share_in_runs(self):
        self.fault("burst", [0.5, 8])
        arrived = {int(frame[42:]) for frame in self.through(MANY)}
        lost = [number for number in range(MANY) if number not in arrived]
        runs = sum(number - 1 in arrived for number in lost)
        self.assertAlmostEqual(len(lost) / MANY, 0.5, delta=0.1)
        self.assertAlmostEqual(len(lost) / runs, 8, delta=3)

    def test_a_delay_is_within_its_limits_and_keeps_the_order(self):
        self.fault("delay", [0.005, 0.040])
        for number in range(100):
            self.switch.receive(number * 0.01, ANN, ipv4(ANN, BOB, b"%d" % number))
        arrivals = self.times()
        self.assertEqual([int(number) for _, number in arrivals], list(range(100)))
        took = [when - int(number) * 0.01 for when, number in arrivals]
        self.assertTrue(all(0.005 <= each <= 0.0401 for each in took), took)
        self.assertGreater(max(took) - min(took), 0.02)

    def test_what_is_reordered_is_overtaken_and_not_lost(self):
        self.fault("reorder", 0.3)
        for number in range(100):
            self.switch.receive(number * 0.001, ANN, ipv4(ANN, BOB, b"%d" % number))
        arrivals = self.times()
        order = [int(number) for _, number in arrivals]
        self.assertNotEqual(order, sorted(order))
        self.assertEqual(sorted(order), list(range(100)))
        self.assertTrue(all(0 <= when - int(number) * 0.001 <= STRAGGLES_SECONDS for when, number in arrivals))

    def test_a_duplicate_comes_once_more(self):
        self.fault("duplicate", 0.5)
        arrived = [int(frame[42:]) for frame in self.through(100)]
        self.assertEqual(set(arrived), set(range(100)))
        self.assertEqual(len(arrived), 100 + self.counted("duplicated"))
        self.assertTrue(20 < self.counted("duplicated") < 80)

    def test_a_slow_line_makes_wait_and_loses_what_finds_its_queue_full(self):
        rate = 1_000_000
        self.fault("rate", rate)
        frame = ipv4(ANN, BOB, bytes(958))
        self.assertEqual(len(frame), 1000)
        for _ in range(200):
            self.switch.receive(1, ANN, frame)
        arrivals = [when - 1 for when, _ in self.times()]
        carried = AT_ONCE_BYTES + QUEUE_SECONDS * rate / 8
        self.assertAlmostEqual(len(arrivals), carried / 1000, delta=2)
        self.assertEqual(arrivals.count(0), AT_ONCE_BYTES // 1000)
        self.assertAlmostEqual(arrivals[-1], QUEUE_SECONDS, delta=0.01)
        self.assertEqual(self.counted("queue full"), 200 - len(arrivals))
        self.switch.receive(9, ANN, frame)
        self.assertEqual(self.switch.deadline(), 9)

    def test_damage_leaves_the_addresses_and_half_of_it_gets_past_the_checksum(self):
        self.fault("corrupt", 1)
        sent = ipv4(ANN, BOB, b"precious cargo" * 20)
        self.assertTrue(has_good_checksum(sent))
        arrived = self.through(1000, sent)
        self.assertEqual({frame[:14] for frame in arrived}, {sent[:14]})
        changed = [frame for frame in arrived if frame[42:] != sent[42:]]
        passed = sum(map(has_good_checksum, changed))
        self.assertTrue(400 < passed < 600, passed)
        self.assertEqual(self.counted("corrupted"), 1000)

    def test_damage_to_what_has_no_payload_breaks_nothing(self):
        self.fault("corrupt", 1)
        for frame in (ipv4(ANN, BOB, b""), ipv4(ANN, BOB, b"", frames.TCP), ipv4(ANN, BOB, b"x")):
            self.assertEqual([len(each) for each in self.through(20, frame)], [len(frame)] * 20)


class Frames(unittest.TestCase):
    def test_a_mended_checksum_is_right_wherever_the_payload_has_changed(self):
        sent = ipv4(ANN, BOB, b"odd")
        for place in range(42, len(sent)):
            damaged = frames.with_flipped_bit(sent, place, 3)
            self.assertFalse(has_good_checksum(damaged))
            self.assertTrue(has_good_checksum(frames.with_udp_checksum_of(damaged, 34, sent)))

    def test_udp_is_found_where_its_header_is(self):
        sent = ipv4(ANN, BOB, b"")
        self.assertEqual(frames.udp_at(sent), 34)
        self.assertIsNone(frames.udp_at(sent[:20] + b"\x00\x05" + sent[22:]))  # a later fragment
        self.assertIsNone(frames.udp_at(arp(ANN)))
        ipv6 = TO_ALL + hardware(ANN) + frames.IPV6 + bytes(6) + bytes([frames.UDP]) + bytes(33) + bytes(8)
        self.assertEqual(frames.udp_at(ipv6), 54)


class Seeds(Switching):
    def outcome(self, seed, disturb=False):
        self.switch = self.new_switch(seed)
        for name, value in (("loss", 0.2), ("delay", [0, 0.1]), ("reorder", 0.2), ("duplicate", 0.2), ("corrupt", 0.2)):
            self.fault(name, value)
            self.fault(name, value, CID)
        for number in range(200):
            self.switch.receive(number, ANN, ipv4(ANN, BOB, b"%d" % number))
            if disturb:
                self.switch.receive(number, CID, ipv4(CID, TO_ALL, b""))
        return [each for each in self.switch.deliver(LATER) if each[1][6:12] == hardware(ANN)]

    def test_the_same_seed_decides_the_same_and_another_does_not(self):
        self.assertEqual(self.outcome(7), self.outcome(7))
        self.assertNotEqual(self.outcome(7), self.outcome(8))

    def test_hosts_do_not_share_their_fate(self):
        for port in (ANN, CID):
            self.fault("loss", 0.5, port)
            for number in range(100):
                self.switch.receive(1, port, ipv4(port, BOB, b"%d" % number))
        arrived = {port: set() for port in (ANN, CID)}
        for _, frame in self.switch.deliver(1):
            arrived[ANN if frame[6:12] == hardware(ANN) else CID].add(frame[42:])
        self.assertNotEqual(arrived[ANN], arrived[CID])

    def test_what_others_send_changes_nothing(self):
        self.assertEqual(self.outcome(7), self.outcome(7, disturb=True))


if __name__ == "__main__":
    unittest.main()
