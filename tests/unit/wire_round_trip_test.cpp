#include <gtest/gtest.h>

#include "wire_makers.h"

namespace earshot::wire {
namespace {

constexpr std::uint64_t kSeeds = 300;

TEST(RoundTrip, EveryKindComesBackEqual) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    makers::Dice dice{seed};
    for (const Kind kind : makers::all_kinds()) {
      const auto message = makers::message(kind, dice);
      ASSERT_EQ(kind_of(message), kind);
      const auto body = encode_body(message);
      if (body.size() > kDatagramBytesAccepted) continue;  // a page full of long names may be
      const auto decoded = decode_body(kind, body);
      ASSERT_TRUE(decoded) << "seed " << seed << " " << name(kind) << ": " << name(decoded.reason()) << "\n" << body;
      ASSERT_TRUE(*decoded == message) << "seed " << seed << "\n" << body;
    }
  }
}

TEST(RoundTrip, FramesComeBackEqual) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    makers::Dice dice{seed};
    const auto frames = makers::frames(dice);
    const auto text = encode_frames(frames);
    const auto decoded = decode_frames(text);
    ASSERT_TRUE(decoded) << "seed " << seed << ": " << name(decoded.reason()) << "\n" << text;
    ASSERT_EQ(*decoded, frames) << "seed " << seed << "\n" << text;
  }
}

TEST(RoundTrip, HandshakePayloadsComeBackEqual) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    makers::Dice dice{seed};
    const auto payload = makers::payload(dice);
    const auto decoded = decode_payload(encode_payload(payload));
    ASSERT_TRUE(decoded) << "seed " << seed << ": " << name(decoded.reason());
    ASSERT_EQ(*decoded, payload) << "seed " << seed;
  }
}

TEST(RoundTrip, HeadsComeBackEqualAndTheBodyUntouched) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    makers::Dice dice{seed};
    for (const Kind kind : makers::all_kinds()) {
      const auto head = makers::head(kind, dice);
      const auto body = makers::raw(dice);
      const auto datagram = encode_datagram(head, body);
      const auto split = decode_head(datagram);
      ASSERT_TRUE(split) << "seed " << seed << " " << name(kind) << ": " << name(split.reason());
      ASSERT_EQ(split->body, body);
      ASSERT_EQ(split->head.kind, kind);
      ASSERT_EQ(split->head.signature, head.signature);
      ASSERT_EQ(split->head.network, head.network);
      ASSERT_EQ(split->head.token, head.token);
      ASSERT_EQ(split->head.index, head.index);
      ASSERT_EQ(split->head.receiver, head.receiver);
      ASSERT_EQ(split->head.packet, head.packet);
    }
  }
}

// What others rely on: these bytes are the protocol.
TEST(WrittenForm, OfAPostIsTheOneInTheDocuments) {
  Post post{.ep = {1732300000123}, .sq = {1234}, .ts = 1732300456789, .rm = "lobby", .tx = "lunch?"};
  const std::string zeros32(43, 'A');
  const std::string zeros16(22, 'A');
  EXPECT_EQ(encode_body(post), R"({"au":")" + zeros32 + R"(","ep":1732300000123,"sq":1234,"pv":")" + zeros16 +
                                   R"(","ts":1732300456789,"rm":"lobby","tx":"lunch?"})");
  post.pt = {2, 3};
  post.re = "m-0";
  post.me = true;
  EXPECT_TRUE(encode_body(post).ends_with(R"("tx":"lunch?","pt":[2,3],"re":"m-0","me":1})"));
}

TEST(WrittenForm, LeavesOutWhatIsEmpty) {
  EXPECT_EQ(encode_frames(Frames{}), "{}");
  EXPECT_EQ(encode_body(Cookie{}), "");
  const std::string zeros32(43, 'A');
  EXPECT_EQ(encode_body(Here{.nm = "ann", .ap = "x"}),
            R"({"id":")" + zeros32 +
                R"(","ep":0,"no":0,"nm":"ann","ap":"x","at":[],"hd":0,"rd":"AAAAAAAAAAA","n":0,"vs":[1,1]})");
}

TEST(WrittenForm, OfFramesListsRangesAndTexts) {
  Frames frames;
  frames.a = {{7, 9}, {1, 5}};
  frames.ad = 250;
  frames.m = {{.i = 3, .ts = 4, .tx = "hi", .pt = {}, .re = "", .me = false}};
  frames.pc = Nonce{};
  frames.cl = true;
  EXPECT_EQ(encode_frames(frames),
            R"({"a":[[7,9],[1,5]],"ad":250,"m":[{"i":3,"ts":4,"tx":"hi"}],"pc":"AAAAAAAAAAA","cl":1})");
}

TEST(WrittenForm, OfAPageIsLinesAsTheirAuthorsWroteThem) {
  Page page;
  page.more = true;
  page.lines = {{Kind::here, {}, R"({"id":1})"}, {Kind::bye, {}, "{}"}};
  const std::string zeros32(43, 'A');
  const std::string zeros64(86, 'A');
  EXPECT_EQ(encode_body(page), R"({"fr":")" + zeros32 + R"(","nn":"AAAAAAAAAAA","more":1})" + "\nhere " + zeros64 +
                                   R"( {"id":1})" + "\nbye " + zeros64 + " {}");
}

TEST(WrittenForm, OfADatagramIsHeadLineFeedBody) {
  EXPECT_EQ(encode_datagram(Head{.kind = Kind::ping}, "{}"), "{\"v\":1,\"k\":\"ping\"}\n{}");
  Head head{.kind = Kind::d};
  head.receiver = 5;
  head.packet = 6;
  EXPECT_EQ(encode_datagram(head, "\n\n"), "{\"v\":1,\"k\":\"d\",\"r\":5,\"n\":6}\n\n\n");
}

TEST(Kinds, HaveNamesThatReadBack) {
  for (const Kind kind : makers::all_kinds()) EXPECT_EQ(kind_of(name(kind)), kind);
  EXPECT_FALSE(kind_of(""));
  EXPECT_FALSE(kind_of("HERE"));
  EXPECT_FALSE(kind_of("E"));
}

}  // namespace
}  // namespace earshot::wire
