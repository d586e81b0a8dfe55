// The list at the side: conversations in an order that no activity changes, so that Alt-1 … 9 stay what they were.
// #lobby, the joined rooms by name, who is here by name, who was seen before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "earshot/base/time.h"
#include "earshot/core/event.h"
#include "earshot/core/view.h"
#include "front/tui/canvas.h"
#include "front/tui/style.h"

namespace earshot::front {

// A conversation whatever it is called at the moment.
using ConversationKey = std::variant<Room, PeerId>;
ConversationKey key_of(const Conversation& conversation);

class SideList {
 public:
  SideList();

  static constexpr std::size_t kGoneMax = 1'000;

  // --- who is there ---
  // As the last event has it. Of those who are gone, and about whom nothing is to be known here, it keeps kGoneMax.
  void peer(const PeerView& peer);
  void forget(const PeerId& id);
  void room(const event::Room& room);  // joined, left, members
  const PeerView* find(const PeerId& id) const;
  const event::Room* find(const Room& room) const;  // joined ones
  std::size_t here() const;                         // people, without oneself

  // --- what is with the conversations ---
  struct Mark {
    std::size_t unread = 0;
    bool is_urgent = false;   // somebody is called by name among it
    bool has_failed = false;  // an own message
    bool operator==(const Mark&) const = default;
  };
  void mark(const ConversationKey& key, const Mark& mark);
  Mark mark_of(const ConversationKey& key) const;
  void set_current(const ConversationKey& key);
  const ConversationKey& current() const { return current_; }
  // As the node would be asked for it.
  Conversation conversation(const ConversationKey& key) const;
  // "bob+7k3f", "#lobby": may be shown.
  std::string name(const ConversationKey& key) const;

  // --- where to go ---
  const std::vector<ConversationKey>& order() const;
  std::optional<ConversationKey> nth(std::size_t number) const;  // from 1
  ConversationKey next(bool down = true) const;                  // around the ends
  // Direct talks and calls by name before the rest; behind the current one, and around.
  std::optional<ConversationKey> next_unread() const;
  // "#lobby 3", "carol 1": where something is unread, but for the current one, in the same order as next_unread().
  std::vector<std::string> unread_elsewhere() const;

  // At most so many rows, with the current one among them; each kSideColumns wide at most.
  std::vector<std::vector<Span>> rows(std::size_t rows_max, Wall now, const Palette& palette) const;

 private:
  void sort() const;
  void erase(const PeerId& id);
  void drop_oldest_of_the_gone();
  std::vector<ConversationKey> others() const;
  std::vector<ConversationKey> unread_first() const;
  std::vector<Span> row_of(const ConversationKey& key, Wall now, const Palette& palette) const;

  std::map<PeerId, PeerView> peers_;
  std::size_t gone_ = 0;  // of them
  std::map<Room, event::Room> rooms_;
  std::map<ConversationKey, Mark> marks_;
  ConversationKey current_;
  // Made when it is asked for; empty: has to be made anew.
  mutable std::vector<ConversationKey> order_;
  mutable std::size_t first_before_ = 0;
};

}  // namespace earshot::front
