// The asking side of repair: which places of which logs are missed here, whom to ask for them and when. The author
// first; after config.want_tries failures, or when he is gone, anybody else. It does not know what is shown or stored.
// Driven by rooms.cpp.
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/context.h"
#include "core/log.h"
#include "core/timers.h"

namespace earshot::core {

class Wants {
 public:
  Wants(Context& context, Logs& logs) : context_(context), logs_(logs) {}

  // These places are missing; those that are already missed stay as they are.
  void miss(Moment now, const LogKey& key, const std::vector<wire::Range>& missing);
  // The same, of what nobody sends unasked: there is nothing to wait for before the first question.
  void fetch(Moment now, const LogKey& key, const std::vector<wire::Range>& missing);
  void filled(Moment now, const LogKey& key, Seq place);
  // Since when a place is missed and hoped for. Nothing: it is not missed, or there is no hope left.
  std::optional<Instant> missed_since(const LogKey& key, Seq place) const;

  // A number far beyond everything known: asks the author for what comes next, once a second at most, and remembers
  // nothing of the number.
  void ask_what_is_next(Moment now, const LogKey& key, Seq known);

  void receive(Moment now, const Received& received, const wire::None& none);
  void receive_cookie(Moment now, const Received& received);
  void wake(Moment now);
  std::optional<Instant> deadline() const { return timers_.next(); }

  // Logs with places that were given up since the last call: what waits for them need not wait.
  struct GivenUp {
    LogKey key;
    bool is_refused = false;  // who should have had them says that it has not; else nobody has answered
  };
  std::vector<GivenUp> take_given_up();

 private:
  struct Gap {
    std::uint64_t last = 0;
    Instant since;
    Instant due;
    std::size_t tries = 0;
    bool is_refused = false;  // by the peer that is known to hold the log's end
  };
  using Gaps = std::map<std::uint64_t, Gap>;  // by first place; disjoint
  // A question on its way, so that only its answer counts.
  struct Question {
    bool to_author = false;
    bool repeated = false;  // with a token that was asked for
    Instant until;
  };
  using To = std::pair<Address, LogKey>;

  Duration first_wait();
  void miss_from(Moment now, const LogKey& key, const std::vector<wire::Range>& missing, Instant due);
  bool is_author_there(const LogKey& key) const;
  bool is_for_author(const LogKey& key, const Gap& gap) const;
  std::optional<Address> holder(const LogKey& key) const;
  std::optional<Address> somebody_else(const LogKey& key);
  std::size_t tries_max(const LogKey& key, const Gap& gap) const;
  void ask(Moment now, const LogKey& key, Gaps& gaps, bool author);
  void send(Moment now, const To& to, bool to_author, std::vector<wire::Range> ranges);
  void forget_below(const LogKey& key, Seq lowest);
  void set_timer(const LogKey& key);

  Context& context_;
  Logs& logs_;
  std::map<LogKey, Gaps> gaps_;
  Timers<LogKey> timers_;
  std::map<To, Question> questions_;
  std::vector<GivenUp> given_up_;
};

}  // namespace earshot::core
