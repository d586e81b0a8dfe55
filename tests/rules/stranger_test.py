"""The documents of the protocol are enough: a peer that follows them alone (stranger.py) makes the vectors' bytes from
their inputs, reads them back, and gives each bad datagram the same verdict. And the documents show what the vectors
have."""

import json
import re
import unittest

import proto_tables
import stranger
import stranger_crypto as crypto
from stranger import Refused, u64


def vectors(name):
    return json.loads((proto_tables.DOCUMENTS / "vectors" / name).read_text(encoding="utf-8"))


def octets(hexadecimal):
    return bytes.fromhex(hexadecimal)


NAMES = vectors("names.json")
IDENTITIES = {it["name"]: it for it in NAMES["identities"]}


def seed_of(name):
    return octets(IDENTITIES[name]["seed"])


class Names(unittest.TestCase):
    def test_networks(self):
        for it in NAMES["networks"]:
            self.assertEqual(stranger.net_id(it["name"]).hex(), it["net_id"])
            tag = stranger.tag(it["name"])
            self.assertEqual(tag and tag.hex(), it["tag"])

    def test_identities(self):
        for it in NAMES["identities"]:
            with self.subTest(it["name"]):
                peer = crypto.peer_id(octets(it["seed"]))
                secret = crypto.dh_secret(octets(it["seed"]))
                self.assertEqual(peer.hex(), it["id"])
                self.assertEqual(stranger.base64url(peer), it["id_base64url"])
                self.assertEqual(stranger.base32(peer), it["code"])
                self.assertEqual(secret.hex(), it["dh_secret"])
                self.assertEqual(crypto.dh_public(secret).hex(), it["dh_public"])
                self.assertEqual(crypto.dh_public_of_peer(peer).hex(), it["dh_public"])

    def test_message_ids(self):
        for it in NAMES["message_ids"]:
            author = octets(it["author"])
            if it["of"] == "room":
                made = stranger.room_message_id(author, it["epoch"], it["first"])
            else:
                made = stranger.direct_message_id(author, octets(it["recipient"]), it["stream"], it["first"])
            self.assertEqual(made, it["id"])

    def test_words(self):
        it = vectors("words.json")
        words = " ".join(it["list"]).split()
        self.assertEqual(len(set(words)), 2048)
        for case in it["comparisons"]:
            a, b = sorted(octets(IDENTITIES[name]["id"]) for name in case["peers"])
            handshake, number_a, number_b = (octets(case[key]) for key in ("handshake_hash", "number_a", "number_b"))
            self.assertEqual(stranger.commitment(handshake, a, b, number_a).hex(), case["commitment"])
            made = stranger.spoken_words(words, handshake, a, b, number_a, number_b)
            self.assertEqual(" ".join(made), case["words"])
        for case in it["key_texts"]:
            self.assertEqual(stranger.key_text(octets(IDENTITIES[case["peer"]]["id"])), case["text"])

    def test_rosters(self):
        for it in NAMES["rosters"]:
            members = [(octets(member["id"]), member["epoch"]) for member in it["members"]]
            self.assertEqual(stranger.roster_digest(members).hex(), it["digest"])
            for member, described in zip(members, it["members"], strict=True):
                self.assertEqual(stranger.roster_digest([member]).hex(), described["digest"])
            for part in it["ranges"]:
                inside = [member for member in members if octets(part["after"]) < member[0] <= octets(part["until"])]
                self.assertEqual(stranger.roster_digest(inside).hex(), part["digest"])

    def test_logs(self):
        for it in NAMES["logs"]:
            logs = [(octets(log["author"]), log["epoch"], log["newest"]) for log in it["held"]]
            self.assertEqual(stranger.log_digest(logs).hex(), it["digest"])
            for log, described in zip(logs, it["held"]):
                self.assertEqual(stranger.log_digest([log]).hex(), described["digest"])
            for part in it["ranges"]:
                begin = (octets(part["after"]), part.get("epoch", 2**64))
                inside = [log for log in logs if begin < log[:2] and log[0] <= octets(part["until"])]
                self.assertEqual(stranger.log_digest(inside).hex(), part["digest"])

    def test_elections(self):
        for it in NAMES["elections"]:
            newcomer = crypto.peer_id(octets(it["newcomer"]["seed"]))
            self.assertEqual(newcomer.hex(), it["newcomer"]["id"])
            peers = [crypto.peer_id(octets(member["seed"])) for member in it["members"]]
            by_distance = sorted(peers, key=lambda peer: stranger.distance(peer, newcomer))
            for peer, member in zip(peers, it["members"], strict=True):
                self.assertEqual(peer.hex(), member["id"])
                self.assertEqual(u64(stranger.distance(peer, newcomer)).hex(), member["distance"])
                self.assertEqual(by_distance.index(peer), member["rank"])


class Datagrams(unittest.TestCase):
    ALL = vectors("datagrams.json")["datagrams"]

    def test_their_values_make_the_bytes(self):
        for it in self.ALL:
            with self.subTest(it["name"]):
                kind, tag = it["kind"], stranger.tag(it["network"])
                names = {"token": "tk", "index": "i", "receiver": "r", "packet": "n"}
                head = {names[name]: value for name, value in it["head"].items()}
                head |= {"v": 1, "k": kind} | ({"g": tag.hex()} if tag else {})
                body = stranger.write_body(kind, it["values"])
                self.assertEqual(body.decode(), it["body"])
                if stranger.is_signed(kind):
                    signed = stranger.signature_input(it["network"], kind, body)
                    self.assertEqual(signed.hex(), it["signature_input_hex"])
                    head["sg"] = crypto.sign(seed_of(it["signer"]), signed).hex()
                    self.assertEqual(head["sg"], it["signature"])
                if kind == "post":
                    self.assertEqual(stranger.blake(16, body).hex(), it["entry_hash"])
                datagram = stranger.write_datagram(head, body, it.get("pad_to", 0))
                self.assertEqual(datagram.hex(), it["datagram_hex"])
                self.assertEqual(datagram.decode(), it["datagram"])
                self.assertEqual(len(datagram), it["datagram_bytes"])
                self.assertLessEqual(len(datagram), stranger.limit("kDatagramBytesMax"))

    def test_they_are_read_back(self):
        for it in self.ALL:
            with self.subTest(it["name"]):
                head, body = stranger.read_head(octets(it["datagram_hex"]))
                self.assertEqual(head["k"], it["kind"])
                self.assertEqual(head.get("sg"), it.get("signature"))
                read = stranger.read_body(head["k"], body)
                lines, wanted = read.pop("lines", []), dict(it["values"])
                self.assertEqual(lines, wanted.pop("lines", []))
                if wanted:
                    self.assertEqual(
                        stranger.without_defaults(it["kind"], read), stranger.without_defaults(it["kind"], wanted)
                    )

    def test_their_signatures_hold_for_one_kind_and_one_network(self):
        for it in filter(lambda it: stranger.is_signed(it["kind"]), self.ALL):
            with self.subTest(it["name"]):
                signer = IDENTITIES[it["signer"]]["id"]
                self.assertEqual(signer, it["values"][stranger.KINDS[it["kind"]]["by"].strip("`")])
                for network, kind, holds in (
                    (it["network"], it["kind"], True),
                    (it["network"], "page", False),
                    (it["network"] + "x", it["kind"], False),
                ):
                    signed = stranger.signature_input(network, kind, it["body"].encode())
                    self.assertEqual(crypto.verify(octets(signer), signed, octets(it["signature"])), holds)

    def test_lines_of_pages_are_what_their_authors_signed(self):
        lines = [line for it in self.ALL for line in it["values"].get("lines", [])]
        self.assertTrue(lines)
        for line in lines:
            body = line["body"].encode()
            author = stranger.read_body(line["kind"], body)[stranger.KINDS[line["kind"]]["by"].strip("`")]
            signed = stranger.signature_input("", line["kind"], body)
            self.assertTrue(crypto.verify(octets(author), signed, octets(line["signature"])))

    def test_an_entry_names_the_hash_of_the_one_before(self):
        entries = [it for it in self.ALL if it["kind"] == "post" and it["signer"] == "alice"]
        self.assertEqual([it["values"]["sq"] for it in entries], [1, 2])
        self.assertEqual(entries[1]["values"]["pv"], entries[0]["entry_hash"])
        first = entries[0]["values"]
        answered = stranger.room_message_id(octets(first["au"]), first["ep"], first["sq"])
        self.assertEqual(entries[1]["values"]["re"], answered)


class RefusedDatagrams(unittest.TestCase):
    def verdict(self, datagram):
        try:
            head, body = stranger.read_head(datagram)
            stranger.read_body(head["k"], body)
        except Refused as refused:
            return str(refused)
        return "accepted"

    def test_get_the_same_verdict(self):
        for it in vectors("refused.json")["datagrams"]:
            with self.subTest(it["name"]):
                datagram = octets(it["datagram_hex"])
                if "datagram" in it:
                    self.assertEqual(datagram.decode(), it["datagram"])
                self.assertEqual(self.verdict(datagram), it["verdict"])

    def test_show_every_reason(self):
        table = next(it for it in proto_tables.tables("datagrams.md") if "reason" in it.rows[0])
        reasons = {row["reason"].strip("`") for row in table.rows}
        shown = {it["verdict"] for it in vectors("refused.json")["datagrams"]}
        self.assertEqual(shown, reasons | {"accepted"})


class Session(unittest.TestCase):
    def setUp(self):
        self.it = vectors("session.json")
        self.prologue = stranger.prologue(self.it["network"])
        self.psk = octets(self.it["psk_hex"])

    def noise(self, side, their_static=None):
        secrets = crypto.dh_secret(seed_of(self.it[side]["identity"])), octets(self.it[side]["ephemeral_secret"])
        return crypto.Noise(self.prologue, self.psk, *secrets, their_static)

    def handshake(self):
        """Both sides, the two payloads, the two messages, as the stranger makes them."""
        responder_id = octets(IDENTITIES[self.it["responder"]["identity"]]["id"])
        initiator = self.noise("initiator", crypto.dh_public_of_peer(responder_id))
        self.hash_before = initiator.hash
        responder = self.noise("responder")
        payloads = [
            stranger.padded(stranger.write_text("Handshake payload", step["values"]), step["payload_bytes"])
            for step in self.it["handshake"]
        ]
        messages = [initiator.write_first(payloads[0])]
        self.assertEqual(responder.read_first(messages[0]), payloads[0])
        messages.append(responder.write_second(payloads[1]))
        self.assertEqual(initiator.read_second(messages[1]), payloads[1])
        return initiator, responder, payloads, messages

    def test_the_handshake(self):
        self.assertEqual(self.prologue.hex(), self.it["prologue_hex"])
        initiator, responder, payloads, messages = self.handshake()
        for step, payload, message in zip(self.it["handshake"], payloads, messages, strict=True):
            with self.subTest(step["kind"]):
                self.assertEqual(payload.decode(), step["payload"])
                self.assertEqual(message.hex(), step["noise_hex"])
                head = {"v": 1, "k": step["kind"], "i": self.it[step["from"]]["index"]}
                if step["kind"] == "hs2":
                    head["r"] = self.it["initiator"]["index"]
                datagram = stranger.write_datagram(head, message, step.get("pad_to", 0))
                self.assertEqual(datagram.hex(), step["datagram_hex"])
                self.assertEqual(len(datagram), step["datagram_bytes"])
                self.assertEqual(stranger.read_head(datagram), (head, message))
                self.assertEqual(
                    stranger.read_object("Handshake payload", payload)["id"],
                    IDENTITIES[self.it[step["from"]]["identity"]]["id"],
                )
        self.assertEqual(responder.their_static.hex(), IDENTITIES[self.it["initiator"]["identity"]]["dh_public"])
        self.assertEqual(initiator.split(), responder.split())
        self.assertEqual(initiator.hash, responder.hash)
        self.assertEqual(initiator.hash.hex(), self.it["handshake_hash"])
        self.assertEqual(initiator.split()[0].hex(), self.it["initiator_sends_with"])
        self.assertEqual(initiator.split()[1].hex(), self.it["responder_sends_with"])

    def test_the_packets(self):
        keys = dict(zip(("initiator", "responder"), self.handshake()[0].split(), strict=True))
        for packet in self.it["packets"]:
            with self.subTest(packet["name"]):
                other = "responder" if packet["from"] == "initiator" else "initiator"
                head = {"v": 1, "k": "d", "r": self.it[other]["index"], "n": packet["packet"]}
                plain = stranger.padded(stranger.write_text("Frames", packet["values"]), packet["plain_bytes"])
                self.assertEqual(plain.decode(), packet["plain"])
                datagram = stranger.seal_packet(keys[packet["from"]], head, plain)
                self.assertEqual(datagram.hex(), packet["datagram_hex"])
                self.assertEqual(len(datagram), packet["datagram_bytes"])
                associated, sealed = datagram.split(b"\n", 1)
                self.assertEqual(associated.decode(), packet["associated_data"])
                self.assertEqual(sealed.hex(), packet["sealed_hex"])
                self.assertEqual(crypto.nonce_of(packet["packet"]).hex(), packet["nonce_hex"])

    def test_the_packets_open_and_only_unchanged(self):
        keys = dict(zip(("initiator", "responder"), self.handshake()[1].split(), strict=True))
        for packet in self.it["packets"]:
            with self.subTest(packet["name"]):
                datagram, key = octets(packet["datagram_hex"]), keys[packet["from"]]
                plain = stranger.open_packet(key, datagram)
                frames = stranger.read_object("Frames", plain)
                self.assertEqual(
                    stranger.without_defaults("Frames", frames), stranger.without_defaults("Frames", packet["values"])
                )
                self.assertIsNone(stranger.open_packet(key, datagram[:-1] + bytes([datagram[-1] ^ 1])))
                self.assertIsNone(stranger.open_packet(key, datagram.replace(b'"v":1', b'"v": 1')))

    def test_the_published_runs(self):
        runs = [it for it in vectors("noise.json")["vectors"] if "IKpsk2" in it["protocol_name"]]
        self.assertTrue(runs)
        for it in runs:
            secrets = octets(it["init_static"]), octets(it["init_ephemeral"]), octets(it["init_remote_static"])
            initiator = crypto.Noise(octets(it["init_prologue"]), octets(it["init_psks"][0]), *secrets)
            first, second, *others = it["messages"]
            self.assertEqual(initiator.write_first(octets(first["payload"])).hex(), first["ciphertext"])
            self.assertEqual(initiator.read_second(octets(second["ciphertext"])).hex(), second["payload"])
            self.assertEqual(initiator.hash.hex(), it["handshake_hash"])
            for i, message in enumerate(others):
                sealed = crypto.seal(initiator.split()[i % 2], i // 2, b"", octets(message["payload"]))
                self.assertEqual(sealed.hex(), message["ciphertext"])


class Private(unittest.TestCase):
    """A private network: what follows from its passphrase, and envelopes."""

    def setUp(self):
        self.it = vectors("private.json")
        self.network = self.it["networks"][-1]
        self.key, self.tag = octets(self.network["group_key"]), octets(self.network["tag"])

    def test_keys(self):
        """At the protocol's own cost this program would take hours: the test of the C++ program does that."""
        cheap = [it for it in self.it["networks"] if it["memory_kib"] <= 64]
        self.assertTrue(cheap)
        for it in cheap:
            keys = stranger.private_keys(it["name"], it["passphrase"], it["passes"], it["memory_kib"])
            names = ("salt", "net_id", "tag", "group_key", "psk")
            self.assertEqual([made.hex() for made in keys], [it[name] for name in names])

    def test_envelopes(self):
        for it in self.it["envelopes"]:
            with self.subTest(it["name"]):
                datagram = octets(it["datagram_hex"])
                made = stranger.close_envelope(self.key, self.tag, octets(it["nonce"]), it["inside"].encode())
                self.assertEqual(made.hex(), it["datagram_hex"])
                self.assertEqual(stranger.open_envelope(self.key, datagram), it["inside"].encode())
                self.assertIsNone(stranger.open_envelope(self.key, datagram[:-1] + bytes([datagram[-1] ^ 1])))
                self.assertIsNone(stranger.open_envelope(self.key, datagram.replace(b'"v":1', b'"v": 1')))
                head, body = stranger.read_head(it["inside"].encode())
                self.assertNotIn("g", head)
                if "sg" in head:
                    signed = b"earshot/1\0" + head["k"].encode() + b"\0" + octets(self.network["net_id"]) + body
                    self.assertTrue(crypto.verify(crypto.peer_id(seed_of(it["signer"])), signed, octets(head["sg"])))

    def test_the_handshake_has_its_psk(self):
        session = self.it["session"]
        self.assertEqual(session["psk_hex"], self.network["psk"])
        self.assertEqual(octets(session["prologue_hex"]), b"earshot/1" + octets(self.network["net_id"]))
        sides = {}
        for side in ("initiator", "responder"):
            static = crypto.dh_secret(seed_of(session[side]["identity"]))
            ephemeral = octets(session[side]["ephemeral_secret"])
            theirs = crypto.dh_public_of_peer(crypto.peer_id(seed_of(session["responder"]["identity"])))
            known = theirs if side == "initiator" else None
            sides[side] = crypto.Noise(
                octets(session["prologue_hex"]), octets(session["psk_hex"]), static, ephemeral, known
            )
        first, second = session["handshake"]
        self.assertEqual(sides["initiator"].write_first(first["payload"].encode()).hex(), first["noise_hex"])
        self.assertEqual(sides["responder"].read_first(octets(first["noise_hex"])), first["payload"].encode())
        self.assertEqual(sides["responder"].write_second(second["payload"].encode()).hex(), second["noise_hex"])
        self.assertEqual(sides["responder"].hash.hex(), session["handshake_hash"])
        for it in session["handshake"]:
            self.assertNotIn("g", stranger.read_head(octets(it["datagram_hex"]))[0])
        for packet in session["packets"]:
            self.assertEqual(stranger.read_head(octets(packet["datagram_hex"]))[0]["g"], self.network["tag"])
            plain = stranger.open_packet(octets(session["initiator_sends_with"]), octets(packet["datagram_hex"]))
            self.assertEqual(plain, packet["plain"].encode())


class WorkedExamples(unittest.TestCase):
    """What the documents show as bytes is in the vectors, or follows from them."""

    def known(self):
        session = Session()
        session.setUp()
        session.handshake()
        identity = b"earshot-identity 1 " + seed_of("alice").hex().encode() + b" "
        texts = [identity.decode() + stranger.blake(8, identity).hex(), session.hash_before.hex()]

        def collect(value):
            if isinstance(value, dict | list):
                for each in value.values() if isinstance(value, dict) else value:
                    collect(each)
            elif isinstance(value, str):
                texts.append(value)

        for name in ("names.json", "datagrams.json", "session.json", "private.json"):
            collect(vectors(name))
        return "\n".join(texts)

    def shown(self):
        """Every run of letters that is long enough to be octets, in pieces where the document leaves some out, joined
        where it goes on in the next line of a block. interface.md shows nothing that goes over the network."""
        for document in sorted(set(proto_tables.documents()) - {"interface.md"}):
            text = (proto_tables.DOCUMENTS / document).read_text(encoding="utf-8")
            for block in re.findall(r"^```\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
                joined = re.sub(r"\n {8,}", "", block)
                for run in re.findall(r"\b[0-9a-f]{16,}\b|[\w-]{43,}|\bm-[0-9a-z]{16}\b|\{\"[^\n<]*\}", joined):
                    yield from ((document, piece) for piece in run.split("…"))
            for run in re.findall(r"`([0-9a-f]{16,})`", text):
                yield document, run

    def test_derived_values_are_made_as_written(self):
        text = (proto_tables.DOCUMENTS / "datagrams.md").read_text(encoding="utf-8")
        words = ("earshot/1", "earshot open", "earshot named ", "earshot tag ", "earshot room", "earshot direct")
        for written in [f"`{stranger.LETTERS}`", *(f'"{word}"' for word in words)]:
            self.assertIn(written, text)

    def test_agree(self):
        known = self.known()
        shown = list(self.shown())
        for document in ("discovery.md", "rooms.md", "sessions.md", "security.md"):
            self.assertIn(document, {where for where, _ in shown})
        for document, run in shown:
            with self.subTest(document):
                self.assertIn(run, known)


if __name__ == "__main__":
    unittest.main()
