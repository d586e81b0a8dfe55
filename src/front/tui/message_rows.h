// A message or a notice, and the rows that it takes on the screen. Whatever a peer writes stays in the column of the
// text (or one column from the edge where names stand above): it can look like no line of ours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "earshot/base/time.h"
#include "earshot/core/event.h"
#include "earshot/core/view.h"
#include "front/tui/canvas.h"
#include "front/tui/markup.h"
#include "front/tui/style.h"
#include "front/tui/wrap.h"

namespace earshot::front {

// How messages are laid out: what the size of the screen and the settings make of it.
struct MessageLook {
  std::size_t columns = 62;
  bool names_above = false;  // on a line of their own
  bool times = true;
  std::size_t name_columns = 8;  // 4 to 16
  std::string time_format = "%H:%M";
  bool unicode_marks = false;
  Palette palette{};
  bool operator==(const MessageLook&) const = default;
};

// A message as it is kept here: less than the event, because there are many.
struct Said {
  MessageId id;
  bool outgoing = false;
  bool action = false;
  bool is_in_room = false;
  PeerId from;
  std::string name;  // of who said it, may be shown
  std::string text;  // as it was written
  std::string reply_to;
  Wall at;    // where it stands: when it came, or was written if it came late
  Wall sent;  // by the author's clock
  // Own ones only.
  DeliveryState state = DeliveryState::sent;
  std::string reason;  // of a failure
  Of of;
  std::optional<Instant> since;  // of this run: when it was sent
  struct Step {
    std::string name;  // may be shown
    DeliveryState state{};
    std::string reason;
    std::optional<Duration> rtt;
  };
  std::map<PeerId, Step> steps;  // of each recipient that was heard of

  bool has_failed() const { return outgoing && state == DeliveryState::failed && reason != "withdrawn"; }
};

struct MessageRow {
  std::vector<Span> spans;
  std::optional<std::size_t> cursor;  // the column of the sign of the selected message, on its first row
  bool operator==(const MessageRow&) const = default;
};

// What its place among the others makes of an entry.
struct EntryPlace {
  bool is_grouped = false;     // by the same person as the one before, and not long after: the name is not repeated
  bool is_newest_own = false;  // of a room: says how many have it
  bool operator==(const EntryPlace&) const = default;
};

// Where an entry's rows begin and end, for one look and one place. Small, because a hostile text may have 65,000 rows.
struct EntryPlan {
  struct Piece {
    enum class Kind : std::uint8_t { header, quote, text, note };
    Kind kind{};
    TextRange range;         // of the text
    std::uint32_t note = 0;  // behind the text, or the whole row: its number from 1; 0 none
  };
  std::uint64_t look = 0;  // the number of the look that it was made for
  EntryPlace place;
  std::vector<Piece> pieces;
  std::vector<Span> notes;
};

// One thing in a conversation: a message, or a notice of ours.
struct Entry {
  explicit Entry(Said what);
  Entry(Wall when, std::string sentence, bool alarm) : at(when), shown(std::move(sentence)), is_alarm(alarm) {}

  Wall at;
  std::optional<Said> said;  // nothing: a notice
  std::string shown;         // the text as it may be shown
  std::vector<Markup> markup{};
  std::size_t first_link = 0;  // the number of its first link
  bool is_alarm = false;
  mutable std::optional<EntryPlan> plan{};  // as it was laid out last

  std::size_t links() const;
  std::size_t bytes() const { return shown.size() + (said ? said->text.size() : 0); }
};

EntryPlan plan_entry(const Entry& entry, const MessageLook& look, const EntryPlace& place);
// One of its rows. `quote`: the shown text that it answers, if that is known.
MessageRow entry_row(const Entry& entry, const EntryPlan& plan, const MessageLook& look, std::size_t row,
                     bool is_selected, const std::optional<std::string>& quote);

// "--------- Fri 21 Nov ---------"; with the year if that is another one than now.
MessageRow day_row(const MessageLook& look, Wall day, Wall now);
// "=========== 3 new ============"
MessageRow unread_row(const MessageLook& look, std::size_t count);
// The sign of an own message's state.
Span delivery_mark(const Said& said, const MessageLook& look);

}  // namespace earshot::front
