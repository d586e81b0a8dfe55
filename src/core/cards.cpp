#include "core/cards.h"

#include <algorithm>

#include "core/gate.h"
#include "core/notices.h"
#include "earshot/text/text.h"

namespace earshot::core {

namespace {

// Ports below are other people's services; a claim must not make us knock there.
constexpr std::uint16_t kPortMin = 1'024;
// Later epochs of our own that we believe to be of former lives. More is a twin that goes above us each time.
constexpr std::size_t kPastLivesMax = 3;

bool is_newer(const wire::Here& card, const wire::Here& known) {
  return card.ep != known.ep ? card.ep > known.ep : card.no > known.no;
}

bool is_host_of(const InterfaceAddress& own, const Address& address) {
  const auto broadcast = subnet_broadcast(own);
  return same_subnet(own, address) && !(broadcast && broadcast->ip == address.ip);
}

void make_harmless(wire::Here& card) {
  card.nm = text::clean_nick(card.nm);
  card.sn = text::clean_line(card.sn, wire::kShowNameBytesMax);
  card.ho = text::clean_line(card.ho, wire::kHostBytesMax);
  card.ap = text::clean_line(card.ap, wire::kProgramBytesMax);
  std::erase_if(card.rm, [](const std::string& room) { return text::room_name(room) != room; });
}

}  // namespace

Cards::Verdict Cards::receive(Moment now, const Received& received, const wire::Here& card) {
  if (card.id == context_.self.id) return receive_own(now, received, card);
  const auto verdict = check(now, received.source, card, received.body, received.head.signature, false);
  if (verdict == Verdict::dropped || verdict == Verdict::outdated) return verdict;
  if (verdict == Verdict::entered)
    enter(now, card, received.body, *received.head.signature, received.interface);
  else if (!context_.roster.find(card.id)->live)
    return Verdict::dropped;  // an old beacon, played again, brings nobody back
  // The port of a beacon's source is the peer's unicast port: the unicast socket sends everything.
  context_.roster.heard(card.id, now.instant, now.wall, received.source);
  if (received.on_group) context_.roster.heard_on_group(card.id, now.instant, received.interface, card.no);
  return verdict;
}

Cards::Verdict Cards::receive_relayed(Moment now, const Address& relay, InterfaceIndex interface,
                                      const wire::Page::Line& line, const wire::Here& card) {
  if (card.id == context_.self.id) return Verdict::own;
  const auto verdict = check(now, relay, card, line.body, line.signature, true);
  // That it spoke again, the relay may have heard before we found it gone: a reason to ask, not to believe.
  const auto* known = context_.roster.find(card.id);
  if (verdict == Verdict::entered && known && known->has_beacon && !known->live && known->card.ep == card.ep)
    return Verdict::repeated;
  if (verdict == Verdict::entered) enter(now, card, line.body, line.signature, interface);
  return verdict;
}

bool Cards::remember(Moment now, const Address& relay, const wire::Page::Line& line, wire::Here card) {
  if (card.id == context_.self.id || context_.roster.find(card.id)) return false;
  if (check(now, relay, card, line.body, line.signature, true) != Verdict::entered) return false;
  make_harmless(card);
  context_.roster.remember(card, line.body, line.signature);
  return context_.roster.find(card.id) != nullptr;  // not when all that it may know are live
}

Cards::Verdict Cards::check(Moment now, const Address& source, const wire::Here& card, BytesView body,
                            const std::optional<wire::Signature>& signature, bool relayed) {
  const auto drop = [&](Count count) {
    context_.counters.add(count);
    return Verdict::dropped;
  };
  const auto* known = context_.roster.find(card.id);
  if (known && !is_newer(card, known->card)) {
    if (known->body == body && known->signature == signature) return Verdict::repeated;
    drop(Count::dropped_stale);
    return card.ep < known->card.ep ? Verdict::outdated : Verdict::dropped;
  }
  if (card.vs_min > 1) return drop(Count::dropped_stranger);  // speaks only what we do not
  // The pages of a relay that we asked bring many at once, and are bounded by our own questions.
  if (!known && !relayed &&
      !(context_.gate.allow(now.instant, source, Gate::Work::stranger_signature) &&
        context_.gate.allow(now.instant, source, Gate::Work::new_identity)))
    return drop(Count::dropped_too_fast);
  // A key that is no good point of the curve could sign, but no session could be had with it.
  const bool good_key = known || context_.seal.dh_public(card.id);
  if (!good_key || !is_signed_by(context_, card.id, wire::Kind::here, body, *signature)) {
    context_.gate.bad_signature(now.instant, source);
    return drop(Count::dropped_bad_signature);
  }
  return Verdict::entered;
}

void Cards::enter(Moment now, wire::Here card, BytesView body, const wire::Signature& signature,
                  InterfaceIndex interface) {
  make_harmless(card);
  const auto claims = usable_claims(card, interface);
  context_.roster.admit(now.instant, now.wall, card, body, signature);
  context_.roster.claim(card.id, claims);
}

// A claimed address is a hint that a stranger may have made up: only hosts of our own subnets, only high ports.
std::vector<Address> Cards::usable_claims(const wire::Here& card, InterfaceIndex interface) const {
  std::vector<Address> usable;
  for (const auto& text : card.at) {
    auto address = parse_address(text, 0);
    if (!address || address->port < kPortMin || !is_one_host(*address)) continue;
    if (is_link_local_v6(*address)) address->scope = interface.value;
    const bool reachable =
        std::any_of(network_.interfaces.begin(), network_.interfaces.end(), [&](const Interface& it) {
          return std::any_of(it.addresses.begin(), it.addresses.end(),
                             [&](const InterfaceAddress& own) { return is_host_of(own, *address); });
        });
    if (reachable) usable.push_back(*address);
  }
  return usable;
}

bool Cards::found_past_life(Epoch epoch) {
  if (epoch <= own_card_.ep || epoch.value >= kIntegerMax || past_lives_ == kPastLivesMax) return false;
  ++past_lives_;
  past_epoch_ = epoch;
  return true;
}

Cards::Verdict Cards::receive_own(Moment now, const Received& received, const wire::Here& card) {
  if (card.ep == own_card_.ep && card.no <= own_card_.no) {
    if (received.on_group) heard_own_on_.insert(received.interface);
    context_.counters.add(Count::dropped_own);
    return Verdict::own;
  }
  const bool authentic = is_signed_by(context_, card.id, wire::Kind::here, received.body, *received.head.signature);
  if (!authentic) {
    context_.gate.bad_signature(now.instant, received.source);
    context_.counters.add(Count::dropped_bad_signature);
    return Verdict::dropped;
  }
  // An earlier start of ours, still in the air, is no twin.
  if (card.ep < own_card_.ep) return Verdict::own;
  // A twin is heard itself. What somebody sends to us alone is what they know of us.
  if (!received.on_group && found_past_life(card.ep)) return Verdict::own;
  if (!has_twin_) {
    has_twin_ = true;
    context_.out.event(now.wall, same_identity_elsewhere(received.source));
  }
  return Verdict::own;
}

}  // namespace earshot::core
