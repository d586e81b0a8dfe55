#include "core/inbox.h"

#include <algorithm>
#include <utility>

#include "core/outbox.h"
#include "earshot/wire/limits.h"

namespace earshot::core {

namespace {
// Streams of one peer: as many lives may have left messages that are still under way.
constexpr std::size_t kPastMax = 64;

std::size_t bytes_of(const wire::Frames::Text& text) { return sizeof text + text.tx.size(); }
}  // namespace

bool Inbox::take(const wire::Frames& frames, std::vector<Message>& complete) {
  if (frames.m.empty()) return true;
  if (!frames.se || !frames.lo || *frames.se < stream_) return true;  // of an outbox that is no more: of no interest
  if (*frames.se > stream_) begin_stream(*frames.se, *frames.lo);
  skip_to(*frames.lo);
  bool kept = true;
  for (const auto& text : frames.m) {
    if (text.i < next_) continue;
    if (text.i > stored_ + kStreamWindow) {
      kept = false;
    } else if (text.i == next_) {
      append(text, complete);
      append_waiting(complete);
    } else if (waiting_.emplace(text.i, text).second) {
      bytes_held_ += bytes_of(text);
    }
  }
  return kept;
}

void Inbox::restore(std::uint64_t stream, std::uint64_t stored_up_to) { begin_stream(stream, stored_up_to + 1); }

void Inbox::begin_stream(std::uint64_t stream, std::uint64_t lowest) {
  forget_held();
  if (stream_ != 0) passed(stream_, stored_);
  stream_ = stream;
  next_ = std::max<std::uint64_t>(lowest, 1);
  stored_ = next_ - 1;
}

// The peer no longer holds what is below `lowest`, so it will never come.
void Inbox::skip_to(std::uint64_t lowest) {
  if (lowest <= next_) return;
  drop_partial();
  while (!waiting_.empty() && waiting_.begin()->first < lowest) {
    bytes_held_ -= bytes_of(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
  }
  next_ = lowest;
  stored_ = std::max(stored_, lowest - 1);
}

void Inbox::append_waiting(std::vector<Message>& complete) {
  while (!waiting_.empty() && waiting_.begin()->first == next_) {
    const auto text = std::move(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
    bytes_held_ -= bytes_of(text);
    append(text, complete);
  }
}

// The next one in order. A peer whose parts do not follow on each other loses its message, nothing else.
void Inbox::append(const wire::Frames::Text& text, std::vector<Message>& complete) {
  ++next_;
  const auto [part, parts] = text.pt.value_or(std::pair<std::uint64_t, std::uint64_t>{1, 1});
  if (part == 1) {
    drop_partial();
    partial_ = Message{.stream = stream_,
                       .first = text.i,
                       .last = text.i + parts - 1,
                       .written = text.og.value_or(std::pair(stream_, text.i)),
                       .is_known = is_known(text),
                       .sent_ms = text.ts,
                       .text = {},
                       .reply_to = text.re,
                       .action = text.me};
  }
  const bool follows = partial_ && partial_->first + part - 1 == text.i && partial_->last + part == text.i + parts;
  if (!follows || partial_->text.size() + text.tx.size() > wire::kTextBytesMax) return drop_partial();
  partial_->text += text.tx;
  bytes_held_ += text.tx.size();
  if (part < parts) return;
  bytes_held_ -= partial_->text.size();
  complete.push_back(std::move(*partial_));
  partial_.reset();
}

// A sender who has lost what he knew about our answers sends it again elsewhere.
bool Inbox::is_known(const wire::Frames::Text& text) const {
  if (!text.og) return false;
  const auto past = past_.find(text.og->first);
  return past != past_.end() && text.og->second <= past->second;
}

void Inbox::drop_partial() {
  if (partial_) bytes_held_ -= partial_->text.size();
  partial_.reset();
}

void Inbox::stored(const Message& message) {
  if (message.stream == stream_) stored_ = std::max(stored_, message.last);
  if (message.written.first != message.stream) passed(message.written.first, message.written.second);
}

void Inbox::passed(std::uint64_t stream, std::uint64_t stored_up_to) {
  auto& up_to = past_[stream];
  up_to = std::max(up_to, stored_up_to);
  if (past_.size() > kPastMax) past_.erase(past_.begin());
}

void Inbox::forget_held() {
  waiting_.clear();
  if (partial_) next_ = partial_->first;
  partial_.reset();
  bytes_held_ = 0;
}

}  // namespace earshot::core
