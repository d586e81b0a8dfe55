#include "core/log.h"

#include <algorithm>

#include "core/gate.h"
#include "core/roster.h"
#include "earshot/crypto/hash.h"

namespace earshot::core {

const Entry* Log::find(Seq place) const {
  const auto found = entries_.find(place.value);
  return found == entries_.end() ? nullptr : &found->second;
}

std::optional<Seq> Log::lowest() const {
  return entries_.empty() ? std::nullopt : std::optional(Seq{entries_.begin()->first});
}

bool Log::is_repeat(Seq place, BytesView body) const {
  if (!has(place)) return false;
  const auto* entry = find(place);
  return !entry || entry->body == body;
}

std::vector<wire::Range> Log::add(Seq place, Entry entry) {
  std::vector<wire::Range> missing;
  if (place > known_) {
    if (place.value > known_.value + 1) missing.push_back({known_.value + 1, place.value - 1});
    known_ = place;
  } else if (place <= base_) {
    if (place < base_) missing.push_back({place.value + 1, base_.value});
    base_ = Seq{place.value - 1};
  }
  received_.add(place.value, place.value);
  entries_.insert_or_assign(place.value, std::move(entry));
  return missing;
}

void Log::restore(Seq place, Entry entry) {
  if (received_.empty()) first_base_ = base_ = Seq{place.value - 1};
  known_ = read_up_to_ = place;
  received_.add(place.value, place.value);
  mark_stored(place);
  entries_.insert_or_assign(place.value, std::move(entry));
}

std::vector<wire::Range> Log::told(Seq head) {
  if (head <= known_) return {};
  const wire::Range missing{known_.value + 1, head.value};
  known_ = head;
  return {missing};
}

Log& Logs::own() {
  if (!own_) own_.emplace(own_key(), Seq{});
  return *own_;
}

void Logs::restore(Moment now, const LogKey& key, Seq place, Entry entry) {
  auto* log = find(key);
  if (!log) log = open(key, Seq{});
  if (!log) return;
  log->opened = now.instant;
  log->restore(place, std::move(entry));
  added(key, place);
}

void Logs::begin_own() {
  if (own_) logs_.emplace(own_->key(), *own_);
  own_.reset();
}

Log* Logs::find(const LogKey& key) {
  if (key == own_key()) return &own();
  const auto found = logs_.find(key);
  return found == logs_.end() ? nullptr : &found->second;
}

Log* Logs::open(const LogKey& key, Seq base) {
  const auto past = of(key.author);
  if (past.size() >= kLogsPerAuthorMax) {
    if (key < past.front()) return nullptr;
    logs_.erase(past.front());
  }
  // A stranger displaces nobody.
  const auto limit = context_.config.peers_max;
  if (logs_.size() >= limit && !context_.roster.find(key.author)) return nullptr;
  make_room(logs_, limit, context_.random);
  return &logs_.emplace(key, Log{key, base}).first->second;
}

bool Logs::is_outdated(const LogKey& key) const {
  const auto* author = context_.roster.find(key.author);
  if (author && author->card.ep > key.epoch) return true;
  const auto later = logs_.upper_bound(key);
  return later != logs_.end() && later->first.author == key.author;
}

bool Logs::awaits_beacon(const LogKey& key) const {
  const auto* author = context_.roster.find(key.author);
  return !author || author->card.ep < key.epoch;
}

std::vector<LogKey> Logs::of(const PeerId& author) const {
  std::vector<LogKey> keys;
  for (auto it = logs_.lower_bound({author, Epoch{}}); it != logs_.end() && it->first.author == author; ++it)
    keys.push_back(it->first);
  return keys;
}

void Logs::added(const LogKey& key, Seq place) {
  (key == own_key() ? own_places_ : places_).push_back({key, place});
  if (places_.size() + own_places_.size() <= context_.config.log_entries_max) return;
  forget_oldest(places_.empty() ? own_places_ : places_);
}

void Logs::forget_oldest(std::deque<Place>& places) {
  if (auto* log = find(places.front().key)) log->leave_memory(places.front().seq);
  places.pop_front();
}

Entry make_entry(BytesView body, const wire::Signature& signature, const wire::EntryHash& previous) {
  return {.body = Bytes(body), .signature = signature, .hash = crypto::hash16(body), .previous = previous};
}

Bytes datagram_of(const Context& context, const Entry& entry) {
  wire::Head head;
  head.kind = wire::Kind::post;
  head.signature = entry.signature;
  head.network = context.tag;
  return wire::encode_datagram(head, entry.body);
}

}  // namespace earshot::core
