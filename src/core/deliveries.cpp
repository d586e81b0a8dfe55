#include "core/deliveries.h"

#include <algorithm>

#include "core/names.h"

namespace earshot::core {

namespace {
// Settled messages are remembered for late acknowledgements and /info; the oldest go first.
constexpr std::size_t kRememberedMax = 4'096;

bool is_settled(DeliveryState state) { return state == DeliveryState::delivered || state == DeliveryState::failed; }
}  // namespace

const Deliveries::Delivery& Deliveries::add(Moment now, const MessageId& id, const Conversation& conversation,
                                            const std::vector<PeerId>& recipients, DeliveryState state) {
  if (order_.size() >= kRememberedMax) {
    // The oldest whose recipients are all settled; messages still on their way are bounded by the outboxes.
    const auto settled = std::find_if(order_.begin(), order_.end(), [this](const MessageId& other) {
      const auto& of_other = deliveries_.at(other).recipients;
      return std::all_of(of_other.begin(), of_other.end(), [](const auto& it) { return is_settled(it.second.state); });
    });
    const auto victim = settled == order_.end() ? order_.begin() : settled;
    deliveries_.erase(*victim);
    order_.erase(victim);
  }
  Delivery delivery{.conversation = conversation, .recipients = {}, .since = now.instant};
  for (const auto& to : recipients) delivery.recipients[to].state = state;
  const auto [at, is_new] = deliveries_.insert_or_assign(id, std::move(delivery));
  if (is_new) order_.push_back(id);
  return at->second;
}

void Deliveries::restore(Moment now, const MessageId& id, const Conversation& conversation,
                         const std::vector<PeerId>& recipients, DeliveryState state) {
  (void)add(now, id, conversation, recipients, state);
}

void Deliveries::begin(Moment now, const Start& start) {
  const auto& delivery = add(now, start.id, start.conversation, start.recipients, start.state);
  event::Message message;
  message.id = start.id;
  message.outgoing = true;
  message.conversation = start.conversation;
  message.from = self();
  message.text = start.text;
  message.reply_to = start.reply_to;
  message.action = start.action;
  message.sent = start.sent;
  message.state = start.state;
  message.of = of(delivery);
  context_.out.event(now.wall, std::move(message));
}

PeerView Deliveries::self() const { return view_of_self(context_.roster, own_card_); }

Of Deliveries::of(const Delivery& delivery) const {
  Of of;
  of.total = delivery.recipients.size();
  for (const auto& [id, recipient] : delivery.recipients)
    if (recipient.state == DeliveryState::delivered) ++of.delivered;
  return of;
}

std::optional<Deliveries::Standing> Deliveries::standing(const MessageId& id) const {
  const auto found = deliveries_.find(id);
  if (found == deliveries_.end()) return std::nullopt;
  const auto& delivery = found->second;
  auto lowest = delivery.recipients.empty() ? DeliveryState::sent : DeliveryState::failed;
  for (const auto& [peer, recipient] : delivery.recipients) lowest = std::min(lowest, recipient.state);
  return Standing{lowest, of(delivery)};
}

void Deliveries::tell(Moment now, const MessageId& id, const Delivery& delivery, const PeerId& to,
                      std::optional<Duration> rtt) {
  const auto& recipient = delivery.recipients.at(to);
  event::State state;
  state.id = id;
  state.conversation = delivery.conversation;
  state.to = view_of(context_.roster, to);
  state.state = recipient.state;
  state.reason = recipient.reason;
  state.attempt = recipient.attempts;
  state.rtt = rtt;
  state.of = of(delivery);
  context_.out.event(now.wall, std::move(state));
}

Deliveries::Recipient* Deliveries::unsettled(const MessageId& id, const PeerId& to) {
  const auto delivery = deliveries_.find(id);
  if (delivery == deliveries_.end()) return nullptr;
  const auto recipient = delivery->second.recipients.find(to);
  if (recipient == delivery->second.recipients.end() || is_settled(recipient->second.state)) return nullptr;
  return &recipient->second;
}

void Deliveries::sent(Moment now, const MessageId& id, const PeerId& to) {
  auto* recipient = unsettled(id, to);
  if (!recipient) return;
  ++recipient->attempts;
  if (recipient->state != DeliveryState::sent) {
    recipient->state = DeliveryState::sent;
    tell(now, id, deliveries_.at(id), to, std::nullopt);
  }
  if (recipient->attempts == 1) answer_done(now, id);
}

void Deliveries::delivered(Moment now, const MessageId& id, const PeerId& to) {
  auto* recipient = unsettled(id, to);
  if (!recipient) return;
  recipient->state = DeliveryState::delivered;
  const auto& delivery = deliveries_.at(id);
  tell(now, id, delivery, to, now.instant - delivery.since);
  answer_done(now, id);
}

void Deliveries::failed(Moment now, const MessageId& id, const PeerId& to, const std::string& reason) {
  auto* recipient = unsettled(id, to);
  if (!recipient) return;
  recipient->state = DeliveryState::failed;
  recipient->reason = reason;
  tell(now, id, deliveries_.at(id), to, std::nullopt);
  answer_done(now, id);
}

void Deliveries::await(Moment now, CommandId command, const command::Send& send, const std::vector<MessageId>& ids,
                       std::size_t not_here) {
  const Waiting waiting{command, send.wait, ids, not_here, now.instant + send.timeout};
  if (!answer_if_done(now, waiting, false)) waiting_.push_back(waiting);
}

// The exit of `send`: all have it, some, none; or only queued.
bool Deliveries::answer_if_done(Moment now, const Waiting& waiting, bool time_is_over) {
  Of total{.delivered = 0, .total = waiting.not_here};
  std::size_t queued = 0, under_way = 0, unsent = 0;
  for (const auto& id : waiting.ids) {
    const auto delivery = deliveries_.find(id);
    if (delivery == deliveries_.end()) continue;
    const auto part = of(delivery->second);
    total.delivered += part.delivered;
    total.total += part.total;
    for (const auto& [peer, recipient] : delivery->second.recipients) {
      if (recipient.state == DeliveryState::queued) ++queued;
      if (recipient.state != DeliveryState::sent) continue;
      ++under_way;
      // What is for a room has left for all of them as soon as it is known here.
      if (delivery->second.conversation.kind == Conversation::Kind::peer && recipient.attempts == 0) ++unsent;
    }
  }
  using Wait = command::Send::Wait;
  const bool wants_acks = waiting.wait == Wait::delivered, wants_departure = waiting.wait == Wait::sent;
  // Somebody who is not here will not answer while we wait, so queued counts as the end of waiting.
  const bool done = !(wants_acks && under_way > 0) && !(wants_departure && unsent > 0);
  if (!done && !time_is_over) return false;

  event::Reply reply;
  reply.command = waiting.command;
  reply.ids = waiting.ids;
  reply.of = total;
  const auto fail = [&](ErrorCode code) { reply.error = Refusal{.code = code, .about = {}, .candidates = {}}; };
  if (queued == total.total && total.total > 0) {
    fail(ErrorCode::queued);
  } else if (wants_acks && total.delivered < total.total) {
    fail(total.delivered > 0 ? ErrorCode::partial : ErrorCode::no_answer);
  } else if (wants_departure && unsent > 0) {
    fail(ErrorCode::no_answer);
  }
  context_.out.event(now.wall, std::move(reply));
  return true;
}

void Deliveries::answer_done(Moment now, const MessageId& changed) {
  std::erase_if(waiting_, [&](const Waiting& waiting) {
    return std::find(waiting.ids.begin(), waiting.ids.end(), changed) != waiting.ids.end() &&
           answer_if_done(now, waiting, false);
  });
}

std::size_t Deliveries::queued() const {
  std::size_t queued = 0;
  for (const auto& [id, delivery] : deliveries_)
    for (const auto& [peer, recipient] : delivery.recipients)
      if (!is_settled(recipient.state)) ++queued;
  return queued;
}

void Deliveries::wake(Moment now) {
  std::erase_if(waiting_, [&](const Waiting& waiting) {
    return now.instant >= waiting.until && answer_if_done(now, waiting, true);
  });
}

std::optional<Instant> Deliveries::deadline() const {
  std::optional<Instant> first;
  for (const auto& waiting : waiting_)
    if (!first || waiting.until < *first) first = waiting.until;
  return first;
}

}  // namespace earshot::core
