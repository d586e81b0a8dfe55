// A private network and its neighbours on the same wire: members meet and talk as on the open one; who has no
// passphrase, or another one, reads nothing, joins nothing and is never answered.
#include "core/envelopes.h"
#include "earshot/base/encoding.h"
#include "lan/stranger.h"
#include "support/transparent_seal.h"

namespace earshot::sim {
namespace {

using Keys = std::shared_ptr<const crypto::NetworkKeys>;

Keys keys_of(const std::string& passphrase) {
  return crypto::make_network_keys("home", passphrase, {.passes = 1, .memory_bytes = 8'192});
}

LanOptions of_members(std::uint64_t seed, const Keys& keys) {
  LanOptions options{.seed = seed, .tapped = true};
  options.config.network = "home";
  options.config.keys = keys;
  return options;
}

bool is_from(const Sent& sent, const Hosts& hosts) {
  return std::ranges::any_of(hosts, [&](const SimHost* host) { return host->number() == sent.from; });
}

std::size_t unicasts(const SimLan& lan, const Hosts& from, const SimHost& to) {
  return count_sent(
      lan, 0, [&](const Sent& sent) { return !is_group(sent) && sent.to == to.address() && is_from(sent, from); });
}

TEST(LanPrivateNetwork, MembersMeetAndTalkAndRepairAsOnTheOpenOne) {
  for (const auto seed : seeds(30)) {
    SimLan lan{of_members(seed, keys_of("right"))};
    const auto hosts = settled(lan, 4);
    lan.use_link({.loss = 0.2, .duplicates = 0.05, .reordered = 0.1, .jitter = 2ms});
    std::vector<std::vector<std::string>> said(hosts.size());
    for (int round = 0; round < 5; ++round)
      for (std::size_t i = 0; i < hosts.size(); ++i) {
        for (const auto& line : hosts[i]->says_lines(2)) said[i].push_back(line);
        lan.run_for(lan.chance().between(0ms, 50ms));
      }
    hosts[0]->tells("p2", "a word in private");
    const auto all_is_there = [&] {
      for (std::size_t i = 0; i < hosts.size(); ++i)
        if (hosts[i]->of(said[i].back()) != Of{3, 3}) return false;
      return hosts[0]->has_delivered("a word in private", *hosts[1]);
    };
    EXPECT_TRUE(lan.run_until(all_is_there, 30s));
    lan.run_for(5s);
    said[0].push_back("a word in private");
    EXPECT_EQ(hosts[1]->heard_from(*hosts[0]).size(), said[0].size());
    EXPECT_EQ(hosts[2]->heard_from(*hosts[1]), said[1]);
    EXPECT_EQ(hosts[3]->heard_from(*hosts[2]), said[2]);
    EXPECT_EQ(times_told(hosts, event::Peer::What::gone), 0u);
  }
}

// With the real cryptography: what a capture holds.
TEST(LanPrivateNetwork, OnTheWireAreEnvelopesAndPacketsAndNothingToRead) {
  for (const auto seed : seeds(6)) {
    const auto keys = keys_of("right");
    auto options = of_members(seed, keys);
    options.crypto = Crypto::sodium;
    SimLan lan{options};
    auto& ann = lan.join("annabel");
    auto& bob = lan.join("bobby");
    lan.run_for(3s);
    ASSERT_TRUE(ann.does(command::Join{"treasury"}));
    ASSERT_TRUE(bob.does(command::Join{"treasury"}));
    lan.run_for(3s);
    ann.says("treasury", "the safe is empty");
    bob.tells("annabel", "I know who did it");
    lan.run_for(10s);
    bob.stop();
    lan.run_for(2s);
    EXPECT_EQ(bob.heard(), std::vector<std::string>{"the safe is empty"});
    EXPECT_EQ(ann.heard(), std::vector<std::string>{"I know who did it"});
    for (const auto& sent : lan.tapped()) {
      const auto split = wire::decode_head(*sent.bytes);
      ASSERT_TRUE(split);
      EXPECT_TRUE(split->head.kind == wire::Kind::e || split->head.kind == wire::Kind::d) << *sent.bytes;
      EXPECT_EQ(split->head.network, keys->tag);
      EXPECT_LE(sent.bytes->size(), wire::kDatagramBytesMax);
      for (const auto* secret : {"annabel", "bobby", "treasury", "safe", "I know", "lobby", "-pc", "10."})
        EXPECT_EQ(split->body.find(secret), BytesView::npos) << secret;
    }
  }
}

TEST(LanPrivateNetwork, LongTextsAndLongNamesFitAsWell) {
  for (const auto seed : seeds(10)) {
    SimLan lan{of_members(seed, keys_of("right"))};
    const auto hosts = settled(lan, 3);
    for (char letter = 'a'; letter < 'a' + 8; ++letter)
      ASSERT_TRUE(hosts[0]->does(command::Join{std::string(32, letter)}));
    ASSERT_TRUE(hosts[1]->does(command::Join{std::string(32, 'a')}));
    lan.run_for(3s);
    std::string text;
    for (int i = 0; i < 700; ++i) text += i % 3 == 0 ? "\"\\\x01" : "\xf0\x9f\x98\x80";
    hosts[0]->says("lobby", text);
    hosts[1]->tells("p1", text);
    hosts[0]->says(std::string(32, 'a'), std::string(2'000, '"'));
    EXPECT_TRUE(lan.run_until(
        [&] {
          return hosts[0]->of(text) == Of{2, 2} && hosts[1]->has_delivered(text, *hosts[0]);
        },
        10s));
    auto& late = lan.join("late");
    lan.run_for(10s);
    EXPECT_TRUE(all_list_all({hosts[0], hosts[1], hosts[2], &late}));
    for (const auto& sent : lan.tapped()) EXPECT_LE(sent.bytes->size(), wire::kDatagramBytesMax);
  }
}

TEST(LanPrivateNetwork, WhoComesLateWithTheRightPassphraseIsAMember) {
  for (const auto seed : seeds(20)) {
    const auto keys = keys_of("right");
    SimLan lan{of_members(seed, keys)};
    auto hosts = settled(lan, 3);
    hosts[0]->says("lobby", "before you came");
    lan.run_for(60s);
    hosts.push_back(&lan.join("late"));
    EXPECT_TRUE(lan.run_until([&] { return all_list_all(hosts); }, 3s));
    hosts[3]->says("lobby", "hello");
    hosts[1]->tells("late", "welcome");
    EXPECT_TRUE(lan.run_until(
        [&] {
          return hosts[3]->of("hello") == Of{3, 3} && hosts[1]->has_delivered("welcome", *hosts[3]);
        },
        10s));
  }
}

// Three networks on one wire. Whom the outsiders know by address, they greet there, too.
TEST(LanPrivateNetwork, OutsidersAreNotSeenNotHeardAndNotAnswered) {
  for (const auto seed : seeds(30)) {
    LanOptions options{.seed = seed, .tapped = true};
    SimLan lan{options};
    const auto keys = keys_of("right");
    const auto members = lan.join_many(3, {.keys = keys});
    lan.run_for(3s);
    const HostOptions greets_all{.static_peers = {members[0]->address(), members[1]->address()}};
    auto mistyped = greets_all;
    mistyped.keys = keys_of("wright");
    const Hosts open = {&lan.join("open1", greets_all), &lan.join("open2", greets_all)};
    const Hosts others = {&lan.join("other1", mistyped), &lan.join("other2", mistyped)};
    lan.run_for(10s);
    members[0]->says("lobby", "among us");
    members[0]->tells("p2", "between us");
    open[0]->says("lobby", "anybody?");
    others[0]->says("lobby", "hello?");
    lan.run_for(20s);
    for (const auto* hosts : {&members, &open, &others}) EXPECT_TRUE(all_list_all(*hosts));
    EXPECT_EQ(members[2]->heard(), std::vector<std::string>{"among us"});
    EXPECT_EQ(open[1]->heard(), std::vector<std::string>{"anybody?"});
    EXPECT_EQ(others[1]->heard(), std::vector<std::string>{"hello?"});
    for (const auto* outsider : {open[0], open[1], others[0], others[1]})
      EXPECT_EQ(unicasts(lan, members, *outsider), 0u) << outsider->nick();
    for (const auto* member : members) EXPECT_EQ(unicasts(lan, others, *member) > 0, member != members[2]);
  }
}

// Its tag can be read in every datagram, so a stranger can write it.
TEST(LanPrivateNetwork, NothingThatAStrangerInventsIsAnswered) {
  for (const auto seed : seeds(30)) {
    const auto keys = keys_of("right");
    SimLan elsewhere{{.seed = seed + 1'000'000, .tapped = true}};
    talking(elsewhere, 3);
    SimLan lan{of_members(seed, keys)};
    const auto hosts = talking(lan, 3);
    const Unmoved unmoved(hosts);
    Stranger stranger(lan);
    for (const auto& sent : elsewhere.tapped()) {
      auto& to = *hosts[lan.chance().below(3)];
      const auto channel = is_group(sent) ? Channel::group : Channel::unicast;
      stranger.sends(to, *sent.bytes, channel);
      auto tagged = *sent.bytes;  // as ours, but bare
      tagged.insert(1, "\"g\":\"" + base64url(view(keys->tag)) + "\",");
      stranger.sends(to, tagged, channel);
      wire::Head head;
      head.kind = wire::Kind::e;
      head.network = keys->tag;
      lan.chance().fill(head.nonce.emplace());
      stranger.sends(to, wire::encode_datagram(head, noise(lan.chance(), 1'100)), channel);
      auto alike = *lan.tapped()[lan.chance().below(lan.tapped().size())].bytes;
      alike.back() = static_cast<char>(alike.back() ^ 1);
      stranger.sends(to, alike, channel);
    }
    lan.run_for(20s);
    unmoved.expect();
    EXPECT_EQ(stranger.got_out().datagrams, 0u);
  }
}

// Who plays back what it recorded gets no more than it sent, sealed like everything, and proves nothing by it.
TEST(LanPrivateNetwork, WhatIsPlayedBackChangesNothingAndIsNoLever) {
  for (const auto seed : seeds(60)) {
    SimLan lan{of_members(seed, keys_of("right"))};
    const auto hosts = talking(lan, 3);
    const Unmoved unmoved(hosts);
    Stranger stranger(lan);
    const auto recorded = lan.tapped().size();
    for (int i = 0; i < 400; ++i) {
      const auto& sent = lan.tapped()[lan.chance().below(recorded)];
      stranger.sends(*hosts[lan.chance().below(3)], *sent.bytes, any_channel(lan.chance()));
      if (i % 50 == 0) lan.run_for(1s);
    }
    lan.run_for(10s);
    unmoved.expect();
    expect_fair(stranger);
    EXPECT_LT(stranger.got_out().datagrams, stranger.put_in().datagrams / 2);
  }
}

TEST(LanPrivateNetwork, AnHourLaterItIsStillNoLever) {
  for (const auto seed : seeds(2)) {
    SimLan lan{of_members(seed, keys_of("right"))};
    const auto hosts = talking(lan, 3);
    const auto recorded = lan.tapped().size();
    lan.run_for(60min);
    const Unmoved unmoved(hosts);
    Stranger stranger(lan);
    for (std::size_t i = 0; i < recorded; ++i)
      stranger.sends(*hosts[i % 3], *lan.tapped()[i].bytes, any_channel(lan.chance()));
    lan.run_for(10s);
    unmoved.expect();
    expect_fair(stranger);
  }
}

// A member may well be wicked; but not by wrapping twice, or by wrapping what is never wrapped.
TEST(LanPrivateNetwork, AnEnvelopeHoldsNoEnvelopeNoPacketAndNoTag) {
  const auto keys = keys_of("right");
  SimLan lan{of_members(1, keys)};
  const auto hosts = talking(lan, 2);
  const crypto::TransparentSeal seal;  // seed 1 has this one
  const core::Envelopes envelopes(keys, seal, lan.chance());
  Stranger stranger(lan);
  wire::Head ping{.kind = wire::Kind::ping};
  const auto body = wire::encode_body(wire::Ping{hosts[1]->id(), {1}});
  const auto bare = wire::encode_datagram(ping, body, wire::kHeadBytesMax);
  ping.network = keys->tag;
  const auto tagged = wire::encode_datagram(ping, body, wire::kHeadBytesMax);
  const wire::Head packet{.kind = wire::Kind::d, .receiver = 1, .packet = 1};
  for (const auto& inside : {tagged, envelopes.close(bare), wire::encode_datagram(packet, "sealed?")})
    stranger.sends(*hosts[0], envelopes.close(inside), Channel::unicast);
  lan.run_for(1s);
  EXPECT_EQ(stranger.got_out().datagrams, 0u);
  stranger.sends(*hosts[0], envelopes.close(bare), Channel::unicast);
  lan.run_for(1s);
  EXPECT_EQ(stranger.got_out().datagrams, 1u);
}

std::size_t told_of_passphrases(const SimHost& host) {
  return static_cast<std::size_t>(std::ranges::count_if(
      host.sees().notices(), [](const event::Notice& notice) { return notice.code == "other_passphrase"; }));
}

TEST(LanPrivateNetwork, WhoIsAloneIsToldOnceThatOthersHaveAnotherPassphrase) {
  for (const auto seed : seeds(20)) {
    SimLan lan{{.seed = seed}};
    const auto members = lan.join_many(3, {.keys = keys_of("right")});
    lan.run_for(3s);
    auto& mistyped = lan.join("mistyped", {.keys = keys_of("wright")});
    auto& open = lan.join("open");
    EXPECT_TRUE(lan.run_until([&] { return told_of_passphrases(mistyped) == 1; }, 15s));
    lan.run_for(120s);
    EXPECT_EQ(told_of_passphrases(mistyped), 1u);
    const auto& notices = mistyped.sees().notices();
    const auto found = std::ranges::find(notices, "other_passphrase", &event::Notice::code);
    EXPECT_EQ(found->message, "3 nodes here are on a private network with another name or another passphrase.");
    // Who is among friends has not mistyped, and the open network has no passphrase.
    for (const auto* host : {members[0], members[1], members[2], &open}) EXPECT_EQ(told_of_passphrases(*host), 0u);
    ASSERT_TRUE(mistyped.does(command::Status{}));
    EXPECT_EQ(mistyped.sees().replies().back().status->other_networks, 4u);
  }
}

TEST(LanPrivateNetwork, WhoIsLeftAloneHasNotMistyped) {
  for (const auto seed : seeds(20)) {
    SimLan lan{{.seed = seed}};
    lan.join("neighbour", {.keys = keys_of("wright")});
    const auto members = lan.join_many(2, {.keys = keys_of("right")});
    lan.run_for(3s);
    ASSERT_TRUE(members[0]->lists(*members[1]));
    members[1]->stop();
    lan.run_for(60s);
    EXPECT_FALSE(members[0]->lists(*members[1]));
    EXPECT_EQ(told_of_passphrases(*members[0]), 0u);
  }
}

}  // namespace
}  // namespace earshot::sim
