// Prints messages as they come: `earshot listen`. With `--since` first those that were kept. What comes while those are
// fetched is held back; and one that is in both is told once.
#include <algorithm>
#include <deque>
#include <set>
#include <utility>
#include <vector>

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
  void recall(Moment now);
  void recalled(Moment now, const event::Reply& reply);
  void message(Moment now, const Event& event);
  void hold(const Event& event);
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
  command::History past_;
  std::optional<CommandId> recall_;   // asked, and not answered
  bool is_catching_up_ = false;       // there are pages of the past to come
  std::optional<Instant> next_page_;  // when to look whether a slow reader can take it
  std::vector<Event> page_;
  std::deque<Event> held_;
  std::set<MessageId> told_;  // of the past
  std::deque<MessageId> told_in_order_;
  std::uint64_t heard_ = 0;
  std::optional<Instant> until_;
  std::optional<int> exit_;
};

void Listen::start(Moment now) {
  if (options_.timeout) until_ = now.instant + *options_.timeout;
  if (manner_.json) stream_.hello(now);
  if (!options_.room.empty()) join(now);
  if (exit_ || (!options_.since && options_.after.empty())) return;
  past_.since = options_.since;
  past_.after = options_.after;
  if (!options_.room.empty()) past_.room = options_.room;
  past_.n = command::History::kPageMax;
  past_.oldest = past_.by_arrival = true;
  is_catching_up_ = true;
  recall(now);
}

void Listen::recall(Moment now) {
  next_page_.reset();
  const auto asked = desk_.submit(past_);
  if (asked) {
    recall_ = *asked;
  } else {
    leave(now, name(asked.reason().code), in_words(asked.reason(), past_));
  }
}

void Listen::recalled(Moment now, const event::Reply& reply) {
  recall_.reset();
  // Of a room that nobody has heard of nothing is kept; it was joined all the same.
  if (reply.error && reply.error->code != ErrorCode::no_such_room)
    return leave(now, name(reply.error->code), in_words(*reply.error, past_));
  const auto page = std::exchange(page_, {});
  for (const auto& event : page) {
    const auto id = std::get<event::Message>(event.what).id;
    told_.insert(id);
    told_in_order_.push_back(id);
    if (!exit_) message(now, event);
  }
  while (told_in_order_.size() > kLinesWaitingMax) {
    told_.erase(told_in_order_.front());
    told_in_order_.pop_front();
  }
  if (exit_) return;
  if (reply.more) {
    past_.after = to_string(std::get<event::Message>(page.back().what).id);
    if (sheet_.has_room()) return recall(now);
    next_page_ = now.instant + kReaderLooked;
    return;
  }
  is_catching_up_ = false;
  for (const auto& event : std::exchange(held_, {}))
    if (!exit_ && !told_.contains(std::get<event::Message>(event.what).id)) message(now, event);
}

void Listen::hold(const Event& event) {
  held_.push_back(event);
  if (held_.size() <= kLinesWaitingMax) return;
  stream_.leave_out(held_.front());
  held_.pop_front();
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
  if (is_recalled(event)) return page_.push_back(event);
  if (const auto* message = std::get_if<event::Message>(&event.what)) {
    if (is_catching_up_) return hold(event);
    if (!told_.contains(message->id)) this->message(now, event);
    return;
  }
  if (const auto* reply = std::get_if<event::Reply>(&event.what)) {
    if (recall_ == reply->command) return recalled(now, *reply);
    if (join_ == reply->command && reply->error) not_joined(now, *reply->error);
    return;
  }
  const bool is_own_matter = std::holds_alternative<event::Ready>(event.what) ||
                             std::holds_alternative<event::Network>(event.what) ||
                             std::holds_alternative<event::Notice>(event.what);
  if (manner_.json && is_own_matter) stream_.event(now, event);
}

void Listen::message(Moment now, const Event& event) {
  const auto& message = std::get<event::Message>(event.what);
  if (message.outgoing || !is_wanted(message)) return;
  if (manner_.json) {
    stream_.event(now, event);
  } else if (sheet_.has_room()) {
    sheet_.line(is_recalled(event) ? phrases_.recalled(now.wall, message) : phrases_.message(event.at, message));
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
  if (!exit_ && next_page_ && now.instant >= *next_page_) {
    if (sheet_.has_room())
      recall(now);
    else
      next_page_ = now.instant + kReaderLooked;
  }
  if (!exit_ && until_ && now.instant >= *until_) leave(now, "timeout", in_words(ErrorCode::timeout));
}

std::optional<Instant> Listen::deadline() const {
  if (exit_) return std::nullopt;
  if (until_ && next_page_) return std::min(*until_, *next_page_);
  return next_page_ ? next_page_ : until_;
}

}  // namespace

std::unique_ptr<Face> make_listen(Desk& desk, const Streams& streams, const Manner& manner, const About& about,
                                  const ListenOptions& options) {
  return std::make_unique<Listen>(desk, streams, manner, about, options);
}

}  // namespace earshot::front
