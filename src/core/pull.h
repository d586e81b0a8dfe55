// Fetching what one does not know from a peer that does, by comparing digests over ranges of ids: beacons, so that a
// newcomer has the whole roster within a few round trips; then the newest entries of logs, from which rooms.h goes on.
// Later whatever a digest shows to be missing. Also the serving side.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/cards.h"
#include "core/context.h"
#include "core/presence.h"
#include "core/rooms.h"
#include "core/roster.h"
#include "core/tries.h"

namespace earshot::core {

class Pull {
 public:
  Pull(Context& context, Cards& cards, Presence& presence, Rooms& rooms)
      : context_(context), cards_(cards), presence_(presence), rooms_(rooms) {}

  void start(Moment now) { started_ = now.instant; }
  // A peer's roster has this digest: fetch what differs, unless that was tried in vain just now.
  void consider(Moment now, const PeerId& peer, const wire::Digest& digest);
  // Whether it is time to fetch what differs between our logs and those of a peer, which have this digest.
  bool is_worth_comparing(Moment now, const PeerId& peer, const wire::Digest& digest) const;
  void consider_logs(Moment now, const PeerId& peer, const wire::Digest& digest);
  // Fetch the beacon of a stranger from where it was heard.
  void fetch(Moment now, const PeerId& id, const Address& from);
  // The beacon of somebody who is probably gone, for its name, from a peer that may have it.
  void fetch_name(Moment now, const PeerId& id, const Address& from);

  void receive(Moment now, const Received& received, const wire::Pull& pull);
  // A life of somebody that the relay believes in and we do not.
  struct Doubt {
    PeerId id;
    Epoch epoch;
    bool operator==(const Doubt&) const = default;
  };
  std::vector<Doubt> receive(Moment now, const Received& received, const wire::Page& page);
  void receive_cookie(Moment now, const Received& received);
  // Who got a name in this way, since the last call.
  std::vector<PeerId> take_named() { return std::exchange(named_, {}); }

  // Names can be resolved: some answer was heard and its roster fetched, or there was time enough for one.
  bool is_settled(Instant now) const;

  void wake(Moment now);
  std::optional<Instant> deadline() const;

 private:
  enum class Subject : std::uint8_t { roster, logs };
  struct Relay {
    PeerId peer;
    std::optional<wire::Digest> roster{}, logs{};  // its digests, as it told us
    bool compare_roster = false;                   // logs are compared in any case, and last
  };
  enum class Aim : std::uint8_t {
    beacon,   // of a stranger
    name,     // of somebody who is gone
    opening,  // of the relay itself: its answer proves its address, and ours to it if we must ask twice
    part,     // of the roster, or of the logs
  };
  struct Question {
    Aim aim;
    Relay relay{};
    Address to;
    std::optional<PeerId> only{};
    Subject subject{};
    bool of_all_logs = false;  // the first question about them
    DigestKey after{};
    PeerId until{};
    Tries tries{};
    Instant next{};  // try, or end of the patience
    bool asked_with_token = false;
  };
  // With whom, and what the digests were.
  struct Comparison {
    PeerId peer;
    wire::Digest theirs{}, ours{};
    bool operator==(const Comparison&) const = default;
  };
  struct Waiting {
    Relay relay;
    Instant begin_at;
    wire::Digest our_logs{};
  };
  void wait_for(Moment now, Relay relay, Duration time);
  bool is_worth_beginning(const Waiting& waiting);
  void begin(Moment now, const Relay& relay);
  void open(Moment now, const Relay& relay, const Address& address);
  void open_another(Moment now, const std::optional<PeerId>& except);
  void settle_on(Moment now, const Question& answered, Duration rtt);
  void ask_parts(Moment now);
  void begin_logs(Moment now);
  void ask(Moment now, Question& question);
  void ask_first(Moment now, Question question);
  Duration pause(const Question& question) const;
  bool is_asking() const;
  static bool is_of_a_pull(Aim aim) { return aim == Aim::opening || aim == Aim::part; }
  bool can_fetch(const PeerId& id) const;
  void ask_for_names(Moment now);
  // What a line is about, when it was asked for.
  std::optional<DigestKey> take(Moment now, const Received& received, const wire::Page& page,
                                const wire::Page::Line& line, const Question& question, std::vector<Doubt>& doubts);
  void take(Moment now, const Received& received, const wire::Page& page, const wire::Page::Line& line,
            const wire::Here& card, const Question& question, std::vector<Doubt>& doubts);
  void finish(Moment now);
  void finish_logs(Moment now);
  wire::Page answer_to(const wire::Pull& pull);
  std::optional<Address> askable(Moment now, const PeerId& peer) const;

  Context& context_;
  Cards& cards_;
  Presence& presence_;
  Rooms& rooms_;
  Instant started_;
  std::vector<Question> questions_;
  std::deque<std::pair<PeerId, Address>> names_wanted_;  // as long as too many questions are under way
  std::vector<PeerId> named_;
  std::optional<Waiting> waiting_;  // to begin

  // The pull under way. Several relays may be asked to begin with; the first to answer is the one.
  bool is_pulling_ = false;
  std::optional<Relay> relay_;
  Address relay_address_;
  Subject subject_{};  // what is being compared
  bool compare_roster_ = false;
  std::size_t relays_asked_ = 0;
  Instant open_next_;  // when another one is asked, as long as none has answered
  std::optional<Duration> rtt_;
  wire::Digest ours_{}, our_logs_{};  // when it began
  bool brought_news_ = false, brought_log_news_ = false;
  std::size_t log_lines_ = 0;

  std::optional<Comparison> fruitless_;  // was asked and had nothing new
  std::optional<Instant> last_begun_;
  bool in_step_ = false;  // with some peer, once

  struct Fruitless {
    Comparison what;
    Instant when;
    std::size_t times = 0;  // one after the other
  };
  std::map<PeerId, Fruitless> fruitless_logs_;
  std::size_t put_off_ = 0;  // comparisons of logs, one after the other
  std::optional<Instant> logs_compared_at_;
};

}  // namespace earshot::core
