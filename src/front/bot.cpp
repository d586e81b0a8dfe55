// JSON lines in both directions: requests in, events and results out.
#include <algorithm>
#include <map>
#include <string>

#include "earshot/base/encoding.h"
#include "earshot/front/faces.h"
#include "front/fates.h"
#include "front/json_stream.h"
#include "front/requests.h"
#include "front/troubles.h"

namespace earshot::front {
namespace {

class Bot final : public Face {
 public:
  Bot(Desk& desk, const Streams& streams, const Manner& manner, const About& about, const BotOptions& options)
      : desk_(desk), stream_(streams, manner, about), options_(options) {}

  void start(Moment now) override {
    started_ = now.instant;
    stream_.hello(now);
  }
  void event(Moment now, const Event& event) override;
  void line(Moment now, std::string_view line) override;
  void end_of_input(Moment now) override;
  void missed(Moment now, std::uint64_t events, std::optional<std::uint64_t> from_seq) override {
    if (!exit_) stream_.missed(now, events, from_seq);
  }
  void stop(Moment now, Stop why) override;
  void wake(Moment now) override;
  std::optional<Instant> deadline() const override { return alarm_; }
  bool wants_input() const override { return !exit_ && !input_ended_ && stream_.has_room(); }
  std::optional<int> finished() const override { return exit_; }

 private:
  struct Asked {
    Command command;
    std::optional<std::string> req;
  };
  void carry_out(Moment now, const std::optional<std::string>& req, const Command& command);
  void carry_out(Moment now, const std::optional<std::string>& req, const Subscribe& subscribe);
  void carry_out(Moment now, const std::optional<std::string>& req, const Ping&);
  void carry_out(Moment now, const std::optional<std::string>& req, const Quit&);
  void reply(Moment now, const event::Reply& reply);
  bool is_own(const event::Message& message) const;
  bool is_wanted(const Event& event) const;
  void leave(Moment now, const char* reason, const std::optional<Trouble>& error);
  void leave_if_done(Moment now);

  Desk& desk_;
  JsonStream stream_;
  BotOptions options_;
  Subscribe wanted_;
  std::map<CommandId, Asked> asked_;
  Fates fates_;
  std::size_t line_number_ = 0;
  Instant started_;
  std::optional<Instant> input_ended_;
  std::optional<Instant> alarm_;
  std::optional<int> exit_;
};

void Bot::event(Moment now, const Event& event) {
  if (exit_) return;
  stream_.note(event);
  if (const auto* reply = std::get_if<event::Reply>(&event.what)) {
    this->reply(now, *reply);
  } else {
    if (const auto* message = std::get_if<event::Message>(&event.what); message && is_own(*message))
      fates_.message(now, *message);
    if (const auto* state = std::get_if<event::State>(&event.what)) {
      if (const Fate* fate = fates_.state(*state); fate && fate->delivered()) fates_.forget(state->id);
    }
    if (is_wanted(event)) stream_.event(now, event);
  }
  leave_if_done(now);
}

void Bot::line(Moment now, std::string_view line) {
  if (exit_) return;
  ++line_number_;
  auto request = parse_request(line);
  if (!request) {
    Answer answer;
    answer.action = Answered::ping;  // no data
    answer.req = request.reason().req;
    answer.error = request.reason().trouble;
    answer.error->line = line_number_;
    stream_.result(now, answer);
    return;
  }
  std::visit([&](const auto& what) { carry_out(now, request->req, what); }, request->what);
}

void Bot::carry_out(Moment now, const std::optional<std::string>& req, const Command& command) {
  const auto id = desk_.submit(command);
  if (id) {
    asked_.emplace(*id, Asked{command, req});
    return;
  }
  Answer answer;
  answer.action = action_of(command);
  answer.req = req;
  answer.error = in_words(id.reason(), command);
  stream_.result(now, answer);
}

void Bot::carry_out(Moment now, const std::optional<std::string>& req, const Subscribe& subscribe) {
  wanted_ = subscribe;
  Answer answer;
  answer.action = Answered::subscribe;
  answer.req = req;
  answer.seq = stream_.last_seq();
  stream_.result(now, answer);
}

void Bot::carry_out(Moment now, const std::optional<std::string>& req, const Ping&) {
  Answer answer;
  answer.action = Answered::ping;
  answer.req = req;
  stream_.result(now, answer);
}

void Bot::carry_out(Moment now, const std::optional<std::string>& req, const Quit&) {
  Answer answer;
  answer.action = Answered::quit;
  answer.req = req;
  stream_.result(now, answer);
  leave(now, "quit", std::nullopt);
}

void Bot::reply(Moment now, const event::Reply& reply) {
  const auto asked = asked_.find(reply.command);
  if (asked == asked_.end()) return;
  Answer answer;
  answer.action = action_of(asked->second.command);
  answer.req = asked->second.req;
  answer.reply = reply;
  if (reply.error) answer.error = in_words(*reply.error, asked->second.command, Attempt{.of = reply.of});
  stream_.result(now, answer);
  asked_.erase(asked);
}

// Other faces of the node have their own.
bool Bot::is_own(const event::Message& message) const {
  return std::any_of(asked_.begin(), asked_.end(),
                     [&message](const auto& it) { return comes_of(it.second.command, message); });
}

bool Bot::is_wanted(const Event& event) const {
  if (!wanted_.types.empty()) {
    const std::string type = type_of(event);
    if (std::find(wanted_.types.begin(), wanted_.types.end(), type) == wanted_.types.end()) return false;
  }
  if (wanted_.conversation.empty()) return true;
  const Conversation* conversation = nullptr;
  if (const auto* message = std::get_if<event::Message>(&event.what)) conversation = &message->conversation;
  if (const auto* state = std::get_if<event::State>(&event.what)) conversation = &state->conversation;
  if (conversation == nullptr) return true;
  if (conversation->kind == Conversation::Kind::room) return wanted_.conversation == "#" + conversation->name;
  return wanted_.conversation == conversation->name || wanted_.conversation == code_of(conversation->peer);
}

void Bot::end_of_input(Moment now) {
  input_ended_ = now.instant;
  leave_if_done(now);
}

void Bot::leave_if_done(Moment now) {
  alarm_.reset();
  if (exit_ || !input_ended_ || options_.end.linger) return;
  const Instant shown = started_ + options_.show_at_least.value_or(Duration{0});
  const Instant drained = *input_ended_ + options_.end.drain;
  const bool settled = asked_.empty() && fates_.quiet();
  if (now.instant < shown)
    alarm_ = shown;
  else if (!settled && now.instant < drained)
    alarm_ = drained;
  if (alarm_) return;
  const auto verdict = fates_.verdict();
  leave(now, "end of input",
        verdict ? std::optional(undelivered_in_words(*verdict, fates_.undelivered())) : std::nullopt);
}

void Bot::leave(Moment now, const char* reason, const std::optional<Trouble>& error) {
  stream_.bye(now, reason, error);
  exit_ = error ? exit_code(error->code) : 0;
}

void Bot::stop(Moment now, Stop why) {
  if (exit_) return;
  const Trouble trouble = in_words(why);
  leave(now, name(trouble.code), trouble);
}

void Bot::wake(Moment now) { leave_if_done(now); }

}  // namespace

std::unique_ptr<Face> make_bot(Desk& desk, const Streams& streams, const Manner& manner, const About& about,
                               const BotOptions& options) {
  return std::make_unique<Bot>(desk, streams, manner, about, options);
}

}  // namespace earshot::front
