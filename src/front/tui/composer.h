// The input box: what is typed, as keys change it, with undo, a place for what was cut, and what was sent before. It
// sends nothing; whoever holds it asks for the text. Drafts are values, so a conversation's draft can be put away.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "front/tui/actions.h"
#include "front/tui/canvas.h"
#include "front/tui/input_text.h"
#include "front/tui/sent_texts.h"

namespace earshot::front {

// What is in the box, and how it came to be.
struct Draft {
  struct State {
    InputText input;
    bool was_pasted = false;  // some of it; see paste_guard.h
  };
  State now;
  std::deque<State> before;  // for undo, the oldest first
};

class Composer {
 public:
  Composer() = default;
  explicit Composer(SentTexts sent) : sent_(std::move(sent)) {}

  const std::string& text() const { return draft_.now.input.text(); }
  bool empty() const { return text().empty(); }
  bool was_pasted() const { return draft_.now.was_pasted; }
  // What completion looks at.
  std::string_view before_cursor() const { return std::string_view(text()).substr(0, draft_.now.input.cursor()); }

  // Typed letters. While something is searched, they belong to what is searched. False, here and below: there was no
  // room for all of it (kInputBytesMax).
  bool insert(std::string_view letters);
  // Inserts text, whatever stands in it. Nothing of it is ever a key.
  bool paste(std::string_view text);
  // False: it is not for the input box, or there is nothing here to do it with; then it may mean something elsewhere.
  bool act(Action action);
  // Completion: other text for the bytes before the cursor.
  void replace_before_cursor(std::size_t bytes, std::string_view with);
  // Everything anew, as from an editor: undo brings back what was there.
  bool set(std::string_view text);
  // Empties the box for good, and remembers the text among what was sent.
  std::string take();

  // Another conversation's draft for this one's.
  Draft exchange(Draft draft);

  // While something that was sent before is searched.
  struct Search {
    std::string words;
    bool is_found = true;  // else the text is the last that was found
  };
  std::optional<Search> search() const;
  const SentTexts& sent() const { return sent_; }

  struct Layout {
    std::vector<std::string> rows;  // as they are shown, one at least
    Spot cursor;                    // in these rows
    std::size_t hidden_above = 0;
    std::size_t hidden_below = 0;
  };
  // The rows around the cursor, at most so many; it stays where it was as long as the cursor is in them.
  Layout layout(std::size_t columns, std::size_t rows_max);

 private:
  enum class Kind { other, typing, completing, cut_left, cut_right, rows };  // what joins with more of its kind
  struct Searching {
    std::string words;
    std::optional<std::size_t> at;  // among what was sent
    bool is_found = true;
    Draft::State before;
  };

  InputText& input() { return draft_.now.input; }
  bool change(std::string_view inserted);
  void remember();  // for undo
  bool is_idle(Action action) const;
  bool move(Action action, Kind last);
  bool cut(Action action, Kind last);
  bool alter(Action action);
  void erase(std::size_t from, std::size_t to);
  void keep_cut(std::size_t from, std::size_t to, Kind kind, Kind last);
  void undo();
  void move_by_rows(Action action, Kind last);
  void show_sent(const std::optional<std::string>& text);

  bool act_in_search(Action action);
  void search_words(const std::string& words);
  void search_before(std::size_t place);
  void leave_search();

  Draft draft_;
  SentTexts sent_;
  std::string cut_;
  Kind last_ = Kind::other;
  std::optional<Searching> searching_;
  std::size_t columns_ = 80;  // of the last layout, for moving by rows
  std::size_t first_row_ = 0;
  std::size_t wanted_column_ = 0;  // while the cursor goes through shorter rows
};

}  // namespace earshot::front
