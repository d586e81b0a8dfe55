#include "core/outbox.h"

#include <algorithm>
#include <cassert>

#include "earshot/text/text.h"
#include "earshot/wire/codec.h"
#include "earshot/wire/limits.h"

namespace earshot::core {

namespace {

// The longest beginning, cut between two characters, that takes at most kFragmentTextBytes inside JSON.
std::string_view fitting(std::string_view text) {
  constexpr std::size_t escape_bytes = 6;  // "\u001b" for one byte
  auto piece = text::cut(text, kFragmentTextBytes);
  for (auto size = wire::escaped_size(piece); size > kFragmentTextBytes; size = wire::escaped_size(piece)) {
    const auto surplus = size - kFragmentTextBytes;
    piece = text::cut(piece, piece.size() - (surplus + escape_bytes - 1) / escape_bytes);
  }
  return piece;
}

}  // namespace

std::vector<wire::Frames::Text> split(const std::string& text, std::uint64_t first, std::uint64_t sent_ms,
                                      const std::string& reply_to, bool action) {
  if (text.size() > wire::kTextBytesMax) return {};
  std::vector<wire::Frames::Text> fragments;
  std::string_view rest = text;
  do {
    if (fragments.size() == wire::kFragmentsMax) return {};
    const auto piece = fitting(rest);
    wire::Frames::Text fragment;
    fragment.i = first + fragments.size();
    fragment.ts = sent_ms;
    fragment.tx = piece;
    fragments.push_back(std::move(fragment));
    rest.remove_prefix(piece.size());
  } while (!rest.empty());
  fragments.front().re = reply_to;
  fragments.front().me = action;
  if (fragments.size() > 1)
    for (std::size_t i = 0; i < fragments.size(); ++i) fragments[i].pt = {i + 1, fragments.size()};
  return fragments;
}

void Outbox::push(const MessageId& id, std::vector<wire::Frames::Text> fragments) {
  assert(!fragments.empty() && fragments.front().i == end());
  for (auto& text : fragments) fragments_.push_back({.text = std::move(text)});
  messages_.push_back({id, stream_, end() - 1});
}

bool Outbox::has_waiting() const { return !again_.empty() || unsent_ < std::min(end(), lowest_ + kStreamWindow); }

const Outbox::Message* Outbox::sent(std::uint64_t packet) {
  const auto number = next();
  if (number == unsent_)
    ++unsent_;
  else
    again_.erase(number);
  sent_end_ = std::max(sent_end_, unsent_);
  auto& fragment = *find(number);
  fragment.state = State::under_way;
  fragment.packet = packet;
  ++under_way_;
  const auto message =
      std::partition_point(messages_.begin(), messages_.end(), [&](const Message& it) { return it.last < number; });
  return message != messages_.end() && message->last == number ? &*message : nullptr;
}

Outbox::Fragment* Outbox::find(std::uint64_t number) {
  return number < lowest_ || number >= end() ? nullptr : &fragments_[number - lowest_];
}

void Outbox::acknowledged(const std::vector<std::uint64_t>& numbers) {
  for (const auto number : numbers) {
    auto* fragment = find(number);
    if (!fragment || number >= unsent_) continue;
    if (fragment->state == State::under_way) --under_way_;
    if (fragment->state == State::waiting) again_.erase(number);
    fragment->state = State::acknowledged;
  }
}

void Outbox::wait_again(std::uint64_t number, Fragment& fragment) {
  if (fragment.state != State::under_way) return;
  fragment.state = State::waiting;
  --under_way_;
  again_.insert(number);
}

void Outbox::lost(std::uint64_t packet, const std::vector<std::uint64_t>& numbers) {
  for (const auto number : numbers)
    if (auto* fragment = find(number); fragment && fragment->packet == packet) wait_again(number, *fragment);
}

void Outbox::again(const std::vector<std::uint64_t>& numbers) {
  for (const auto number : numbers)
    if (auto* fragment = find(number)) wait_again(number, *fragment);
}

void Outbox::restart() {
  for (auto& fragment : fragments_) fragment.state = State::waiting;
  again_.clear();
  under_way_ = 0;
  unsent_ = lowest_;
}

void Outbox::move_above(std::uint64_t stream) {
  if (stream >= kIntegerMax) return;
  stream_ = stream + 1;
  sent_end_ = lowest_;
  restart();
}

std::vector<Outbox::Message> Outbox::stored(std::uint64_t up_to) {
  std::vector<Message> done;
  if (up_to >= sent_end_) return done;
  while (!messages_.empty() && messages_.front().last <= up_to) {
    done.push_back(messages_.front());
    messages_.pop_front();
    for (; lowest_ <= done.back().last; ++lowest_) {
      if (fragments_.front().state == State::under_way) --under_way_;
      fragments_.pop_front();
    }
  }
  again_.erase(again_.begin(), again_.lower_bound(lowest_));
  unsent_ = std::max(unsent_, lowest_);
  return done;
}

}  // namespace earshot::core
