"""An Ethernet switch that loses, delays, doubles and damages frames as it is told, by a seed. No socket, no clock.

The same seed and the same frames at the same times make the same decisions. Each direction of each host's cable draws
from a stream of its own, a frame at a time in order of arrival, so that hosts do not disturb each other.

    switch.receive(now, port, frame)
    for port, frame in switch.deliver(now): ...
    switch.deadline()                               when to call deliver() again
"""

import heapq
import itertools
import random
from collections import defaultdict

import frames

QUEUE_SECONDS = 0.4  # what would wait longer for its turn on a slow line is lost
AT_ONCE_BYTES = 16_384  # may follow one another at full speed after a pause
STRAGGLES_SECONDS = 0.02  # a frame that is overtaken, and a copy, come at most so much later
FLIPS_MAX = 3  # bits of a damaged frame
REACHES_PROGRAM = 0.5  # the share of the damaged that have a good UDP checksum, else the kernel would drop them all

# Not ARP and neighbour discovery, which repeat themselves after a whole second and would hide what the program does.
MAY_SUFFER = {frames.ICMP, frames.TCP, frames.UDP}


class Way:
    """One direction of a host's cable. `faults` says what happens there:

    loss                             share of all that may suffer that is lost
    broadcast, multicast, unicast    the share of such UDP that is lost as well
    burst       share, frames        the share that is lost in bursts of so many frames, in the mean
    rate                             bits in a second; a queue waits for its turn
    delay       shortest, longest    seconds, drawn for each; the order stays
    reorder, duplicate, corrupt      the share that is overtaken, comes twice, has flipped bits
    """

    def __init__(self, seed, name):
        self.faults = {}
        self.random = random.Random(f"{seed} {name}")
        self.counts = defaultdict(lambda: [0, 0])
        self.is_in_burst = False
        self.free_at = 0.0  # when a slow line has sent all that waits
        self.last_arrival = 0.0

    def count(self, what, frame):
        self.counts[what][0] += 1
        self.counts[what][1] += len(frame)

    def happens(self, fault):
        return self.random.random() < self.faults[fault] if fault in self.faults else False

    def carry(self, now, frame):
        """Which frames come out at the other end, and when each."""
        self.count("frames", frame)
        if not self.faults or frames.protocol(frame) not in MAY_SUFFER:
            return [(now, frame)]
        if reason := self.why_lost(frame):
            self.count(reason, frame)
            return []
        sent_at = self.turn(now, len(frame))
        if sent_at is None:
            self.count("queue full", frame)
            return []
        if self.happens("corrupt"):
            self.count("corrupted", frame)
            frame = self.damaged(frame)
        arriving = [(self.arrival(sent_at, frame), frame)]
        if self.happens("duplicate"):
            self.count("duplicated", frame)
            arriving.append((arriving[0][0] + self.straggle(), frame))
        return arriving

    def why_lost(self, frame):
        if self.happens("loss"):
            return "lost"
        cast = frames.cast(frame)
        if frames.protocol(frame) == frames.UDP and self.happens(cast):
            return f"{cast} lost"
        return "lost in a burst" if "burst" in self.faults and self.burst_goes_on() else None

    def burst_goes_on(self):
        """Gilbert's model: a chain of two states, and all is lost in one of them."""
        share, length = self.faults["burst"]
        ends = 1 / length
        begins = ends * share / (1 - share)
        if self.random.random() < (ends if self.is_in_burst else begins):
            self.is_in_burst = not self.is_in_burst
        return self.is_in_burst

    def turn(self, now, size):
        """When the line has sent it; None if too much waits already."""
        if "rate" not in self.faults:
            return now
        rate = self.faults["rate"]
        begins = max(self.free_at, now - AT_ONCE_BYTES * 8 / rate)
        if begins - now > QUEUE_SECONDS:
            return None
        self.free_at = begins + size * 8 / rate
        return max(now, self.free_at)

    def arrival(self, sent_at, frame):
        shortest, longest = self.faults.get("delay", (0, 0))
        arrives = sent_at + shortest + self.random.random() * (longest - shortest)
        if self.happens("reorder"):
            self.count("reordered", frame)
            return arrives + self.straggle()
        self.last_arrival = max(self.last_arrival, arrives)
        return self.last_arrival

    def straggle(self):
        return self.random.random() * STRAGGLES_SECONDS

    def damaged(self, frame):
        """Bits flipped in the packet; the addresses of the frame stay."""
        udp = frames.udp_at(frame)
        reaches = udp is not None and len(frame) > udp + frames.UDP_BYTES and self.random.random() < REACHES_PROGRAM
        first = udp + frames.UDP_BYTES if reaches else frames.ETHERNET_BYTES
        after = frame
        for _ in range(1 + self.below(FLIPS_MAX)):
            after = frames.with_flipped_bit(after, first + self.below(len(frame) - first), self.below(8))
        return frames.with_udp_checksum_of(after, udp, frame) if reaches else after

    def below(self, limit):
        return int(self.random.random() * limit)


class Switch:
    """Ports are pairs: the number of the host, and the name of its interface. All cables of a host share its faults."""

    def __init__(self, seed):
        self.seed = seed
        self.ways = {}
        self.plugged = set()
        self.learned = {}  # the port of each hardware address
        self.cut = set()  # pairs of hosts: the second hears nothing of the first
        self.under_way = []  # a heap of (when, number, port, whether it has crossed the switch, frame)
        self.numbers = itertools.count()

    def way(self, host, direction):
        """out is from the host into the switch, in is to the host."""
        key = (host, direction)
        if key not in self.ways:
            self.ways[key] = Way(self.seed, f"{host} {direction}")
        return self.ways[key]

    def plug(self, port):
        self.plugged.add(port)

    def unplug(self, port):
        self.plugged.discard(port)
        self.learned = {address: at for address, at in self.learned.items() if at != port}

    def receive(self, now, port, frame):
        """Time must not go back from call to call."""
        if len(frame) < frames.ETHERNET_BYTES or port not in self.plugged:
            return
        self.learned[frame[6:12]] = port
        for when, each in self.way(port[0], "out").carry(now, frame):
            self.put(when, port, False, each)

    def deliver(self, now):
        """What has come out by now, in order: pairs of port and frame."""
        out = []
        while self.under_way and self.under_way[0][0] <= now:
            when, _, port, has_crossed, frame = heapq.heappop(self.under_way)
            if not has_crossed:
                self.forward(when, port, frame)
            elif port in self.plugged:
                out.append((port, frame))
            else:
                self.way(port[0], "in").count("unplugged", frame)
        return out

    def deadline(self):
        return self.under_way[0][0] if self.under_way else None

    def forward(self, when, source, frame):
        for port in self.where_to(source, frame):
            way = self.way(port[0], "in")
            if (source[0], port[0]) in self.cut:
                way.count("cut", frame)
                continue
            for arrives, each in way.carry(when, frame):
                self.put(arrives, port, True, each)

    def where_to(self, source, frame):
        known = self.learned.get(frame[:6])  # never of a group: no host sends from such an address
        if known is None:
            return sorted(self.plugged - {source})
        return [known] if known != source else []

    def put(self, when, port, has_crossed, frame):
        heapq.heappush(self.under_way, (when, next(self.numbers), port, has_crossed, frame))

    def counts(self):
        """Frames and bytes by host, direction and what happened to them."""
        return {f"{host} {direction}": dict(way.counts) for (host, direction), way in sorted(self.ways.items())}
