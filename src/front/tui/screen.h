// The whole screen out of plain values: what is shown, not how it came to be.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "earshot/core/view.h"
#include "front/tui/canvas.h"
#include "front/tui/layout.h"
#include "front/tui/message_rows.h"
#include "front/tui/style.h"

namespace earshot::front {

// All texts may be shown.
struct Title {
  std::string left;   // who is talked with
  std::string right;  // who is here, who I am: left out where there is no place
  bool is_alarm = false;
};
Title title_of(const PeerView& peer, std::size_t here, const PeerView& self, const std::optional<std::string>& network);
Title title_of(const event::Room& room, std::size_t here, const PeerView& self,
               const std::optional<std::string>& network);

// One thing is said on the left, the first of these that there is.
struct Status {
  std::string message;                 // of the moment: "Ctrl-C again ... leaves"
  std::size_t new_below = 0;           // with the key that goes there
  std::string no_answer;               // "no answer from bob for 12 s"
  std::vector<std::string> elsewhere;  // "#lobby 3", "carol 1"
  // The keys as they are bound; empty: not named.
  std::string newest_key, next_unread_key, help_key;
};
// "no answer from bob for 12 s"; nothing before three seconds.
std::string no_answer_words(const std::string& name, Duration since);

struct Prompt {
  std::string name;  // "bob", "#lobby", "bob (key changed)": who will receive the line; a question of ours as it is
  bool is_alarm = false;
  bool is_question = false;  // not a name: shown as it stands, also on a narrow screen
};
// "bob> ", or "> " where there is no place, with the style.
std::string prompt_text(const Prompt& prompt, std::size_t screen_columns);
// Columns that are left for what is typed, at least 1.
std::size_t input_columns(const Prompt& prompt, std::size_t screen_columns);

struct Input {
  std::vector<std::string> rows;  // as the composer lays it out
  Spot cursor;                    // in them
};

// Laid over the messages: help, a list to choose from, what was found, what a message is made of.
struct Panel {
  std::string title;
  std::vector<std::string> rows;
  std::size_t first = 0;                // the row at the top, as scrolled; moved so that the selected one is seen
  std::optional<std::size_t> selected;  // marked by a sign
  bool has_cursor = true;               // else it is in the input, where one types
};
// Rows of a panel of text: wrapped to its columns.
std::vector<std::string> panel_rows(const std::vector<std::string>& sentences, std::size_t columns);
// How many rows of a panel are seen there: for a page.
std::size_t panel_rows_seen(const Layout& layout);

struct ScreenContent {
  Layout layout;
  Palette palette{};
  Title title;
  std::vector<std::vector<Span>> side;  // of SideList::rows()
  std::vector<MessageRow> messages;     // of Transcript::view()
  Status status;
  Prompt prompt;
  Input input;
  std::optional<Panel> panel;
};

// Over everything that was there. The cursor is then on the selected message or row, or in the input.
void paint(Canvas& canvas, const ScreenContent& content);

}  // namespace earshot::front
