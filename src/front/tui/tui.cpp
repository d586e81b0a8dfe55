#include "front/tui/tui.h"

#include <algorithm>
#include <utility>

#include "front/welcome.h"
#include "front/words.h"

namespace earshot::front {
namespace {

using namespace std::chrono_literals;

constexpr Duration kKeepAfter = 2s;
constexpr std::size_t kIntroducedStarts = 3;
constexpr std::size_t kStrangersTalksMax = 200;

}  // namespace

Tui::Tui(Desk& desk, Terminal& terminal, const Streams& streams, const About& about, const TuiOptions& options,
         bool continues)
    : desk_(desk),
      terminal_(terminal),
      streams_(streams),
      about_(about),
      options_(options),
      continues_(continues),
      is_open_(!options.is_opening),
      settings_(options.settings),
      remembered_(parse_remembering(options.remembered)),
      composer_(SentTexts(remembered_.sent)),
      notices_({options.term, options.term_program, options.in_tmux}) {}

Tui::~Tui() {
  if (keep_at_) keep();  // the terminal has gone, and nothing was asked
}

void Tui::start(Moment now) {
  apply_settings();
  last_key_ = now.instant;
  if (!continues_) ++remembered_.starts;
  for (const auto& [key, talk] : remembered_.talks) {
    if (talk.read || talk.has_unread) talk_of(key).transcript.read_up_to(talk.read.value_or(MessageId{}));
    if (talk.draft.empty()) continue;
    Composer draft;
    draft.set(talk.draft);
    talk_of(key).draft = draft.exchange({});
    talk_of(key).is_mine = true;
  }
  arrive(now, remembered_.current.value_or(Room{kLobby}));
  if (is_open_) begin(now);
  keep_soon(now);
  finish_turn(now);
}

// Now that the node can be asked.
void Tui::begin(Moment now) {
  for (const auto& [key, talk] : remembered_.talks)
    if (talk.has_unread) ask_for_history(key);
  ask(now, command::Rooms{}, {}, {});
  ask(now, command::Peers{true, {}}, {}, {});
  ask_what_is_new();
  if (!options_.address.empty()) {
    wanted_ = Wanted{options_.address, now.instant + kNameSearch};
    alarms_.push_back({now.instant + kNameSearch, &Tui::go_to_wanted});
    go_to_wanted(now);
  }
  if (continues_) notice(now, say("The earshot that was the node of this profile has ended; this one goes on."));
  alarms_.push_back({now.instant + kLookAround, &Tui::introduce});
  alarms_.push_back({now.instant + kNobodyYet, &Tui::say_nobody_yet});
  alarms_.push_back({now.instant + kNobodyPanel, &Tui::keep_nobody_panel});
}

void Tui::introduce(Moment) {
  is_introducing_ = !remembered_.has_spoken && remembered_.starts <= kIntroducedStarts && !continues_;
}

void Tui::say_nobody_yet(Moment now) {
  if (here_.empty()) hint(now, say("nobody yet"));
}

void Tui::show_nobody_panel(Moment) {
  if (!here_.empty()) return;
  if (const auto id = desk_.submit(command::Status{})) panel_asked_ = *id;
}

// Somebody may be heard who uses another passphrase.
void Tui::keep_nobody_panel(Moment now) {
  if (!here_.empty()) return;
  show_nobody_panel(now);
  alarms_.push_back({now.instant + kNobodyPanel, &Tui::keep_nobody_panel});
}

void Tui::event(Moment now, const Event& event) {
  if (exit_) return;
  has_changed_ = true;
  std::visit([&](const auto& what) { take(now, event, what); }, event.what);
  finish_turn(now);
}

// What did not come may be anything: all that is shown is asked for again.
void Tui::missed(Moment now, std::uint64_t events, std::optional<std::uint64_t>) {
  if (exit_) return;
  notice(now, say_n("{n} line of news was left out, because this side was too slow",
                    "{n} lines of news were left out, because this side was too slow", events));
  ask(now, command::Rooms{}, {}, {});
  ask(now, command::Peers{true, {}}, {}, {});
  ask_what_is_new();
  finish_turn(now);
}

void Tui::look_at_terminal(Moment now) {
  is_busy_ = false;
  for (auto key = terminal_.read(); key && !exit_; key = terminal_.read()) take_key(now, *key);
  if (terminal_.is_gone() && !exit_) return leave(exit_code(ErrorCode::terminated));
  if (terminal_.size() != drawn_size_) has_changed_ = true;
  finish_turn(now);
}

void Tui::stop(Moment now, Stop why) {
  if (exit_) return;
  remembered_.until = now.wall;
  if (why != Stop::node_ended) return leave(exit_code(in_words(why).code));
  keep();  // another face goes on
  exit_ = exit_code(in_words(why).code);
}

void Tui::wake(Moment now) {
  if (exit_) return;
  take_outcome(now, paste_guess_.wake(now.instant));
  tell_presence(now);
  const std::vector<Alarm> alarms = std::exchange(alarms_, {});
  for (const Alarm& alarm : alarms) {
    if (alarm.at > now.instant)
      alarms_.push_back(alarm);
    else
      (this->*alarm.job)(now);
  }
  if (!hint_.empty() && hint_until_ <= now.instant) hint_.clear();
  if (no_answer_changes_ && *no_answer_changes_ <= now.instant) no_answer_changes_.reset();
  has_changed_ = true;  // painting what is there already costs nothing
  if (keep_at_ && *keep_at_ <= now.instant) {
    remembered_.until = now.wall;
    keep();
  }
  finish_turn(now);
}

std::optional<Instant> Tui::deadline() const {
  if (exit_) return std::nullopt;
  std::optional<Instant> first;
  const auto consider = [&first](std::optional<Instant> at) {
    if (at) first = first ? std::min(*first, *at) : *at;
  };
  if (has_changed_ && !is_busy_ && !is_bare_ && !is_away_) consider(next_frame_);
  if (!hint_.empty()) consider(hint_until_);
  consider(keep_at_);
  consider(notices_.deadline());
  consider(paste_guess_.deadline());
  for (const Alarm& alarm : alarms_) consider(alarm.at);
  for (const auto& [key, talk] : talks_) consider(talk.presence.deadline());
  consider(no_answer_changes_);
  return first;
}

Remembering Tui::remembering() const {
  Remembering now = remembered_;
  now.talks.clear();
  for (const auto& [key, talk] : talks_) {
    const bool is_here = key == side_.current();
    Remembering::Talk it{is_here ? composer_.text() : talk.draft.now.input.text(), talk.transcript.last_read(),
                         talk.transcript.unread() > 0};
    if (!it.draft.empty() || it.read || it.has_unread) now.talks[key] = std::move(it);
  }
  now.current = side_.current();
  now.sent = composer_.sent().all();
  return now;
}

void Tui::keep() {
  keep_at_.reset();
  if (options_.keep) options_.keep(to_text(remembering()));
}

void Tui::keep_soon(Moment now) {
  if (!keep_at_) keep_at_ = now.instant + kKeepAfter;
}

void Tui::leave_if_allowed(Moment now) {
  remembered_.until = now.wall;
  const std::size_t waiting = options_.is_node ? fates_.waiting() : 0;
  if (waiting == 0) return leave(0);
  question_ =
      Question{Question::What::leave, say_n("{n} message is not delivered; it stays queued. Leave? [y/N]",
                                            "{n} messages are not delivered; they stay queued. Leave? [y/N]", waiting)};
}

// What was typed and not sent is shown where the shell goes on, and kept as well.
void Tui::leave(int exit) {
  keep();
  for (const auto& [key, talk] : remembering().talks)
    if (!talk.draft.empty()) streams_.out << say("not sent to {1}: {2}", {side_.name(key), talk.draft}) << '\n';
  if (const std::size_t waiting = fates_.waiting(); waiting > 0)
    streams_.out << say_n("{n} message is not delivered yet; it stays queued.",
                          "{n} messages are not delivered yet; they stay queued.", waiting)
                 << '\n';
  if (options_.is_demo) streams_.out << say("For real: run earshot on two machines of one network.") << '\n';
  streams_.out << std::flush;
  exit_ = exit;
}

Tui::Talk& Tui::talk_of(const ConversationKey& key) {
  const auto known = talks_.find(key);
  return known != talks_.end() ? known->second : talks_.emplace(key, Talk(side_.conversation(key))).first->second;
}

// Anybody on the network can make up identities, and each may begin a talk: of those that I never opened, with people
// about whom I said nothing, the one that was silent for longest is no longer listed. The node still has what it said.
void Tui::drop_a_strangers_talk() {
  const auto is_strangers = [&](const auto& it) {
    const auto* const id = std::get_if<PeerId>(&it.first);
    const PeerView* const peer = id == nullptr ? nullptr : side_.find(*id);
    return id != nullptr && !it.second.is_mine && (peer == nullptr || (peer->alias.empty() && !peer->verified));
  };
  if (static_cast<std::size_t>(std::ranges::count_if(talks_, is_strangers)) <= kStrangersTalksMax) return;
  auto oldest = talks_.end();
  for (auto it = talks_.begin(); it != talks_.end(); ++it)
    if (is_strangers(*it) && (oldest == talks_.end() || it->second.changed < oldest->second.changed)) oldest = it;
  side_.mark(oldest->first, {});
  notices_.drop(oldest->first);
  talks_.erase(oldest);
}

void Tui::turn_to(Moment now, const ConversationKey& key) {
  if (key == side_.current()) return;
  Talk& left = current();
  left.draft = composer_.exchange({});
  left.transcript.unselect();
  left.transcript.leave();
  before_ = side_.current();
  arrive(now, key);
}

void Tui::arrive(Moment now, const ConversationKey& key) {
  completion_.end();
  side_.set_current(key);
  current().is_mine = true;
  composer_.exchange(std::exchange(current().draft, {}));
  if (has_focus_) current().transcript.arrive();
  notices_.drop(key);
  keep_soon(now);
}

// After whatever may have changed what is unread there.
void Tui::settle(Moment now, const ConversationKey& key) {
  Talk& talk = talk_of(key);
  const bool is_seen = key == side_.current() && is_watched(now) && talk.transcript.at_newest();
  if (is_seen && talk.transcript.unread() > 0) keep_soon(now);
  if (is_seen) talk.transcript.mark_read();
  const std::size_t unread = talk.transcript.unread();
  if (unread == 0) talk.is_urgent = false;
  side_.mark(key, {unread, talk.is_urgent, talk.transcript.has_failed()});
}

// A terminal that does not tell of its focus is looked at as long as somebody types.
bool Tui::is_watched(Moment now) const {
  constexpr Duration kAttention = 30s;
  return focus_is_known_ ? has_focus_ : now.instant - last_key_ < kAttention;
}

void Tui::notice(Moment now, const std::string& sentence, bool is_alarm) {
  has_changed_ = true;
  current().transcript.notice(now.wall, sentence, is_alarm);
}

void Tui::complain(Moment now, const Trouble& trouble) {
  notice(now, trouble.hint.empty() ? say("{1}", {trouble.message}) : say("{1} {2}", {trouble.message, trouble.hint}));
}

void Tui::hint(Moment now, const std::string& sentence) {
  constexpr Duration kHintStays = 4s;
  has_changed_ = true;
  hint_ = sentence;
  hint_until_ = now.instant + kHintStays;
}

std::unique_ptr<Face> make_tui(Desk& desk, TerminalHold& hold, const Streams& streams, const About& about,
                               const TuiOptions& options) {
  return std::make_unique<Tui>(desk, hold.terminal(), streams, about, options, hold.take_over());
}

}  // namespace earshot::front
