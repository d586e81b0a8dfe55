// Every limit of a field, at and one past; types and ranges.
#include <gtest/gtest.h>

#include "wire_makers.h"

namespace earshot::wire {
namespace {

std::string verdict(Kind kind, std::string_view body) {
  const auto message = decode_body(kind, body);
  return message ? "ok" : name(message.reason());
}
// Our own encoder enforces no limit, so it can write what is past one.
std::string verdict(const Message& message) { return verdict(kind_of(message), encode_body(message)); }
std::string verdict(const Frames& frames) {
  const auto decoded = decode_frames(encode_frames(frames));
  return decoded ? "ok" : name(decoded.reason());
}

// The body with `from` replaced, once.
std::string with(std::string body, std::string_view from, std::string_view to) {
  const auto place = body.find(from);
  EXPECT_NE(place, std::string::npos) << from << " in " << body;
  return body.replace(place, from.size(), to);
}

const std::string kPost = encode_body(Post{.ep = {5}, .sq = {7}, .ts = 9, .rm = "lobby", .tx = "hi"});
const std::string kHere = encode_body(Here{.nm = "ann", .ap = "x", .at = {"10.0.0.1:1"}});

TEST(Fields, EachRequiredOneIsMissed) {
  for (const Kind kind : {Kind::bye, Kind::lost, Kind::ping, Kind::pong, Kind::head, Kind::want, Kind::none}) {
    makers::Dice dice{1};
    const auto body = encode_body(makers::message(kind, dice));
    ASSERT_EQ(verdict(kind, body), "ok");
    EXPECT_EQ(verdict(kind, "{}"), "missing_field");
    for (auto quote = body.find("\":"); quote != std::string::npos; quote = body.find("\":", quote + 1)) {
      auto renamed = body;
      renamed.insert(quote, "_");
      EXPECT_EQ(verdict(kind, renamed), "missing_field") << renamed;
    }
  }
  for (const auto* key : {"id", "ep", "no", "nm", "ap", "at", "hd", "rd", "n", "vs"}) {
    const auto quoted = "\"" + std::string{key} + "\":";
    EXPECT_EQ(verdict(Kind::here, with(kHere, quoted, "\"_" + quoted.substr(1))), "missing_field") << key;
  }
  for (const auto* key : {"au", "ep", "sq", "pv", "ts", "rm", "tx"}) {
    const auto quoted = "\"" + std::string{key} + "\":";
    EXPECT_EQ(verdict(Kind::post, with(kPost, quoted, "\"_" + quoted.substr(1))), "missing_field") << key;
  }
}

TEST(Fields, MayStandInAnyOrderAmongUnknownOnes) {
  const auto decoded =
      decode_body(Kind::bye, R"({"zz":[1],"no":3,"ep":2,"yy":{"id":1},"id":")" + std::string(43, 'A') + "\"}");
  ASSERT_TRUE(decoded);
  EXPECT_EQ(std::get<Bye>(*decoded), (Bye{.id = {}, .ep = {2}, .no = 3}));
}

TEST(Fields, OfAnotherTypeAreRefused) {
  for (const auto* value : {"\"7\"", "[7]", "{}", "null", "true"}) {
    EXPECT_EQ(verdict(Kind::post, with(kPost, "\"sq\":7", "\"sq\":" + std::string{value})), "bad_field") << value;
  }
  for (const auto* value : {"7", "[\"hi\"]", "{}", "null", "false"}) {
    EXPECT_EQ(verdict(Kind::post, with(kPost, "\"tx\":\"hi\"", "\"tx\":" + std::string{value})), "bad_field") << value;
  }
  for (const auto* value : {"7", "\"a\"", "{}", "null", "[7]", "[[]]", "[null]", "[\"a\",1]"}) {
    EXPECT_EQ(verdict(Kind::here, with(kHere, "\"at\":[\"10.0.0.1:1\"]", "\"at\":" + std::string{value})), "bad_field")
        << value;
  }
}

TEST(Fields, OfOctetsHaveOneLengthAndOneSpelling) {
  const std::string id(43, 'A');
  EXPECT_EQ(verdict(Kind::post, with(kPost, id, id + "A")), "bad_field");
  EXPECT_EQ(verdict(Kind::post, with(kPost, id, id.substr(1))), "bad_field");
  EXPECT_EQ(verdict(Kind::post, with(kPost, id, id + "=")), "bad_field");
  EXPECT_EQ(verdict(Kind::post, with(kPost, id, id.substr(1) + "B")), "bad_field");  // an unused bit
  EXPECT_EQ(verdict(Kind::post, with(kPost, id, id.substr(1) + "E")), "ok");
  EXPECT_EQ(verdict(Kind::post, with(kPost, id, "+" + id.substr(1))), "bad_field");
  EXPECT_EQ(verdict(Kind::post, with(kPost, "\"" + id + "\"", "0")), "bad_field");
}

TEST(Fields, OfAHereStopAtTheirLimits) {
  const auto here = [](auto change) {
    Here beacon{.nm = "ann", .ap = "x"};
    change(beacon);
    return verdict(beacon);
  };
  const auto text_limit = [&here](std::string Here::*field, std::size_t limit) {
    EXPECT_EQ(here([&](Here& it) { it.*field = std::string(limit, 'x'); }), "ok");
    EXPECT_EQ(here([&](Here& it) { it.*field = std::string(limit + 1, 'x'); }), "bad_field");
  };
  const auto list_limit = [&here](std::vector<std::string> Here::*field, std::size_t texts, std::size_t bytes) {
    EXPECT_EQ(here([&](Here& it) { it.*field = std::vector<std::string>(texts, "x"); }), "ok");
    EXPECT_EQ(here([&](Here& it) { it.*field = std::vector<std::string>(texts + 1, "x"); }), "bad_field");
    EXPECT_EQ(here([&](Here& it) { it.*field = {std::string(bytes, 'x')}; }), "ok");
    EXPECT_EQ(here([&](Here& it) { it.*field = {std::string(bytes + 1, 'x')}; }), "bad_field");
  };
  text_limit(&Here::nm, kNickBytesMax);
  text_limit(&Here::sn, kShowNameBytesMax);
  text_limit(&Here::ho, kHostBytesMax);
  text_limit(&Here::ap, kProgramBytesMax);
  list_limit(&Here::at, kAddressesMax, kAddressTextBytesMax);
  list_limit(&Here::rm, kRoomsMax, kRoomBytesMax);
  list_limit(&Here::ft, kFeaturesMax, kFeatureBytesMax);
  static_assert(kRoomsBytesMax == 16 * 16);
  EXPECT_EQ(here([](Here& it) { it.rm.assign(16, std::string(16, 'x')); }), "ok");
  EXPECT_EQ(here([](Here& it) {
              it.rm.assign(16, std::string(16, 'x'));
              it.rm.back() += 'x';
            }),
            "bad_field");
}

TEST(Fields, OfABeaconAtAllItsLimitsStillFitWhatAReceiverTakes) {
  Here here{.nm = std::string(kNickBytesMax, 'x'),
            .sn = std::string(kShowNameBytesMax, 'x'),
            .ho = std::string(kHostBytesMax, 'x'),
            .ap = std::string(kProgramBytesMax, 'x'),
            .at = std::vector<std::string>(kAddressesMax, std::string(kAddressTextBytesMax, 'x')),
            .rm = std::vector<std::string>(kRoomsMax, std::string(kRoomsBytesMax / kRoomsMax, 'x')),
            .ft = std::vector<std::string>(kFeaturesMax, std::string(kFeatureBytesMax, 'x'))};
  here.ep.value = here.no = here.hd.value = here.n = here.vs_min = here.vs_max = here.st = here.q = kIntegerMax;
  EXPECT_EQ(verdict(here), "ok");
  Head head{.kind = Kind::here};
  head.signature.emplace();
  EXPECT_LE(encode_datagram(head, encode_body(here)).size(), kDatagramBytesAccepted);
}

TEST(Fields, OfVersionsAreTwoNumbersInOrder) {
  EXPECT_EQ(verdict(Here{.vs_min = 2, .vs_max = 2}), "ok");
  EXPECT_EQ(verdict(Here{.vs_min = 3, .vs_max = 2}), "bad_field");
  for (const auto* value :
       {"1", "[]", "[1]", "[1,1,1]", "[0,\"1\"]", "[\"0\",1]", "[[1],1]", "{\"a\":1,\"b\":1}", "[[1,1]]"}) {
    EXPECT_EQ(verdict(Kind::here, with(kHere, "\"vs\":[1,1]", "\"vs\":" + std::string{value})), "bad_field") << value;
  }
}

TEST(Fields, OfAPostStopAtTheirLimits) {
  const auto post = [](auto change) {
    Post entry{.sq = {1}, .rm = "lobby", .tx = "hi"};
    change(entry);
    return verdict(entry);
  };
  EXPECT_EQ(post([](Post& it) { it.sq = {0}; }), "bad_field");
  EXPECT_EQ(post([](Post& it) { it.sq = {kIntegerMax}; }), "ok");
  EXPECT_EQ(post([](Post& it) { it.sq = {kIntegerMax + 1}; }), "bad_number");
  EXPECT_EQ(post([](Post& it) { it.rm = std::string(kRoomBytesMax, 'x'); }), "ok");
  EXPECT_EQ(post([](Post& it) { it.rm = std::string(kRoomBytesMax + 1, 'x'); }), "bad_field");
  EXPECT_EQ(post([](Post& it) { it.tx = std::string(kJsonStringBytesMax, 'x'); }), "ok");
  EXPECT_EQ(post([](Post& it) { it.tx = std::string(kJsonStringBytesMax + 1, 'x'); }), "bad_json");
  EXPECT_EQ(post([](Post& it) { it.re = std::string(kMessageIdBytesMax, 'x'); }), "ok");
  EXPECT_EQ(post([](Post& it) { it.re = std::string(kMessageIdBytesMax + 1, 'x'); }), "bad_field");
}

TEST(Fields, OfPartsCountFromOneToTheLimit) {
  const auto post_part = [](std::uint64_t part, std::uint64_t parts) {
    Post post{.sq = {1}};
    post.pt = {part, parts};
    return verdict(post);
  };
  EXPECT_EQ(post_part(1, 1), "ok");
  EXPECT_EQ(post_part(0, 1), "bad_field");
  EXPECT_EQ(post_part(2, 1), "bad_field");
  EXPECT_EQ(post_part(0, 0), "bad_field");
  EXPECT_EQ(post_part(kPartsMax, kPartsMax), "ok");
  EXPECT_EQ(post_part(1, kPartsMax + 1), "bad_field");

  const auto text_part = [](std::uint64_t part, std::uint64_t parts) {
    Frames frames;
    frames.m.resize(1);
    frames.m[0].i = 1;
    frames.m[0].pt = {part, parts};
    return verdict(frames);
  };
  EXPECT_EQ(text_part(kFragmentsMax, kFragmentsMax), "ok");
  EXPECT_EQ(text_part(0, kFragmentsMax), "bad_field");
  EXPECT_EQ(text_part(1, kFragmentsMax + 1), "bad_field");
}

TEST(Fields, OfRangesAreInOrderAndAtMostSixteen) {
  const auto ranges = [](std::vector<Range> list) {
    const auto want = verdict(Want{.rg = list});
    EXPECT_EQ(verdict(Ack{.mi = list}), want);
    Frames frames;
    frames.a = std::move(list);
    EXPECT_EQ(verdict(frames), want);
    return want;
  };
  EXPECT_EQ(ranges({{5, 5}}), "ok");
  EXPECT_EQ(ranges({{5, 4}}), "bad_field");
  EXPECT_EQ(ranges({{0, kIntegerMax}}), "ok");
  EXPECT_EQ(ranges(std::vector<Range>(kRangesMax, {1, 2})), "ok");
  EXPECT_EQ(ranges(std::vector<Range>(kRangesMax + 1, {1, 2})), "bad_field");
}

TEST(Fields, OfFlagsAreZeroOrOne) {
  const auto lost = encode_body(Lost{.gone = true});
  EXPECT_EQ(verdict(Kind::lost, with(lost, "\"f\":1", "\"f\":0")), "ok");
  EXPECT_EQ(verdict(Kind::lost, with(lost, "\"f\":1", "\"f\":2")), "bad_field");
  EXPECT_EQ(verdict(Kind::lost, with(lost, "\"f\":1", "\"f\":true")), "bad_field");
  EXPECT_EQ(verdict(Kind::post, with(kPost, "\"tx\"", "\"me\":2,\"tx\"")), "bad_field");
}

TEST(Fields, OfTextsInFramesAreCheckedOneByOne) {
  const auto frames = [](std::string_view text) {
    const auto decoded = decode_frames(R"({"m":[{"i":1,"ts":2,"tx":"a"},)" + std::string{text} + "]}");
    return decoded ? "ok" : name(decoded.reason());
  };
  EXPECT_STREQ(frames(R"({"i":1,"ts":2,"tx":"","zz":3})"), "ok");
  EXPECT_STREQ(frames(R"({"i":0,"ts":2,"tx":""})"), "bad_field");
  EXPECT_STREQ(frames(R"({"ts":2,"tx":""})"), "missing_field");
  EXPECT_STREQ(frames(R"({"i":1,"tx":""})"), "missing_field");
  EXPECT_STREQ(frames(R"({"i":1,"ts":2})"), "missing_field");
  EXPECT_STREQ(frames(R"([1,2,"a"])"), "bad_field");
  EXPECT_STREQ(frames(R"({"i":1,"ts":2,"tx":"","re":"1234567890123456789012345"})"), "bad_field");
}

TEST(Fields, OfFramesHaveTheirTypes) {
  for (const auto* field : {R"("a":{})", R"("a":[1])", R"("ad":"1")", R"("m":{})", R"("m":[1])", R"("pc":"AAAA")",
                            R"("pr":1)", R"("cl":2)", R"("dl":[])", R"("se":null)", R"("lo":true)", R"("de":{})"}) {
    const auto decoded = decode_frames("{" + std::string{field} + "}");
    ASSERT_FALSE(decoded) << field;
    EXPECT_EQ(decoded.reason(), DecodeError::bad_field) << field;
  }
}

TEST(Fields, OfAPayloadStopAtTheirLimits) {
  const auto payload = [](std::size_t features, std::size_t bytes) {
    const auto decoded = decode_payload(encode_payload(
        {.id = {}, .vs_min = 1, .vs_max = 1, .ft = std::vector<std::string>(features, std::string(bytes, 'x'))}));
    return decoded ? "ok" : name(decoded.reason());
  };
  EXPECT_STREQ(payload(kFeaturesMax, kFeatureBytesMax), "ok");
  EXPECT_STREQ(payload(kFeaturesMax + 1, 1), "bad_field");
  EXPECT_STREQ(payload(1, kFeatureBytesMax + 1), "bad_field");
  EXPECT_FALSE(decode_payload("{}"));
}

TEST(PullBody, NamesOnePeerOrARange) {
  Pull one{.only = PeerId{}};
  EXPECT_EQ(encode_body(one).find("after"), std::string::npos);
  EXPECT_EQ(verdict(one), "ok");
  EXPECT_EQ(verdict(Kind::pull, with(encode_body(Pull{}), "after", "_")), "missing_field");
}

TEST(PullBody, IsAboutTheRosterOrAboutLogs) {
  EXPECT_NE(encode_body(Pull{}).find("\"rd\""), std::string::npos);
  Pull logs;
  logs.dg = Digest{};
  EXPECT_EQ(encode_body(logs).find("\"rd\""), std::string::npos);
  EXPECT_EQ(verdict(logs), "ok");
  EXPECT_EQ(verdict(Kind::pull, with(encode_body(Pull{}), "rd", "_")), "missing_field");
}

const std::string kSignatureText(86, 'A');

std::string page_with(std::string_view rest) { return encode_body(Page{}).append(rest); }

TEST(PageBody, HasAtMostFourLines) {
  const std::string line = "\nhere " + kSignatureText + " {}";
  EXPECT_EQ(verdict(Kind::page, page_with("")), "ok");
  EXPECT_EQ(verdict(Kind::page, page_with(line + line + line + line)), "ok");
  EXPECT_EQ(verdict(Kind::page, page_with(line + line + line + line + line)), "bad_field");
}

TEST(PageBody, HasLinesOfKindSignatureAndBody) {
  for (const auto& line :
       {std::string{}, std::string{"here"}, std::string{"here "}, "here " + kSignatureText,
        "here " + kSignatureText + " ", "here " + kSignatureText + " []", "here " + kSignatureText + "  {}",
        "here  " + kSignatureText + " {}", " here " + kSignatureText + " {}",
        "here " + kSignatureText.substr(1) + " {}", "here " + kSignatureText + "A {}",
        "here " + kSignatureText.substr(1) + "B {}", "here " + kSignatureText + "{}", "here\t" + kSignatureText + " {}",
        "ping " + kSignatureText + " {}", "page " + kSignatureText + " {}"}) {
    EXPECT_EQ(verdict(Kind::page, page_with("\n" + line)), "bad_field") << line;
  }
  EXPECT_EQ(verdict(Kind::page, page_with("\nhere " + kSignatureText + " {}\n")), "bad_field");
  EXPECT_EQ(verdict(Kind::page, page_with("\r\nhere " + kSignatureText + " {}")), "bad_json");
  EXPECT_EQ(verdict(Kind::page, "\nhere " + kSignatureText + " {}"), "bad_json");
}

TEST(PageBody, PassesOverLinesOfALaterVersion) {
  const auto decoded =
      decode_body(Kind::page, page_with("\nnews " + kSignatureText + " {}\nbye " + kSignatureText + " {\"no\":1}"));
  ASSERT_TRUE(decoded);
  const auto& lines = std::get<Page>(*decoded).lines;
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0], (Page::Line{Kind::bye, {}, "{\"no\":1}"}));
}

TEST(PageBody, SaysWithMoreThatTheRangeGoesOn) {
  EXPECT_EQ(verdict(Kind::page, with(page_with(""), "\"nn\"", "\"more\":0,\"nn\"")), "ok");
  EXPECT_EQ(verdict(Kind::page, with(page_with(""), "\"nn\"", "\"more\":2,\"nn\"")), "bad_field");
}

TEST(RawBodies, AreKeptAsTheyAreButNotEmpty) {
  const std::string_view raw{"\0\n{\xff", 4};
  for (const Kind kind : {Kind::hs1, Kind::hs2, Kind::d}) {
    EXPECT_EQ(verdict(kind, raw), "ok");
    EXPECT_EQ(verdict(kind, ""), "bad_field");
    EXPECT_EQ(verdict(kind, std::string(kDatagramBytesAccepted, 'x')), "ok");
    EXPECT_EQ(verdict(kind, std::string(kDatagramBytesAccepted + 1, 'x')), "too_long");
  }
  EXPECT_EQ(verdict(Kind::ck, ""), "ok");
  EXPECT_EQ(verdict(Kind::ck, "x"), "bad_field");
}

}  // namespace
}  // namespace earshot::wire
