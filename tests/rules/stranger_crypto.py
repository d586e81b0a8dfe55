"""Published algorithms in plain Python, slow and readable: what a peer in another language takes from a library.

Ed25519 (RFC 8032), X25519 (RFC 7748), ChaCha20-Poly1305 (RFC 8439), XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03),
Argon2id (RFC 9106), Noise IKpsk2 (revision 34). Not for secrets: the time that they take tells what they compute.
"""

import hashlib
import hmac

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
ORDER = 2**252 + 27742317777372353535851937790883648493


# --- Ed25519: points as (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z


def _add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point = _add(point, point)
        scalar >>= 1
    return result


def _point_from(octets):
    y = int.from_bytes(octets, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P:
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def _octets_of(point):
    z = pow(point[2], -1, P)
    x, y = point[0] * z % P, point[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = _point_from((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def _clamped(octets):
    return int.from_bytes(octets, "little") & (2**254 - 8) | 2**254


def _hash(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def peer_id(seed):
    return _octets_of(_times(_clamped(hashlib.sha512(seed).digest()[:32]), BASE))


def sign(seed, message):
    digest = hashlib.sha512(seed).digest()
    secret, public = _clamped(digest[:32]), peer_id(seed)
    nonce = _hash(digest[32:], message) % ORDER
    commitment = _octets_of(_times(nonce, BASE))
    answer = (nonce + _hash(commitment, public, message) * secret) % ORDER
    return commitment + answer.to_bytes(32, "little")


def verify(public, message, signature):
    key, commitment = _point_from(public), _point_from(signature[:32])
    answer = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or answer >= ORDER:
        return False
    right = _add(commitment, _times(_hash(signature[:32], public, message) % ORDER, key))
    return _octets_of(_times(answer, BASE)) == _octets_of(right)


# --- X25519


def dh_secret(seed):
    return _clamped(hashlib.sha512(seed).digest()[:32]).to_bytes(32, "little")


def dh_public_of_peer(public):
    y = int.from_bytes(public, "little") & (2**255 - 1)
    return ((1 + y) * pow(1 - y, -1, P) % P).to_bytes(32, "little")


def x25519(secret, public):
    u = int.from_bytes(public, "little") & (2**255 - 1)
    scalar = _clamped(secret)
    x2, z2, x3, z3 = 1, 0, u, 1
    for bit in range(254, -1, -1):
        one = scalar >> bit & 1
        if one:
            x2, z2, x3, z3 = x3, z3, x2, z2
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % P, b * b % P, d * a % P, c * b % P
        e = aa - bb
        x2, z2 = aa * bb % P, e * (aa + 121665 * e) % P
        x3, z3 = (da + cb) ** 2 % P, u * (da - cb) ** 2 % P
        if one:
            x2, z2, x3, z3 = x3, z3, x2, z2
    return (x2 * pow(z2, -1, P) % P).to_bytes(32, "little")


def dh_public(secret):
    return x25519(secret, (9).to_bytes(32, "little"))


# --- ChaCha20-Poly1305


def _quarter(s, a, b, c, d):
    for x, y, z, shift in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        s[x] = (s[x] + s[y]) & 0xFFFFFFFF
        s[z] ^= s[x]
        s[z] = (s[z] << shift | s[z] >> (32 - shift)) & 0xFFFFFFFF


def _words(octets):
    return [int.from_bytes(octets[i : i + 4], "little") for i in range(0, len(octets), 4)]


def _rounds(words):
    state = list(words)
    columns = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15))
    diagonals = ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))
    for _ in range(10):
        for places in columns + diagonals:
            _quarter(state, *places)
    return state


def _block(key, counter, nonce):
    words = _words(b"expand 32-byte k" + key) + [counter] + _words(nonce)
    state = _rounds(words)
    return b"".join(((a + b) & 0xFFFFFFFF).to_bytes(4, "little") for a, b in zip(state, words))


def _chacha20(key, nonce, text):
    stream = b"".join(_block(key, 1 + i, nonce) for i in range((len(text) + 63) // 64))
    return bytes(a ^ b for a, b in zip(text, stream))


def _poly1305(key, text):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for i in range(0, len(text), 16):
        total = (total + int.from_bytes(text[i : i + 16] + b"\x01", "little")) * r % (2**130 - 5)
    return ((total + int.from_bytes(key[16:], "little")) % 2**128).to_bytes(16, "little")


def _tag(key, nonce, associated, sealed):
    padded = b"".join(part + bytes(-len(part) % 16) for part in (associated, sealed))
    lengths = len(associated).to_bytes(8, "little") + len(sealed).to_bytes(8, "little")
    return _poly1305(_block(key, 0, nonce)[:32], padded + lengths)


def nonce_of(counter):
    return bytes(4) + counter.to_bytes(8, "little")


def _seal(key, nonce, associated, plain):
    sealed = _chacha20(key, nonce, plain)
    return sealed + _tag(key, nonce, associated, sealed)


def _open(key, nonce, associated, sealed):
    """None when it was changed."""
    if _tag(key, nonce, associated, sealed[:-16]) != sealed[-16:]:
        return None
    return _chacha20(key, nonce, sealed[:-16])


def seal(key, counter, associated, plain):
    return _seal(key, nonce_of(counter), associated, plain)


def open_sealed(key, counter, associated, sealed):
    return _open(key, nonce_of(counter), associated, sealed)


# --- XChaCha20-Poly1305


def _long(key, nonce):
    """The key and the nonce of the ChaCha20-Poly1305 that it comes down to."""
    state = _rounds(_words(b"expand 32-byte k" + key + nonce[:16]))
    return b"".join(word.to_bytes(4, "little") for word in state[:4] + state[12:]), bytes(4) + nonce[16:]


def xseal(key, nonce, associated, plain):
    return _seal(*_long(key, nonce), associated, plain)


def xopen(key, nonce, associated, sealed):
    return _open(*_long(key, nonce), associated, sealed)


# --- Argon2id, version 0x13, one lane

_M64 = 2**64 - 1


def _u32(number):
    return number.to_bytes(4, "little")


def _long_hash(octets, size):
    octets = _u32(size) + octets
    if size <= 64:
        return hashlib.blake2b(octets, digest_size=size).digest()
    result, left = b"", size
    while left > 64:
        octets = hashlib.blake2b(octets).digest()
        result, left = result + octets[:32], left - 32
    return result + hashlib.blake2b(octets, digest_size=left).digest()


def _mix(v, a, b, c, d):
    for x, y, z, turn in ((a, b, d, 32), (c, d, b, 24), (a, b, d, 16), (c, d, b, 63)):
        v[x] = (v[x] + v[y] + 2 * (v[x] & 0xFFFFFFFF) * (v[y] & 0xFFFFFFFF)) & _M64
        v[z] ^= v[x]
        v[z] = (v[z] >> turn | v[z] << (64 - turn)) & _M64


def _permute(block, places):
    v = [block[i] for i in places]
    for i in range(4):
        _mix(v, i, 4 + i, 8 + i, 12 + i)
    for i in range(4):
        _mix(v, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    for place, word in zip(places, v, strict=True):
        block[place] = word


def _compress(one, other):
    mixed = [a ^ b for a, b in zip(one, other, strict=True)]
    block = list(mixed)
    for row in range(8):
        _permute(block, range(16 * row, 16 * row + 16))
    for column in range(8):
        _permute(block, [16 * row + 2 * column + i for row in range(8) for i in (0, 1)])
    return [a ^ b for a, b in zip(mixed, block, strict=True)]


def _words64(octets):
    return [int.from_bytes(octets[i : i + 8], "little") for i in range(0, len(octets), 8)]


def argon2id(password, salt, passes, memory_kib, size=32):
    head = b"".join(map(_u32, (1, size, memory_kib, passes, 0x13, 2)))
    head += _u32(len(password)) + password + _u32(len(salt)) + salt + _u32(0) + _u32(0)
    start = hashlib.blake2b(head).digest()
    length = memory_kib // 4 * 4
    part = length // 4
    blocks = [_words64(_long_hash(start + _u32(i) + _u32(0), 1024)) for i in (0, 1)] + [None] * (length - 2)
    zero = [0] * 128
    for run in range(passes):
        for slice_ in range(4):
            independent = run == 0 and slice_ < 2
            addresses = []
            for counter in range(1, part // 128 + 2) if independent else ():
                input_ = [run, 0, slice_, length, passes, 2, counter] + [0] * 121
                addresses += _compress(zero, _compress(zero, input_))
            for i in range(2 if run == 0 and slice_ == 0 else 0, part):
                at = slice_ * part + i
                before = blocks[at - 1]
                chance = (addresses[i] if independent else before[0]) & 0xFFFFFFFF
                area = (slice_ * part if run == 0 else 3 * part) + i - 1
                back = area - 1 - (area * (chance * chance >> 32) >> 32)
                first = 0 if run == 0 or slice_ == 3 else (slice_ + 1) * part
                new = _compress(before, blocks[(first + back) % length])
                blocks[at] = new if run == 0 else [a ^ b for a, b in zip(new, blocks[at], strict=True)]
    return _long_hash(b"".join(word.to_bytes(8, "little") for word in blocks[-1]), size)


# --- Noise_IKpsk2_25519_ChaChaPoly_SHA256: both sides of the two messages


class Noise:
    """One side of one handshake. `their_static` is None for the responder, who learns it."""

    def __init__(self, prologue, psk, static, ephemeral, their_static=None):
        self.psk, self.static, self.ephemeral, self.their_static = psk, static, ephemeral, their_static
        self.hash = self.chain = hashlib.sha256(b"Noise_IKpsk2_25519_ChaChaPoly_SHA256").digest()
        self.mix_hash(prologue)
        self.mix_hash(their_static or dh_public(static))

    def mix_hash(self, octets):
        self.hash = hashlib.sha256(self.hash + octets).digest()

    def derive(self, octets):
        key = hmac.digest(self.chain, octets, "sha256")
        first = hmac.digest(key, b"\x01", "sha256")
        second = hmac.digest(key, first + b"\x02", "sha256")
        return first, second, hmac.digest(key, second + b"\x03", "sha256")

    def mix_key(self, octets):
        self.chain, self.key, _ = self.derive(octets)

    def mix_ephemeral(self, public):
        self.mix_hash(public)
        self.mix_key(public)

    def mix_psk(self):
        self.chain, mixed, self.key = self.derive(self.psk)
        self.mix_hash(mixed)

    # Each key seals once, so the counter is always 0.
    def seal(self, plain):
        sealed = seal(self.key, 0, self.hash, plain)
        self.mix_hash(sealed)
        return sealed

    def open(self, sealed):
        plain = open_sealed(self.key, 0, self.hash, sealed)
        assert plain is not None, "does not authenticate"
        self.mix_hash(sealed)
        return plain

    def write_first(self, payload):
        public = dh_public(self.ephemeral)
        self.mix_ephemeral(public)
        self.mix_key(x25519(self.ephemeral, self.their_static))
        static = self.seal(dh_public(self.static))
        self.mix_key(x25519(self.static, self.their_static))
        return public + static + self.seal(payload)

    def read_first(self, message):
        self.their_ephemeral = message[:32]
        self.mix_ephemeral(self.their_ephemeral)
        self.mix_key(x25519(self.static, self.their_ephemeral))
        self.their_static = self.open(message[32:80])
        self.mix_key(x25519(self.static, self.their_static))
        return self.open(message[80:])

    def write_second(self, payload):
        public = dh_public(self.ephemeral)
        self.mix_ephemeral(public)
        self.mix_key(x25519(self.ephemeral, self.their_ephemeral))
        self.mix_key(x25519(self.ephemeral, self.their_static))
        self.mix_psk()
        return public + self.seal(payload)

    def read_second(self, message):
        self.mix_ephemeral(message[:32])
        self.mix_key(x25519(self.ephemeral, message[:32]))
        self.mix_key(x25519(self.static, message[:32]))
        self.mix_psk()
        return self.open(message[32:])

    def split(self):
        """The key of the initiator's packets, then the key of the responder's."""
        return self.derive(b"")[:2]
