#include "core/names.h"

#include <algorithm>
#include <cctype>

#include "earshot/base/encoding.h"
#include "earshot/text/text.h"

namespace earshot::core {

namespace {

constexpr std::size_t kTagLettersMin = 4;
constexpr std::size_t kCandidatesMax = 8;

std::size_t common_prefix(const std::string& a, const std::string& b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

// The code's shortest beginning that neither neighbour in the order of codes shares. Crockford's letters sort like the
// bits they stand for, so the order of keys is the order of codes.
std::string tag_of(const Roster& roster, const PeerId& id) {
  const auto code = code_of(id);
  std::size_t letters = kTagLettersMin;
  const auto& all = roster.all();
  const auto consider = [&](const PeerId& other) {
    if (other != id) letters = std::max(letters, common_prefix(code, code_of(other)) + 1);
  };
  const auto next = all.upper_bound(id);
  if (next != all.end()) consider(next->first);
  const auto at = all.lower_bound(id);
  if (at != all.begin()) consider(std::prev(at)->first);
  consider(roster.self());
  return code.substr(0, letters);
}

// Somebody else is called like this, by nick or by alias.
bool is_shared(const Roster& roster, const PeerId& id, const std::string& nick) {
  const bool counted = id == roster.self() || roster.find(id) != nullptr;
  return roster.bearers(nick) > (counted ? 1u : 0u) || roster.by_alias(nick).value_or(id) != id;
}

// The mark belongs to the key: it says nothing for a name that was taken on later and that somebody else has.
bool is_shown_verified(const Roster& roster, const Peer& peer) {
  if (!peer.verified) return false;
  return Roster::is_alike(peer.card.nm, peer.verified_as) || roster.bearers(peer.card.nm) < 2;
}

// The one verified bearer of the nick, if there is exactly one.
const Peer* verified_bearer(const Roster& roster, const std::string& nick) {
  const Peer* only = nullptr;
  for (const auto& id : roster.all_alike(nick)) {
    const auto* peer = roster.find(id);
    if (!peer || !is_shown_verified(roster, *peer)) continue;
    if (only) return nullptr;
    only = peer;
  }
  return only;
}

std::string without_case(std::string_view ascii) {
  std::string lower(ascii);
  for (auto& letter : lower) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return lower;
}

std::vector<PeerView> views(const Roster& roster, const std::vector<PeerId>& ids) {
  std::vector<PeerView> views;
  for (const auto& id : ids)
    if (views.size() < kCandidatesMax) views.push_back(view_of(roster, id));
  return views;
}

// Bearers of one nick, none of whom can be told from the others by the name.
Refusal clash(const Roster& roster, std::string_view name, std::vector<PeerId> bearers) {
  const auto is_changed = [&](const PeerId& id) { return trust_of(roster, *roster.find(id)) == Trust::changed; };
  const bool has_changed = std::any_of(bearers.begin(), bearers.end(), is_changed);
  if (!has_changed) return {ErrorCode::ambiguous, std::string(name), views(roster, bearers)};
  // The verified one first, then who came in its place.
  std::stable_partition(bearers.begin(), bearers.end(), is_changed);
  const auto is_verified = [&](const PeerId& id) { return roster.find(id)->verified.has_value(); };
  std::stable_partition(bearers.begin(), bearers.end(), is_verified);
  return {ErrorCode::key_changed, std::string(name), views(roster, bearers)};
}

Result<PeerId, Refusal> one_of(const Roster& roster, std::string_view name, const std::vector<PeerId>& matches) {
  if (matches.size() == 1) return matches.front();
  if (!matches.empty()) return Failure{Refusal{ErrorCode::ambiguous, std::string(name), views(roster, matches)}};
  std::vector<PeerId> similar;
  for (const auto& [id, peer] : roster.all())
    if (similar.size() < kCandidatesMax &&
        text::distance(name, peer.card.nm, text::kSuggestionDistance) <= text::kSuggestionDistance)
      similar.push_back(id);
  return Failure{Refusal{ErrorCode::no_such_peer, std::string(name), views(roster, similar)}};
}

bool is_own_name(const PeerId& self, const std::string& nick, std::string_view name) {
  const auto plus = name.find('+');
  if (plus == std::string_view::npos)
    return code_of(self) == without_case(name) || text::fold(name) == text::fold(nick);
  const auto letters = without_case(name.substr(plus + 1));
  return letters.size() >= kTagLettersMin && code_of(self).starts_with(letters) &&
         (plus == 0 || text::fold(name.substr(0, plus)) == text::fold(nick));
}

}  // namespace

Trust trust_of(const Roster& roster, const Peer& peer) {
  if (peer.trust == Trust::self) return Trust::self;
  if (peer.blocked) return Trust::blocked;
  if (is_shown_verified(roster, peer)) return Trust::verified;
  const auto* bearer = peer.live && roster.bearers(peer.card.nm) > 1 ? verified_bearer(roster, peer.card.nm) : nullptr;
  return bearer && !bearer->live ? Trust::changed : peer.trust;
}

PeerView view_of(const Roster& roster, const Peer& peer) {
  PeerView view;
  view.id = peer.id;
  view.nick = peer.card.nm;
  view.tag = tag_of(roster, peer.id);
  view.ref = view.nick + "+" + view.tag;
  view.alias = peer.alias;
  if (!view.alias.empty())
    view.name = view.alias;
  else
    view.name = is_shared(roster, peer.id, view.nick) ? view.ref : view.nick;
  view.show_name = peer.card.sn;
  view.host = peer.card.ho;
  view.trust = trust_of(roster, peer);
  view.verified = peer.verified;
  view.state = !peer.live ? PeerState::gone : peer.card.st == 1 ? PeerState::away : PeerState::here;
  for (const auto& path : peer.paths) view.addresses.push_back(path.address);
  view.rtt = peer.rtt;
  if (peer.last_seen.ms > 0) view.last_seen = peer.last_seen;
  view.program = peer.card.ap;
  view.features = peer.card.ft;
  return view;
}

PeerView view_of(const Roster& roster, const PeerId& id) {
  if (const auto* peer = roster.find(id)) return view_of(roster, *peer);
  Peer unknown;
  unknown.id = id;
  unknown.card.nm = "anon";
  return view_of(roster, unknown);
}

PeerView view_of_self(const Roster& roster, const wire::Here& own_card) {
  Peer self;
  self.id = own_card.id;
  self.card = own_card;
  self.live = true;
  self.trust = Trust::self;
  auto view = view_of(roster, self);
  for (const auto& claimed : own_card.at)
    if (const auto address = parse_address(claimed, 0)) view.addresses.push_back(*address);
  return view;
}

bool has_tag(std::string_view name) {
  return name.find('+') != std::string_view::npos || name.size() == code_of(PeerId{}).size();
}

Result<PeerId, Refusal> resolve(const Roster& roster, std::string_view name) {
  if (const auto aliased = roster.by_alias(name)) return *aliased;
  const auto plus = name.find('+');
  const bool is_code = plus == std::string_view::npos && has_tag(name);
  std::vector<PeerId> matches;
  if (plus != std::string_view::npos || is_code) {
    const auto nick = is_code ? std::string() : text::fold(name.substr(0, plus));
    const auto letters = without_case(is_code ? name : name.substr(plus + 1));
    if (letters.size() < kTagLettersMin) return one_of(roster, name, {});
    for (const auto& [id, peer] : roster.all())
      if (code_of(id).starts_with(letters) &&
          (nick.empty() || text::fold(peer.card.nm) == nick || text::fold(peer.alias) == nick))
        matches.push_back(id);
    if (!matches.empty() || plus != std::string_view::npos) return one_of(roster, name, matches);
  }
  const auto folded = text::fold(name);
  for (const auto& [id, peer] : roster.all())
    if (text::fold(peer.card.nm) == folded) matches.push_back(id);
  if (matches.size() > 1) return Failure{clash(roster, name, std::move(matches))};
  return one_of(roster, name, matches);
}

Result<PeerId, Refusal> resolve_anyone(const Roster& roster, const wire::Here& own_card, std::string_view name) {
  const auto other = resolve(roster, name);
  if (!is_own_name(roster.self(), own_card.nm, name)) return other;
  if (!other && other.reason().code == ErrorCode::no_such_peer) return roster.self();
  if (!other) return other;
  return Failure{
      Refusal{ErrorCode::ambiguous, std::string(name), {view_of_self(roster, own_card), view_of(roster, *other)}}};
}

Conversation conversation_with(const Roster& roster, const PeerId& id) {
  return {.kind = Conversation::Kind::peer, .peer = id, .name = view_of(roster, id).ref};
}

Conversation conversation_in(const Room& room) {
  return {.kind = Conversation::Kind::room, .peer = {}, .name = room.name};
}

}  // namespace earshot::core
