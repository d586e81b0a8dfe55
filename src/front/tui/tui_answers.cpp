// What the node answers to what was asked here.
#include <algorithm>
#include <utility>

#include "earshot/text/text.h"
#include "front/tui/tui.h"
#include "front/welcome.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kNewsMax = 1'000;

std::vector<std::string> lines_of(const std::string& rows) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from <= rows.size();) {
    const std::size_t end = std::min(rows.find('\n', from), rows.size());
    lines.push_back(rows.substr(from, end - from));
    from = end + 1;
  }
  return lines;
}

}  // namespace

void Tui::take(Moment now, const Event&, const event::Reply& reply) {
  if (const auto opening = openings_.find(reply.command); opening != openings_.end()) {
    const ConversationKey key = opening->second;
    openings_.erase(opening);
    return opened(now, key, reply);
  }
  if (news_asked_ == reply.command) return caught_up(now);
  if (panel_asked_ == reply.command) {
    panel_asked_.reset();
    if (!here_.empty() || !reply.status) return;
    nobody_ = nobody_panel(about_, *reply.status);
    return;
  }
  if (auto* choosing = std::get_if<Choosing>(&overlay_); choosing != nullptr && choosing->search == reply.command)
    return found(now, reply);
  const auto at = asked_.find(reply.command);
  if (at == asked_.end()) return recalled_.clear();
  const Asked asked = at->second;
  asked_.erase(at);
  if (wanted_ && wanted_->asked == reply.command) return take_wanted(now, asked, reply);
  reply.error ? refused(now, asked, *reply.error, reply) : answered(now, asked, reply);
  recalled_.clear();
}

void Tui::opened(Moment now, const ConversationKey& key, const event::Reply& reply) {
  Transcript& transcript = talk_of(key).transcript;
  const auto page = std::exchange(recalled_, {});
  reply.error ? transcript.no_answer() : transcript.answer(page, reply.more);
  settle(now, key);
}

// What came while no face was there: each conversation counts what is its own, by what was read there.
void Tui::caught_up(Moment now) {
  news_asked_.reset();
  const auto news = std::exchange(recalled_, {});
  std::set<ConversationKey> places;
  for (const auto& it : news)
    if (!it.message.outgoing) places.insert(key_of(it.message.conversation));
  for (const ConversationKey& key : places) {
    Talk& talk = talk_of(key);
    for (const auto& it : news)
      if (key_of(it.message.conversation) == key && !it.message.outgoing)
        talk.is_urgent = talk.is_urgent || it.message.conversation.kind == Conversation::Kind::peer;
    if (!talk.transcript.last_read()) talk.transcript.read_up_to(MessageId{});
    ask_for_history(key);
    settle(now, key);
  }
}

// The name of the command line: whoever has it may be heard of only in a moment.
void Tui::go_to_wanted(Moment now) {
  if (!wanted_) return;
  if (wanted_->name.starts_with('#')) {
    const std::string name = std::exchange(wanted_, std::nullopt)->name;
    return ask(now, command::Join{name.substr(1)}, SlashWord::join, name);
  }
  const Command command = command::Peers{true, wanted_->name};
  const auto id = desk_.submit(command);
  if (!id) return;
  wanted_->asked = *id;
  asked_.emplace(*id, Asked{command, SlashWord::go, wanted_->name, side_.current()});
}

void Tui::take_wanted(Moment now, const Asked& asked, const event::Reply& reply) {
  if (!reply.error) {
    wanted_.reset();
    return answered(now, asked, reply);
  }
  if (now.instant < wanted_->until) return;
  wanted_.reset();
  refused(now, asked, *reply.error, reply);
}

void Tui::ask_what_is_new() {
  if (!remembered_.until) return;
  command::History query;
  query.since = remembered_.until;
  query.by_arrival = true;
  query.n = kNewsMax;
  if (const auto id = desk_.submit(query)) news_asked_ = *id;
}

void Tui::ask_for_history(ConversationKey key) {
  if (!is_open_) return;
  const auto question = talk_of(key).transcript.question();
  if (!question) return;
  if (const auto id = desk_.submit(*question))
    openings_.emplace(*id, key);
  else
    talk_of(key).transcript.no_answer();
}

// Rows of an answer go where the person looks for them. False: nobody asked for them.
bool Tui::show_rows(const std::string& rows) {
  auto* const text = std::get_if<Text>(&overlay_);
  if (text == nullptr || !text->rows_of) return false;
  for (std::string& line : lines_of(rows)) text->sentences.push_back(std::move(line));
  return true;
}

void Tui::answered(Moment now, const Asked& asked, const event::Reply& reply) {
  if (!asked.word) return;
  switch (*asked.word) {
    case SlashWord::go:
      if (reply.peer) turn_to(now, reply.peer->id);
      return;
    case SlashWord::join:
      if (const auto room = text::room_name(std::get<command::Join>(asked.command).room)) turn_to(now, Room{*room});
      return;
    default:
      break;
  }
  const SlashAnswer answer = answer_in_words(*asked.word, asked.command, reply, about_.self);
  std::string details;
  for (const std::string& line : answer.details) details += (details.empty() ? "" : "\n") + line;
  if (!details.empty()) notice(now, details);
  auto* const text = std::get_if<Text>(&overlay_);
  const bool is_list = text != nullptr && text->rows_of == reply.command;
  if (is_list) text->rows_of.reset();
  for (const std::string& sentence : answer.sentences)
    is_list ? text->sentences.push_back(sentence) : notice(now, sentence);
  if (answer.next) ask(now, answer.next->command, asked.word, answer.next->about);
}

void Tui::refused(Moment now, const Asked& asked, const Refusal& refusal, const event::Reply& reply) {
  const auto* const send = std::get_if<command::Send>(&asked.command);
  if (send != nullptr && refusal.code == ErrorCode::queued) {
    if (reply.ids.empty()) return;
    const Fate* const fate = fates_.find(reply.ids.front());
    if (fate == nullptr || !told_queued_.insert(fate->conversation.peer).second) return;
    notice(now, say("{1} is not here; it will go when {1} is back. Keep earshot running, or use earshot run.",
                    {side_.name(key_of(fate->conversation))}));
    return;
  }
  if (asked.word == SlashWord::doctor && refusal.code == ErrorCode::check_failed) return;  // its rows said so
  if (!asked.word && send == nullptr) return;  // asked by nobody but this face
  if (asked.word == SlashWord::go && refusal.code == ErrorCode::no_such_peer && choose_place(asked.about)) return;
  if (refusal.code == ErrorCode::ambiguous && !refusal.candidates.empty())
    return choose_person(asked, refusal.candidates);
  Attempt attempt;
  attempt.in_chat = true;
  attempt.of = reply.of;
  complain(now, in_words(refusal, asked.command, attempt));
  // It did not go: it is there to be mended.
  if (send != nullptr && !asked.word && composer_.empty() && reply.ids.empty()) composer_.set(send->text);
}

void Tui::found(Moment now, const event::Reply& reply) {
  auto& choosing = std::get<Choosing>(overlay_);
  choosing.search.reset();
  choosing.found = std::exchange(recalled_, {});
  std::reverse(choosing.found.begin(), choosing.found.end());  // the newest first
  std::vector<Picker::Choice> choices;
  for (const auto& it : choosing.found) choices.push_back(choice_of(now, it.message, choosing.is_everywhere));
  choosing.picker.replace(std::move(choices));
  if (reply.more) hint(now, say("there are more; more words find fewer"));
}

}  // namespace earshot::front
