// Of the transcript what it asks of the history, and where the answers go.
#include <algorithm>

#include "earshot/base/encoding.h"
#include "front/tui/transcript.h"

namespace earshot::front {

std::optional<command::History> Transcript::question() {
  if (asked_ != Asked::nothing || was_refused_) return std::nullopt;
  const auto oldest = std::find_if(entries_.begin(), entries_.end(), [](const Entry& it) { return it.said; });
  const auto newest = std::find_if(entries_.rbegin(), entries_.rend(), [](const Entry& it) { return it.said; });
  command::History history;
  history.n = kPage;
  if (conversation_.kind == Conversation::Kind::room) {
    history.room = conversation_.name;
  } else {
    history.peer = '+' + code_of(conversation_.peer);
  }
  const auto at = bottom();
  if (wants_newest_) {
    asked_ = Asked::newest;
  } else if (has_older_ && (!at || rows_above(*at, 2 * rows_) < 2 * rows_)) {
    asked_ = Asked::older;
    if (oldest != entries_.end()) history.before = to_string(oldest->said->id);
  } else if (has_newer_ && newest != entries_.rend() && at &&
             step(*at, static_cast<std::ptrdiff_t>(rows_)) == last_row()) {
    asked_ = Asked::newer;
    history.after = to_string(newest->said->id);
    history.oldest = true;
  } else {
    return std::nullopt;
  }
  return history;
}

void Transcript::answer(const std::vector<Recalled>& page, bool more) {
  const Asked asked = asked_;
  asked_ = Asked::nothing;
  if (asked == Asked::newest) {
    while (!entries_.empty()) erase_back();
    anchor_.reset();
    wants_newest_ = has_newer_ = false;
    new_below_ = 0;
  }
  // Older ones stand before what is here; among our own notices by their time.
  std::size_t end = entries_.size();
  if (asked != Asked::newer) {
    for (end = 0; end < entries_.size() && !entries_[end].said;) ++end;
  }
  const std::size_t before = entries_.size();
  for (const Recalled& it : page) {
    if (ids_.contains(it.message.id)) continue;
    insert(asked == Asked::newer ? end : place_of(it.at, end), Entry(said_of({}, it.at, it.message)));
    ++end;
  }
  // A page without anything new would be asked for again and again.
  (asked == Asked::newer ? has_newer_ : has_older_) = more && entries_.size() > before;
  find_read_mark(has_older_);
  settle();
  trim();
}

void Transcript::no_answer() {
  asked_ = Asked::nothing;
  was_refused_ = true;
}

void Transcript::go_to(const Recalled& found) {
  if (!ids_.contains(found.message.id)) {
    while (!entries_.empty()) erase_back();
    asked_ = Asked::nothing;
    wants_newest_ = false;
    insert(0, Entry(said_of({}, found.at, found.message)));
    has_older_ = has_newer_ = true;
    anchor_ = Anchor{0, 0};
  }
  selected_ = index_of(found.message.id);
  reveal(*selected_);
}

void Transcript::clear() {
  while (!entries_.empty()) erase_back();
  anchor_.reset();
  has_older_ = has_newer_ = wants_newest_ = false;
  asked_ = Asked::nothing;
  new_below_ = 0;
}

// All of the newest page is newer than what was read, unless the history has lost that.
void Transcript::find_read_mark(bool more) {
  if (!read_by_another_run_) return;
  const auto read = index_of(*read_by_another_run_);
  if (!read && (more || entries_.empty())) {
    unread_ = static_cast<std::size_t>(
        std::count_if(entries_.begin(), entries_.end(), [](const Entry& it) { return it.said && !it.said->outgoing; }));
    return;
  }
  const bool nothing_was_read = *read_by_another_run_ == MessageId{};
  read_by_another_run_.reset();
  if (!read && !nothing_was_read) return;
  for (std::size_t i = read ? *read + 1 : 0; i < entries_.size(); ++i)
    if (entries_[i].said && !entries_[i].said->outgoing) return count_unread(i);
}

}  // namespace earshot::front
