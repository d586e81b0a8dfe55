"""The switch of switch.py as a process between TAP devices, one for each interface of a host, and the handle to it.

    python3 tap_switch.py LISTENER SEED     what TapSwitch starts: LISTENER is a socket that it has inherited
"""

import fcntl
import json
import os
import selectors
import socket
import struct
import subprocess
import sys
import time

import namespaces
from switch import Switch

# linux/if_tun.h: Ethernet frames, and nothing before them
TUNSETIFF, TUNSETCARRIER = 0x400454CA, 0x400454E2
IFF_TAP, IFF_NO_PI = 0x0002, 0x1000
FRAME_BYTES_MAX = 65_535
FRAMES_AT_ONCE = 64  # of one port; then it is another's turn
WAITING_FRAMES = 10_000  # that the kernel keeps for a port, so that what is lost is lost by the seed
REQUEST_BYTES_MAX = 1 << 20
PATIENCE = 20  # seconds for an answer of the process


def open_tap(name):
    """A new TAP device of the present namespace; it goes when the descriptor is closed."""
    tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    except OSError:
        os.close(tap)
        raise
    return tap


def why_impossible():
    """Why this machine allows no TAP device in the namespaces that we are in; empty if it does."""
    try:
        os.close(open_tap("probe"))
    except OSError as error:
        return f"/dev/net/tun: {error.strerror}"
    return ""


class TapSwitch:
    """What a lab asks of its switch. Any process in the lab's namespaces may have one of the same prefix."""

    def __init__(self, prefix):
        self.path = f"/run/{prefix}switch"
        self.process = None

    def is_open(self):
        return os.path.exists(self.path)

    def open(self, seed):
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
            listener.bind(self.path)
            listener.listen()
            command = [sys.executable, "-B", __file__, str(listener.fileno()), str(seed)]
            # A session of its own, as Ctrl-C is for whatever runs at the hosts.
            self.process = subprocess.Popen(command, pass_fds=[listener.fileno()], start_new_session=True)

    def close(self):
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE)
            os.unlink(self.path)

    def attach(self, host, interface):
        self.ask("attach", host.number, interface, host.namespace)

    def carries(self, _host, _interface):
        return True

    def set_carrier(self, host, interface, is_on):
        self.ask("set_carrier", host.number, interface, is_on)

    def set_fault(self, host, direction, fault, value):
        self.ask("set_fault", host.number, direction, fault, value)

    def cut(self, pairs):
        self.ask("cut", pairs)

    def counts(self):
        return self.ask("counts")

    def ask(self, method, *arguments):
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
            connection.settimeout(PATIENCE)
            try:
                connection.connect(self.path)
                connection.send(json.dumps([method, *arguments]).encode())
                answer = json.loads(connection.recv(REQUEST_BYTES_MAX))
            except (OSError, ValueError) as error:
                raise RuntimeError(f"the switch does not answer: {error}") from error
        if "error" in answer:
            raise RuntimeError(f"the switch: {answer['error']}")
        return answer["result"]


class Ports:
    """The TAP devices, and what can be asked about them and the switch between them."""

    def __init__(self, switch, events):
        self.switch = switch
        self.events = events
        self.taps = {}

    def attach(self, number, interface, namespace):
        tap = namespaces.made_at(namespace, lambda: open_tap(interface))
        port = (number, interface)
        self.taps[port] = tap
        self.set_carrier(number, interface, False)
        self.events.register(tap, selectors.EVENT_READ, lambda: self.read(port, tap))
        namespaces.run("ip", "-netns", namespace, "link", "set", interface, "txqueuelen", str(WAITING_FRAMES))

    def set_carrier(self, number, interface, is_on):
        port = (number, interface)
        fcntl.ioctl(self.taps[port], TUNSETCARRIER, struct.pack("i", is_on))
        (self.switch.plug if is_on else self.switch.unplug)(port)

    def set_fault(self, number, direction, fault, value):
        faults = self.switch.way(number, direction).faults
        if value is None:
            faults.pop(fault, None)
        else:
            faults[fault] = value

    def cut(self, pairs):
        self.switch.cut = {tuple(pair) for pair in pairs}

    def counts(self):
        return self.switch.counts()

    def read(self, port, tap):
        for _ in range(FRAMES_AT_ONCE):
            try:
                frame = os.read(tap, FRAME_BYTES_MAX)
            except BlockingIOError:
                return
            self.switch.receive(time.monotonic(), port, frame)

    def write(self, port, frame):
        try:
            os.write(self.taps[port], frame)
        except OSError:  # its interface is down
            self.switch.way(port[0], "in").count("not taken", frame)


def answer(ports, listener):
    connection, _ = listener.accept()
    with connection:
        method, *arguments = json.loads(connection.recv(REQUEST_BYTES_MAX))
        try:
            said = {"result": getattr(ports, method)(*arguments)}
        except (OSError, RuntimeError) as error:
            said = {"error": str(error)}
        connection.send(json.dumps(said).encode())


def serve(listener, seed):
    switch = Switch(seed)
    with selectors.DefaultSelector() as events:
        ports = Ports(switch, events)
        events.register(listener, selectors.EVENT_READ, lambda: answer(ports, listener))
        while True:
            deadline = switch.deadline()
            for key, _ in events.select(None if deadline is None else max(0, deadline - time.monotonic())):
                key.data()
            for port, frame in switch.deliver(time.monotonic()):
                ports.write(port, frame)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2])
