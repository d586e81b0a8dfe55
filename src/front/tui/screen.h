// The whole screen out of plain values: what is shown, not how it came to be.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "earshot/core/event.h"
#include "earshot/core/view.h"
#include "earshot/front/face.h"
#include "front/tui/canvas.h"
#include "front/tui/layout.h"
#include "front/tui/message_rows.h"
#include "front/tui/style.h"

namespace earshot::front {

// All texts may be shown.
// What of it has room is shown: of both sides first what stands first. Empty parts are left out.
struct Title {
  std::vector<std::string> left;   // who is talked with: name, trust, whether here, where
  std::vector<std::string> right;  // who is here, the network, who I am
  bool is_alarm = false;
};
// "verified", "key changed" and so on are words there, never a colour alone.
Title title_of(const PeerView& peer, std::size_t here, const About& about);
Title title_of(const event::Room& room, std::size_t here, const About& about);

// From the left what has room, in this order.
struct Status {
  std::string message;                 // of the moment, then nothing else: "Ctrl-C again ... leaves"
  std::size_t new_below = 0;           // with the key that goes there
  std::string no_answer;               // "no answer from bob for 12 s"
  std::vector<std::string> elsewhere;  // "#lobby 3", "carol 1"
  // The keys as they are bound; empty: not named.
  std::string newest_key, next_unread_key, help_key;
};
// "no answer from bob for 12 s"; nothing before three seconds.
std::string no_answer_words(const std::string& name, Duration since);
std::vector<Span> status_row(const Status& status, std::size_t columns, const Palette& palette);

std::vector<Span> title_row(const Title& title, std::size_t columns, const Palette& palette);

struct Prompt {
  std::string name;  // who will receive the line: "bob", "#lobby", "bob (key changed)"
  bool is_alarm = false;
  std::string question{};  // instead of it, also on a narrow screen: "find: ", "send 38 lines ... [Esc] back "
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
// Rows of a panel of text. A line that is too long goes on below where its last column of text begins.
std::vector<std::string> panel_rows(const std::vector<std::string>& sentences, std::size_t columns);
// How many rows of a panel are seen there: for a page.
std::size_t panel_rows_seen(const Layout& layout);

struct ScreenContent {
  Layout layout;
  Palette palette{};
  Title title;
  std::vector<std::vector<Span>> side;  // of SideList::rows()
  std::vector<MessageRow> messages;     // of Transcript::view()
  std::vector<std::string> board;       // below the messages, over the first of them where there is no room: welcome
  Status status;
  Prompt prompt;
  Input input;
  std::optional<Panel> panel;
};

// Over everything that was there. The cursor is then on the selected message or row, or in the input.
void paint(Canvas& canvas, const ScreenContent& content);

}  // namespace earshot::front
