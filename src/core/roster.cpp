#include "core/roster.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "earshot/base/encoding.h"
#include "earshot/crypto/hash.h"
#include "earshot/text/text.h"

namespace earshot::core {

namespace {

wire::Digest digest_part(const wire::Here& card) {
  Bytes input(view(card.id.bytes));
  for (int shift = 56; shift >= 0; shift -= 8) input.push_back(static_cast<char>(card.ep.value >> shift & 0xff));
  return crypto::hash8(input);
}

// Heard from is better than claimed, later better than earlier.
bool is_better(const Path& a, const Path& b) { return a.heard > b.heard; }

}  // namespace

const Peer* Roster::find(const PeerId& id) const {
  const auto found = peers_.find(id);
  return found == peers_.end() ? nullptr : &found->second;
}

Peer* Roster::mutable_find(const PeerId& id) {
  const auto found = peers_.find(id);
  return found == peers_.end() ? nullptr : &found->second;
}

bool Roster::is_live(const PeerId& id) const {
  const auto* peer = find(id);
  return peer && peer->live;
}

std::optional<Address> Roster::address(const PeerId& id) const {
  const auto* peer = find(id);
  if (!peer || peer->paths.empty()) return std::nullopt;
  return peer->paths.front().address;
}

Duration Roster::beacon_interval() const {
  const auto spread = std::chrono::duration<double>(static_cast<double>(live_count_ + 1) / config_.beacons_per_second);
  return std::max(config_.beacon_interval_min, std::chrono::duration_cast<Duration>(spread));
}

bool Roster::is_near(const PeerId& id, Instant now) const {
  const auto* peer = find(id);
  if (!peer || !peer->live) return false;
  return std::any_of(peer->heard_on_group.begin(), peer->heard_on_group.end(),
                     [&](const auto& heard) { return now - heard.second <= 2 * beacon_interval(); });
}

std::map<InterfaceIndex, std::vector<PeerId>> Roster::near_by_interface(Instant now) const {
  const auto recently = 2 * beacon_interval();
  std::map<InterfaceIndex, std::vector<PeerId>> near;
  for (const auto& [id, peer] : peers_) {
    if (!peer.live) continue;
    for (const auto& [interface, heard] : peer.heard_on_group)
      if (now - heard <= recently) near[interface].push_back(id);
  }
  return near;
}

std::vector<PeerId> Roster::far(Instant now) const {
  std::vector<PeerId> far;
  for (const auto& [id, peer] : peers_)
    if (peer.live && !is_near(id, now)) far.push_back(id);
  return far;
}

std::vector<PeerId> Roster::members(const Room& room) const {
  const bool everybody = room.name == "lobby";
  std::vector<PeerId> members;
  for (const auto& [id, peer] : peers_) {
    if (!peer.live) continue;
    const auto& rooms = peer.card.rm;
    if (everybody || std::find(rooms.begin(), rooms.end(), room.name) != rooms.end()) members.push_back(id);
  }
  return members;
}

void Roster::set_self(const wire::Here& card) {
  digests_.set({self_, {}}, digest_part(card));
  set_fold(self_, card.nm);
}

std::size_t Roster::bearers(const std::string& nick) const {
  const auto found = bearers_.find(text::fold(nick));
  return found == bearers_.end() ? 0 : found->second;
}

bool Roster::is_alike(const std::string& a, const std::string& b) { return text::fold(a) == text::fold(b); }

void Roster::set_fold(const PeerId& id, const std::string& nick) {
  const auto old = folds_.find(id);
  if (old != folds_.end()) {
    const auto count = bearers_.find(old->second);
    if (--count->second == 0) bearers_.erase(count);
    folds_.erase(old);
  }
  if (nick.empty()) return;
  const auto& fold = folds_[id] = text::fold(nick);
  ++bearers_[fold];
}

std::vector<PeerId> Roster::all_alike(const std::string& nick) const {
  std::vector<PeerId> alike;
  if (bearers(nick) == 0) return alike;
  const auto fold = text::fold(nick);
  for (const auto& [id, theirs] : folds_)
    if (id != self_ && theirs == fold) alike.push_back(id);
  return alike;
}

std::optional<PeerId> Roster::by_alias(std::string_view name) const {
  if (aliases_.empty()) return std::nullopt;
  const auto found = aliases_.find(text::fold(name));
  return found == aliases_.end() ? std::nullopt : std::optional(found->second);
}

bool Roster::is_blocked(const PeerId& id) const {
  const auto* peer = find(id);
  return peer && peer->blocked;
}

void Roster::set_alias(const PeerId& id, const std::string& alias) {
  auto* peer = mutable_find(id);
  if (!peer) return;
  if (!peer->alias.empty()) aliases_.erase(text::fold(peer->alias));
  peer->alias = alias;
  if (!alias.empty()) aliases_[text::fold(alias)] = id;
}

void Roster::set_verified(const PeerId& id, Wall since) {
  auto* peer = mutable_find(id);
  if (!peer) return;
  peer->verified = since;
  peer->verified_as = peer->card.nm;
}

void Roster::set_blocked(const PeerId& id, bool blocked) {
  if (auto* peer = mutable_find(id)) peer->blocked = blocked;
}

void Roster::forget(const PeerId& id) {
  const auto found = peers_.find(id);
  if (found == peers_.end()) return;
  if (!found->second.live) return drop(found);
  set_alias(id, {});
  auto& peer = found->second;
  peer.verified.reset();
  peer.verified_as.clear();
  peer.blocked = false;
  peer.trust = Trust::fresh;
  peer.first_seen = peer.last_seen;
}

void Roster::drop(std::map<PeerId, Peer>::iterator it) {
  const auto id = it->first;
  changes_.push_back({PeerChange::What::forgotten, id, std::nullopt});
  set_alias(id, {});
  set_fold(id, {});
  peers_.erase(it);
}

void Roster::remember(const record::Peer& known) {
  if (known.id == self_ || peers_.size() >= config_.peers_max) return;
  auto& peer = peers_[known.id];
  peer.id = known.id;
  peer.card.id = known.id;
  peer.card.nm = known.nick;
  peer.card.ho = known.host;
  peer.first_seen = Wall{known.first_seen_ms};
  peer.last_seen = Wall{known.last_seen_ms};
  peer.body = known.card;
  peer.signature = known.card_signature;
  peer.trust = known.first_seen_ms > 0 ? Trust::seen : Trust::fresh;  // else only its name was asked for
  set_alias(known.id, known.alias);
  if (known.verified_ms > 0) peer.verified = Wall{known.verified_ms};
  peer.verified_as = known.verified_as;
  peer.blocked = known.blocked;
  for (const auto& address : known.addresses)
    if (peer.paths.size() < kPathsMax) peer.paths.push_back({address, std::nullopt});
  set_fold(known.id, known.nick);
}

Peer* Roster::add(const PeerId& id) {
  assert(id != self_);
  if (peers_.size() >= config_.peers_max) {
    // The one that has been silent for longest among those who are gone and whom the user has said nothing about; else
    // nobody is displaced.
    auto oldest = peers_.end();
    for (auto it = peers_.begin(); it != peers_.end(); ++it)
      if (!it->second.live && !it->second.is_marked() &&
          (oldest == peers_.end() || it->second.heard < oldest->second.heard))
        oldest = it;
    if (oldest == peers_.end()) return nullptr;
    drop(oldest);
  }
  auto& peer = peers_[id];
  peer.id = id;
  peer.trust = Trust::fresh;
  return &peer;
}

void Roster::remember(const wire::Here& card, BytesView body, const wire::Signature& signature) {
  assert(!find(card.id));
  auto* peer = add(card.id);
  if (!peer) return;
  peer->card = card;
  peer->has_beacon = true;
  peer->body = body;
  peer->signature = signature;
  set_fold(card.id, card.nm);
}

void Roster::admit(Instant now, Wall wall, const wire::Here& card, BytesView body, const wire::Signature& signature) {
  assert(card.id != self_);
  auto* peer = mutable_find(card.id);
  const bool known = peer != nullptr;
  if (!known) peer = add(card.id);
  if (!peer) return;
  if (!known) peer->first_seen = wall;
  const bool restarted = known && card.ep > peer->card.ep;
  if (restarted) peer->beacon_heard_on_group = 0;
  const auto before = std::exchange(peer->card, card);
  peer->said_bye = false;
  peer->has_beacon = true;
  peer->body = body;
  peer->signature = signature;
  peer->last_seen = wall;
  peer->heard = now;
  if (restarted && peer->live) changes_.push_back({PeerChange::What::restarted, card.id, before});
  if (!peer->live) {
    peer->live = true;
    ++live_count_;
    changes_.push_back({PeerChange::What::appeared, card.id, std::nullopt});
  } else if (!restarted) {
    changes_.push_back({PeerChange::What::updated, card.id, before});
  }
  digests_.set({card.id, {}}, digest_part(card));
  set_fold(card.id, card.nm);
}

void Roster::heard(const PeerId& id, Instant now, Wall wall, const Address& from) {
  auto* peer = mutable_find(id);
  if (!peer) return;
  peer->heard = now;
  peer->last_seen = wall;
  if (!peer->said_bye && peer->has_beacon) set_live(id, true);
  auto& paths = peer->paths;
  auto path = std::find_if(paths.begin(), paths.end(), [&](const Path& it) { return it.address == from; });
  if (path == paths.end()) {
    if (paths.size() >= kPathsMax) paths.pop_back();
    paths.push_back({from, now});
  } else {
    path->heard = now;
  }
  // The best path stays the best until it has been silent for a while: two interfaces on one segment must not make the
  // traffic jump between them with every beacon.
  const auto& best = paths.front();
  const bool best_is_silent = !best.heard || now - *best.heard > config_.beacon_interval_min;
  if (best_is_silent) std::stable_sort(paths.begin(), paths.end(), is_better);
}

void Roster::heard_on_group(const PeerId& id, Instant now, InterfaceIndex interface, std::uint64_t beacon) {
  auto* peer = mutable_find(id);
  if (!peer) return;
  peer->heard_on_group[interface] = now;
  peer->beacon_heard_on_group = std::max(peer->beacon_heard_on_group, beacon);
}

void Roster::claim(const PeerId& id, const std::vector<Address>& addresses) {
  auto* peer = mutable_find(id);
  if (!peer) return;
  auto& paths = peer->paths;
  const auto is_claimed = [&](const Address& address) {
    return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
  };
  // What was only claimed before and is claimed no longer goes; what was heard stays.
  std::erase_if(paths, [&](const Path& path) { return !path.heard && !is_claimed(path.address); });
  for (const auto& address : addresses) {
    const bool known = std::any_of(paths.begin(), paths.end(), [&](const Path& it) { return it.address == address; });
    if (!known && paths.size() < kPathsMax) paths.push_back({address, std::nullopt});
  }
}

void Roster::prefer(const PeerId& id, const Address& address) {
  auto* peer = mutable_find(id);
  if (!peer) return;
  auto& paths = peer->paths;
  const auto path = std::find_if(paths.begin(), paths.end(), [&](const Path& it) { return it.address == address; });
  if (path != paths.end()) std::rotate(paths.begin(), path, path + 1);
}

void Roster::measured(const PeerId& id, Duration rtt) {
  auto* peer = mutable_find(id);
  if (!peer) return;
  peer->rtt = peer->rtt ? (*peer->rtt * 7 + rtt) / 8 : rtt;  // as RFC 6298 smooths
}

void Roster::set_live(const PeerId& id, bool live) {
  auto* peer = mutable_find(id);
  if (!peer || peer->live == live) return;
  peer->live = live;
  live ? ++live_count_ : --live_count_;
  if (!live) peer->heard_on_group.clear();
  digests_.set({id, {}}, live ? std::optional(digest_part(peer->card)) : std::nullopt);
  changes_.push_back({live ? PeerChange::What::appeared : PeerChange::What::gone, id, std::nullopt});
}

void Roster::said_bye(const PeerId& id, std::uint64_t number) {
  auto* peer = mutable_find(id);
  if (!peer) return;
  peer->said_bye = true;
  peer->card.no = number;
  set_live(id, false);
}

void Roster::hears(const PeerId& id, std::uint64_t own_beacon) {
  if (auto* peer = mutable_find(id)) peer->hears_own_beacon = own_beacon;
}

void Roster::forget_group_hearing() {
  for (auto& [id, peer] : peers_) peer.heard_on_group.clear();
}

std::vector<PeerChange> Roster::take_changes() { return std::exchange(changes_, {}); }

}  // namespace earshot::core
