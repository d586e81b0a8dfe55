// One conversation as it is read: what was said, day lines, what is new, how far own messages are, and where in it the
// reader is. It holds a window of the whole: pages of the history are asked for when the reader comes near its ends,
// and what is far away is let go. Nothing that arrives moves what somebody reads. Pure: no clock, no terminal.
//
//   shape();  then view() for the screen;  question() asks for more, answer() brings it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "earshot/base/time.h"
#include "earshot/core/command.h"
#include "earshot/core/event.h"
#include "earshot/core/view.h"
#include "front/tui/canvas.h"
#include "front/tui/message_rows.h"

namespace earshot::front {

class Transcript {
 public:
  explicit Transcript(Conversation conversation);

  // --- what happens ---

  // Places it: behind everything, or by its time if it is late. False: it is here already, or belongs where nothing is
  // loaded. Own ones that are sent now, and not recalled, take the reader back to the newest.
  bool add(Moment now, const event::Message& message);
  // A step of an own message. Steps only go forward, but for a new try after a failure. False: nothing has changed.
  bool state(Moment now, const event::State& state);
  // A finished sentence that may be shown; several lines are allowed.
  void notice(Wall at, std::string sentence, bool is_alarm = false);
  // The conversation has another name (`bob+7k3f`); whose messages they are is not asked again.
  void rename(const Conversation& conversation) { conversation_ = conversation; }

  // --- more of the history ---

  // What to ask the node for, once: older or newer messages than those that are here, the newest at first. None while
  // an answer is awaited, or enough is here for the screen.
  std::optional<command::History> question();
  struct Recalled {
    Wall at;  // of the event
    event::Message message;
  };
  // The answer, oldest first; `more`: as the reply says.
  void answer(const std::vector<Recalled>& page, bool more);
  // It was refused: not asked again until the reader moves.
  void no_answer();
  // Goes to a message that was found, wherever in the history it is; what is around it is asked for. It is selected.
  void go_to(const Recalled& found);
  // Shows nothing of before; what is kept stays kept (/clear).
  void clear();

  // --- the view ---

  // Before view(), whenever the screen or the settings may have changed: nothing is done if they have not. Wraps anew,
  // and keeps the last line where it is, or the middle one if the reader is not at the end.
  void shape(const MessageLook& look, std::size_t rows);
  // At most as many rows as were given, from the top; less if there is no more. `now` only for years of day lines.
  std::vector<MessageRow> view(Wall now) const;
  void scroll_by(std::ptrdiff_t rows);  // positive: towards the newest
  void scroll_page(bool down);          // all but two rows
  void to_oldest();
  void to_newest();
  bool at_newest() const { return !anchor_ && !has_newer_; }
  // Messages that came while the reader was not at the end, and are below.
  std::size_t new_below() const { return new_below_; }

  // --- unread ---

  // The reader goes: to another conversation, or away from the terminal. What comes now stands below a line.
  void leave();
  // The reader is back: the line stands, with its number.
  void arrive();
  bool is_visited() const { return is_visited_; }
  // The newest is on the screen of a reader who is there: nothing is unread any more. The line stays.
  void mark_read();
  // From the selected message on everything is unread, else from the first on the screen (/unread).
  void mark_unread();
  // What another run had read: newer messages of others count as unread, once they are here. MessageId{}: nothing.
  void read_up_to(const MessageId& id);
  // Of others, not on the screen yet; without what was there before the first visit.
  std::size_t unread() const { return unread_; }
  // Scrolls to the line; false: there is none.
  bool to_unread();
  // For the next run: the last message that was read. None: nothing was.
  std::optional<MessageId> last_read() const { return last_read_; }

  // --- selection of a message (select mode) ---

  bool select_previous();  // the newest one on the screen, if none was selected
  bool select_next();      // false, and none is selected: there was no next one
  void unselect();
  const Said* selected() const;
  const Said* find(const MessageId& id) const;
  // The last for which it is true, `nth` = 1; the one before, 2.
  template <class Fits>
  const Said* last(Fits fits, std::size_t nth = 1) const {
    for (auto it = entries_.rbegin(); it != entries_.rend(); ++it)
      if (it->said && fits(*it->said) && --nth == 0) return &*it->said;
    return nullptr;
  }

  // --- more ---

  // The target of the link with that number on the screen; 0: the newest one's first.
  std::optional<std::string> link(std::size_t number) const;
  // Since when the oldest message of a direct talk is under way that has no answer.
  std::optional<Instant> unanswered_since() const;
  // An own message has failed since the reader was here last.
  bool has_failed() const { return has_failed_; }
  const Conversation& conversation() const { return conversation_; }
  std::size_t size() const { return entries_.size(); }
  // Entries whose rows are known at the moment: few, and those near the screen.
  std::size_t laid_out() const;

  static constexpr std::size_t kEntriesMax = 2'000;
  static constexpr std::size_t kTextBytesMax = std::size_t{4} << 20;
  static constexpr std::size_t kPage = 200;

 private:
  // A row on the screen: of which entry, and which of its rows, with the lines above it.
  struct Position {
    std::size_t entry = 0;
    std::size_t row = 0;
    bool operator==(const Position&) const = default;
  };
  // The row at the bottom of the view. Rows are counted from the entry's own first one, so that a line that comes or
  // goes above it moves nothing.
  struct Anchor {
    std::size_t entry = 0;
    std::ptrdiff_t row = 0;
  };
  enum class Asked : std::uint8_t { nothing, older, newer, newest };

  Said said_of(Moment now, Wall at, const event::Message& message) const;
  void insert(std::size_t at, Entry entry);
  void erase_front();
  void erase_back();
  void trim();
  void index_changed(std::size_t at, std::ptrdiff_t by);
  std::size_t place_of(Wall at, std::size_t last) const;
  void count_unread(std::size_t at);
  void find_read_mark(bool more);
  std::optional<std::size_t> index_of(const MessageId& id) const;
  void find_newest_own();

  bool has_day_line(std::size_t entry) const;
  std::size_t lines_above(std::size_t entry) const;
  EntryPlace place(std::size_t entry) const;
  const EntryPlan& plan(std::size_t entry) const;
  std::size_t rows_of(std::size_t entry) const { return lines_above(entry) + plan(entry).pieces.size(); }
  MessageRow row_at(const Position& position, Wall now) const;
  void forget_plans(std::size_t first, std::size_t last) const;

  std::optional<Position> last_row() const;
  std::optional<Position> bottom() const;
  Position step(Position from, std::ptrdiff_t rows) const;
  std::size_t rows_above(Position from, std::size_t enough) const;
  void set_bottom(Position position);
  void settle();
  void reveal(std::size_t entry);

  Conversation conversation_;
  std::deque<Entry> entries_;
  std::set<MessageId> ids_;
  std::size_t text_bytes_ = 0;
  std::size_t links_ = 0;  // numbers given so far
  std::optional<std::size_t> newest_own_;

  MessageLook look_;
  std::uint64_t look_number_ = 1;
  std::size_t rows_ = 1;
  std::optional<Anchor> anchor_;  // none: at the end
  std::optional<std::size_t> selected_;

  bool has_older_ = true, has_newer_ = false;
  bool wants_newest_ = false;  // the end is not here, and the reader wants to be there
  Asked asked_ = Asked::nothing;
  bool was_refused_ = false;

  bool is_visited_ = false;
  std::optional<std::size_t> line_;  // above this entry
  std::size_t line_count_ = 0;
  std::size_t unread_ = 0, new_below_ = 0;
  bool has_failed_ = false;
  std::optional<MessageId> last_read_, read_by_another_run_;
};

}  // namespace earshot::front
