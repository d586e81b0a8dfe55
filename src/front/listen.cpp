// Prints messages as they come: `earshot listen`.
#include "earshot/base/encoding.h"
#include "earshot/front/faces.h"
#include "earshot/text/text.h"
#include "front/json_stream.h"
#include "front/phrases.h"
#include "front/troubles.h"

namespace earshot::front {
namespace {

class Listen final : public Face {
 public:
  Listen(Desk& desk, const Streams& streams, const Manner& manner, const About& about, const ListenOptions& options)
      : desk_(desk),
        sheet_(streams),
        stream_(streams, manner, about),
        manner_(manner),
        phrases_(manner),
        options_(options) {}

  void start(Moment now) override;
  void event(Moment now, const Event& event) override;
  void missed(Moment now, std::uint64_t events, std::optional<std::uint64_t> from_seq) override;
  void stop(Moment now, Stop why) override;
  void wake(Moment now) override;
  std::optional<Instant> deadline() const override;
  std::optional<int> finished() const override { return exit_; }

 private:
  void join(Moment now);
  void not_joined(Moment now, const Refusal& refusal);
  void message(Moment now, const Event& event, const event::Message& message);
  bool is_wanted(const event::Message& message) const;
  bool is_from_wanted(const PeerView& peer) const;
  void leave(Moment now, const char* reason, const std::optional<Trouble>& error);

  Desk& desk_;
  Sheet sheet_;
  JsonStream stream_;
  Manner manner_;
  Phrases phrases_;
  ListenOptions options_;
  std::optional<CommandId> join_;
  std::uint64_t heard_ = 0;
  std::optional<Instant> until_;
  std::optional<int> exit_;
};

void Listen::start(Moment now) {
  if (options_.timeout) until_ = now.instant + *options_.timeout;
  if (manner_.json) stream_.hello(now);
  if (!options_.room.empty()) join(now);
}

// Entries of a room are shown to its members only.
void Listen::join(Moment now) {
  const command::Join join{text::room_name(options_.room).value_or(options_.room)};
  options_.room = join.room;
  if (join.room == "lobby") return;
  const auto asked = desk_.submit(join);
  if (!asked) return not_joined(now, asked.reason());
  join_ = *asked;
}

void Listen::not_joined(Moment now, const Refusal& refusal) {
  leave(now, name(refusal.code), in_words(refusal, command::Join{options_.room}));
}

void Listen::event(Moment now, const Event& event) {
  if (exit_) return;
  if (const auto* message = std::get_if<event::Message>(&event.what)) {
    this->message(now, event, *message);
    return;
  }
  if (const auto* reply = std::get_if<event::Reply>(&event.what)) {
    if (join_ == reply->command && reply->error) not_joined(now, *reply->error);
    return;
  }
  const bool is_own_matter = std::holds_alternative<event::Ready>(event.what) ||
                             std::holds_alternative<event::Network>(event.what) ||
                             std::holds_alternative<event::Notice>(event.what);
  if (manner_.json && is_own_matter) stream_.event(now, event);
}

void Listen::message(Moment now, const Event& event, const event::Message& message) {
  if (message.outgoing || !is_wanted(message)) return;
  if (manner_.json) {
    stream_.event(now, event);
  } else if (sheet_.has_room()) {
    sheet_.line(phrases_.message(event.at, message));
  }
  if (options_.exec) options_.exec(stream_.lines().event(event));
  ++heard_;
  if (options_.count && heard_ >= *options_.count) leave(now, "count", std::nullopt);
}

bool Listen::is_wanted(const event::Message& message) const {
  const bool in_room = message.conversation.kind == Conversation::Kind::room;
  if (!options_.room.empty() && !(in_room && message.conversation.name == options_.room)) return false;
  return options_.from.empty() || is_from_wanted(message.from);
}

// The sender may be one whom the node has not met yet, so the form is compared and not looked up. A bare nick takes
// every bearer: who reads sees the tags.
bool Listen::is_from_wanted(const PeerView& peer) const {
  const std::string wanted = text::fold(options_.from);
  const auto plus = options_.from.find('+');
  if (plus == std::string::npos) return wanted == text::fold(peer.nick) || options_.from == code_of(peer.id);
  const std::string nick = text::fold(options_.from.substr(0, plus));
  const std::string letters = text::fold(options_.from.substr(plus + 1));
  return (nick.empty() || nick == text::fold(peer.nick)) && code_of(peer.id).starts_with(letters);
}

void Listen::leave(Moment now, const char* reason, const std::optional<Trouble>& error) {
  if (manner_.json) {
    stream_.bye(now, reason, error);
  } else if (error && !manner_.quiet) {
    sheet_.error(error_line(*error));
  }
  exit_ = error ? exit_code(error->code) : 0;
}

void Listen::missed(Moment now, std::uint64_t events, std::optional<std::uint64_t> from_seq) {
  if (!exit_ && manner_.json) stream_.missed(now, events, from_seq);
}

void Listen::stop(Moment now, Stop why) {
  if (exit_) return;
  const Trouble trouble = in_words(why);
  leave(now, name(trouble.code), trouble);
}

void Listen::wake(Moment now) {
  if (!exit_ && until_ && now.instant >= *until_) leave(now, "timeout", in_words(ErrorCode::timeout));
}

std::optional<Instant> Listen::deadline() const { return exit_ ? std::nullopt : until_; }

}  // namespace

std::unique_ptr<Face> make_listen(Desk& desk, const Streams& streams, const Manner& manner, const About& about,
                                  const ListenOptions& options) {
  return std::make_unique<Listen>(desk, streams, manner, about, options);
}

}  // namespace earshot::front
