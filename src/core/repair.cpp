#include "core/repair.h"

#include <algorithm>

#include "core/roster.h"

namespace earshot::core {

namespace {

// 32 full datagrams in 10 ms are 31 Mbit/s: quick for the asker, and a small part of any network that carries chat.
constexpr std::size_t kShare = 32;
constexpr Duration kShareTime = std::chrono::milliseconds(10);
constexpr std::size_t kPlacesPerQuestion = 64;  // more is a backlog, which does not travel this way
constexpr std::size_t kRequestsMax = 4'096;
constexpr std::size_t kWaitingMax = 64;  // addresses; the second one already makes it a broadcast

}  // namespace

Repair::Request* Repair::request_for(Instant now, const Place& place) {
  const auto found = requests_.find(place);
  if (found != requests_.end()) {
    auto& request = found->second;
    if (request.served_at + context_.config.repair_hold <= now) {
      request.served.clear();
      request.served_all = false;
    }
    return &request;
  }
  if (requests_.size() >= kRequestsMax) {
    context_.counters.add(Count::dropped_full);
    return nullptr;
  }
  return &requests_[place];
}

void Repair::asked(Moment now, const LogKey& key, const std::vector<wire::Range>& places, const Address& by) {
  const auto* log = logs_.find(key);
  if (!log) return;
  std::size_t left = kPlacesPerQuestion;
  for (const auto& range : places)
    for (const auto& held : log->received().within(range.first, range.last))
      for (auto place = held.first; place <= held.last && left > 0; ++place, --left)
        ask_one(now, {key, Seq{place}}, by);
  wake(now);
}

void Repair::ask_one(Moment now, const Place& place, const Address& by) {
  if (was_served(now.instant - context_.config.repair_hold, place, by)) return;
  auto* request = request_for(now.instant, place);
  if (!request) return;
  auto& waiting = request->waiting;
  if (waiting.size() >= kWaitingMax || std::find(waiting.begin(), waiting.end(), by) != waiting.end()) return;
  waiting.push_back(by);
  if (waiting.size() > 1) return;  // the gathering goes on
  // In a small room every copy went by unicast, losses have nothing in common, and gathering would only take time.
  const bool small = context_.roster.live_count() <= context_.config.small_room;
  timers_.set(place, now.instant + (small ? Duration{} : context_.config.repair_gather));
}

bool Repair::send_again(Moment now, const LogKey& key, Seq place, const Address& to, Duration unless_within) {
  const auto* entry = logs_.to_hand_on(key, place);
  if (!entry || was_served(now.instant - unless_within, {key, place}, to) || must_wait(now.instant, to)) return false;
  auto* request = request_for(now.instant, {key, place});
  if (!request) return false;
  request->served.insert(to);
  std::erase(request->waiting, to);
  context_.out.transmit(Urgency::repair, to, datagram_of(context_, *entry));
  hold(now.instant, {key, place}, *request);
  return true;
}

bool Repair::was_served(Instant since, const Place& place, const Address& to) const {
  const auto found = requests_.find(place);
  if (found == requests_.end() || found->second.served_at <= since) return false;
  return found->second.served_all || found->second.served.contains(to);
}

void Repair::hold(Instant now, const Place& place, Request& request) {
  request.served_at = now;
  if (request.waiting.empty()) timers_.set(place, now + context_.config.repair_hold);
}

void Repair::wake(Moment now) {
  while (const auto place = timers_.take_due(now.instant)) {
    const auto request = requests_.find(*place);
    if (request == requests_.end()) continue;
    if (request->second.waiting.empty()) {
      requests_.erase(request);
      continue;
    }
    answer(now, *place, request->second);
  }
  if (requests_.empty()) shares_.clear();  // holding lasts longer than a share's time, so nothing is forgotten
}

void Repair::answer(Moment now, const Place& place, Request& request) {
  const auto* entry = logs_.to_hand_on(place.log, place.seq);
  if (!entry) {
    requests_.erase(place);
    return;
  }
  const bool small = context_.roster.live_count() <= context_.config.small_room;
  const bool to_all = request.waiting.size() > 1 && !small;
  const auto datagram = datagram_of(context_, *entry);
  while (!request.waiting.empty()) {
    const auto to = to_all ? std::nullopt : std::optional(request.waiting.back());
    if (const auto until = must_wait(now.instant, to)) return timers_.set(place, *until);
    if (to_all) {
      request.waiting.clear();
      request.served_all = true;
      context_.out.transmit(Urgency::repair, Group{}, datagram);
    } else {
      request.waiting.pop_back();
      request.served.insert(*to);
      context_.out.transmit(Urgency::repair, *to, datagram);
    }
  }
  hold(now.instant, place, request);
}

std::optional<Instant> Repair::must_wait(Instant now, const std::optional<Address>& to) {
  auto& share = shares_[to];
  if (now - share.since >= kShareTime) share = {.since = now, .used = 0};
  if (share.used >= kShare) return share.since + kShareTime;
  ++share.used;
  return std::nullopt;
}

}  // namespace earshot::core
