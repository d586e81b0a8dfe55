// What peers say to each other: one struct per kind, one variant. proto_docs/datagrams.md describes the same for
// strangers. Nothing here is trusted: a decoded value has the right shape and sizes, not the right author.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "earshot/base/types.h"

namespace earshot::wire {

using Signature = std::array<std::uint8_t, 64>;
using Digest = std::array<std::uint8_t, 8>;      // of a roster, or of logs
using EntryHash = std::array<std::uint8_t, 16>;  // BLAKE2b-128 of an entry's body
using Nonce = std::array<std::uint8_t, 8>;       // of a question, echoed by its answer
using Token = std::array<std::uint8_t, 8>;       // proves that its holder receives at its address
using Secret32 = std::array<std::uint8_t, 32>;   // a random number, or the commitment to one
using LongNonce = std::array<std::uint8_t, 24>;  // of an envelope
using NetTag = std::array<std::uint8_t, 4>;      // tells networks apart before any signature is checked

enum class Kind : std::uint8_t {
  here,
  bye,
  lost,
  ping,
  pong,
  pull,
  page,
  post,
  head,
  want,
  none,
  ack,
  hs1,
  hs2,
  ck,
  d,
  e,
};
const char* name(Kind kind);
std::optional<Kind> kind_of(std::string_view name);
// Whether a datagram of the kind carries a signature over its body (`sg`).
bool is_signed(Kind kind);

// The first line of a datagram. It is not signed: only `kind` may decide anything, and that is bound by the signature.
struct Head {
  Kind kind{};
  std::optional<Signature> signature{};     // sg
  std::optional<NetTag> network{};          // g, absent on the open network
  std::optional<Token> token{};             // tk: given by an answer, sent back by later questions
  std::optional<std::uint32_t> index{};     // i: the sender's number of the session or handshake
  std::optional<std::uint32_t> receiver{};  // r: the receiver's number (hs2, d)
  std::optional<std::uint64_t> packet{};    // n: packet number (d)
  std::optional<LongNonce> nonce{};         // x: what the envelope was sealed with (e)
};

// The beacon: who, where, how far the own log goes.
struct Here {
  PeerId id{};
  Epoch ep{};
  std::uint64_t no = 0;           // rises with every new beacon of this epoch
  std::string nm{};               // nick
  std::string sn{};               // show name, may be empty
  std::string ho{};               // host name, may be empty
  std::string ap{};               // program and version, "earshot 0.1.0"
  std::vector<std::string> at{};  // own addresses, "10.0.0.1:47475"
  std::vector<std::string> rm{};  // rooms joined besides the lobby
  Seq hd{};                       // own log's newest entry
  Digest rd{};                    // digest of the live roster
  std::uint64_t n = 0;            // size of the live roster
  std::uint64_t vs_min = 1, vs_max = 1;
  std::vector<std::string> ft{};  // features
  std::uint64_t st = 0;           // 0 here, 1 away
  std::uint64_t q = 0;            // 1 "answer me", 2 the same again, asking more peers
  bool operator==(const Here&) const = default;
};

struct Bye {
  PeerId id{};
  Epoch ep{};
  std::uint64_t no = 0;
  bool operator==(const Bye&) const = default;
};

struct Lost {
  PeerId by{};  // who says so, and signs
  PeerId id{};
  Epoch ep{};
  bool gone = false;  // f: 0 suspected, 1 gone
  bool operator==(const Lost&) const = default;
};

struct Ping {
  PeerId fr{};
  Nonce nn{};
  std::optional<Digest> dg{};  // of the logs that the sender holds
  bool operator==(const Ping&) const = default;
};

struct Pong {
  PeerId id{};
  Nonce nn{};
  Epoch ep{};
  std::uint64_t no = 0;  // its newest beacon
  std::uint64_t hb = 0;  // the asker's newest beacon that was heard on a group channel; 0 none
  Seq hd{};
  Digest rd{};
  std::uint64_t n = 0;
  std::optional<Digest> dg{};
  bool operator==(const Pong&) const = default;
};

// "Send me what I lack about the ids in (after, until]", one page at a time: beacons, or the newest entries of logs. Or
// the beacon of one id.
struct Pull {
  PeerId fr{};
  Nonce nn{};
  std::optional<PeerId> only{};  // one beacon by id; then the range is not used
  bool past = false;             // also if that peer is gone: for its name
  PeerId after{};                // exclusive
  PeerId until{};                // inclusive
  std::optional<Digest> dg{};    // digest of the asker's logs within the range: the question is about logs
  std::optional<Epoch> ep{};     // then also of `after` itself, those of later epochs than this
  Digest rd{};                   // without `dg`: digest of its live roster there
  bool operator==(const Pull&) const = default;
};

// Signed lines as their authors wrote them: beacons (`here`), or entries of logs (`post`).
struct Page {
  struct Line {
    Kind kind{};
    Signature signature{};
    std::string body{};
    bool operator==(const Line&) const = default;
  };
  PeerId fr{};
  Nonce nn{};
  bool more = false;  // the range holds more beyond the last line
  std::vector<Line> lines{};
  bool operator==(const Page&) const = default;
};

// One entry of an author's log: one room message or one part of a long one.
struct Post {
  PeerId au{};
  Epoch ep{};
  Seq sq{};
  EntryHash pv{};
  std::uint64_t ts = 0;  // hybrid clock, ms
  std::string rm{};      // room, without '#'
  std::string tx{};
  std::optional<std::pair<std::uint64_t, std::uint64_t>> pt{};  // part i of n, i from 1
  std::string re{};                                             // id of the message this answers; empty none
  bool me = false;                                              // an action: "* alice waves"
  bool operator==(const Post&) const = default;
};

// "My log ends here."
struct LogHead {
  PeerId id{};
  Epoch ep{};
  Seq hd{};
  bool operator==(const LogHead&) const = default;
};

struct Range {
  std::uint64_t first = 0, last = 0;  // both inclusive, first ≤ last
  bool operator==(const Range&) const = default;
};

struct Want {
  PeerId fr{};
  PeerId au{};
  Epoch ep{};
  std::vector<Range> rg{};
  bool operator==(const Want&) const = default;
};

// "Of this log I have nothing below lo."
struct None {
  PeerId fr{};
  PeerId au{};
  Epoch ep{};
  Seq lo{};
  bool operator==(const None&) const = default;
};

// "Of this log I have stored lo … hd except mi."
struct Ack {
  PeerId fr{};
  PeerId au{};
  Epoch ep{};
  Seq lo{};
  Seq hd{};
  std::vector<Range> mi{};
  bool operator==(const Ack&) const = default;
};

// Raw bytes follow the head; the indexes and the token are in the head.
struct Handshake1 {
  Bytes noise{};
  bool operator==(const Handshake1&) const = default;
};
struct Handshake2 {
  Bytes noise{};
  bool operator==(const Handshake2&) const = default;
};
// A token and nothing else: "ask again with it". The body is empty.
struct Cookie {
  bool operator==(const Cookie&) const = default;
};
struct Sealed {
  Bytes ciphertext{};
  bool operator==(const Sealed&) const = default;
};
// Around a whole datagram, on a private network.
struct Envelope {
  Bytes ciphertext{};
  bool operator==(const Envelope&) const = default;
};

using Message = std::variant<Here, Bye, Lost, Ping, Pong, Pull, Page, Post, LogHead, Want, None, Ack, Handshake1,
                             Handshake2, Cookie, Sealed, Envelope>;
Kind kind_of(const Message& message);

// The inside of a `d`: one JSON object.
struct Frames {
  struct Text {
    std::uint64_t i = 0;  // number in the stream of sender to receiver, from 1
    std::uint64_t ts = 0;
    std::string tx{};
    std::optional<std::pair<std::uint64_t, std::uint64_t>> pt{};
    std::string re{};
    bool me = false;
    // Stream and number of the message's first fragment when it was written, if they are others now.
    std::optional<std::pair<std::uint64_t, std::uint64_t>> og{};
    bool operator==(const Text&) const = default;
  };
  std::vector<Range> a{};             // acknowledged packet numbers, newest range first
  std::optional<std::uint64_t> ad{};  // how long the newest was held, µs
  std::optional<std::uint64_t> se{};  // epoch of the sender's stream that m and lo belong to
  std::optional<std::uint64_t> lo{};  // the lowest number that the sender still holds
  std::vector<Text> m{};
  std::optional<std::uint64_t> de{};  // epoch of the receiver's stream that dl belongs to
  std::optional<std::uint64_t> dl{};  // stored in order up to here
  std::optional<Nonce> pc{};          // path challenge
  std::optional<Nonce> pr{};          // and its answer
  bool cl = false;                    // close
  // Words to compare aloud (proto_docs/security.md).
  std::uint64_t vq = 0;          // 1: let us compare; 2: I have the words
  std::optional<Secret32> vc{};  // the smaller id's commitment
  std::optional<Secret32> vr{};  // the other's number
  std::optional<Secret32> vo{};  // the committed number, opened
  bool operator==(const Frames&) const = default;
};

// The payload of hs1 and hs2.
struct HandshakePayload {
  PeerId id{};
  std::uint64_t vs_min = 1, vs_max = 1;
  std::vector<std::string> ft{};
  bool operator==(const HandshakePayload&) const = default;
};

}  // namespace earshot::wire
