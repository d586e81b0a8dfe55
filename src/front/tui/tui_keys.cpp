// What is pressed, and what that does.
#include <utility>

#include "earshot/text/text.h"
#include "front/tui/message_info.h"
#include "front/tui/tui.h"
#include "front/words.h"

namespace earshot::front {
namespace {

using namespace std::chrono_literals;

constexpr Duration kTwice = 2s;

}  // namespace

void Tui::take_key(Moment now, const Key& key) {
  using Name = Key::Name;
  has_changed_ = true;
  if (is_bare_) {
    is_bare_ = false;
    terminal_.redraw();
    return;
  }
  if (key.name == Name::focus_in || key.name == Name::focus_out) {
    focus_is_known_ = true;
    has_focus_ = key.name == Name::focus_in;
    has_focus_ ? current().transcript.arrive() : current().transcript.leave();
    return;
  }
  last_key_ = now.instant;
  if (take_paste(now, key)) return;
  take_outcome(now, paste_guess_.take(key, now.instant));
}

void Tui::typed(Moment now, const Key& key) {
  if (question_) return answer_question(now, key);
  if (key_in_overlay(now, key)) return;
  Transcript& transcript = current().transcript;
  if (transcript.selected() != nullptr) {
    if (const auto action = keys_.find(key, Where::selecting))
      if (act_on_selected(now, *action)) return;
    if (!typed_text(key).empty()) transcript.unselect();  // and the letter is typed
  }
  if (const auto action = keys_.find(key, Where::input)) return act(now, *action);
  const std::string letters = typed_text(key);
  if (letters.empty()) return;
  if (!composer_.insert(letters)) hint(now, say("There is no room for more."));
  completion_.end();
  nobody_.clear();
  keep_soon(now);
}

void Tui::act(Moment now, Action action) {
  const bool completes = action == Action::complete || action == Action::complete_back;
  if (!completes) completion_.end();
  if (act_in_conversations(now, action) || act_in_view(now, action)) return;
  act_in_input(now, action);
  keep_soon(now);
}

bool Tui::act_in_conversations(Moment now, Action action) {
  if (action >= Action::conversation_1 && action <= Action::conversation_9) {
    const auto number = static_cast<std::size_t>(action) - static_cast<std::size_t>(Action::conversation_1) + 1;
    if (const auto key = side_.nth(number)) turn_to(now, *key);
    return true;
  }
  switch (action) {
    case Action::next_unread:
      if (const auto key = side_.next_unread())
        turn_to(now, *key);
      else
        hint(now, say("nothing is unread elsewhere"));
      return true;
    case Action::next_conversation:
      turn_to(now, side_.next());
      return true;
    case Action::previous_conversation:
      turn_to(now, side_.next(false));
      return true;
    case Action::last_conversation:
      if (before_) turn_to(now, *before_);
      return true;
    case Action::go:
      choose_place({});
      return true;
    case Action::find:
      begin_search(now, false, {});
      return true;
    default:
      return false;
  }
}

bool Tui::act_in_view(Moment now, Action action) {
  Transcript& transcript = current().transcript;
  switch (action) {
    case Action::first_unread:
      if (!transcript.to_unread()) hint(now, say("there is no unread line here"));
      return true;
    case Action::page_up:
    case Action::page_down:
      transcript.scroll_page(action == Action::page_down);
      return true;
    case Action::oldest:
      transcript.to_oldest();
      return true;
    case Action::newest:
      transcript.to_newest();
      return true;
    case Action::bare:
      show_bare(now);
      return true;
    case Action::side_list:
      side_toggled_ = !side_toggled_;
      return true;
    case Action::redraw:
      terminal_.redraw();
      return true;
    case Action::suspend:
      terminal_.suspend();
      return true;
    case Action::quit:
      leave_if_allowed(now);
      return true;
    case Action::help:
      show_help({});
      return true;
    default:
      return false;
  }
}

void Tui::act_in_input(Moment now, Action action) {
  const bool was_searching = composer_.search().has_value();
  switch (action) {
    case Action::clear:
      if (!was_searching) return clear_or_leave(now);
      break;
    case Action::delete_or_leave:
      if (composer_.empty()) return leave_if_allowed(now);
      break;
    case Action::complete:
      return complete(CompletionWalk::Direction::forward);
    case Action::complete_back:
      return complete(CompletionWalk::Direction::backward);
    case Action::editor:
      return edit(now);
    default:
      break;
  }
  if (composer_.act(action)) return;
  if (action == Action::send) return send_typed(now);
  if (action == Action::cancel) return cancel();
  if (action == Action::up && composer_.empty()) current().transcript.select_previous();
}

void Tui::clear_or_leave(Moment now) {
  if (!composer_.empty()) {
    composer_.act(Action::clear);
    return;
  }
  if (interrupted_ && now.instant - *interrupted_ <= kTwice) return leave_if_allowed(now);
  interrupted_ = now.instant;
  hint(now, say("{1} again, {2} or /quit to leave", {key_name(Action::clear), key_name(Action::quit)}));
}

void Tui::cancel() {
  current().answers.reset();
  nobody_.clear();
  hint_.clear();
}

bool Tui::act_on_selected(Moment now, Action action) {
  Transcript& transcript = current().transcript;
  const Said* const said = transcript.selected();
  switch (action) {
    case Action::select_older:
      transcript.select_previous();
      return true;
    case Action::select_newer:
      if (!transcript.select_next()) transcript.unselect();
      return true;
    case Action::reply:
      current().answers = said->id;
      break;
    case Action::copy:
      copy(now, said);
      break;
    case Action::open_link:
      open_link(now, 0);
      break;
    case Action::info:
      show_text(say("about this message"), message_info(*said));
      return true;
    case Action::raw_text:
      show_text(say("letter by letter"), raw_view(said->text));
      return true;
    case Action::retry:
      retry(now, said);
      break;
    case Action::withdraw:
      withdraw(now, said);
      break;
    case Action::stop_selecting:
      break;
    default:
      return false;
  }
  transcript.unselect();
  return true;
}

}  // namespace earshot::front
