// The title row and the status row: what has room, the most important first.
#include <algorithm>

#include "earshot/base/address.h"
#include "earshot/text/text.h"
#include "front/times.h"
#include "front/trust_words.h"
#include "front/tui/screen.h"
#include "front/tui/wrap.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kGap = 2;
constexpr auto kNoAnswerAfter = std::chrono::seconds(3);

std::string whether_here(const PeerView& peer) {
  switch (peer.state) {
    case PeerState::here:
      return {};
    case PeerState::away:
      return say("away");
    case PeerState::gone:
      return say("not here");
  }
  return {};
}

std::string place_of(const PeerView& peer) {
  if (peer.addresses.empty()) return shown(peer.host);
  return say("{1} {2}", {peer.host, ip_to_string(peer.addresses.front())});
}

std::vector<std::string> right_side(std::size_t here, const About& about) {
  return {say("{1} here", {here}), about.network ? shown(*about.network) : std::string(), shown(about.self.ref)};
}

}  // namespace

Title title_of(const PeerView& peer, std::size_t here, const About& about) {
  const bool is_changed = peer.trust == Trust::changed;
  return {{shown(peer.name), trust_word(peer), whether_here(peer), place_of(peer),
           peer.rtt && peer.state != PeerState::gone ? short_duration(*peer.rtt) : std::string()},
          right_side(here, about),
          is_changed};
}

Title title_of(const event::Room& room, std::size_t here, const About& about) {
  // In the lobby is everybody who is here.
  const std::string members = room.room == kLobby ? std::string() : say("{1} in it", {room.members});
  return {{say("#{1}", {room.room}), members}, right_side(here, about), false};
}

std::vector<Span> title_row(const Title& title, std::size_t columns, const Palette& palette) {
  const Style style = palette.bar();
  Style name = style;
  if (title.is_alarm) {
    name = palette.alarm();
    name.reverse = true;
  }
  // The name in any case, then the two sides by turns, the left one first; a side ends where a part has no room.
  std::vector<std::string> sides[2];
  bool is_full[2]{};
  std::size_t used = 2;  // one column at each edge
  const auto take = [&](std::size_t side, std::size_t number) {
    const auto& parts = side == 0 ? title.left : title.right;
    if (is_full[side] || number >= parts.size() || parts[number].empty()) return;
    const std::size_t needed = width(parts[number]) + (used > 2 ? kGap : 0);
    is_full[side] = used > 2 && used + needed > columns;
    if (is_full[side]) return;
    sides[side].push_back(parts[number]);
    used += needed;
  };
  take(0, 0);
  for (std::size_t i = 0; i < std::max(title.left.size(), title.right.size()); ++i) {
    take(0, i + 1);
    take(1, i);
  }
  const auto joined = [](const std::vector<std::string>& parts) {
    std::string all;
    for (const std::string& part : parts) all += (all.empty() ? "" : "  ") + part;
    return all;
  };
  const std::size_t inside = columns > 2 ? columns - 2 : 0;
  const std::string left = fitted_text(joined(sides[0]), inside), right = joined(sides[1]);
  const std::size_t taken = width(left) + width(right);
  return {{" ", style}, {left, name}, {std::string(inside - std::min(inside, taken), ' ') + right + " ", style}};
}

std::string no_answer_words(const std::string& name, Duration since) {
  if (since < kNoAnswerAfter) return {};
  return say("no answer from {1} for {2} s", {name, std::chrono::duration_cast<std::chrono::seconds>(since).count()});
}

std::vector<Span> status_row(const Status& status, std::size_t columns, const Palette& palette) {
  std::vector<std::string> parts;
  if (!status.message.empty()) {
    parts.push_back(status.message);
  } else {
    if (status.new_below > 0 && status.newest_key.empty())
      parts.push_back(say_n("{n} new below", "{n} new below", status.new_below));
    else if (status.new_below > 0)
      parts.push_back(say_n("{n} new below - {1}", "{n} new below - {1}", status.new_below, {status.newest_key}));
    if (!status.no_answer.empty()) parts.push_back(status.no_answer);
    parts.insert(parts.end(), status.elsewhere.begin(), status.elsewhere.end());
  }
  std::string left;
  for (const std::string& part : parts) {
    const std::string longer = left.empty() ? " " + part : left + std::string(kGap, ' ') + part;
    if (!left.empty() && width(longer) > columns) break;
    left = longer;
  }
  left = fitted_text(left, columns);
  std::vector<std::string> hints;
  const bool has_next = !status.elsewhere.empty() && !status.next_unread_key.empty();
  const std::string next = has_next ? say("{1} next unread", {status.next_unread_key}) : std::string();
  const std::string help = status.help_key.empty() ? std::string() : say("{1} help", {status.help_key});
  if (has_next && !help.empty()) hints.push_back(next + std::string(kGap, ' ') + help);
  if (has_next) hints.insert(hints.end(), {next, status.next_unread_key});
  if (!help.empty()) hints.push_back(help);
  for (const std::string& hint : hints) {
    const std::size_t used = width(left) + kGap + width(hint);
    if (used > columns) continue;
    return {{left, palette.bold()}, {std::string(columns - used + kGap, ' ')}, {hint, palette.faint()}};
  }
  return {{left, palette.bold()}};
}

}  // namespace earshot::front
