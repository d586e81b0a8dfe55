"""The hosts of a lab on a bridge of the kernel: line rate, but no fault beyond random loss, and no seed."""

import json

from namespaces import at, run

# Which UDP a host can be kept from sending or hearing. ARP is no UDP and always passes: a network that filters
# broadcast, as guest Wi-Fi does, still lets its hosts find one another. Of what gets lost by chance ARP and neighbour
# discovery are no part either: they repeat themselves after a whole second and would hide what the program does.
LOST = {
    "loss": "meta l4proto { udp, tcp, icmp }",
    "broadcast": "meta l4proto udp meta pkttype broadcast",
    "multicast": "meta l4proto udp meta pkttype multicast",
    "unicast": "meta l4proto udp meta pkttype { host, other }",
}
PORTS = {"eth0": "p", "eth1": "q"}  # how the other ends of a host's cables begin


class Bridge:
    """Lives in a namespace of its own, with veth pairs for cables and a packet filter for faults."""

    def __init__(self, prefix):
        self.namespace = f"{prefix}bridge"

    def open(self, hosts):
        run("ip", "netns", "add", self.namespace)
        bridge = ("type", "bridge", "mcast_snooping", "0", "forward_delay", "0")
        self.ip("link", "add", "br0", *bridge)
        self.ip("link", "set", "br0", "up")
        self.nft(packet_filter(hosts))

    def close(self):
        run("ip", "netns", "delete", self.namespace)

    def ip(self, *arguments):
        return run("ip", "-netns", self.namespace, *arguments)

    def nft(self, text):
        run(*at(self.namespace, "nft", "-f", "-"), input=text)

    def attach(self, host, interface):
        port = port_of(host, interface)
        self.ip("link", "add", port, "type", "veth", "peer", "name", interface, "netns", host.namespace)
        self.ip("link", "set", port, "master", "br0")

    def carries(self, host, interface):
        (link,) = json.loads(self.ip("-json", "-details", "link", "show", "dev", port_of(host, interface)))
        return link["linkinfo"]["info_slave_data"]["state"] == "forwarding"

    def set_carrier(self, host, interface, is_on):
        self.ip("link", "set", port_of(host, interface), "up" if is_on else "down")

    def set_fault(self, host, direction, fault, value):
        if fault in LOST:
            chain = f"{fault}_{direction}_{host.number}"
            rule = f"add rule bridge lab {chain} {LOST[fault]} {chance(value)} drop\n" if value else ""
            self.nft(f"flush chain bridge lab {chain}\n{rule}")
        elif (fault, direction) == ("rate", "out"):
            bucket = ("tbf", "rate", f"{value}bit", "burst", "16kb", "latency", "400ms")
            run("tc", "-netns", host.namespace, "qdisc", "replace", "dev", "eth0", "root", *bucket)
        else:
            raise RuntimeError(f"a bridge knows no {fault} ({direction}); a switch does")

    def cut(self, pairs):
        rules = [f"iifname {ports(one)} oifname {ports(other)} drop" for one, other in pairs]
        self.nft("\n".join(["flush chain bridge lab cut", *(f"add rule bridge lab cut {rule}" for rule in rules), ""]))

    def counts(self):
        raise RuntimeError("a bridge counts nothing; a switch does")


def chance(share):
    return "" if share == 1 else f"numgen random mod 10000 < {round(share * 10000)}"


def port_of(host, interface):
    return f"{PORTS[interface]}{host.number}"


def ports(number):
    """All that the host has at the bridge, as nftables writes it."""
    return "{ " + ", ".join(f'"{port}{number}"' for port in PORTS.values()) + " }"


def packet_filter(hosts):
    """Empty chains for every host; out where a frame comes into the bridge, in where it leaves for a host."""
    lines = ["table bridge lab {", "chain cut { }"]
    ways = {"out": ("prerouting", "iifname", []), "in": ("forward", "oifname", ["jump cut"])}
    for way, (hook, interface, rules) in ways.items():
        for number in range(1, hosts + 1):
            for fault in LOST:
                lines.append(f"chain {fault}_{way}_{number} {{ }}")
                rules.append(f"{interface} {ports(number)} jump {fault}_{way}_{number}")
        lines += [f"chain {way} {{", f"type filter hook {hook} priority 0;", *rules, "}"]
    return "\n".join([*lines, "}\n"])
