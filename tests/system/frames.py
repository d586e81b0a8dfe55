"""What a switch that loses and damages frames has to know of them."""

ETHERNET_BYTES = 14
UDP_BYTES = 8
IPV4, IPV6 = b"\x08\x00", b"\x86\xdd"
ICMP, TCP, UDP = 1, 6, 17
TO_ALL = b"\xff" * 6


def cast(frame):
    """To whom it goes: broadcast, multicast or unicast."""
    if frame[:6] == TO_ALL:
        return "broadcast"
    return "multicast" if frame[0] & 1 else "unicast"


def protocol(frame):
    """The number of the protocol that its IP packet carries; None for anything else, such as ARP."""
    kind = frame[12:14]
    if kind == IPV4 and len(frame) >= ETHERNET_BYTES + 20:
        return frame[23]
    if kind == IPV6 and len(frame) >= ETHERNET_BYTES + 40:
        return frame[20]
    return None


def udp_at(frame):
    """Where its UDP header begins; None if it has none, also where it is a later fragment."""
    if protocol(frame) != UDP:
        return None
    if frame[12:14] == IPV6:
        return ETHERNET_BYTES + 40
    is_later_fragment = frame[20] & 0x1F or frame[21]
    return None if is_later_fragment else ETHERNET_BYTES + 4 * (frame[14] & 0x0F)


def with_flipped_bit(frame, place, bit):
    return frame[:place] + bytes([frame[place] ^ 1 << bit]) + frame[place + 1 :]


def with_udp_checksum_of(frame, udp, before):
    """The frame with a UDP checksum that is as right as it was before the payload changed (RFC 1624, equation 3)."""
    checksum = word(before, udp + 6)
    if checksum == 0:  # the sender made none
        return frame
    total = ~checksum & 0xFFFF
    for place in range(udp + UDP_BYTES, len(frame), 2):
        total += (~word(before, place) & 0xFFFF) + word(frame, place)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    checksum = ~total & 0xFFFF or 0xFFFF
    return frame[: udp + 6] + checksum.to_bytes(2, "big") + frame[udp + UDP_BYTES :]


def word(frame, place):
    """16 bits; behind the end come zeros."""
    return int.from_bytes(frame[place : place + 2].ljust(2, b"\0"), "big")
