#include "front/tui/side_list.h"

#include <algorithm>

#include "earshot/text/text.h"
#include "front/times.h"
#include "front/tui/layout.h"
#include "front/tui/wrap.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kUnreadMax = 999;

std::string count_word(std::size_t count) {
  return count > kUnreadMax ? say("{1}+", {kUnreadMax}) : std::to_string(count);
}

// `*`  a name of so many columns  what stands at the right  `!`
std::vector<Span> side_row(char sign, const std::string& name, const std::string& right, const Span& failed,
                           const Style& style) {
  constexpr std::size_t kMiddle = kSideColumns - 2;
  const std::size_t taken = right.empty() ? 0 : width(right) + 1;
  const std::size_t columns = kMiddle - std::min(taken, kMiddle);
  return {
      {std::string(1, sign) + padded(fitted_text(name, columns), columns) + (right.empty() ? "" : " " + right), style},
      failed};
}

}  // namespace

ConversationKey key_of(const Conversation& conversation) {
  if (conversation.kind == Conversation::Kind::room) return Room{conversation.name};
  return conversation.peer;
}

SideList::SideList() : current_(Room{kLobby}) {}

// --- who is there ---

void SideList::peer(const PeerView& peer) {
  if (peer.trust == Trust::self) return;
  const auto [at, is_new] = peers_.try_emplace(peer.id);
  if (!is_new && at->second.state == PeerState::gone) --gone_;
  at->second = peer;
  if (peer.state == PeerState::gone && ++gone_ > kGoneMax) drop_oldest_of_the_gone();
  order_.clear();
}

void SideList::erase(const PeerId& id) {
  const auto at = peers_.find(id);
  if (at == peers_.end()) return;
  if (at->second.state == PeerState::gone) --gone_;
  peers_.erase(at);
}

// Anybody on the network can make up identities that come and go.
void SideList::drop_oldest_of_the_gone() {
  const auto is_nothing_to_me = [&](const PeerView& peer) {
    return peer.state == PeerState::gone && peer.alias.empty() && !peer.verified && peer.trust != Trust::blocked &&
           ConversationKey(peer.id) != current_ && !marks_.contains(ConversationKey(peer.id));
  };
  const PeerView* oldest = nullptr;
  for (const auto& [id, peer] : peers_)
    if (is_nothing_to_me(peer) && (oldest == nullptr || peer.last_seen < oldest->last_seen)) oldest = &peer;
  if (oldest != nullptr) erase(oldest->id);
}

void SideList::forget(const PeerId& id) {
  erase(id);
  marks_.erase(ConversationKey(id));
  order_.clear();
}

void SideList::room(const event::Room& room) {
  if (room.joined || room.room == kLobby) {
    rooms_.insert_or_assign(Room{room.room}, room);
  } else {
    rooms_.erase(Room{room.room});
    marks_.erase(ConversationKey(Room{room.room}));
  }
  order_.clear();
}

const PeerView* SideList::find(const PeerId& id) const {
  const auto at = peers_.find(id);
  return at == peers_.end() ? nullptr : &at->second;
}

const event::Room* SideList::find(const Room& room) const {
  const auto at = rooms_.find(room);
  return at == rooms_.end() ? nullptr : &at->second;
}

std::size_t SideList::here() const {
  return static_cast<std::size_t>(std::count_if(peers_.begin(), peers_.end(), [](const auto& it) {
    return it.second.state != PeerState::gone && it.second.trust != Trust::blocked;
  }));
}

// --- what is with the conversations ---

void SideList::mark(const ConversationKey& key, const Mark& mark) {
  if (mark == Mark{}) {
    marks_.erase(key);
  } else {
    marks_.insert_or_assign(key, mark);
  }
}

SideList::Mark SideList::mark_of(const ConversationKey& key) const {
  const auto at = marks_.find(key);
  return at == marks_.end() ? Mark{} : at->second;
}

void SideList::set_current(const ConversationKey& key) {
  current_ = key;
  order_.clear();
}

Conversation SideList::conversation(const ConversationKey& key) const {
  if (const auto* room = std::get_if<Room>(&key)) return {Conversation::Kind::room, {}, room->name};
  const PeerId& id = std::get<PeerId>(key);
  const PeerView* peer = find(id);
  return {Conversation::Kind::peer, id, peer == nullptr ? std::string() : peer->ref};
}

std::string SideList::name(const ConversationKey& key) const {
  if (const auto* room = std::get_if<Room>(&key)) return say("#{1}", {room->name});
  const PeerView* peer = find(std::get<PeerId>(key));
  return peer == nullptr ? say("somebody") : shown(peer->name);
}

// --- the order ---

void SideList::sort() const {
  order_ = {Room{kLobby}};
  for (const auto& [room, view] : rooms_)
    if (room.name != kLobby) order_.push_back(room);
  std::vector<std::pair<std::string, PeerId>> here;
  std::vector<std::pair<std::uint64_t, PeerId>> before;
  for (const auto& [id, peer] : peers_) {
    if (peer.trust == Trust::blocked && current_ != ConversationKey(id)) continue;
    if (peer.state != PeerState::gone) {
      here.emplace_back(text::fold(peer.name), id);
    } else {
      before.emplace_back(~(peer.last_seen ? peer.last_seen->ms : 0), id);  // newest first
    }
  }
  std::sort(here.begin(), here.end());
  std::sort(before.begin(), before.end());
  for (const auto& it : here) order_.push_back(it.second);
  first_before_ = order_.size();
  for (const auto& it : before) order_.push_back(it.second);
}

const std::vector<ConversationKey>& SideList::order() const {
  if (order_.empty()) sort();
  return order_;
}

std::optional<ConversationKey> SideList::nth(std::size_t number) const {
  if (number == 0 || number > order().size()) return std::nullopt;
  return order()[number - 1];
}

// All others, from behind the current one on and around.
std::vector<ConversationKey> SideList::others() const {
  std::vector<ConversationKey> keys = order();
  const auto at = std::find(keys.begin(), keys.end(), current_);
  if (at == keys.end()) return keys;
  std::rotate(keys.begin(), at, keys.end());
  keys.erase(keys.begin());
  return keys;
}

ConversationKey SideList::next(bool down) const {
  const auto keys = others();
  if (keys.empty()) return current_;
  return down ? keys.front() : keys.back();
}

std::vector<ConversationKey> SideList::unread_first() const {
  auto keys = others();
  std::erase_if(keys, [this](const auto& key) { return mark_of(key).unread == 0; });
  std::stable_partition(keys.begin(), keys.end(), [this](const auto& key) {
    return std::holds_alternative<PeerId>(key) || mark_of(key).is_urgent;
  });
  return keys;
}

std::optional<ConversationKey> SideList::next_unread() const {
  const auto keys = unread_first();
  if (keys.empty()) return std::nullopt;
  return keys.front();
}

std::vector<std::string> SideList::unread_elsewhere() const {
  std::vector<std::string> words;
  for (const auto& key : unread_first()) words.push_back(say("{1} {2}", {name(key), count_word(mark_of(key).unread)}));
  return words;
}

// --- on the screen ---

std::vector<Span> SideList::row_of(const ConversationKey& key, Wall now, const Palette& palette) const {
  const Mark mark = mark_of(key);
  const bool is_current = key == current_;
  const char sign = is_current ? '>' : mark.unread > 0 ? '*' : ' ';
  std::string right;
  Style style = is_current || mark.unread > 0 ? palette.bold() : Style{};
  bool has_alarm = mark.has_failed;
  const auto* id = std::get_if<PeerId>(&key);
  if (const PeerView* peer = id == nullptr ? nullptr : find(*id)) {
    if (peer->state == PeerState::gone) {
      right = peer->last_seen ? seen_when(*peer->last_seen, now) : "";
    } else if (peer->trust == Trust::fresh) {
      right = "?";
    }
    if (peer->state == PeerState::away) style.dim = true;
    has_alarm = has_alarm || peer->trust == Trust::changed;
  }
  if (mark.unread > 0) right += (right.empty() ? "" : " ") + count_word(mark.unread);
  if (mark.unread == 0 && !right.empty()) right += ' ';
  return side_row(sign, name(key), right, has_alarm ? Span{"!", palette.alarm()} : Span{" "}, style);
}

std::vector<std::vector<Span>> SideList::rows(std::size_t rows_max, Wall now, const Palette& palette) const {
  const auto heading = [&palette](const std::string& words, std::size_t count) {
    return side_row(' ', words, std::to_string(count) + ' ', {" "}, palette.faint());
  };
  const auto& keys = order();
  const bool has_before = first_before_ < keys.size();
  const std::size_t all = keys.size() + 1 + (has_before ? 1 : 0);
  // Rows are made for what is seen: there may be thousands of people who were seen before.
  const auto row_number = [this](std::size_t key) { return key + 1 + (key >= first_before_ ? 1U : 0U); };
  const auto current = static_cast<std::size_t>(std::find(keys.begin(), keys.end(), current_) - keys.begin());
  const std::size_t must = current < keys.size() ? row_number(current) : 0;
  std::size_t first = must < rows_max ? 0 : must - rows_max / 2;
  first = std::min(first, all - std::min(all, rows_max));
  std::vector<std::vector<Span>> rows;
  for (std::size_t row = first; row < all && rows.size() < rows_max; ++row) {
    if (row == 0) {
      rows.push_back(heading(say("PEOPLE HERE"), here()));
    } else if (has_before && row == first_before_ + 1) {
      rows.push_back(heading(say("SEEN BEFORE"), keys.size() - first_before_));
    } else {
      rows.push_back(row_of(keys[row - 1 - (row > first_before_ + 1 ? 1U : 0U)], now, palette));
    }
  }
  return rows;
}

}  // namespace earshot::front
