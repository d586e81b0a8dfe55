// One command, its lines, its result: for people on a terminal, tabs for a pipe, or JSON lines.
#include <algorithm>

#include "earshot/front/faces.h"
#include "front/anonymous.h"
#include "front/fates.h"
#include "front/json_lines.h"
#include "front/phrases.h"
#include "front/sheet.h"
#include "front/tables.h"
#include "front/troubles.h"
#include "front/words.h"

namespace earshot::front {
namespace {

class OneShot final : public Face {
 public:
  OneShot(Desk& desk, const Streams& streams, const Manner& manner, const About& about, const OneShotOptions& options)
      : desk_(desk),
        sheet_(streams),
        lines_(about, manner.out_is_terminal),
        manner_(manner),
        about_(about),
        options_(options) {}

  void start(Moment now) override;
  void event(Moment now, const Event& event) override;
  void stop(Moment now, Stop why) override;
  void wake(Moment now) override;
  std::optional<Instant> deadline() const override { return begin_at_; }
  std::optional<int> finished() const override { return exit_; }

 private:
  void begin(Moment now);
  bool is_line_of_answer(const Event& event) const;
  void show(Moment now, const Event& event);
  void show_check(Moment now, event::Check check);
  void reply(Moment now, const event::Reply& reply);
  void finish(Moment now, Answer answer);
  void tell_success(Moment now, const event::Reply& reply);
  void tell_doctor(const event::Reply::Checks& checks);
  Trouble failure(const Refusal& refusal, const event::Reply& reply) const;

  Desk& desk_;
  Sheet sheet_;
  JsonLines lines_;
  Manner manner_;
  About about_;
  OneShotOptions options_;
  Anonymous anonymous_;
  Fates fates_;
  std::optional<Instant> begin_at_;
  std::optional<CommandId> asked_;
  std::size_t rows_ = 0;
  std::optional<int> exit_;
};

void OneShot::start(Moment now) {
  if (options_.report) anonymous_.learn(about_.self);
  for (const event::Check& check : options_.checks) show_check(now, check);
  if (options_.settle > Duration{0}) {
    begin_at_ = now.instant + options_.settle;
  } else {
    begin(now);
  }
}

void OneShot::wake(Moment now) {
  if (begin_at_ && now.instant >= *begin_at_) begin(now);
}

void OneShot::begin(Moment now) {
  begin_at_.reset();
  const auto id = desk_.submit(options_.command);
  if (id) {
    asked_ = *id;
    return;
  }
  Answer answer;
  answer.action = action_of(options_.command);
  answer.error = failure(id.reason(), {});
  finish(now, answer);
}

bool OneShot::is_line_of_answer(const Event& event) const {
  switch (action_of(options_.command)) {
    case Action::send: {
      const auto* message = std::get_if<event::Message>(&event.what);
      const auto* state = std::get_if<event::State>(&event.what);
      return (message != nullptr && comes_of(options_.command, *message)) ||
             (state != nullptr && fates_.find(state->id) != nullptr);
    }
    case Action::peers: {
      const auto* peer = std::get_if<event::Peer>(&event.what);
      return peer != nullptr && peer->what == event::Peer::What::listed;
    }
    case Action::rooms: {
      const auto* room = std::get_if<event::Room>(&event.what);
      return room != nullptr && room->what == event::Room::What::listed;
    }
    case Action::doctor:
      return std::holds_alternative<event::Check>(event.what);
    case Action::nick: {
      const auto* peer = std::get_if<event::Peer>(&event.what);
      return manner_.json && peer != nullptr && peer->what == event::Peer::What::renamed &&
             peer->peer.trust == Trust::self;
    }
    case Action::join:
    case Action::leave:
      return manner_.json && std::holds_alternative<event::Room>(event.what);
    case Action::add:  // who comes by in the meantime; a table has only who was greeted
      return manner_.json && std::holds_alternative<event::Peer>(event.what);
    default:
      return false;
  }
}

void OneShot::event(Moment now, const Event& event) {
  if (exit_) return;
  if (const auto* peer = std::get_if<event::Peer>(&event.what); peer && options_.report) anonymous_.learn(peer->peer);
  if (const auto* reply = std::get_if<event::Reply>(&event.what)) {
    if (asked_ && reply->command == *asked_) this->reply(now, *reply);
    return;
  }
  if (!asked_ || !is_line_of_answer(event)) return;
  if (const auto* message = std::get_if<event::Message>(&event.what)) fates_.message(now, *message);
  if (const auto* state = std::get_if<event::State>(&event.what)) (void)fates_.state(*state);
  show(now, event);
}

void OneShot::show(Moment now, const Event& event) {
  if (const auto* check = std::get_if<event::Check>(&event.what)) {
    show_check(now, *check);
    return;
  }
  if (manner_.json) {
    sheet_.line(lines_.event(event));
    return;
  }
  ++rows_;
  if (const auto* peer = std::get_if<event::Peer>(&event.what)) sheet_.line(peer_row(manner_, peer->peer, now.wall));
  if (const auto* room = std::get_if<event::Room>(&event.what)) sheet_.line(room_row(manner_, *room));
}

void OneShot::show_check(Moment now, event::Check check) {
  if (options_.report) check = anonymous_.without_names(check);
  Event event;
  event.at = now.wall;
  event.what = check;
  sheet_.line(manner_.json ? lines_.event(event) : check_rows(check));
}

void OneShot::reply(Moment now, const event::Reply& reply) {
  fates_.keep_only(reply.ids);
  Answer answer;
  answer.action = action_of(options_.command);
  answer.reply = reply;
  if (reply.error) answer.error = failure(*reply.error, reply);
  if (answer.action == Action::doctor) {
    event::Reply::Checks checks = reply.checks.value_or(event::Reply::Checks{});
    for (const event::Check& check : options_.checks) {
      checks.ok += check.status == event::Check::Status::ok;
      checks.warn += check.status == event::Check::Status::warn;
      checks.fail += check.status == event::Check::Status::fail;
      checks.skip += check.status == event::Check::Status::skip;
    }
    answer.reply.checks = checks;
    if (!answer.error && checks.fail > 0) answer.error = in_words(ErrorCode::check_failed);
  }
  finish(now, answer);
}

Trouble OneShot::failure(const Refusal& refusal, const event::Reply& reply) const {
  Attempt attempt;
  attempt.of = reply.of;
  attempt.commands = options_.commands;
  for (const auto& [id, fate] : fates_.open()) {
    attempt.times_sent = std::max(attempt.times_sent, fate.times_sent);
    for (const auto& [peer, step] : fate.steps)
      if (step.state != DeliveryState::delivered) attempt.not_yet.push_back(step.to.name);
  }
  return in_words(refusal, options_.command, attempt);
}

void OneShot::finish(Moment now, Answer answer) {
  if (manner_.json) {
    sheet_.line(lines_.result(now.wall, answer));
  } else if (answer.action == Action::doctor && answer.reply.checks) {
    tell_doctor(*answer.reply.checks);
  } else if (!answer.error) {
    tell_success(now, answer.reply);
  }
  // A failed check stands in its own row; everything else that failed is said on the error stream, in JSON mode too.
  const bool is_said = !manner_.json && answer.error && answer.error->code == ErrorCode::check_failed;
  if (answer.error && !is_said) sheet_.error(error_line(*answer.error));
  exit_ = answer.error ? exit_code(answer.error->code) : 0;
}

void OneShot::tell_success(Moment now, const event::Reply& reply) {
  const Action action = action_of(options_.command);
  if (action == Action::add && reply.peer) sheet_.line(peer_row(manner_, *reply.peer, now.wall));
  if (action == Action::status) sheet_.line(status_rows(about_, reply.status));
  if (manner_.quiet) return;
  switch (action) {
    case Action::send: {
      std::vector<std::string> names;
      for (const auto& [id, fate] : fates_.open()) names.push_back(fate.conversation.name);
      if (names.size() == 1) {
        sheet_.error(delivered_in_words(fates_.open().begin()->second));
      } else {
        sheet_.error(say("delivered to {1}", {list_of(names, names.size())}));
      }
      return;
    }
    case Action::peers:
      if (rows_ == 0 && manner_.out_is_terminal) sheet_.error(say("Nobody else is here. Find out why: earshot doctor"));
      return;
    case Action::nick:
      if (reply.peer) sheet_.error(now_called(*reply.peer));
      return;
    case Action::join:
      return sheet_.error(say("you are in #{1}", {std::get<command::Join>(options_.command).room}));
    case Action::leave:
      return sheet_.error(say("you have left #{1}", {std::get<command::Leave>(options_.command).room}));
    default:
      return;
  }
}

void OneShot::tell_doctor(const event::Reply::Checks& checks) {
  const std::string counts =
      say("{1} ok, {2} to look at, {3} failed, {4} left out.", {checks.ok, checks.warn, checks.fail, checks.skip});
  sheet_.line(options_.report ? counts : say("{1}   For a report without names: earshot doctor --report", {counts}));
}

void OneShot::stop(Moment now, Stop why) {
  if (exit_) return;
  Answer answer;
  answer.action = action_of(options_.command);
  answer.error = in_words(why);
  finish(now, answer);
}

}  // namespace

std::unique_ptr<Face> make_one_shot(Desk& desk, const Streams& streams, const Manner& manner, const About& about,
                                    const OneShotOptions& options) {
  return std::make_unique<OneShot>(desk, streams, manner, about, options);
}

}  // namespace earshot::front
