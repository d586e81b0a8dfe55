"""Writes what passes at an interface of a host to a pcap file."""

import socket
import struct
import threading
import time


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
