// A bench for the room log: one node under test, others whose datagrams are made by hand, a disk that is told when to
// confirm, and time that stops at each deadline.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/log.h"
#include "core/rooms.h"
#include "core_bench.h"

namespace earshot::core {

// Somebody else with a log of its own.
struct Writer {
  Bench::Other peer;
  std::vector<wire::Post> posts{};  // in order
  std::uint64_t before = 0;         // entries that were there before the test

  const PeerId& id() const { return peer.identity.id; }
  LogKey key() const { return {id(), peer.card.ep}; }
  Seq head() const { return Seq{before + posts.size()}; }

  // Appends an entry and returns it.
  wire::Post write(const std::string& text, const std::string& room = "lobby") {
    wire::Post post{.au = id(), .ep = peer.card.ep, .sq = head().next(), .ts = 1'700'000'000'000 + head().value};
    post.rm = room;
    post.tx = text;
    if (!posts.empty()) post.pv = crypto::hash16(wire::encode_body(posts.back()));
    posts.push_back(post);
    return post;
  }
  // One message in several entries.
  void write_parts(const std::vector<std::string>& texts) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      write(texts[i]);
      posts.back().pt = {i + 1, texts.size()};
    }
  }
};

class RoomsBench : public testing::Test {
 protected:
  explicit RoomsBench(Config config = {}) : bench(1, std::move(config)) {}

  // --- others ---
  Writer stranger(const std::string& nick, std::uint8_t host) { return {bench.other(nick, host)}; }
  Writer far_peer(const std::string& nick, std::uint8_t host) {
    auto writer = stranger(nick, host);
    bench.acquaint(writer.peer);
    rooms.peer_changed(bench.now(), {PeerChange::What::appeared, writer.id()});
    return writer;
  }
  Writer near_peer(const std::string& nick, std::uint8_t host, InterfaceIndex interface = {2}) {
    auto writer = far_peer(nick, host);
    bench.roster.heard_on_group(writer.id(), bench.instant, interface, 1);
    return writer;
  }
  std::vector<Writer> near_peers(std::size_t count) {
    std::vector<Writer> peers;
    for (std::size_t i = 0; i < count; ++i)
      peers.push_back(near_peer("p" + std::to_string(i), static_cast<std::uint8_t>(20 + i)));
    return peers;
  }
  void leaves(const Writer& writer) {
    bench.roster.set_live(writer.id(), false);
    bench.roster.take_changes();
    rooms.peer_changed(bench.now(), {PeerChange::What::gone, writer.id()});
  }

  // --- what comes in ---
  template <class Kind>
  void receive(const Bytes& datagram, const Address& source, bool on_group = false) {
    deliver<Kind>(bench, datagram, source, on_group,
                  [&](const Received& it, const Kind& message) { rooms.receive(bench.now(), it, message); });
    drain();
  }
  void hears(const Writer& writer, const wire::Post& post, bool on_group = true) {
    receive<wire::Post>(bench.datagram_by(writer.peer, post), writer.peer.address, on_group);
  }
  // The same, and the disk confirms at once.
  void keeps(const Writer& writer, const wire::Post& post, bool on_group = true) {
    hears(writer, post, on_group);
    disk_confirms();
  }
  template <class Kind>
  void answers(const Writer& writer, const Kind& message) {
    receive<Kind>(bench.datagram_by(writer.peer, message), writer.peer.address);
  }
  // Stored lo … hd of our log except mi.
  void acknowledges(const Writer& writer, std::uint64_t lo, std::uint64_t hd, std::vector<wire::Range> mi = {}) {
    answers(writer, wire::Ack{.fr = writer.id(),
                              .au = bench.self.id,
                              .ep = bench.context.epoch,
                              .lo = Seq{lo},
                              .hd = Seq{hd},
                              .mi = std::move(mi)});
  }
  void wants(const Writer& writer, std::vector<wire::Range> ranges) {
    answers(writer,
            wire::Want{.fr = writer.id(), .au = bench.self.id, .ep = bench.context.epoch, .rg = std::move(ranges)});
  }
  void disk_confirms() {
    rooms.stored(bench.now(), newest_ticket);
    drain();
  }

  MessageId says(const std::string& text) {
    const auto id = rooms.post(bench.now(), {"lobby"}, text, {}, false, bench.roster.members({"lobby"}));
    drain();
    return *id;
  }

  // --- time ---
  void pass(Duration time) { run_to(bench.instant + time); }
  void run_to(Instant until) {
    for (auto next = rooms.deadline(); next && *next <= until; next = rooms.deadline()) {
      bench.instant = std::max(bench.instant, *next);
      rooms.wake(bench.now());
      drain();
      ASSERT_LT(++wakes, 100'000) << "the same deadline again and again";
    }
    bench.instant = until;
  }

  // --- what came out since the last look ---
  void drain() {
    auto came = bench.come();
    for (const auto& record : came.records) newest_ticket = record.ticket;
    std::move(came.datagrams.begin(), came.datagrams.end(), std::back_inserter(seen.datagrams));
    std::move(came.events.begin(), came.events.end(), std::back_inserter(seen.events));
    std::move(came.records.begin(), came.records.end(), std::back_inserter(seen.records));
  }
  Came look() {
    drain();
    return std::exchange(seen, {});
  }
  std::vector<std::string> shown() {
    std::vector<std::string> texts;
    for (const auto& message : look().all<event::Message>())
      if (!message.outgoing) texts.push_back(message.replay ? message.text + " (late)" : message.text);
    return texts;
  }
  template <class Kind>
  std::vector<Kind> sent(wire::Kind kind) {
    std::vector<Kind> messages;
    for (const auto& transmit : look().of_kind(kind)) messages.push_back(message_in<Kind>(transmit.datagram));
    return messages;
  }
  std::vector<wire::Ack> acks() { return sent<wire::Ack>(wire::Kind::ack); }
  std::vector<wire::Want> questions() { return sent<wire::Want>(wire::Kind::want); }
  std::uint64_t counted(Count count) const { return bench.counters[count]; }

  Bench bench;
  Rooms rooms{bench.context};
  Ticket newest_ticket;
  Came seen;
  int wakes = 0;
};

inline Address address_of(const Transmit& transmit) { return std::get<Address>(transmit.to); }

}  // namespace earshot::core
