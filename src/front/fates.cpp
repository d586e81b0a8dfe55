#include "front/fates.h"

#include <algorithm>

#include "earshot/text/text.h"

namespace earshot::front {
namespace {
constexpr std::size_t kOpenMax = 4'096;  // a day of talk in a room where somebody never answers
}

bool comes_of(const Command& command, const event::Message& message) {
  const auto* send = std::get_if<command::Send>(&command);
  if (send == nullptr || !message.outgoing || message.replay) return false;
  const bool is_in_room = message.conversation.kind == Conversation::Kind::room;
  const bool is_there =
      send->room ? is_in_room && message.conversation.name == text::room_name(*send->room) : !is_in_room;
  return is_there && message.text == send->text && message.action == send->action && message.reply_to == send->reply_to;
}

std::size_t Fate::count(DeliveryState state) const {
  return static_cast<std::size_t>(
      std::count_if(steps.begin(), steps.end(), [state](const auto& it) { return it.second.state == state; }));
}

bool Fate::settled() const { return of.delivered + count(DeliveryState::failed) >= of.total; }

void Fates::message(Moment now, const event::Message& message) {
  if (!message.outgoing || message.replay) return;
  if (open_.size() >= kOpenMax) forget(open_.begin()->first);
  Fate fate{.conversation = message.conversation, .since = now.instant, .of = message.of, .times_sent = 1, .steps = {}};
  if (message.state == DeliveryState::queued && message.conversation.kind == Conversation::Kind::peer) {
    event::State step;
    step.id = message.id;
    step.conversation = message.conversation;
    step.to.id = message.conversation.peer;
    step.to.name = step.to.ref = message.conversation.name;
    step.state = DeliveryState::queued;
    fate.steps[message.conversation.peer] = step;
  }
  open_.insert_or_assign(message.id, fate);
}

const Fate* Fates::state(const event::State& state) {
  const auto at = open_.find(state.id);
  if (at == open_.end()) return nullptr;
  Fate& fate = at->second;
  fate.of = state.of;
  fate.times_sent = std::max(fate.times_sent, state.attempt);
  fate.steps[state.to.id] = state;
  return &fate;
}

const Fate* Fates::find(const MessageId& id) const {
  const auto at = open_.find(id);
  return at == open_.end() ? nullptr : &at->second;
}

void Fates::forget(MessageId id) {
  const auto at = open_.find(id);
  if (at == open_.end()) return;
  add(closed_, at->second);
  open_.erase(at);
}

void Fates::keep_only(const std::vector<MessageId>& ids) {
  std::erase_if(open_, [&ids](const auto& it) { return std::find(ids.begin(), ids.end(), it.first) == ids.end(); });
}

bool Fates::quiet() const {
  return std::all_of(open_.begin(), open_.end(), [](const auto& it) {
    const Fate& fate = it.second;
    return fate.of.delivered + fate.count(DeliveryState::failed) + fate.count(DeliveryState::queued) >= fate.of.total;
  });
}

std::size_t Fates::waiting() const {
  return static_cast<std::size_t>(
      std::count_if(open_.begin(), open_.end(), [](const auto& it) { return !it.second.settled(); }));
}

void Fates::add(Tally& tally, const Fate& fate) {
  if (fate.of.delivered >= fate.of.total) {
    ++tally.delivered;
  } else if (fate.of.delivered > 0) {
    ++tally.partly;
  } else if (fate.count(DeliveryState::queued) >= fate.of.total) {
    ++tally.queued;
  } else {
    ++tally.lost;
  }
}

Fates::Tally Fates::total() const {
  Tally tally = closed_;
  for (const auto& [id, fate] : open_) add(tally, fate);
  return tally;
}

std::size_t Fates::undelivered() const {
  const Tally tally = total();
  return tally.queued + tally.lost + tally.partly;
}

std::optional<ErrorCode> Fates::verdict() const {
  const Tally tally = total();
  if (tally.queued + tally.lost + tally.partly == 0) return std::nullopt;
  if (tally.lost + tally.partly == 0) return ErrorCode::queued;
  if (tally.delivered + tally.partly > 0) return ErrorCode::partial;
  return ErrorCode::no_answer;
}

}  // namespace earshot::front
