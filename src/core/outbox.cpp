#include "core/outbox.h"

#include <algorithm>
#include <cassert>
#include <iterator>

#include "earshot/text/text.h"
#include "earshot/wire/codec.h"
#include "earshot/wire/limits.h"

namespace earshot::core {

namespace {

// Every stream and every start of ours takes a number above all that were used. What others say of former ones may not
// bring us to where there are none left: half of them stay for what comes.
constexpr std::uint64_t kForgottenStreamMax = (std::uint64_t{1} << 52) - 1;

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
  assert(!fragments.empty() && fragments.front().i == next_number_);
  next_number_ = fragments.back().i + 1;
  const Message message{id, newest_, fragments.front().i, fragments.back().i};
  add(newest_, message, std::move(fragments));
}

void Outbox::restore(const MessageId& id, std::uint64_t stream, std::vector<wire::Frames::Text> fragments) {
  assert(!fragments.empty() && stream < newest_);
  const Message message{id, stream, fragments.front().i, fragments.back().i};
  add(stream, message, std::move(fragments));
}

void Outbox::add(std::uint64_t stream, const Message& message, std::vector<wire::Frames::Text> fragments) {
  const bool follows = later_.empty() && stream == stream_ && fragments.front().i == end();
  if (!empty() && follows) return append(message, std::move(fragments));
  later_.push_back({stream, message, std::move(fragments)});
  if (empty()) begin_next_stream();
}

void Outbox::append(const Message& message, std::vector<wire::Frames::Text> fragments) {
  for (auto& text : fragments) fragments_.push_back({.text = std::move(text)});
  messages_.push_back(message);
}

// Numbers that are missing between messages belonged to some that are done: the peer is told by the lowest held, and
// nothing is held on the other side of a hole.
void Outbox::begin_next_stream() {
  if (later_.empty()) return;
  stream_ = later_.front().stream;
  lowest_ = later_.front().fragments.front().i;
  while (!later_.empty() && later_.front().stream == stream_ && later_.front().fragments.front().i == end()) {
    append(later_.front().message, std::move(later_.front().fragments));
    later_.pop_front();
  }
  sent_end_ = lowest_;
  restart();
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
    if (!fragment) continue;
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

bool Outbox::move_above(std::uint64_t stream) {
  if (stream > kForgottenStreamMax) return false;
  const bool is_new = stream >= newest_;
  if (is_new) newest_ = stream + 1;
  std::vector<Later> all;
  for (auto fragment = fragments_.begin(); const auto& message : messages_) {
    auto& it = all.emplace_back(Later{stream_, message, {}});
    for (bool ends = false; !ends; ++fragment) {
      ends = fragment->text.i == message.last;
      it.fragments.push_back(std::move(fragment->text));
    }
  }
  std::move(later_.begin(), later_.end(), std::back_inserter(all));
  // All of them, or the order would not be that of writing. Nothing of a stream that has not begun was ever sent.
  std::uint64_t number = 1;
  for (auto& it : all) {
    it.stream = newest_;
    for (auto& text : it.fragments) text.i = number++;
    auto& first = it.fragments.front();
    if (it.message.stream != newest_ || it.message.first != first.i) first.og = {it.message.stream, it.message.first};
    it.message.last = number - 1;
  }
  fragments_.clear();
  messages_.clear();
  later_.assign(std::make_move_iterator(all.begin()), std::make_move_iterator(all.end()));
  stream_ = newest_;
  next_number_ = number;
  lowest_ = unsent_ = sent_end_ = 1;
  begin_next_stream();
  return is_new;
}

bool Outbox::withdraw(const MessageId& id) {
  const auto is_it = [&](const Message& message) { return message.id == id; };
  const auto later = std::find_if(later_.begin(), later_.end(), [&](const Later& it) { return is_it(it.message); });
  if (later != later_.end()) {
    later_.erase(later);
    return true;
  }
  const auto found = std::find_if(messages_.begin(), messages_.end(), is_it);
  if (found == messages_.end()) return false;
  const auto first = found == messages_.begin() ? lowest_ : std::prev(found)->last + 1;
  if (first < sent_end_) return false;
  // Its numbers will never come: what is behind them waits until the peer can be told so.
  for (; messages_.back().id != id; messages_.pop_back()) later_.push_front({stream_, messages_.back(), pop_last()});
  pop_last();
  messages_.pop_back();
  unsent_ = std::min(unsent_, end());
  if (empty()) begin_next_stream();
  return true;
}

// The fragments of the last message, which none follows.
std::vector<wire::Frames::Text> Outbox::pop_last() {
  const auto first = messages_.size() == 1 ? lowest_ : std::prev(messages_.end(), 2)->last + 1;
  std::vector<wire::Frames::Text> fragments;
  for (auto number = first; number <= messages_.back().last; ++number)
    fragments.push_back(std::move(fragments_[number - lowest_].text));
  fragments_.resize(first - lowest_);
  return fragments;
}

std::optional<Outbox::Unsent> Outbox::oldest_unsent() const {
  if (empty() || sent_end_ > lowest_) return std::nullopt;
  return Unsent{messages_.front().id, fragments_.front().text.ts};
}

std::vector<Outbox::Message> Outbox::abandon() {
  std::vector<Message> all(messages_.begin(), messages_.end());
  for (const auto& it : later_) all.push_back(it.message);
  if (all.empty()) return all;
  fragments_.clear();
  messages_.clear();
  later_.clear();
  stream_ = ++newest_;
  next_number_ = 1;
  lowest_ = unsent_ = sent_end_ = 1;
  restart();
  return all;
}

std::vector<Outbox::Message> Outbox::stored(std::uint64_t up_to) {
  std::vector<Message> done;
  // A stream that was begun by an earlier start may have got further then than we know.
  if (up_to >= sent_end_ && stream_ == newest_) return done;
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
  if (empty()) begin_next_stream();
  return done;
}

}  // namespace earshot::core
