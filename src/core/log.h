// The logs of all authors: signed entries, numbered from 1, each naming the hash of the one before. They hold and
// answer questions; what is missing is asked for by wants.h, what is shown is decided by reading.h. Driven by
// rooms.cpp.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/context.h"
#include "core/digests.h"
#include "core/seq_set.h"

namespace earshot::core {

// One start of one author. A restart begins a new log; the old one stays and may still be completed.
struct LogKey {
  PeerId author;
  Epoch epoch;
  auto operator<=>(const LogKey&) const = default;
};

struct Entry {
  Bytes body;  // as signed: this is what is hashed, stored and relayed
  wire::Signature signature{};
  wire::EntryHash hash{};      // of the body
  wire::EntryHash previous{};  // what the author says the body before hashes to; zero for the first
  // Nothing: the entry behind it names its hash, which proves the body as well as a signature does, and 100 times
  // quicker. The signature is checked before the entry is handed on, as whoever gets it may lack the one behind.
  std::optional<bool> has_good_signature{};
};

class Log {
 public:
  // Nothing at or below `base` is missed: it was there before we came.
  Log(LogKey key, Seq base)
      : key_(key), first_base_(base), base_(base), lowest_base_(base), known_(base), read_up_to_(base) {}

  const LogKey& key() const { return key_; }
  Seq base() const { return base_; }
  Seq lowest_base() const { return lowest_base_; }  // that there has ever been
  Seq known() const { return known_; }              // the highest place that is believed to exist

  bool has(Seq place) const { return received_.contains(place.value); }  // maybe not durable yet
  bool is_stored(Seq place) const { return stored_.contains(place.value); }
  const SeqSet& received() const { return received_; }
  const SeqSet& stored() const { return stored_; }
  const Entry* find(Seq place) const;  // nothing for an entry that had to leave memory
  // Whether the entry behind the place is held, and says that the one at the place has this hash.
  bool is_named(Seq place, const wire::EntryHash& hash) const;
  // The newest one that is stored; nothing if it has left memory.
  const Entry* newest_stored() const { return stored_.empty() ? nullptr : find(Seq{stored_.highest()}); }
  // The lowest place whose entry is in memory; nothing if none is.
  std::optional<Seq> lowest() const;
  // Whether this very body is known for the place, or its entry has left memory and cannot be compared.
  bool is_repeat(Seq place, BytesView body) const;

  // Beyond known + config.far_ahead, and below the first base by as much: such a number fills no table.
  bool is_far_ahead(Seq place, std::uint64_t limit) const { return place.value > known_.value + limit; }
  bool is_far_below(Seq place, std::uint64_t limit) const { return place.value + limit <= first_base_.value; }

  // Takes an entry of an earlier start, in rising order: durable, and read.
  void restore(Seq place, Entry entry);
  // Takes an entry for a place that has none. Returns the places that are known to be missing since then.
  std::vector<wire::Range> add(Seq place, Entry entry);
  // The author says that the log goes up to here. Likewise.
  std::vector<wire::Range> told(Seq head);
  // So much more of what was there before we came is wanted. Likewise.
  std::vector<wire::Range> reach_down(std::uint64_t places);
  // Nobody has more of what was there before we came; or nobody has answered, and the next comparison asks again.
  void stay_above_gap(bool is_refused);
  void replace(Seq place, Entry entry) { entries_[place.value] = std::move(entry); }
  void mark_stored(Seq place) { stored_.add(place.value, place.value); }
  void leave_memory(Seq place) { entries_.erase(place.value); }
  void signature_checked(Seq place, bool is_good) { entries_.at(place.value).has_good_signature = is_good; }

  // How far the log was read to the user (reading.h).
  Seq read_up_to() const { return read_up_to_; }
  void read(Seq place) { read_up_to_ = place; }

  // Each place belongs to one message that was shown, also if the author gives it another body later.
  void shown(Seq first, Seq last) { shown_.add(first.value, last.value); }
  bool is_shown(Seq first, Seq last) const { return !shown_.within(first.value, last.value, 1).empty(); }

  // What was written before we came, or while the author and we could not hear each other, ends here: it is shown as
  // history, what comes behind it as news.
  Seq history_up_to() const { return history_up_to_; }
  void is_history(Seq up_to) { history_up_to_ = std::max(history_up_to_, up_to); }

  // Nobody needs to be asked about it: nothing is missing, and some peer was asked for what was there before we came.
  bool is_complete() const;
  void compared() { is_compared_ = true; }
  // What is missing above the base, up to the known end.
  std::vector<wire::Range> gaps() const { return received_.missing(base_.value + 1, known_.value); }

  bool was_apart = false;         // its author has been gone, and has not said since how far it goes
  bool fork_told = false;         // the user was told that this author contradicts himself
  std::optional<Address> source;  // where an author came from whose beacon is not here (yet)
  std::optional<PeerId> holder;   // a peer that has shown that it has the newest entry
  Instant opened;

 private:
  LogKey key_;
  Seq first_base_, base_, lowest_base_, known_, read_up_to_, history_up_to_;
  bool is_compared_ = false;
  std::map<std::uint64_t, Entry> entries_;
  SeqSet received_, stored_, shown_;
};

// Each start of an author begins a log, and others may ask for those of days ago. A script that sends once an hour
// makes so many in a week; beyond, the oldest leave memory.
constexpr std::size_t kLogsPerAuthorMax = 168;

// Bounded: the entries of others that came first leave memory first, but for the newest of each log, which shows others
// how far it goes; then the oldest of one's own.
class Logs {
 public:
  explicit Logs(Context& context) : context_(context) {}

  LogKey own_key() const { return {context_.self.id, context_.epoch}; }
  Log& own();
  // Puts an entry of an earlier start, own ones too, where it was; in the order of (author, epoch, place).
  void restore(Moment now, const LogKey& key, Seq place, Entry entry);
  // Of the own epoch, which has changed. The one before is kept for those who lack something of it.
  void begin_own();
  Log* find(const LogKey& key);
  // Creates it. Nothing when the tables are full of logs that are worth more.
  Log* open(const LogKey& key, Seq base);
  // Likewise, of an author whom a relay tells of. Authors that nobody has met share a small part of the table, and
  // displace only each other.
  Log* open_relayed(const LogKey& key, Seq base);
  // Whether a log that is not there belongs to a past of its author that nobody asked for.
  bool is_outdated(const LogKey& key) const;
  std::vector<LogKey> of(const PeerId& author) const;
  // No beacon of this start of the author has come: it is a stranger, or it restarted and we have missed that.
  bool awaits_beacon(const LogKey& key) const;

  // An entry was added: others may have to leave.
  void added(const LogKey& key, Seq place);
  // How many more there may be before that.
  std::size_t room() const;
  // The entry, if it is there and anybody would take it from us: its signature is good.
  const Entry* to_hand_on(const LogKey& key, Seq place);

  // Over (author, epoch, newest stored place) of each log.
  const Digests& digests() const { return digests_; }
  // Of the complete ones among them: questions have only these, so that the answers show the others.
  const Digests& complete_digests() const { return complete_digests_; }
  // After its newest stored entry, or whether it counts, has changed.
  void digest_changed(const LogKey& key);

 private:
  struct Place {
    LogKey key;
    Seq seq;
  };
  void forget_oldest(std::deque<Place>& places);
  void erase(LogKey key);

  Context& context_;
  std::optional<Log> own_;
  std::map<LogKey, Log> logs_;
  Digests digests_, complete_digests_;
  std::deque<Place> places_, own_places_;  // entries in memory, oldest first
};

// Of one log.
wire::Digest log_digest(const LogKey& key, Seq newest);
Entry make_entry(BytesView body, const wire::Signature& signature, const wire::EntryHash& previous,
                 std::optional<bool> has_good_signature = true);
// Nothing for an entry that is not there.
std::optional<wire::Post> post_in(const Entry* entry);
// The entry as a datagram, exactly as its author sent it.
Bytes datagram_of(const Context& context, const Entry& entry);

}  // namespace earshot::core
