// The documents of the protocol and the program say the same: each vector is what our code makes of its inputs, and our
// code reads it back.
#include "vectors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <set>

#include "core/cards.h"
#include "core/presence.h"
#include "core/session.h"
#include "earshot/base/encoding.h"
#include "earshot/core/node.h"

namespace earshot::vectors {
namespace {

using namespace std::chrono_literals;

// By value: a loop over a part of what `read` returns would outlive the whole.
Json list_of(const std::string& file, const char* list) { return read(file).at(list); }

// The first entry that differs says more than two whole files.
void expect_equal_lists(const Json& written, const Json& computed) {
  ASSERT_EQ(written.size(), computed.size());
  for (std::size_t i = 0; i < written.size(); ++i) EXPECT_EQ(written[i].dump(1), computed[i].dump(1));
}

TEST(Vectors, NamesFollowFromTheirInputs) {
  const auto written = read("names.json");
  auto computed = written;
  complete_names(computed);
  for (const char* list : {"identities", "message_ids", "rosters", "logs", "elections"})
    expect_equal_lists(written.at(list), computed.at(list));
}

TEST(Vectors, DatagramsFollowFromTheirValues) {
  const auto written = read("datagrams.json");
  auto computed = written;
  complete_datagrams(computed, read("names.json"));
  expect_equal_lists(written.at("datagrams"), computed.at("datagrams"));
}

TEST(Vectors, TheSessionFollowsFromItsKeys) {
  const auto written = read("session.json");
  auto computed = written;
  complete_session(computed, read("names.json"));
  for (const char* list : {"handshake", "packets"}) expect_equal_lists(written.at(list), computed.at(list));
  EXPECT_EQ(written, computed);
}

TEST(Vectors, WordsFollowFromNumbers) {
  const auto written = read("words.json");
  auto computed = written;
  complete_words(computed, read("names.json"));
  expect_equal_lists(written.at("comparisons"), computed.at("comparisons"));
  EXPECT_EQ(written, computed);
}

TEST(Vectors, ThePrivateNetworkFollowsFromItsPassphrase) {
  const auto written = read("private.json");
  auto computed = written;
  complete_private(computed, read("names.json"));
  for (const char* list : {"networks", "envelopes"}) expect_equal_lists(written.at(list), computed.at(list));
  EXPECT_EQ(written, computed);
}

TEST(Vectors, AreWrittenAsMakeVectorsWritesThem) {
  for (const char* file : {"names.json", "datagrams.json", "session.json", "words.json", "private.json"}) {
    std::ifstream stream(EARSHOT_VECTORS "/" + std::string(file));
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    EXPECT_EQ(bytes, written_form(read(file))) << file;
  }
}

TEST(Vectors, ShowEveryKind) {
  std::set<std::string> shown{"d", "e"};  // session.json, private.json
  for (const auto& it : list_of("datagrams.json", "datagrams")) shown.insert(it.at("kind"));
  for (const auto& it : list_of("session.json", "handshake")) shown.insert(it.at("kind"));
  EXPECT_EQ(shown.size(), std::variant_size_v<wire::Message>);
}

TEST(Vectors, DatagramsReadBackAndVerify) {
  const auto names = read("names.json");
  for (const auto& it : list_of("datagrams.json", "datagrams")) {
    SCOPED_TRACE(it.at("name"));
    const auto bytes = octets(it.at("datagram_hex"));
    EXPECT_EQ(bytes, it.at("datagram"));
    EXPECT_LE(bytes.size(), wire::kDatagramBytesMax);
    const auto split = wire::decode_head(bytes);
    ASSERT_TRUE(split);
    EXPECT_EQ(split->body, it.at("body"));
    EXPECT_EQ(split->head.network, tag(names, it.at("network")));
    const auto message = wire::decode_body(split->head.kind, split->body);
    ASSERT_TRUE(message);
    EXPECT_TRUE(*message == message_of(split->head.kind, it.at("values")));
    if (!wire::is_signed(split->head.kind)) continue;
    Self self(names, named(names.at("identities"), it.at("signer")).at("seed"), it.at("network"));
    const auto verified_as = [&](wire::Kind kind) {
      return core::is_signed_by(self.context(), self.context().self.id, kind, split->body, *split->head.signature);
    };
    EXPECT_TRUE(verified_as(split->head.kind));
    EXPECT_FALSE(verified_as(wire::Kind::page));  // the kind is bound
  }
}

TEST(Vectors, BadDatagramsAreRefusedForTheNamedReason) {
  for (const auto& it : list_of("refused.json", "datagrams")) {
    const auto bytes = octets(it.at("datagram_hex"));
    if (it.contains("datagram")) {
      EXPECT_EQ(bytes, it.at("datagram"));
    }
    const auto split = wire::decode_head(bytes);
    const auto verdict = [&]() -> std::string {
      if (!split) return wire::name(split.reason());
      const auto message = wire::decode_body(split->head.kind, split->body);
      return message ? "accepted" : wire::name(message.reason());
    };
    EXPECT_EQ(verdict(), it.at("verdict")) << it.at("name");
  }
}

// --- what only running parts show

TEST(Vectors, ANodeOfANetworkSignsAndTagsAsWritten) {
  const auto names = read("names.json");
  for (const auto& network : names.at("networks")) {
    Self self(names, named(names.at("identities"), "alice").at("seed"), network.at("name"));
    SeededRandom random(1);
    Config config;
    config.nick = "alice";
    config.network = network.at("name");
    Node node(config, self.context().self, self.context().seal, random);
    const Moment now{Instant{1h}, Wall{1'732'300'000'123}};
    node.start(now, core::one_interface());
    while (node.poll()) continue;
    node.wake({now.instant + config.hello_delay_max, now.wall});
    const auto output = node.poll();
    ASSERT_TRUE(output);
    const auto& beacon = std::get<Transmit>(*output).datagram;
    const auto split = wire::decode_head(beacon);
    ASSERT_TRUE(split);
    EXPECT_EQ(split->head.network, tag(names, network.at("name")));
    EXPECT_TRUE(core::is_signed_by(self.context(), self.context().self.id, wire::Kind::here, split->body,
                                   *split->head.signature));
    while (node.poll()) continue;
  }
}

// How many answers `member` of an election gives to a hello of its newcomer.
std::size_t answers_of(const Json& names, const Json& election, const Json& member, std::uint64_t question) {
  Self newcomer(names, election.at("newcomer").at("seed"), "");
  newcomer.card().q = question;
  const auto hello = core::make_datagram(newcomer.context(), newcomer.card(), wire::kDatagramBytesMax);
  Self self(names, member.at("seed"), "");
  auto& bench = self.bench();
  core::Cards cards(self.context(), self.card());
  core::Presence presence(self.context(), cards, self.card());
  presence.start(bench.now(), core::one_interface());
  for (const auto& other : election.at("members")) {
    const wire::Here card{.id = peer(other.at("id"))};
    if (other != member) self.context().roster.admit(bench.instant, bench.now().wall, card, "", {});
  }
  core::deliver<wire::Here>(bench, hello, core::v4(9), true, [&](const core::Received& it, const wire::Here& here) {
    return presence.receive(bench.now(), it, here);
  });
  bench.pass(bench.config.answer_delay_max);
  presence.wake(bench.now());
  const auto beacons = bench.come().of_kind(wire::Kind::here);
  return static_cast<std::size_t>(std::count_if(beacons.begin(), beacons.end(), std::not_fn(core::to_group)));
}

TEST(Vectors, OnlyTheNearestOfAnElectionAnswer) {
  const auto names = read("names.json");
  const Config config;
  for (const auto& election : names.at("elections")) {
    for (const auto& member : election.at("members")) {
      const auto rank = member.at("rank").get<std::size_t>();
      EXPECT_EQ(answers_of(names, election, member, 1), rank < config.answer_ranks ? 1u : 0u) << member;
      EXPECT_EQ(answers_of(names, election, member, 2), rank < config.answer_ranks_repeat ? 1u : 0u) << member;
    }
  }
}

}  // namespace
}  // namespace earshot::vectors
