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
#include "front/trust_words.h"
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
  void line(Moment now, std::string_view line) override;
  void end_of_input(Moment now) override;
  bool wants_input() const override { return !exit_ && question_; }
  void stop(Moment now, Stop why) override;
  void wake(Moment now) override;
  std::optional<Instant> deadline() const override { return begin_at_; }
  std::optional<int> finished() const override { return exit_; }

 private:
  void begin(Moment now);
  void submit(Moment now);
  void tell(const std::string& sentence);
  void ask(Moment now, const std::string& question);
  void decide(Moment now, bool yes);
  bool goes_on(Moment now, const event::Reply& reply);
  void words(Moment now, const event::Words& words);
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
  bool question_ = false;  // is open
  bool input_ended_ = false;
  std::optional<PeerId> compares_with_;  // words come, or have come
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
  const auto* forget = std::get_if<command::Forget>(&options_.command);
  if (!forget || options_.confirmed) return submit(now);
  ask(now, forget->history ? say("Forget {1}, and all messages with and of {1}? [y/N]", {forget->to})
                           : say("Forget {1}: alias, block, and that the key was verified? [y/N]", {forget->to}));
}

void OneShot::submit(Moment now) {
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

// --- questions ---

// Behind what stands on the terminal already: the two streams have no common order.
void OneShot::tell(const std::string& sentence) {
  if (manner_.out_is_terminal)
    sheet_.line(sentence);
  else
    sheet_.error(sentence);
}

void OneShot::ask(Moment now, const std::string& question) {
  tell(question);
  question_ = true;
  if (input_ended_) decide(now, false);
}

void OneShot::line(Moment now, std::string_view line) {
  if (!question_) return;
  decide(now, line == "y" || line == "Y" || line == "yes" || line == "Yes");
}

void OneShot::end_of_input(Moment now) {
  input_ended_ = true;
  if (question_) decide(now, false);
}

void OneShot::decide(Moment now, bool yes) {
  question_ = false;
  if (auto* verify = std::get_if<command::Verify>(&options_.command)) {
    verify->step = yes ? command::Verify::Step::confirm : command::Verify::Step::differ;
    return submit(now);
  }
  if (yes) return submit(now);
  Answer answer;
  answer.action = action_of(options_.command);
  answer.error = in_words(ErrorCode::not_confirmed);
  finish(now, answer);
}

// Verifying takes several commands: the codes or whether the code is right, then the words, then what the user says.
bool OneShot::goes_on(Moment now, const event::Reply& reply) {
  auto* verify = std::get_if<command::Verify>(&options_.command);
  if (!verify || reply.error || !reply.peer || manner_.json) return false;
  const PeerView& peer = *reply.peer;
  using Step = command::Verify::Step;
  switch (verify->step) {
    case Step::show:
      sheet_.line(codes_in_words(about_.self, peer));
      if (!options_.may_ask || peer.state == PeerState::gone || peer.trust == Trust::blocked) return false;
      compares_with_ = peer.id;
      verify->to = peer.ref;
      verify->step = Step::words;
      submit(now);
      return true;
    case Step::words:
      tell(say("Words to read aloud come as soon as {1} does this, too: earshot verify {2}. Ctrl-C ends.",
               {peer.name, about_.self.ref}));
      return true;
    case Step::check:
      ask(now, say("That is the code of {1}. Mark the key as verified? [y/N]", {peer.ref}));
      return true;
    case Step::confirm:
    case Step::differ:
      break;
  }
  return false;
}

void OneShot::words(Moment now, const event::Words& words) {
  if (compares_with_ != words.peer.id || words.what == event::Words::What::asked) return;
  if (words.what == event::Words::What::ready) {
    sheet_.line(words_told(words, false));
    return ask(now, say("Does {1} read the same words to you? [y/N]", {words.peer.name}));
  }
  Answer answer;
  answer.action = Answered::verify;
  answer.error = Trouble{
      words.reason == "commitment" ? ErrorCode::code_differs : ErrorCode::no_answer, words_told(words, false), {}, {}};
  question_ = false;
  finish(now, answer);
}

// --- answers ---

bool OneShot::is_line_of_answer(const Event& event) const {
  switch (action_of(options_.command)) {
    case Answered::send: {
      const auto* message = std::get_if<event::Message>(&event.what);
      const auto* state = std::get_if<event::State>(&event.what);
      return (message != nullptr && comes_of(options_.command, *message)) ||
             (state != nullptr && fates_.find(state->id) != nullptr);
    }
    case Answered::peers: {
      const auto* peer = std::get_if<event::Peer>(&event.what);
      return peer != nullptr && peer->what == event::Peer::What::listed;
    }
    case Answered::rooms: {
      const auto* room = std::get_if<event::Room>(&event.what);
      return room != nullptr && room->what == event::Room::What::listed;
    }
    case Answered::doctor:
      return std::holds_alternative<event::Check>(event.what);
    case Answered::nick: {
      const auto* peer = std::get_if<event::Peer>(&event.what);
      return manner_.json && peer != nullptr && peer->what == event::Peer::What::renamed &&
             peer->peer.trust == Trust::self;
    }
    case Answered::join:
    case Answered::leave:
      return manner_.json && std::holds_alternative<event::Room>(event.what);
    case Answered::alias:
    case Answered::block:
    case Answered::unblock:
    case Answered::forget:
    case Answered::verify: {
      const auto* peer = std::get_if<event::Peer>(&event.what);
      return manner_.json && peer != nullptr && trust_told(*peer);
    }
    case Answered::add:  // who comes by in the meantime; a table has only who was greeted
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
  if (const auto* words = std::get_if<event::Words>(&event.what)) return this->words(now, *words);
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
  if (goes_on(now, reply)) return;
  fates_.keep_only(reply.ids);
  Answer answer;
  answer.action = action_of(options_.command);
  answer.reply = reply;
  if (reply.error) answer.error = failure(*reply.error, reply);
  if (const auto* verify = std::get_if<command::Verify>(&options_.command);
      verify && verify->step == command::Verify::Step::differ)
    answer.error = in_words(verify->code.empty() ? ErrorCode::code_differs : ErrorCode::not_confirmed);
  if (answer.action == Answered::doctor) {
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
  } else if (answer.action == Answered::doctor && answer.reply.checks) {
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
  const Answered action = action_of(options_.command);
  if (action == Answered::add && reply.peer) sheet_.line(peer_row(manner_, *reply.peer, now.wall));
  if (action == Answered::verify && manner_.json) return;
  if (action == Answered::status) sheet_.line(status_rows(about_, reply.status));
  if (manner_.quiet) return;
  switch (action) {
    case Answered::send: {
      std::vector<std::string> names;
      for (const auto& [id, fate] : fates_.open()) names.push_back(fate.conversation.name);
      if (names.size() == 1) {
        sheet_.error(delivered_in_words(fates_.open().begin()->second));
      } else {
        sheet_.error(say("delivered to {1}", {list_of(names, names.size())}));
      }
      return;
    }
    case Answered::peers:
      if (rows_ == 0 && manner_.out_is_terminal) sheet_.error(say("Nobody else is here. Find out why: earshot doctor"));
      return;
    case Answered::nick:
      if (reply.peer) sheet_.error(now_called(*reply.peer));
      return;
    case Answered::alias:
      if (reply.peer) sheet_.error(*trust_told({event::Peer::What::aliased, *reply.peer, reply.peer->nick}));
      return;
    case Answered::block:
      if (reply.peer) sheet_.error(*trust_told({event::Peer::What::blocked, *reply.peer, {}}));
      return;
    case Answered::unblock:
      if (reply.peer) sheet_.error(*trust_told({event::Peer::What::unblocked, *reply.peer, {}}));
      return;
    case Answered::forget:
      if (reply.peer) sheet_.error(*trust_told({event::Peer::What::forgotten, *reply.peer, {}}));
      return;
    case Answered::verify:
      if (reply.peer && std::get<command::Verify>(options_.command).step == command::Verify::Step::confirm)
        sheet_.error(*trust_told({event::Peer::What::verified, *reply.peer, {}}));
      return;
    case Answered::join:
      return sheet_.error(say("you are in #{1}", {std::get<command::Join>(options_.command).room}));
    case Answered::leave:
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
