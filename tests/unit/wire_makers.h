// Messages for the tests of the wire: one full example of every kind, and random ones from a seed.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "earshot/wire/codec.h"

namespace earshot::wire::makers {

// std::mt19937_64 gives the same numbers everywhere; std::*_distribution does not.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }
  bool coin() { return below(2) == 1; }
  // Small, middling and huge numbers alike.
  std::uint64_t number() { return (engine_() & kIntegerMax) >> below(53); }

  template <std::size_t N>
  std::array<std::uint8_t, N> octets() {
    std::array<std::uint8_t, N> result;
    for (auto& octet : result) octet = static_cast<std::uint8_t>(below(256));
    return result;
  }
  PeerId peer() { return {octets<32>()}; }

  // At most `bytes_max` bytes of letters that JSON escapes, that UTF-8 spreads, and of others.
  std::string text(std::size_t bytes_max) {
    static const std::vector<std::string> kLetters = {"a",
                                                      " ",
                                                      "/",
                                                      "\"",
                                                      "\\",
                                                      "\n",
                                                      "\t",
                                                      "\x01",
                                                      "\x1f",
                                                      "\x7f",
                                                      "\xc3\xa4",
                                                      "\xdf\xbf",
                                                      "{",
                                                      "}",
                                                      "\xe2\x82\xac",
                                                      "\xef\xbf\xbd",
                                                      "\xf0\x9f\x98\x80",
                                                      ","};
    std::string result;
    const std::size_t wanted = below(bytes_max + 1);
    for (;;) {
      const auto& letter = kLetters[below(kLetters.size())];
      if (result.size() + letter.size() > wanted) return result;
      result += letter;
    }
  }
  std::vector<std::string> texts(std::size_t texts_max, std::size_t bytes_max) {
    std::vector<std::string> result(below(texts_max + 1));
    for (auto& text_of_list : result) text_of_list = text(bytes_max);
    return result;
  }
  std::vector<Range> ranges() {
    std::vector<Range> result(below(kRangesMax + 1));
    for (auto& range : result) {
      range.first = number();
      range.last = range.first + below(kIntegerMax - range.first + 1);
    }
    return result;
  }
  std::pair<std::uint64_t, std::uint64_t> part(std::uint64_t parts_max) {
    const auto parts = 1 + below(parts_max);
    return {1 + below(parts), parts};
  }

 private:
  std::mt19937_64 engine_;
};

inline Here here(Dice& dice) {
  Here made{.id = dice.peer(), .ep = {dice.number()}, .no = dice.number()};
  made.nm = dice.text(kNickBytesMax);
  made.sn = dice.text(kShowNameBytesMax);
  made.ho = dice.text(kHostBytesMax);
  made.ap = dice.text(kProgramBytesMax);
  made.at = dice.texts(kAddressesMax, kAddressTextBytesMax);
  made.rm = dice.texts(8, kRoomBytesMax);  // 8 × 32 is the limit of all together
  made.hd = {dice.number()};
  made.rd = dice.octets<8>();
  made.n = dice.number();
  made.vs_min = dice.below(10);
  made.vs_max = made.vs_min + dice.below(10);
  made.ft = dice.texts(kFeaturesMax, kFeatureBytesMax);
  made.st = dice.below(2);
  made.q = dice.below(3);
  return made;
}

inline Page page(Dice& dice) {
  Page made{.fr = dice.peer(), .nn = dice.octets<8>(), .more = dice.coin(), .lines = {}};
  for (auto lines = dice.below(kPageLinesMax + 1); lines > 0; --lines) {
    const auto beacon = Here{.id = dice.peer(), .nm = dice.text(kNickBytesMax)};
    made.lines.push_back({.kind = Kind::here, .signature = dice.octets<64>(), .body = encode_body(beacon)});
  }
  return made;
}

inline Post post(Dice& dice) {
  Post made{.au = dice.peer(), .ep = {dice.number()}, .sq = {1 + dice.number() / 2}, .pv = dice.octets<16>()};
  made.ts = dice.number();
  made.rm = dice.text(kRoomBytesMax);
  made.tx = dice.text(200);
  if (dice.coin()) made.pt = dice.part(kPartsMax);
  if (dice.coin()) made.re = dice.text(kMessageIdBytesMax);
  made.me = dice.coin();
  return made;
}

inline Pull pull(Dice& dice) {
  Pull made{.fr = dice.peer(), .nn = dice.octets<8>(), .only = {}, .after = {}, .until = {}};
  if (dice.coin()) {
    made.only = dice.peer();
    made.past = dice.coin();
    return made;
  }
  made.after = dice.peer();
  made.until = dice.peer();
  if (dice.coin()) {
    made.dg = dice.octets<8>();
    if (dice.coin()) made.ep = Epoch{dice.number()};
  } else {
    made.rd = dice.octets<8>();
  }
  return made;
}

inline Bytes raw(Dice& dice) {
  Bytes bytes(1 + dice.below(1'000), '\0');
  for (auto& byte : bytes) byte = static_cast<char>(dice.below(256));
  return bytes;
}

inline Message message(Kind kind, Dice& dice) {
  switch (kind) {
    case Kind::here:
      return here(dice);
    case Kind::bye:
      return Bye{dice.peer(), {dice.number()}, dice.number()};
    case Kind::lost:
      return Lost{dice.peer(), dice.peer(), {dice.number()}, dice.coin()};
    case Kind::ping:
      return Ping{dice.peer(), dice.octets<8>(), dice.coin() ? std::optional(dice.octets<8>()) : std::nullopt};
    case Kind::pong:
      return Pong{dice.peer(),   dice.octets<8>(), {dice.number()},  dice.number(),
                  dice.number(), {dice.number()},  dice.octets<8>(), dice.number()};
    case Kind::pull:
      return pull(dice);
    case Kind::page:
      return page(dice);
    case Kind::post:
      return post(dice);
    case Kind::head:
      return LogHead{dice.peer(), {dice.number()}, {dice.number()}};
    case Kind::want:
      return Want{dice.peer(), dice.peer(), {dice.number()}, dice.ranges()};
    case Kind::none:
      return None{dice.peer(), dice.peer(), {dice.number()}, {dice.number()}};
    case Kind::ack:
      return Ack{dice.peer(), dice.peer(), {dice.number()}, {dice.number()}, {dice.number()}, dice.ranges()};
    case Kind::hs1:
      return Handshake1{raw(dice)};
    case Kind::hs2:
      return Handshake2{raw(dice)};
    case Kind::ck:
      return Cookie{};
    case Kind::d:
      return Sealed{raw(dice)};
    case Kind::e:
      return Envelope{raw(dice)};
  }
  return Cookie{};
}

inline Frames frames(Dice& dice) {
  Frames made;
  const auto maybe = [&dice](std::optional<std::uint64_t>& number) {
    if (dice.coin()) number = dice.number();
  };
  made.a = dice.ranges();
  maybe(made.ad);
  maybe(made.se);
  maybe(made.lo);
  for (auto texts = dice.below(4); texts > 0; --texts) {
    auto& text = made.m.emplace_back();
    text.i = 1 + dice.number() / 2;
    text.ts = dice.number();
    text.tx = dice.text(100);
    if (dice.coin()) text.pt = dice.part(kFragmentsMax);
    if (dice.coin()) text.re = dice.text(kMessageIdBytesMax);
    text.me = dice.coin();
  }
  maybe(made.de);
  maybe(made.dl);
  if (dice.coin()) made.pc = dice.octets<8>();
  if (dice.coin()) made.pr = dice.octets<8>();
  made.cl = dice.coin();
  return made;
}

inline HandshakePayload payload(Dice& dice) {
  const auto min = dice.below(10);
  return {dice.peer(), min, min + dice.below(10), dice.texts(kFeaturesMax, kFeatureBytesMax)};
}

// With everything that the kind needs.
inline Head head(Kind kind, Dice& dice) {
  Head made;
  made.kind = kind;
  if (is_signed(kind)) made.signature = dice.octets<64>();
  if (kind == Kind::e || dice.coin()) made.network = dice.octets<4>();
  if (kind == Kind::ck || dice.coin()) made.token = dice.octets<8>();
  const bool sealed = kind == Kind::hs1 || kind == Kind::hs2 || kind == Kind::d;
  if (sealed || dice.coin()) made.index = static_cast<std::uint32_t>(dice.below(std::uint64_t{1} << 32));
  if (sealed || dice.coin()) made.receiver = static_cast<std::uint32_t>(dice.below(std::uint64_t{1} << 32));
  if (kind == Kind::d || dice.coin()) made.packet = dice.number();
  if (kind == Kind::e || dice.coin()) made.nonce = dice.octets<24>();
  return made;
}

constexpr std::size_t kKinds = std::variant_size_v<Message>;
inline std::vector<Kind> all_kinds() {
  std::vector<Kind> kinds;
  for (std::size_t i = 0; i < kKinds; ++i) kinds.push_back(static_cast<Kind>(i));
  return kinds;
}

}  // namespace earshot::wire::makers
