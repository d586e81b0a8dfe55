// The whole datagram: what a stranger may send in place of one, padding, and damage on the way.
#include <gtest/gtest.h>

#include <functional>

#include "wire_makers.h"

namespace earshot::wire {
namespace {

using namespace std::string_literals;

// "ok", or where and why it is refused.
std::string verdict(std::string_view datagram) {
  const auto split = decode_head(datagram);
  if (!split) return "head: "s + name(split.reason());
  const auto message = decode_body(split->head.kind, split->body);
  return message ? "ok" : "body: "s + name(message.reason());
}

const std::string kBody = encode_body(Ping{});
const std::string kHead = R"({"v":1,"k":"ping"})";

TEST(HostileDatagram, IsRefusedWithoutALineFeedNearTheStart) {
  EXPECT_EQ(verdict(kHead + "\n" + kBody), "ok");
  EXPECT_EQ(verdict(""), "head: no_head");
  EXPECT_EQ(verdict("\n"), "head: no_head");
  EXPECT_EQ(verdict(kHead), "head: no_head");
  EXPECT_EQ(verdict(kHead + kBody), "head: no_head");
  EXPECT_EQ(verdict(kHead + std::string(512 - kHead.size(), ' ') + "\n" + kBody), "ok");
  EXPECT_EQ(verdict(kHead + std::string(513 - kHead.size(), ' ') + "\n" + kBody), "head: no_head");
}

TEST(HostileDatagram, IsRefusedAbove2048Bytes) {
  const auto sized = [](std::size_t size) {
    std::string datagram = kHead + "\n" + kBody;
    return datagram.append(size - datagram.size(), ' ');
  };
  EXPECT_EQ(verdict(sized(2'048)), "ok");
  EXPECT_EQ(verdict(sized(2'049)), "head: too_long");
}

TEST(HostileDatagram, IsRefusedWithAnythingAroundItsHeadButPadding) {
  const std::string body = "\n" + kBody;
  EXPECT_EQ(verdict(kHead + "  " + body), "ok");
  EXPECT_EQ(verdict(" " + kHead + body), "head: no_head");
  EXPECT_EQ(verdict("\xef\xbb\xbf" + kHead + body), "head: no_head");
  EXPECT_EQ(verdict("[" + kHead + "]" + body), "head: no_head");
  EXPECT_EQ(verdict(kHead + "\t" + body), "head: bad_json");
  EXPECT_EQ(verdict(kHead + "\r" + body), "head: bad_json");
  EXPECT_EQ(verdict(kHead + "\0"s + body), "head: bad_json");
  EXPECT_EQ(verdict(kHead + "x" + body), "head: bad_json");
  EXPECT_EQ(verdict(kHead + "{}" + body), "head: bad_json");
  EXPECT_EQ(verdict("{\n\"v\":1,\"k\":\"ping\"}" + body), "head: bad_json");
}

TEST(HostileDatagram, IsRefusedWithABodyThatDoesNotBeginAsOne) {
  for (const auto& body :
       {""s, " " + kBody, "\n" + kBody, "\xef\xbb\xbf" + kBody, "[]"s, "null"s, kBody + "\n", kBody + "\0"s}) {
    EXPECT_EQ(verdict(kHead + "\n" + body), "body: bad_json") << body;
  }
}

std::string head_verdict(std::string_view fields) { return verdict("{" + std::string{fields} + "}\n" + kBody); }

TEST(HostileDatagram, IsRefusedInAnotherVersion) {
  EXPECT_EQ(head_verdict(R"("v":2,"k":"ping")"), "head: wrong_version");
  EXPECT_EQ(head_verdict(R"("v":0,"k":"ping")"), "head: wrong_version");
  EXPECT_EQ(head_verdict(R"("v":2,"k":"nonsense")"), "head: wrong_version");
  EXPECT_EQ(head_verdict(R"("v":"1","k":"ping")"), "head: bad_field");
  EXPECT_EQ(head_verdict(R"("v":1.0,"k":"ping")"), "head: bad_number");
  EXPECT_EQ(head_verdict(R"("k":"ping")"), "head: missing_field");
}

TEST(HostileDatagram, IsRefusedWhenItsKindIsUnknown) {
  for (const auto* kind : {"", "PING", "ping ", "pin", "pings", "E", "ee"}) {
    EXPECT_EQ(head_verdict(R"("v":1,"k":")" + std::string{kind} + "\""), "head: unknown_kind") << kind;
  }
  EXPECT_EQ(head_verdict(R"("v":1)"), "head: missing_field");
  EXPECT_EQ(head_verdict(R"("v":1,"k":7)"), "head: bad_field");
  EXPECT_EQ(head_verdict(R"("v":1,"k":"ping","zz":{"new":[true]})"), "ok");
}

TEST(HostileDatagram, IsRefusedWhenItWantsToBeUnderstood) {
  EXPECT_EQ(head_verdict(R"("v":1,"k":"ping","!":["colour"])"), "head: must_understand");
  auto body = kBody;
  body.insert(1, R"("!":["colour"],)");
  EXPECT_EQ(verdict(kHead + "\n" + body), "body: must_understand");
}

TEST(HostileDatagram, IsRefusedWithTwoSignatures) {
  const std::string sg = R"("sg":")" + std::string(86, 'A') + "\"";
  EXPECT_EQ(head_verdict(R"("v":1,"k":"ping",)" + sg), "ok");
  EXPECT_EQ(head_verdict(R"("v":1,"k":"ping",)" + sg + "," + sg), "head: repeated_key");
  EXPECT_EQ(head_verdict(R"("v":1,"k":"ping","\u0073g":"",)" + sg), "head: repeated_key");
}

TEST(HostileDatagram, IsRefusedWithoutWhatItsKindNeeds) {
  for (const Kind kind : makers::all_kinds()) {
    makers::Dice dice{7};
    const auto full = makers::head(kind, dice);
    EXPECT_TRUE(decode_head(encode_datagram(full, "")));
    const auto without = [&full](auto change) {
      Head head = full;
      change(head);
      return bool{decode_head(encode_datagram(head, ""))};
    };
    EXPECT_NE(without([](Head& it) { it.signature.reset(); }), is_signed(kind)) << name(kind);
    EXPECT_NE(without([](Head& it) { it.token.reset(); }), kind == Kind::ck) << name(kind);
    EXPECT_NE(without([](Head& it) { it.index.reset(); }), kind == Kind::hs1 || kind == Kind::hs2) << name(kind);
    EXPECT_NE(without([](Head& it) { it.receiver.reset(); }), kind == Kind::hs2 || kind == Kind::d) << name(kind);
    EXPECT_NE(without([](Head& it) { it.packet.reset(); }), kind == Kind::d) << name(kind);
    EXPECT_NE(without([](Head& it) { it.network.reset(); }), kind == Kind::e) << name(kind);
    EXPECT_NE(without([](Head& it) { it.nonce.reset(); }), kind == Kind::e) << name(kind);
  }
}

TEST(HostileDatagram, IsRefusedWithHeadFieldsOutOfRange) {
  const std::string start = R"("v":1,"k":"ping",)";
  EXPECT_EQ(head_verdict(start + R"("i":4294967295)"), "ok");
  EXPECT_EQ(head_verdict(start + R"("i":4294967296)"), "head: bad_field");
  EXPECT_EQ(head_verdict(start + R"("r":4294967296)"), "head: bad_field");
  EXPECT_EQ(head_verdict(start + R"("n":9007199254740991)"), "ok");
  EXPECT_EQ(head_verdict(start + R"("n":9007199254740992)"), "head: bad_number");
  EXPECT_EQ(head_verdict(start + R"("n":-0)"), "head: bad_number");
  EXPECT_EQ(head_verdict(start + R"("g":"AAAAAA")"), "ok");
  EXPECT_EQ(head_verdict(start + R"("g":"AAAAA")"), "head: bad_field");
  EXPECT_EQ(head_verdict(start + R"("x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")"), "ok");
  EXPECT_EQ(head_verdict(start + R"("x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")"), "head: bad_field");
  EXPECT_EQ(head_verdict(start + R"("tk":"AAAAAAAAAAA")"), "ok");
  EXPECT_EQ(head_verdict(start + R"("tk":"AAAAAAAAAAAA")"), "head: bad_field");
  EXPECT_EQ(head_verdict(start + R"("sg":"")"), "head: bad_field");
}

TEST(Padding, GrowsTheHeadUpToWhatWasAskedFor) {
  const Head head{.kind = Kind::ping};
  const std::size_t bare = kHead.size() + 1 + kBody.size();
  EXPECT_EQ(encode_datagram(head, kBody).size(), bare);
  EXPECT_EQ(encode_datagram(head, kBody, bare).size(), bare);
  EXPECT_EQ(encode_datagram(head, kBody, bare - 1).size(), bare);
  EXPECT_EQ(encode_datagram(head, kBody, bare + 1), kHead + " \n" + kBody);
  const auto padded = encode_datagram(head, kBody, 400);
  EXPECT_EQ(padded.size(), 400u);
  EXPECT_EQ(verdict(padded), "ok");
}

TEST(Padding, StopsAtTheLargestHead) {
  const auto padded = encode_datagram(Head{.kind = Kind::ping}, kBody, 1'200);
  EXPECT_EQ(padded.size(), kHeadBytesMax + 1 + kBody.size());
  EXPECT_EQ(padded.find('\n'), kHeadBytesMax);
  EXPECT_EQ(verdict(padded), "ok");
}

std::string datagram_of(Kind kind, std::uint64_t seed) {
  makers::Dice dice{seed};
  const auto head = makers::head(kind, dice);
  return encode_datagram(head, encode_body(makers::message(kind, dice)));
}

// Of forty: a long one would only say the same more often.
std::string short_body_of(Kind kind) {
  makers::Dice dice{11};
  std::string shortest = encode_body(makers::message(kind, dice));
  for (int i = 1; i < 40; ++i) {
    auto body = encode_body(makers::message(kind, dice));
    if (body.size() < shortest.size()) shortest = std::move(body);
  }
  return shortest;
}

void with_each_bit_flipped(std::string bytes, const std::function<void(const std::string&)>& check) {
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    char& byte = bytes[bit / 8];
    const char sound = byte;
    byte = static_cast<char>(byte ^ 1 << bit % 8);
    check(bytes);
    byte = sound;
  }
}

TEST(DamagedDatagram, WithAnyBitOfItsHeadFlippedGetsOneVerdict) {
  for (const Kind kind : {Kind::post, Kind::ping, Kind::hs2, Kind::ck, Kind::d}) {
    makers::Dice dice{12};
    with_each_bit_flipped(encode_datagram(makers::head(kind, dice), ""), [](const std::string& damaged) {
      const auto first = decode_head(damaged);
      const auto second = decode_head(damaged);
      ASSERT_EQ(bool{first}, bool{second}) << damaged;
      if (first) return;
      ASSERT_EQ(first.reason(), second.reason()) << damaged;
    });
  }
}

TEST(DamagedDatagram, WithAnyBitOfItsBodyFlippedGetsOneVerdictAndReadsBackIfAccepted) {
  for (const Kind kind : makers::all_kinds()) {
    with_each_bit_flipped(short_body_of(kind), [kind](const std::string& damaged) {
      const auto first = decode_body(kind, damaged);
      const auto second = decode_body(kind, damaged);
      ASSERT_EQ(bool{first}, bool{second}) << damaged;
      if (!first) {
        ASSERT_EQ(first.reason(), second.reason()) << damaged;
        return;
      }
      ASSERT_TRUE(*first == *second) << damaged;
      const auto again = decode_body(kind, encode_body(*first));
      ASSERT_TRUE(again) << damaged;
      ASSERT_TRUE(*again == *first) << damaged;
    });
  }
}

TEST(DamagedDatagram, CutAnywhereInItsJsonIsRefused) {
  for (const Kind kind : {Kind::here, Kind::bye, Kind::lost, Kind::ping, Kind::pong, Kind::pull, Kind::post, Kind::head,
                          Kind::want, Kind::none, Kind::ack}) {
    const auto datagram = datagram_of(kind, 5);
    ASSERT_EQ(verdict(datagram), "ok") << name(kind);
    for (std::size_t size = 0; size < datagram.size(); ++size) {
      ASSERT_NE(verdict(std::string_view{datagram}.substr(0, size)), "ok") << name(kind) << " cut to " << size;
    }
  }
}

TEST(DamagedDatagram, WithRandomBytesNeverDoesHarm) {
  for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
    makers::Dice dice{seed};
    auto datagram = datagram_of(static_cast<Kind>(dice.below(makers::kKinds)), seed);
    for (auto changes = 1 + dice.below(8); changes > 0; --changes) {
      static constexpr std::string_view kSpecial = "{}[]\",:\\u0-1e. \n\t!\xff";
      datagram[dice.below(datagram.size())] = kSpecial[dice.below(kSpecial.size())];
    }
    ASSERT_EQ(verdict(datagram), verdict(datagram)) << "seed " << seed;
  }
}

}  // namespace
}  // namespace earshot::wire
