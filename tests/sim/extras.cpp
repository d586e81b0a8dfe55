#include "sim/extras.h"

#include <algorithm>
#include <array>
#include <utility>

#include "earshot/core/network.h"
#include "support/said.h"

namespace earshot::sim {

namespace {

using namespace std::chrono_literals;

constexpr Epoch kEpoch{1};
constexpr std::size_t kPageBytesAround = 200;  // of a datagram: head and fields of a page
constexpr std::size_t kLineBytesAround = 96;   // of a line: kind and signature

std::map<PeerId, crypto::Identity> identities(const crypto::Seal& seal, std::size_t count, Random& chance) {
  std::map<PeerId, crypto::Identity> made;
  while (made.size() < count) {
    const auto identity = crypto::make_identity(seal, chance);
    if (identity.id.bytes[0] != Extras::kWholeIdsBegin) made.emplace(identity.id, identity);
  }
  return made;
}

}  // namespace

Extras::Extras(SimLan& lan, std::size_t count, std::uint64_t luck)
    : lan_(lan), network_(core::net_id(config_)), chance_(luck), roster_(config_, PeerId{}) {
  for (const auto& [id, identity] : identities(lan.seal(), count, chance_)) {
    const auto address = lan.stranger_address();
    const wire::Here card{.id = id,
                          .ep = kEpoch,
                          .nm = "extra" + std::to_string(extras_.size() + 1),
                          .ap = config_.program,
                          .at = {to_string(address)}};
    by_address_[address] = id;
    extras_.emplace(id, Extra{identity, address, card});
  }
}

std::vector<PeerId> Extras::ids() const {
  std::vector<PeerId> ids;
  for (const auto& [id, extra] : extras_) ids.push_back(id);
  return ids;
}

// --- what they say ---

void Extras::start_within(Duration time) {
  for (const auto& [id, extra] : extras_) {
    const auto start = lan_.now() + chance_.between(Duration::zero(), time);
    agenda_.insert({start, {id, Deed::first_hello}});
    agenda_.insert({start + config_.hello_repeat_first, {id, Deed::second_hello}});
    agenda_.insert({start + config_.hello_repeat_second, {id, Deed::last_hello}});
  }
}

void Extras::act() {
  while (next() <= lan_.now()) {
    const auto due = agenda_.extract(agenda_.begin()).mapped();
    if (due.deed != Deed::believes_lost)
      say_here(extras_.at(due.who), due.deed);
    else if (roster_.find(due.who)->card.no == due.number)
      roster_.set_live(due.who, false);
  }
}

void Extras::say_here(Extra& extra, Deed deed) {
  renew(extra, deed == Deed::first_hello ? 1 : 0);
  const wire::Head head{.kind = wire::Kind::here, .signature = extra.signature};
  const auto pad_to = deed == Deed::first_hello ? wire::kDatagramBytesMax : 0;
  const auto bytes = std::make_shared<const Bytes>(wire::encode_datagram(head, extra.body, pad_to));
  traffic_.add({lan_.now(), {}, Sent::By::broadcast, {}, bytes});
  lan_.broadcast_for(extra.address, bytes);
  if (deed != Deed::last_hello && deed != Deed::beacon) return;
  const auto interval = roster_.beacon_interval();
  auto pause = chance_.between(interval * 3 / 4, interval * 5 / 4);
  if (deed == Deed::last_hello) pause = std::max(config_.beacon_gap_min, chance_.between(0us, pause));
  agenda_.insert({lan_.now() + pause, {extra.card.id, Deed::beacon}});
}

void Extras::renew(Extra& extra, std::uint64_t question) {
  ++extra.card.no;
  extra.card.q = question;
  extra.card.rd = roster_.digest();
  extra.card.n = roster_.live_count();
  extra.body = wire::encode_body(extra.card);
  extra.signature = lan_.seal().sign(extra.identity.seed, extra.identity.id,
                                     core::signature_input(network_, wire::Kind::here, extra.body));
  enter(extra.card, extra.body, extra.signature);
}

void Extras::answer(Extra& extra, HostNumber newcomer) {
  if (!roster_.is_live(extra.identity.id)) return;
  renew(extra, 0);
  const wire::Head head{.kind = wire::Kind::here, .signature = extra.signature};
  send(extra, newcomer, wire::encode_datagram(head, extra.body), chance_.between(0us, config_.answer_delay_max));
}

Bytes Extras::written(const Extra& extra, const wire::Message& message) const {
  return said_as(lan_.seal(), network_, extra.identity, wire::kind_of(message), wire::encode_body(message));
}

void Extras::send(const Extra& extra, HostNumber to, Bytes bytes, Duration after) {
  const auto shared = std::make_shared<const Bytes>(std::move(bytes));
  traffic_.add({lan_.now(), {}, Sent::By::unicast, {}, shared});
  lan_.unicast_for(extra.address, *lan_.hosts()[to], shared, after);
}

// --- what they hear ---

void Extras::hears(const Sent& sent) {
  const auto split = wire::decode_head(*sent.bytes);
  if (!split) return;
  const auto message = wire::decode_body(split->head.kind, split->body);
  if (!message) return;
  if (const auto* here = std::get_if<wire::Here>(&*message)) return hears_here(sent, *split, *here);
  if (const auto* lost = std::get_if<wire::Lost>(&*message)) return hears_lost(*lost);
  if (const auto* bye = std::get_if<wire::Bye>(&*message)) return roster_.said_bye(bye->id, bye->no);
  const auto found = by_address_.find(sent.to);
  if (sent.by != Sent::By::unicast || found == by_address_.end()) return;
  auto& extra = extras_.at(found->second);
  if (const auto* ping = std::get_if<wire::Ping>(&*message)) {
    const auto* peer = roster_.find(ping->fr);
    const wire::Pong pong{.id = extra.identity.id,
                          .nn = ping->nn,
                          .ep = kEpoch,
                          .no = extra.card.no,
                          .hb = peer == nullptr ? 0 : peer->beacon_heard_on_group,
                          .rd = roster_.digest(),
                          .n = roster_.live_count(),
                          .dg = wire::Digest{}};
    send(extra, sent.from, written(extra, pong), {});
  } else if (const auto* pull = std::get_if<wire::Pull>(&*message)) {
    send(extra, sent.from, written(extra, page(extra, *pull)), {});
  }
}

void Extras::hears_here(const Sent& sent, const wire::Split& split, const wire::Here& here) {
  const bool is_to_all = sent.by != Sent::By::unicast;
  const auto* known = roster_.find(here.id);
  if (known == nullptr || std::pair(here.ep, here.no) > std::pair(known->card.ep, known->card.no))
    enter(here, split.body, *split.head.signature);
  if (is_to_all) roster_.heard_on_group(here.id, lan_.now(), InterfaceIndex{2}, here.no);
  if (here.q == 0) return;
  if (!is_to_all) {
    if (const auto meant = by_address_.find(sent.to); meant != by_address_.end())
      answer(extras_.at(meant->second), sent.from);
    return;
  }
  for (const auto& id : nearest(here.id, here.q == 1 ? config_.answer_ranks : config_.answer_ranks_repeat))
    if (const auto elected = extras_.find(id); elected != extras_.end()) answer(elected->second, sent.from);
}

// A refutation is a beacon with a higher number: what is believed then is the next one's going.
void Extras::hears_lost(const wire::Lost& lost) {
  if (extras_.contains(lost.id)) return say_here(extras_.at(lost.id), Deed::refutation);
  const auto* peer = roster_.find(lost.id);
  if (lost.gone && peer != nullptr && lost.ep == peer->card.ep)
    agenda_.insert({lan_.now() + config_.refute_within, {lost.id, Deed::believes_lost, peer->card.no}});
}

std::vector<PeerId> Extras::nearest(const PeerId& newcomer, std::size_t count) const {
  std::vector<PeerId> ids;
  for (const auto& [id, peer] : roster_.all())
    if (peer.live && id != newcomer) ids.push_back(id);
  const auto distance = [&](const PeerId& id) {
    std::array<std::uint8_t, 8> bits{};
    for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = id.bytes[i] ^ newcomer.bytes[i];
    return bits;
  };
  const auto end = ids.begin() + static_cast<std::ptrdiff_t>(std::min(count, ids.size()));
  std::ranges::partial_sort(ids, end, {}, distance);
  ids.erase(end, ids.end());
  return ids;
}

// As much as fits, in the order of ids.
wire::Page Extras::page(const Extra& extra, const wire::Pull& pull) const {
  wire::Page page{.fr = extra.identity.id, .nn = pull.nn};
  auto bytes = kPageBytesAround;
  const auto add = [&](const PeerId& id) {
    const auto* peer = roster_.find(id);
    if (peer == nullptr || !peer->live) return true;
    bytes += peer->body.size() + kLineBytesAround;
    if (page.lines.size() == wire::kPageLinesMax || bytes > wire::kDatagramBytesMax) return false;
    page.lines.push_back({wire::Kind::here, peer->signature, peer->body});
    return true;
  };
  if (pull.only)
    add(*pull.only);
  else if (!pull.dg && roster_.digest(pull.after, pull.until) != pull.rd)
    page.more = !roster_.each_live(pull.after, pull.until, add);
  return page;
}

void Extras::enter(const wire::Here& card, BytesView body, const wire::Signature& signature) {
  roster_.admit(lan_.now(), {}, card, body, signature);
  roster_.take_changes();
}

}  // namespace earshot::sim
