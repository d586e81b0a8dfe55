#include "front/line_mode.h"

#include <algorithm>
#include <utility>

#include "earshot/base/encoding.h"
#include "front/slash_requests.h"
#include "front/tables.h"
#include "front/trust_words.h"
#include "front/welcome.h"
#include "front/words.h"

namespace earshot::front {
namespace {

using namespace std::chrono_literals;

constexpr Duration kSlow = 5s;
constexpr Duration kInterruptTwice = 2s;
constexpr Duration kDemoGathers = 3s;  // by then both companions are there
constexpr std::size_t kRememberedMax = 200;

}  // namespace

LineMode::LineMode(Desk& desk, const Streams& streams, const Manner& manner, const About& about,
                   const ChatOptions& options)
    : desk_(desk), sheet_(streams), manner_(manner), about_(about), options_(options), phrases_(manner) {
  const std::string& address = options.address;
  if (address.empty()) {
    target_ = Target{true, kLobby, {}};
  } else if (address.starts_with('#')) {
    target_ = Target{true, address.substr(1), {}};
  } else {
    target_ = Target{false, address, {}};
    target_is_known_ = !manner.in_is_terminal;  // the node looks up what a pipe sends
  }
}

void LineMode::start(Moment now) {
  started_ = now.instant;
  if (!manner_.in_is_terminal) {
    if (options_.show_at_least) alarms_.push_back({now.instant + kDemoGathers, &LineMode::begin_input});
    return;
  }
  if (!target_is_known_) alarms_.push_back({now.instant + kNameSearch, &LineMode::look_finally});
  alarms_.push_back({now.instant + kLookAround, &LineMode::show_rest_of_welcome});
  alarms_.push_back({now.instant + kNobodyYet, &LineMode::say_nobody_yet});
  alarms_.push_back({now.instant + kNobodyPanel, &LineMode::ask_for_panel});
  if (target_.is_room && target_.address == kLobby) show_earlier();
  if (target_.is_room && target_.address != kLobby) ask(now, command::Join{target_.address}, SlashWord::join, {});
}

bool LineMode::wants_input() const {
  if (exit_ || input_ended_ || waiting_for_ || !target_is_known_) return false;
  const bool is_demo_in_a_pipe = options_.show_at_least && !manner_.in_is_terminal;
  return !is_demo_in_a_pipe || here_.size() >= 2 || alarms_.empty();
}

void LineMode::event(Moment now, const Event& event) {
  if (exit_) return;
  std::visit([&](const auto& what) { take(now, event, what); }, event.what);
  leave_if_done(now);
}

void LineMode::show(const std::string& line) {
  if (!sheet_.has_room()) {
    ++left_out_;
    return;
  }
  if (left_out_ > 0) sheet_.line(say_n("* {n} line was left out", "* {n} lines were left out", left_out_));
  left_out_ = 0;
  sheet_.line(line);
}

void LineMode::show_presence(Moment now) {
  for (const PresenceNote& note : presence_.take(now)) show(phrases_.presence(now.wall, note.what, note.peers));
}

void LineMode::take(Moment, const Event&, const event::Ready& ready) {
  if (!manner_.in_is_terminal || manner_.quiet) return;
  for (const std::string& line : welcome_head(about_, ready.network)) show(line);
}

void LineMode::take(Moment now, const Event& event, const event::Peer& peer) {
  using What = event::Peer::What;
  if (peer.what == What::listed) {
    if (listing_is_shown_) show(peer_row(manner_, peer.peer, now.wall));
    return;
  }
  if (peer.peer.trust == Trust::self) {
    about_.self = peer.peer;
    if (peer.what == What::renamed) show(phrases_.notice(event.at, say("you are now {1}", {peer.peer.nick})));
    return;
  }
  if (take_trust(event, peer)) return;
  const bool is_worth = is_worth_a_line(now, peer), is_new = !here_.contains(peer.peer.id);
  if (peer.what == What::gone) {
    here_.erase(peer.peer.id);
  } else {
    here_[peer.peer.id] = peer.peer;
    told_queued_.erase(peer.peer.id);
  }
  if (!target_is_known_) look_early(now);
  const bool is_found_at_start = manner_.in_is_terminal && !manner_.quiet && now.instant < started_ + kLookAround;
  if (peer.what == What::here && is_found_at_start) {
    show(welcome_row(peer.peer));
    return;
  }
  if (peer.what == What::here && is_new) return presence_.came(now, peer.peer, is_worth);
  presence_.changed(now, peer, is_worth);
  if (is_worth && peer.what == What::renamed) show(phrases_.presence(event.at, peer));
}

// What changes nothing about who is here. Nothing is told of somebody who is blocked.
bool LineMode::take_trust(const Event& event, const event::Peer& peer) {
  const auto told = trust_told(peer);
  const bool is_blocked = peer.peer.trust == Trust::blocked;
  blocked_here_.erase(peer.peer.id);
  if (is_blocked && peer.peer.state != PeerState::gone) blocked_here_.insert(peer.peer.id);
  if (told) show(phrases_.presence(event.at, peer));
  if (is_blocked || (told && peer.peer.state == PeerState::gone))
    here_.erase(peer.peer.id);
  else if (told)
    here_[peer.peer.id] = peer.peer;
  return told || is_blocked;
}

// Those one talks with, and whoever ends or begins that one is alone.
bool LineMode::is_worth_a_line(Moment now, const event::Peer& event) const {
  const PeerId& id = event.peer.id;
  if (target_.peer == id) return true;
  if (speakers_.spoke_lately(now, id)) return true;
  if (event.what == event::Peer::What::here) return here_.empty();
  return event.what == event::Peer::What::gone && here_.size() == 1 && here_.contains(id);
}

void LineMode::take(Moment now, const Event& event, const event::Message& message) {
  if (is_recalled(event)) return recalled_.push_back(message);
  if (earlier_.contains(message.id)) return;
  remember(message);
  if (!message.outgoing) {
    presence_.spoke(message.from.id);
    show_presence(now);
    speakers_.spoke(now, message.from.id);
    std::optional<std::string> answers;
    for (const Remembered& known : recent_)
      if (!message.reply_to.empty() && to_string(known.id) == message.reply_to) answers = known.text;
    show(phrases_.message(event.at, message, answers));
    return;
  }
  const bool is_own = std::any_of(asked_.begin(), asked_.end(),
                                  [&message](const auto& it) { return comes_of(it.second.command, message); });
  if (!is_own) return show(phrases_.message(event.at, message));  // written in another face of this node
  fates_.message(now, message);
  OnItsWay on_its_way{now.instant + kSlow, message.id, {}};
  if (message.conversation.kind == Conversation::Kind::peer) {
    speakers_.spoke(now, message.conversation.peer);
  } else if (message.conversation.name == kLobby && message.of.total == here_.size()) {
    for (const auto& [id, peer] : here_) on_its_way.recipients.push_back(peer);
  }
  if (message.of.total > 0) {
    on_their_way_.push_back(on_its_way);
  } else {
    show(phrases_.notice(event.at, blocked_here_.empty()
                                       ? say("nobody else is in #{1} now", {message.conversation.name})
                                       : say("nobody is in #{1} now, or only whom you have blocked: they can read it",
                                             {message.conversation.name})));
  }
}

LineMode::Remembered LineMode::remembered(const event::Message& message) {
  return {message.id,     message.conversation, message.text, !message.outgoing,
          message.action, message.reply_to,     message.state};
}

void LineMode::remember(const event::Message& message) {
  recent_.push_back(remembered(message));
  if (recent_.size() > kRememberedMax) recent_.pop_front();
}

// What was said here before: no news, and so no marks, no presence, nobody who spoke.
void LineMode::show_earlier() {
  if (options_.earlier == 0 || !manner_.in_is_terminal) return;
  if (!opened_.insert((target_.is_room ? "#" : "") + target_.address).second) return;
  auto query = said_in(here());
  query.n = options_.earlier;
  if (const auto id = desk_.submit(query)) openings_.insert(*id);
}

void LineMode::opened(Moment now, const std::vector<event::Message>& earlier) {
  std::vector<event::Message> unseen;
  for (const auto& message : earlier)
    if (std::none_of(recent_.begin(), recent_.end(), [&](const Remembered& it) { return it.id == message.id; }))
      unseen.push_back(message);
  if (unseen.empty()) return;
  show(phrases_.notice(now.wall, say_n("earlier here, {n} message:", "earlier here, {n} messages:", unseen.size())));
  for (const auto& message : unseen) {
    show(phrases_.recalled(now.wall, message));
    earlier_.insert(message.id);
  }
  for (auto it = unseen.rbegin(); it != unseen.rend() && recent_.size() < kRememberedMax; ++it)
    recent_.push_front(remembered(*it));
}

void LineMode::found(Moment now, const std::vector<event::Message>& messages, const event::Reply& reply) {
  for (const auto& message : messages) show(phrases_.recalled(now.wall, message));
  show(phrases_.notice(now.wall, reply.more
                                     ? say_n("the newest one; more with: earshot history --grep",
                                             "the newest {n}; more with: earshot history --grep", messages.size())
                                     : say_n("{n} message found", "{n} messages found", messages.size())));
}

void LineMode::take(Moment, const Event& event, const event::State& state) {
  for (Remembered& known : recent_)
    if (known.id == state.id) known.state = state.state;
  const Fate* fate = fates_.state(state);
  if (fate == nullptr || !fate->settled()) return;
  const auto at = std::find_if(on_their_way_.begin(), on_their_way_.end(),
                               [&state](const OnItsWay& it) { return it.id == state.id; });
  const bool is_direct = fate->conversation.kind == Conversation::Kind::peer;
  if (at != on_their_way_.end()) {
    close(*at, *fate, event.at);
    on_their_way_.erase(at);
  } else if (is_direct) {  // after its slowness was told
    close({{}, state.id, {}}, *fate, event.at);
  }
  fates_.forget(state.id);
}

void LineMode::close(const OnItsWay& on_its_way, const Fate& fate, Wall at) {
  std::vector<std::string> not_yet;
  for (const PeerView& peer : on_its_way.recipients) {
    const auto step = fate.steps.find(peer.id);
    if (step == fate.steps.end() || step->second.state != DeliveryState::delivered)
      not_yet.push_back(manner_.out_is_terminal ? peer.name : peer.ref);
  }
  show(phrases_.fate(at, fate, not_yet));
}

// Room: how far it is, once. Direct: that there is no answer yet; the end is told when it comes.
void LineMode::tell_slow(Moment now) {
  while (!on_their_way_.empty() && on_their_way_.front().slow_at <= now.instant) {
    const OnItsWay slow = on_their_way_.front();
    on_their_way_.pop_front();
    const Fate* fate = fates_.find(slow.id);
    if (fate == nullptr) continue;
    if (fate->conversation.kind == Conversation::Kind::room) {
      close(slow, *fate, now.wall);
    } else if (fate->count(DeliveryState::queued) == 0 && manner_.in_is_terminal) {
      show(phrases_.notice(now.wall, say("no answer from {1} for 5 s; still trying", {fate->conversation.name})));
    }
  }
}

void LineMode::take(Moment, const Event& event, const event::Room& room) {
  using What = event::Room::What;
  if (room.joined) rooms_.insert(room.room);
  if (!room.joined) rooms_.erase(room.room);
  if (room.what == What::listed && listing_is_shown_) show(room_row(manner_, room));
  if (room.what == What::left) show(phrases_.notice(event.at, say("you have left #{1}", {room.room})));
}

void LineMode::take(Moment, const Event& event, const event::Network& network) {
  show(phrases_.network(event.at, network));
}

void LineMode::take(Moment, const Event&, const event::Check& check) { show(check_rows(check)); }

void LineMode::take(Moment, const Event& event, const event::Notice& notice) {
  show(phrases_.notice(event.at, notice));
}

void LineMode::take(Moment, const Event& event, const event::Words& words) { show(phrases_.words(event.at, words)); }

void LineMode::take(Moment now, const Event&, const event::Reply& reply) {
  const auto recalled = std::exchange(recalled_, {});
  if (openings_.erase(reply.command) > 0) return opened(now, recalled);
  if (panel_asked_ == reply.command) {
    if (here_.empty() && reply.status)
      for (const std::string& line : nobody_panel(about_, *reply.status)) show(line);
    return;
  }
  if (address_asked_ && address_asked_->command == reply.command) return take_address(now, reply);
  const auto at = asked_.find(reply.command);
  if (at == asked_.end()) return;
  const Asked asked = at->second;
  asked_.erase(at);
  if (waiting_for_ == reply.command) {
    waiting_for_.reset();
    listing_is_shown_ = false;
  }
  if (reply.error) {
    refused(now, asked, *reply.error, reply);
  } else if (asked.word == SlashWord::find) {
    found(now, recalled, reply);
  } else {
    answered(now, asked, reply);
  }
}

void LineMode::show_rest_of_welcome(Moment) {
  if (manner_.quiet || !options_.introduce) return;
  std::vector<PeerView> people;
  for (const auto& [id, peer] : here_) people.push_back(peer);
  for (const std::string& line : welcome_rest(about_, people)) show(line);
}

void LineMode::say_nobody_yet(Moment now) {
  if (here_.empty()) show(phrases_.notice(now.wall, say("nobody yet")));
}

void LineMode::ask_for_panel(Moment) {
  if (!here_.empty() || manner_.quiet) return;
  if (const auto id = desk_.submit(command::Status{})) panel_asked_ = *id;
}

void LineMode::end_of_input(Moment now) {
  input_ended_ = now.instant;
  if (manner_.in_is_terminal && !fates_.quiet()) {
    show(phrases_.notice(now.wall, say("waiting for acknowledgements; Ctrl-C leaves at once")));
  }
  leave_if_done(now);
}

void LineMode::leave_if_done(Moment now) {
  if (exit_ || !input_ended_ || options_.end.linger) return;
  if (!manner_.in_is_terminal && options_.show_at_least && now.instant < started_ + *options_.show_at_least) return;
  const bool is_settled = asked_.empty() && fates_.quiet();
  if (!is_settled && now.instant < *input_ended_ + options_.end.drain) return;
  const auto verdict = fates_.verdict();
  leave(now, verdict ? std::optional(undelivered_in_words(*verdict, fates_.undelivered())) : std::nullopt);
}

void LineMode::leave(Moment now, const std::optional<Trouble>& error) {
  show_presence(now);
  if (options_.show_at_least) show(say("For real: run earshot on two machines of one network."));
  if (error) sheet_.error(error_line(*error));
  exit_ = error ? exit_code(error->code) : 0;
}

void LineMode::missed(Moment, std::uint64_t events, std::optional<std::uint64_t>) { left_out_ += events; }

void LineMode::stop(Moment now, Stop why) {
  if (exit_) return;
  const bool is_first = !interrupted_ || now.instant - *interrupted_ > kInterruptTwice;
  if (why == Stop::interrupt && manner_.in_is_terminal && !input_ended_ && is_first) {
    interrupted_ = now.instant;
    show(phrases_.notice(now.wall, say("Ctrl-C again, Ctrl-D or /quit to leave")));
    return;
  }
  leave(now, in_words(why));
}

void LineMode::wake(Moment now) {
  if (exit_) return;
  if (const auto due = presence_.deadline(); due && *due <= now.instant) show_presence(now);
  const std::vector<Alarm> alarms = alarms_;
  std::erase_if(alarms_, [now](const Alarm& it) { return it.at <= now.instant; });
  for (const Alarm& alarm : alarms)
    if (!exit_ && alarm.at <= now.instant) (this->*alarm.job)(now);
  if (exit_) return;
  tell_slow(now);
  leave_if_done(now);
}

std::optional<Instant> LineMode::deadline() const {
  if (exit_) return std::nullopt;
  std::optional<Instant> first = presence_.deadline();
  const auto consider = [&first](Instant at) { first = first ? std::min(*first, at) : at; };
  for (const Alarm& alarm : alarms_) consider(alarm.at);
  if (!on_their_way_.empty()) consider(on_their_way_.front().slow_at);
  if (!input_ended_ || options_.end.linger) return first;
  const Instant shown = started_ + options_.show_at_least.value_or(Duration{0});
  consider(std::max(shown, *input_ended_ + options_.end.drain));
  return first;
}

std::unique_ptr<Face> make_line_mode(Desk& desk, const Streams& streams, const Manner& manner, const About& about,
                                     const ChatOptions& options) {
  return std::make_unique<LineMode>(desk, streams, manner, about, options);
}

}  // namespace earshot::front
