"""A peer by somebody who has read proto_docs and nothing else: reads and writes what datagrams.md describes. Which
fields there are, of which type, in which order, it takes from the tables themselves."""

import base64
import functools
import hashlib
import json
import re

import proto_tables
import stranger_crypto as crypto

FIELDS = proto_tables.fields()
KINDS = proto_tables.kinds()
LIMITS = {name: value for name, value, _ in proto_tables.constants("datagrams.md")}
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # of base 32


class Refused(Exception):
    """With the reason."""


def limit(name):
    return int(re.sub(r"\D", "", LIMITS[name]))


def is_signed(kind):
    return KINDS[kind]["signed"] == "yes"


# --- derived values


def blake(size, *parts):
    return hashlib.blake2b(b"".join(parts), digest_size=size).digest()


def u64(number):
    return number.to_bytes(8, "big")


def base32(octets):
    bits = "".join(f"{octet:08b}" for octet in octets)
    groups = [bits[i : i + 5].ljust(5, "0") for i in range(0, len(bits), 5)]
    return "".join(LETTERS[int(group, 2)] for group in groups)


def base64url(octets):
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def net_id(network):
    return blake(8, b"earshot named ", network.encode()) if network else blake(8, b"earshot open")


def tag(network):
    return blake(8, b"earshot tag ", network.encode())[:4] if network else None


def commitment(handshake, a, b, number_a):
    return blake(32, b"earshot commit v1", handshake, a, b, number_a)


def spoken_words(words, handshake, a, b, number_a, number_b):
    bits = "".join(f"{octet:08b}" for octet in blake(32, b"earshot words v1", handshake, a, b, number_a, number_b))
    return [words[int(bits[i : i + 11], 2)] for i in range(0, 66, 11)]


def key_text(peer):
    return f"earshot:1:{base32(peer)}:{base32(blake(8, b'earshot key check', peer))[:4]}"


def private_keys(name, passphrase, passes, memory_kib):
    """Of a private network: the salt, the net id, the tag, the group key and the psk."""
    salt = blake(16, b"earshot salt", name.encode())
    master = crypto.argon2id(passphrase.encode(), salt, passes, memory_kib)
    sizes = {b"earshot netid": 8, b"earshot tag": 4, b"earshot group": 32, b"earshot psk": 32}
    return salt, *(hashlib.blake2b(what, key=master, digest_size=size).digest() for what, size in sizes.items())


def room_message_id(author, epoch, first):
    return "m-" + base32(blake(16, b"earshot room", author, u64(epoch), u64(first))[:10])


def direct_message_id(author, recipient, stream, first):
    return "m-" + base32(blake(16, b"earshot direct", author, recipient, u64(stream), u64(first))[:10])


def _together(digests):
    return functools.reduce(lambda a, b: a ^ b, (int.from_bytes(each, "big") for each in digests), 0).to_bytes(8, "big")


def roster_digest(members):
    """Of [(id, epoch), …]."""
    return _together(blake(8, peer, u64(epoch)) for peer, epoch in members)


def log_digest(logs):
    """Of [(author, epoch, newest place), …]."""
    return _together(blake(8, author, u64(epoch), u64(newest)) for author, epoch, newest in logs)


def distance(one, other):
    return int.from_bytes(one[:8], "big") ^ int.from_bytes(other[:8], "big")


def signature_input(network, kind, body):
    return b"earshot/1\0" + kind.encode() + b"\0" + net_id(network) + body


# --- reading a JSON text


def _object(pairs):
    names = [name for name, _ in pairs]
    if len(names) > limit("kJsonKeysMax"):
        raise Refused("bad_json")
    if len(set(names)) < len(names):
        raise Refused("repeated_key")
    return dict(pairs)


def _number(digits):
    if not re.fullmatch(r"\d{1,16}", digits) or int(digits) >= 2**53:
        raise Refused("bad_number")
    return int(digits)


def _no_number(_):
    raise Refused("bad_number")


def _no_json(_):
    raise Refused("bad_json")


def _values_in(value, depth=1):
    """How many there are, itself counted, if each obeys the limits."""
    if isinstance(value, str):
        octets = value.encode()  # not with half a surrogate pair
        if len(octets) > limit("kJsonStringBytesMax") or b"\0" in octets:
            raise Refused("bad_json")
    if not isinstance(value, dict | list):
        return 1
    if depth > limit("kJsonDepthMax"):
        raise Refused("bad_json")
    for name in value if isinstance(value, dict) else ():
        _values_in(name)
    inside = value.values() if isinstance(value, dict) else value
    return 1 + sum(_values_in(each, depth + 1) for each in inside)


def read_text(octets):
    if not octets.startswith(b"{") or min(octets) < 0x20:
        raise Refused("bad_json")
    try:
        hooks = {"parse_int": _number, "parse_float": _no_number, "parse_constant": _no_json}
        value = json.loads(octets.decode(), object_pairs_hook=_object, **hooks)
        count = _values_in(value)
    except ValueError as error:
        raise Refused("bad_json") from error
    if count > limit("kJsonValuesMax"):
        raise Refused("bad_json")
    return value


# --- the types of the tables: each reads a value, octets as hex, and writes it back


def _check(good):
    if not good:
        raise Refused("bad_field")


def _is_number(value):
    return isinstance(value, int) and not isinstance(value, bool)


def _quoted(text):
    return json.dumps(text, ensure_ascii=False)


class Number:
    def __init__(self, least="0", most=2**53 - 1):
        self.least, self.most = int(least), int(most)

    def read(self, value):
        _check(_is_number(value) and self.least <= value <= self.most)
        return value

    def write(self, value):
        return str(value)


class Text:
    def __init__(self, size):
        self.size = int(size.replace(",", ""))

    def read(self, value):
        _check(isinstance(value, str) and len(value.encode()) <= self.size)
        return value

    def write(self, value):
        return _quoted(value)


class Octets:
    def __init__(self, size):
        self.size = int(size)

    def read(self, value):
        _check(isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_-]*", value))
        padded = value + "=" * (-len(value) % 4)
        _check(len(padded) % 4 == 0 and len(value) % 4 != 1)
        octets = base64.urlsafe_b64decode(padded)
        _check(len(octets) == self.size and base64url(octets) == value)  # else the unused bits are not 0
        return octets.hex()

    def write(self, value):
        return _quoted(base64url(bytes.fromhex(value)))


class Pair:
    """Of two ints, the first not above the second."""

    def __init__(self, least="0", most=2**53 - 1):
        self.least, self.most = int(least), int(most)

    def read(self, value):
        _check(isinstance(value, list) and len(value) == 2 and all(map(_is_number, value)))
        _check(self.least <= value[0] <= value[1] <= self.most)
        return value

    def write(self, value):
        return f"[{value[0]},{value[1]}]"


class List:
    def __init__(self, count, of, size=None):
        self.count, self.of, self.size = count and int(count), of, size and int(size)

    def read(self, value):
        _check(isinstance(value, list))
        _check(self.count is None or len(value) <= self.count)
        read = [self.of.read(each) for each in value]
        _check(self.size is None or sum(len(each.encode()) for each in read) <= self.size)
        return read

    def write(self, value):
        return "[" + ",".join(map(self.of.write, value)) + "]"


class Object:
    def __init__(self, heading):
        self.heading = heading

    def read(self, value):
        _check(isinstance(value, dict))
        return read_fields(self.heading, value)

    def write(self, value):
        return write_text(self.heading, value)


# As the tables say it, and what is meant.
TYPES = {
    r"int": Number,
    r"int, at least (\d+)": Number,
    r"u32": lambda: Number(most=2**32 - 1),
    r"flag": lambda: Number(most=1),
    r"text": lambda: Text(LIMITS["kJsonStringBytesMax"].removesuffix(" B")),
    r"text ([\d,]+)": Text,
    r"octets (\d+)": Octets,
    r"array of two ints, the first not above the second": Pair,
    r"part of at most (\d+)": lambda most: Pair(1, most),
    r"list of at most (\d+) ranges": lambda count: List(count, Pair()),
    r"list of at most (\d+) text (\d+)": lambda count, size: List(count, Text(size)),
    r"list of at most (\d+) text (\d+), (\d+) B in all": lambda count, size, whole: List(count, Text(size), whole),
    r"list of messages": lambda: List(None, Object("Message")),
}
DEFAULTS = {"no: empty": ("", []), "no: none": ("",), "no: 0": (0,), "no: whole": (None,)}


@functools.cache
def type_of(heading, name):
    words = next(field.type for field in FIELDS[heading] if field.name == name)
    if borrowed := re.fullmatch(r"as in `(\w+)`", words):
        return type_of(borrowed[1], name)
    for pattern, make in TYPES.items():
        if found := re.fullmatch(pattern, words):
            return make(*found.groups())
    raise AssertionError(f"{heading}: no type is called {words}")


def read_fields(heading, values):
    result = {}
    for field in FIELDS[heading]:
        if field.required.endswith(("a range", "of logs", "roster's range")) and "only" in values:
            continue
        if field.required == "a roster's range" and "dg" in values:
            continue
        if field.name in values:
            result[field.name] = type_of(heading, field.name).read(values[field.name])
        elif field.required in ("yes", "a range", "a roster's range"):
            raise Refused("missing_field")
    return result


def _check_names_to_know(values):
    names = values.get("!", [])
    _check(isinstance(names, list))
    for name in names:
        _check(isinstance(name, str))
        raise Refused("must_understand")


def read_object(heading, octets):
    values = read_text(octets)
    _check_names_to_know(values)
    return read_fields(heading, values)


def write_text(heading, values):
    """In the program's form."""
    parts = [
        f'"{field.name}":' + type_of(heading, field.name).write(values[field.name])
        for field in FIELDS[heading]
        if field.name in values and values[field.name] not in DEFAULTS.get(field.required, ())
    ]
    return "{" + ",".join(parts) + "}"


def without_defaults(heading, values):
    """What is left of the values of an object, as one without them means the same."""
    default = {field.name: DEFAULTS.get(field.required, ()) for field in FIELDS[heading]}
    return {
        name: [without_defaults("Message", each) for each in value] if name == "m" else value
        for name, value in values.items()
        if value not in default[name]
    }


# --- datagrams

NEEDS = {"hs1": ["i"], "hs2": ["i", "r"], "ck": ["tk"], "d": ["r", "n"], "e": ["g", "x"]}


def read_head(datagram):
    """The head's fields and the body."""
    if len(datagram) > limit("kDatagramBytesAccepted"):
        raise Refused("too_long")
    end = datagram.find(b"\n", 0, limit("kHeadBytesMax") + 1)
    if end < 0 or not datagram.startswith(b"{"):
        raise Refused("no_head")
    values = read_text(datagram[:end])
    _check_names_to_know(values)
    if _is_number(values.get("v")) and values["v"] != 1:
        raise Refused("wrong_version")
    if isinstance(values.get("k"), str) and values["k"] not in KINDS:
        raise Refused("unknown_kind")
    names = [field.name for field in FIELDS["Head"] if field.name in values]
    head = {name: type_of("Head", name).read(values[name]) for name in names}
    needs = ["v", "k"] + NEEDS.get(head.get("k"), [])
    if "k" in head and is_signed(head["k"]):
        needs.append("sg")
    if any(name not in head for name in needs):
        raise Refused("missing_field")
    return head, datagram[end + 1 :]


def read_line(line):
    """Of a page: (kind, signature, body); None for a kind of a later version."""
    parts = line.split(b" ", 2)
    _check(len(parts) == 3 and parts[2].startswith(b"{"))
    kind, signature = parts[0].decode(errors="replace"), Octets(64).read(parts[1].decode(errors="replace"))
    if kind not in KINDS:
        return None
    _check(is_signed(kind))
    return {"kind": kind, "signature": signature, "body": parts[2].decode()}


def read_body(kind, body):
    form = KINDS[kind]["body"]
    if form == "octets":
        _check(body)
        return {}
    if form == "empty":
        _check(not body)
        return {}
    if form == "object":
        return read_object(kind, body)
    first, *lines = body.split(b"\n")
    page = read_object(kind, first)
    _check(len(lines) <= limit("kPageLinesMax"))
    return page | {"lines": [line for line in map(read_line, lines) if line]}


def write_body(kind, values):
    form = KINDS[kind]["body"]
    if form == "empty":
        return b""
    lines = [write_text(kind, values)]
    for line in values.get("lines", []):
        lines.append(f"{line['kind']} {base64url(bytes.fromhex(line['signature']))} {line['body']}")
    return "\n".join(lines).encode()


def write_datagram(head, body, pad_to=0):
    text = write_text("Head", head).encode()
    spaces = max(0, min(pad_to - len(text) - 1 - len(body), limit("kHeadBytesMax") - len(text)))
    return text + b" " * spaces + b"\n" + body


# --- envelopes (security.md)


def close_envelope(group_key, tag, nonce, inside):
    associated = write_datagram({"v": 1, "k": "e", "g": tag.hex(), "x": nonce.hex()}, b"")[:-1]
    padded = inside + b"\x80"
    padded += bytes(-len(padded) % 64)
    return associated + b"\n" + crypto.xseal(group_key, nonce, associated, padded)


def open_envelope(group_key, datagram):
    """What is in it; None if it was changed."""
    head, body = read_head(datagram)
    plain = crypto.xopen(group_key, bytes.fromhex(head["x"]), datagram[: -len(body) - 1], body)
    if plain is None:
        return None
    inside, mark, _ = plain.rstrip(b"\0").rpartition(b"\x80")
    return inside if mark and plain.rstrip(b"\0").endswith(mark) else None


# --- sessions (sessions.md)


def prologue(network):
    return b"earshot/1" + net_id(network)


def padded(text, size):
    assert len(text.encode()) <= size
    return text.encode().ljust(size)


def seal_packet(key, head, plain):
    associated = write_datagram(head, b"")[:-1]
    return associated + b"\n" + crypto.seal(key, head["n"], associated, plain)


def open_packet(key, datagram):
    """The plain text; None if it was changed."""
    head, body = read_head(datagram)
    return crypto.open_sealed(key, head["n"], datagram[: -len(body) - 1], body)
