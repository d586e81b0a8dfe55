#include "core/log.h"

#include <algorithm>

#include "core/gate.h"
#include "core/roster.h"
#include "earshot/base/encoding.h"
#include "earshot/crypto/hash.h"

namespace earshot::core {

namespace {
// Of authors that nobody has met: enough for everybody who was ever there, and no more than a liar may fill.
constexpr std::size_t kUnmetLogsMax = 1'024;
constexpr std::size_t kEndsKept = 1'024;  // passed over at a time, when room is made in memory
}  // namespace

wire::Digest log_digest(const LogKey& key, Seq newest) {
  Bytes input(view(key.author.bytes));
  for (const auto number : {key.epoch.value, newest.value})
    for (int shift = 56; shift >= 0; shift -= 8) input.push_back(static_cast<char>(number >> shift & 0xff));
  return crypto::hash8(input);
}

const Entry* Log::find(Seq place) const {
  const auto found = entries_.find(place.value);
  return found == entries_.end() ? nullptr : &found->second;
}

bool Log::is_named(Seq place, const wire::EntryHash& hash) const {
  const auto* behind = find(place.next());
  return behind && behind->previous == hash;
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
  was_apart = true;
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

std::vector<wire::Range> Log::reach_down(std::uint64_t places) {
  if (base_ == Seq{} || places == 0) return {};
  const auto top = base_.value;
  base_ = Seq{top - std::min(top, places)};
  lowest_base_ = std::min(lowest_base_, base_);
  return {{base_.value + 1, top}};
}

void Log::stay_above_gap(bool is_refused) {
  is_compared_ = is_refused;
  const auto missing = received_.missing(base_.value + 1, known_.value, 1);
  if (!missing.empty() && missing.front().first == base_.value + 1) base_ = Seq{missing.front().last};
}

bool Log::is_complete() const {
  return (is_compared_ || base_ == Seq{}) && received_.missing(base_.value + 1, known_.value, 1).empty();
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
  digest_changed(key);
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
    erase(past.front());
  }
  if (logs_.size() >= context_.config.peers_max) {
    if (!context_.roster.find(key.author)) return nullptr;  // a stranger displaces nobody
    erase(std::next(logs_.begin(), static_cast<std::ptrdiff_t>(context_.random.below(logs_.size())))->first);
  }
  return &logs_.emplace(key, Log{key, base}).first->second;
}

Log* Logs::open_relayed(const LogKey& key, Seq base) {
  if (key.author == context_.self.id || context_.roster.find(key.author)) return open(key, base);
  std::vector<LogKey> unmet;
  for (const auto& [other, log] : logs_)
    if (other.author != context_.self.id && !context_.roster.find(other.author)) unmet.push_back(other);
  if (unmet.size() >= kUnmetLogsMax) erase(unmet[context_.random.below(unmet.size())]);
  return open(key, base);
}

void Logs::erase(LogKey key) {
  logs_.erase(key);
  digest_changed(key);
}

bool Logs::is_outdated(const LogKey& key) const {
  const auto* author = context_.roster.find(key.author);
  if (author && author->card.ep > key.epoch) return true;
  const auto later = logs_.upper_bound(key);
  return later != logs_.end() && later->first.author == key.author;
}

bool Logs::awaits_beacon(const LogKey& key) const {
  if (key.author == context_.self.id) return false;
  const auto* author = context_.roster.find(key.author);
  return !author || author->card.ep < key.epoch;
}

std::vector<LogKey> Logs::of(const PeerId& author) const {
  std::vector<LogKey> keys;
  for (auto it = logs_.lower_bound({author, Epoch{}}); it != logs_.end() && it->first.author == author; ++it)
    keys.push_back(it->first);
  return keys;
}

std::size_t Logs::room() const {
  const auto held = places_.size() + own_places_.size(), limit = context_.config.log_entries_max;
  return held < limit ? limit - held : 0;
}

void Logs::added(const LogKey& key, Seq place) {
  (key == own_key() ? own_places_ : places_).push_back({key, place});
  if (places_.size() + own_places_.size() <= context_.config.log_entries_max) return;
  forget_oldest(places_.empty() ? own_places_ : places_);
}

void Logs::forget_oldest(std::deque<Place>& places) {
  const auto is_end = [&](const Place& it) {
    const auto* log = find(it.key);
    return log && log->received().highest() == it.seq.value;
  };
  for (auto ends = std::min(places.size(), kEndsKept); ends > 0 && is_end(places.front()); --ends) {
    places.push_back(places.front());
    places.pop_front();
  }
  const auto [key, place] = places.front();
  places.pop_front();
  auto* log = find(key);
  if (!log) return;
  log->leave_memory(place);
  if (!log->newest_stored()) digest_changed(key);
}

const Entry* Logs::to_hand_on(const LogKey& key, Seq place) {
  auto* log = find(key);
  const auto* entry = log ? log->find(place) : nullptr;
  if (!entry) return nullptr;
  if (!entry->has_good_signature)
    log->signature_checked(place, is_signed_by(context_, key.author, wire::Kind::post, entry->body, entry->signature));
  return *entry->has_good_signature ? entry : nullptr;
}

// A log whose newest entry has left memory could not be shown to anybody.
void Logs::digest_changed(const LogKey& key) {
  const auto* log = find(key);
  std::optional<wire::Digest> part;
  if (log && log->newest_stored()) part = log_digest(key, Seq{log->stored().highest()});
  digests_.set({key.author, key.epoch}, part);
  complete_digests_.set({key.author, key.epoch}, log && log->is_complete() ? part : std::nullopt);
}

Entry make_entry(BytesView body, const wire::Signature& signature, const wire::EntryHash& previous,
                 std::optional<bool> has_good_signature) {
  return {.body = Bytes(body),
          .signature = signature,
          .hash = crypto::hash16(body),
          .previous = previous,
          .has_good_signature = has_good_signature};
}

std::optional<wire::Post> post_in(const Entry* entry) {
  if (!entry) return std::nullopt;
  const auto message = wire::decode_body(wire::Kind::post, entry->body);
  const auto* post = message ? std::get_if<wire::Post>(&*message) : nullptr;
  return post ? std::optional(*post) : std::nullopt;
}

Bytes datagram_of(const Context& context, const Entry& entry) {
  wire::Head head;
  head.kind = wire::Kind::post;
  head.signature = entry.signature;
  return make_datagram(context, head, entry.body);
}

}  // namespace earshot::core
