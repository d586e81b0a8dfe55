"""Networks that are not kind: many at once, a narrow line, no IPv4, and a neighbour who sends as fast as it can."""

import socket
import threading
import time
from pathlib import Path

import lab
from earshot_process import PROGRAM, OnALan

DISCOVERY_PORT = 47474
FLOOD_SECONDS = 8
RSS_GROWTH_MAX = 16 << 20  # bytes


class HarshLans(OnALan):
    def say_and_wait(self, bot, **request):
        """The object that answers, once the message is on the disk of everybody to whom it went."""
        bot.say({"do": "send", "wait": "delivered", "timeout_s": 30, "req": request["text"], **request})
        result = bot.wait_for_json({"type": "result", "req": request["text"]})
        self.assertTrue(result["ok"], result)
        return result

    def test_ten_who_start_at_once_all_see_each_other(self):
        _, people = self.people(*(f"peer{number}" for number in range(10)))
        bots = self.bots(*people)
        result = self.say_and_wait(bots[0], room="lobby", text="all here?")
        self.assertEqual(result["data"]["of"], {"delivered": 9, "total": 9})

    def test_a_line_of_one_megabit_carries_a_lively_room(self):
        lan, people = self.people("ann", "bob", "carol")
        for host in lan.hosts:
            host.limit_rate("1mbit")
        ann, bob, carol = bots = self.bots(*people)
        texts = [f"line {number} " + "x" * 200 for number in range(100)]
        for bot in bots:
            for text in texts:
                bot.say({"do": "send", "room": "lobby", "text": text})
        self.say_and_wait(ann, to="bob", text="did all come?")
        for bot, others in ((ann, ("bob", "carol")), (bob, ("ann", "carol")), (carol, ("ann", "bob"))):
            for other in others:
                for text in texts:
                    bot.wait_for_json({"type": "message", "text": text, "from": {"nick": other}})

    def test_without_any_ipv4_address_they_talk_by_ipv6(self):
        lan, people = self.people("ann", "bob")
        for host in lan.hosts:
            host.ip("-4", "address", "flush", "dev", "eth0")
        ann, bob = self.bots(*people)
        self.say_and_wait(ann, to="bob", text="by six")
        self.say_and_wait(bot=bob, room="lobby", text="to all by six")
        ann.wait_for_json({"type": "message", "text": "to all by six"})

    def test_a_neighbour_at_line_rate_costs_neither_messages_nor_memory(self):
        lan, people = self.people("ann", "bob", "mallory")
        ann, bob = self.bots(*people[:2])
        before = [bot.memory() for bot in (ann, bob)]
        flood = Flood(lan.host(3))
        self.addCleanup(flood.stop)
        took = []
        until = time.monotonic() + FLOOD_SECONDS
        number = 0
        while time.monotonic() < until:
            number += 1
            begun = time.monotonic()
            if number % 2:
                self.say_and_wait(ann, to="bob", text=f"direct {number}")
            else:
                self.say_and_wait(bob, room="lobby", text=f"room {number}")
            took.append(time.monotonic() - begun)
        sent = flood.stop()
        grown = [bot.memory() - size for bot, size in zip((ann, bob), before)]
        for listener, said in ((bob, range(1, number + 1, 2)), (ann, range(2, number + 1, 2))):
            texts = [line["text"] for line in listener.objects() if line["type"] == "message" and line["dir"] == "in"]
            self.assertEqual(texts, [f"{'direct' if listener is bob else 'room'} {each}" for each in said])
        took.sort()
        print(
            f"flood: {sent / FLOOD_SECONDS:.0f} datagrams/s, {number} messages, "
            f"p99 {took[len(took) * 99 // 100] * 1000:.0f} ms, memory grew by {max(grown) / 1024:.0f} KiB"
        )
        if b"__asan_init" not in Path(PROGRAM).read_bytes():  # which keeps what is freed for a while
            self.assertLessEqual(max(grown), RSS_GROWTH_MAX)


class Flood:
    """A host that sends as fast as one thread can: what it heard of others, true and changed, and nonsense."""

    def __init__(self, host):
        self.ear = host.socket()
        self.ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.ear.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        self.ear.bind(("", DISCOVERY_PORT))
        self.ear.settimeout(10)
        heard = {}
        while len(heard) < 2:  # a beacon of each
            data, source = self.ear.recvfrom(2048)
            heard[source[0]] = (data, source)
        self.targets = [source for _, source in heard.values()] + [("10.77.0.255", DISCOVERY_PORT)]
        beacons = [data for data, _ in heard.values()]
        self.datagrams = beacons + [changed(data, place) for data in beacons for place in range(0, len(data), 7)]
        self.datagrams += [bytes((size * 7 + place) % 256 for place in range(size)) for size in range(0, 1400, 50)]
        self.sent = 0
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.stopping.is_set():
            for datagram in self.datagrams:
                for target in self.targets:
                    self.ear.sendto(datagram, target)
                    self.sent += 1

    def stop(self):
        """How many datagrams it has sent."""
        self.stopping.set()
        self.thread.join()
        self.ear.close()
        return self.sent


def changed(datagram, place):
    """Another letter there."""
    return datagram[:place] + bytes([datagram[place] ^ 1]) + datagram[place + 1 :]


if __name__ == "__main__":
    lab.main()
