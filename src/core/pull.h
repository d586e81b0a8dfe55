// Fetching the beacons that one does not know, from a peer that does: a newcomer's whole roster within a few round
// trips, and later whatever a digest shows to be missing. Also the serving side.
#pragma once

#include <optional>
#include <vector>

#include "core/cards.h"
#include "core/context.h"
#include "core/presence.h"
#include "core/roster.h"
#include "core/tries.h"

namespace earshot::core {

class Pull {
 public:
  Pull(Context& context, Cards& cards, Presence& presence) : context_(context), cards_(cards), presence_(presence) {}

  void start(Moment now) { started_ = now.instant; }
  // A peer's roster has this digest: fetch what differs, unless that was tried in vain just now.
  void consider(Moment now, const PeerId& peer, const wire::Digest& digest);
  // Fetch the beacon of a stranger from where it was heard.
  void fetch(Moment now, const PeerId& id, const Address& from);

  void receive(Moment now, const Received& received, const wire::Pull& pull);
  // Peers that the relay believes to be live and we do not: worth a ping.
  std::vector<PeerId> receive(Moment now, const Received& received, const wire::Page& page);
  void receive_cookie(Moment now, const Received& received);

  // Names can be resolved: some answer was heard and its roster fetched, or there was time enough for one.
  bool is_settled(Instant now) const;

  void wake(Moment now);
  std::optional<Instant> deadline() const;

 private:
  struct Relay {
    PeerId peer;
    wire::Digest theirs{};  // of its roster, as it told us
  };
  enum class Aim : std::uint8_t {
    beacon,   // of a stranger
    opening,  // of the relay itself: its answer proves its address, and ours to it if we must ask twice
    part,     // of the roster
  };
  struct Question {
    Aim aim;
    Relay relay{};
    Address to;
    std::optional<PeerId> only{};
    PeerId after{}, until{};
    Tries tries{};
    Instant next{};  // try, or end of the patience
    bool asked_with_token = false;
  };
  struct Comparison {
    PeerId peer;
    wire::Digest theirs{}, ours{};
    bool operator==(const Comparison&) const = default;
  };
  void begin(Moment now, const Relay& relay);
  void open(Moment now, const Relay& relay, const Address& address);
  void open_another(Moment now, const std::optional<PeerId>& except);
  void settle_on(Moment now, const Question& answered, Duration rtt);
  void ask(Moment now, Question& question);
  void ask_first(Moment now, Question question);
  Duration pause(const Question& question) const;
  bool is_asking() const;
  void finish();
  std::optional<Address> askable(Moment now, const PeerId& peer) const;

  Context& context_;
  Cards& cards_;
  Presence& presence_;
  Instant started_;
  std::vector<Question> questions_;
  std::optional<Relay> waiting_;  // postponed
  Instant begin_at_;

  // The pull under way. Several relays may be asked to begin with; the first to answer is the one.
  bool is_pulling_ = false;
  std::optional<Relay> relay_;
  std::size_t relays_asked_ = 0;
  Instant open_next_;  // when another one is asked, as long as none has answered
  std::optional<Duration> rtt_;
  wire::Digest ours_{};  // when it began
  bool brought_news_ = false;

  std::optional<Comparison> fruitless_;  // was asked and had nothing new
  std::optional<Instant> last_begun_;
  bool in_step_ = false;  // with some peer, once
};

}  // namespace earshot::core
