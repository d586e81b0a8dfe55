#include "front/tui/transcript.h"

#include <algorithm>

#include "earshot/text/text.h"

namespace earshot::front {
namespace {

std::string shown_name(const std::string& name) { return text::shown_line(name).str(); }

// Only forward; but a failed one may be tried again.
bool is_step_forward(DeliveryState was, DeliveryState is) {
  if (was == DeliveryState::delivered || was == is) return false;
  return was == DeliveryState::failed || is > was;
}

// The lowest of its recipients' states; failed only when nobody has it or still may get it.
void update(Said& said) {
  const auto count = [&said](DeliveryState state) {
    return static_cast<std::size_t>(std::count_if(said.steps.begin(), said.steps.end(),
                                                  [state](const auto& it) { return it.second.state == state; }));
  };
  const std::size_t failed = count(DeliveryState::failed);
  const std::size_t settled = said.of.delivered + failed;
  if (said.of.total > 0 && said.of.delivered >= said.of.total) {
    said.state = DeliveryState::delivered;
  } else if (said.of.delivered == 0 && failed > 0 && settled >= said.of.total) {
    said.state = DeliveryState::failed;
  } else if (const std::size_t queued = count(DeliveryState::queued); queued > 0 && settled + queued >= said.of.total) {
    said.state = DeliveryState::queued;
  } else {
    said.state = DeliveryState::sent;
  }
}

}  // namespace

Transcript::Transcript(Conversation conversation) : conversation_(std::move(conversation)) {}

// --- what happens ---

Said Transcript::said_of(Moment now, Wall at, const event::Message& message) const {
  Said said;
  said.id = message.id;
  said.outgoing = message.outgoing;
  said.action = message.action;
  said.is_in_room = message.conversation.kind == Conversation::Kind::room;
  said.from = message.from.id;
  said.name = shown_name(message.from.name);
  said.text = message.text;
  said.reply_to = message.reply_to;
  said.at = at;
  said.sent = message.sent;
  said.state = message.state;
  said.of = message.of;
  if (message.outgoing && !message.replay && message.state == DeliveryState::sent) said.since = now.instant;
  return said;
}

bool Transcript::add(Moment now, const event::Message& message) {
  if (ids_.contains(message.id)) return false;
  const bool is_news = !message.outgoing && !message.replay;
  const bool is_sent_now = message.outgoing && !message.replay;
  if (is_sent_now) {
    line_.reset();
    to_newest();
  }
  if (is_news) {
    ++unread_;
    if (!at_newest()) ++new_below_;
  }
  // The end of the conversation is not here: it will come with its page.
  if (has_newer_) return false;
  const Wall at = message.replay ? message.sent : now.wall;
  const std::size_t place = message.replay ? place_of(at, entries_.size()) : entries_.size();
  if (place == 0 && message.replay && has_older_) return false;
  insert(place, Entry(said_of(now, at, message)));
  if (is_news && !is_visited_) {
    if (!line_) line_count_ = 0;
    line_ = line_.value_or(place);
    ++line_count_;
  }
  trim();
  return true;
}

bool Transcript::state(Moment now, const event::State& state) {
  const auto index = index_of(state.id);
  if (!index || !entries_[*index].said->outgoing) return false;
  Said& said = *entries_[*index].said;
  const auto [step, is_new] = said.steps.try_emplace(state.to.id);
  if (!is_new && !is_step_forward(step->second.state, state.state)) return false;
  step->second = {shown_name(state.to.name), state.state, state.reason, state.rtt};
  said.of.total = std::max(said.of.total, state.of.total);
  said.of.delivered = std::max(said.of.delivered, state.of.delivered);
  const DeliveryState was = said.state;
  if (was != DeliveryState::delivered) update(said);
  said.reason = said.state == DeliveryState::failed ? state.reason : std::string();
  if (said.state == DeliveryState::sent && !said.since) said.since = now.instant;
  if (said.state != DeliveryState::sent) said.since.reset();
  if (said.has_failed() && was != DeliveryState::failed) has_failed_ = true;
  entries_[*index].plan.reset();
  return true;
}

void Transcript::notice(Wall at, std::string sentence, bool is_alarm) {
  if (has_newer_) return;
  insert(entries_.size(), Entry(at, std::move(sentence), is_alarm));
  trim();
}

// --- the window ---

void Transcript::index_changed(std::size_t at, std::ptrdiff_t by) {
  const auto change = [at, by](std::size_t& index) {
    if (index >= at) index = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(index) + by);
  };
  if (anchor_) change(anchor_->entry);
  for (auto* index : {&selected_, &line_, &newest_own_})
    if (*index) change(**index);
}

void Transcript::insert(std::size_t at, Entry entry) {
  index_changed(at, 1);
  text_bytes_ += entry.bytes();
  entry.first_link = links_ + 1;
  links_ += entry.links();
  const bool is_own = entry.said && entry.said->outgoing;
  if (entry.said) ids_.insert(entry.said->id);
  entries_.insert(entries_.begin() + static_cast<std::ptrdiff_t>(at), std::move(entry));
  if (is_own) newest_own_ = std::max(newest_own_.value_or(at), at);
}

void Transcript::erase_front() {
  const Entry& entry = entries_.front();
  if (entry.said) ids_.erase(entry.said->id);
  text_bytes_ -= entry.bytes();
  entries_.pop_front();
  for (auto* index : {&selected_, &line_, &newest_own_})
    if (*index == std::size_t{0}) index->reset();
  if (anchor_ && anchor_->entry == 0) anchor_ = Anchor{1, 0};
  index_changed(1, -1);
  has_older_ = true;
}

void Transcript::erase_back() {
  const std::size_t last = entries_.size() - 1;
  const Entry& entry = entries_.back();
  if (entry.said) ids_.erase(entry.said->id);
  text_bytes_ -= entry.bytes();
  entries_.pop_back();
  for (auto* index : {&selected_, &line_})
    if (*index == last) index->reset();
  if (newest_own_ == last) find_newest_own();
  has_newer_ = true;
}

void Transcript::find_newest_own() {
  newest_own_.reset();
  for (std::size_t i = entries_.size(); i > 0 && !newest_own_; --i)
    if (entries_[i - 1].said && entries_[i - 1].said->outgoing) newest_own_ = i - 1;
}

// Lets go what is farther from the reader.
void Transcript::trim() {
  while (entries_.size() > 1 && (entries_.size() > kEntriesMax || text_bytes_ > kTextBytesMax)) {
    if (!anchor_ || anchor_->entry > entries_.size() / 2) {
      erase_front();
    } else {
      erase_back();
    }
  }
}

// Behind the last one of the first `last` entries that is not later.
std::size_t Transcript::place_of(Wall at, std::size_t last) const {
  while (last > 0 && entries_[last - 1].at > at) --last;
  return last;
}

std::optional<std::size_t> Transcript::index_of(const MessageId& id) const {
  if (!ids_.contains(id)) return std::nullopt;
  for (std::size_t i = entries_.size(); i > 0; --i)
    if (entries_[i - 1].said && entries_[i - 1].said->id == id) return i - 1;
  return std::nullopt;
}

const Said* Transcript::find(const MessageId& id) const {
  const auto index = index_of(id);
  return index ? &*entries_[*index].said : nullptr;
}

// --- unread ---

void Transcript::leave() {
  is_visited_ = false;
  line_.reset();
  unselect();
  while (at_newest() && entries_.size() > kPage) erase_front();
}

void Transcript::arrive() {
  is_visited_ = true;
  was_refused_ = false;
}

void Transcript::mark_read() {
  unread_ = 0;
  has_failed_ = false;
  read_by_another_run_.reset();
  if (const Said* newest = last([](const Said&) { return true; })) last_read_ = newest->id;
}

void Transcript::count_unread(std::size_t at) {
  line_ = at;
  line_count_ = 0;
  for (; at < entries_.size(); ++at)
    if (entries_[at].said && !entries_[at].said->outgoing) ++line_count_;
  unread_ = line_count_;
}

void Transcript::mark_unread() {
  const auto at = bottom();
  if (!at) return;
  count_unread(selected_.value_or(step(*at, 1 - static_cast<std::ptrdiff_t>(rows_)).entry));
  last_read_.reset();
  for (std::size_t i = *line_; i > 0 && !last_read_; --i)
    if (entries_[i - 1].said) last_read_ = entries_[i - 1].said->id;
}

void Transcript::read_up_to(const MessageId& id) {
  last_read_ = read_by_another_run_ = id;
  find_read_mark(has_older_);
}

// --- more ---

std::optional<std::string> Transcript::link(std::size_t number) const {
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
    const std::size_t count = entry->links();
    if (count == 0) continue;
    const bool is_here = number == 0 || (number >= entry->first_link && number < entry->first_link + count);
    if (!is_here) continue;
    std::size_t left = number == 0 ? 0 : number - entry->first_link;
    for (const Markup& it : entry->markup) {
      if (it.kind != Markup::Kind::link) continue;
      if (left-- == 0) return entry->shown.substr(it.range.begin, it.range.end - it.range.begin);
    }
  }
  return std::nullopt;
}

std::optional<Instant> Transcript::unanswered_since() const {
  std::optional<Instant> oldest;
  for (const Entry& entry : entries_) {
    if (!entry.said || entry.said->is_in_room || !entry.said->since) continue;
    oldest = std::min(oldest.value_or(*entry.said->since), *entry.said->since);
  }
  return oldest;
}

}  // namespace earshot::front
