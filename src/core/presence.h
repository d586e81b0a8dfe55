// Being there: says hello on arrival, keeps the beacon going, answers newcomers that elected us, says bye. It also
// believes or refutes what others say about who is lost. Whether a silent peer still answers is the business of
// buddies.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/cards.h"
#include "core/context.h"
#include "core/roster.h"

namespace earshot::core {

// The body of a beacon: with its line and a page around it that is a datagram. What is larger nobody could relay. In an
// envelope there is less room.
constexpr std::size_t kBeaconBytesMax = 950;

class Presence {
 public:
  // `own_card` is written here and read by others.
  Presence(Context& context, Cards& cards, wire::Here& own_card) : context_(context), cards_(cards), card_(own_card) {}

  void start(Moment now, const NetworkView& network);
  void network_changed(Moment now, const NetworkView& network);
  void greet(Moment now, const Address& address);    // a static peer: at once, and until it was heard
  void rename(Moment now, const std::string& nick);  // already checked
  void set_away(Moment now, bool away);
  void set_rooms(Moment now, const std::vector<std::string>& rooms);
  void set_log_head(Seq head);   // of the own log; rides along with the next beacon
  void begin_epoch(Moment now);  // a new one: context.epoch
  void beacon_now(Moment now);   // for the doctor
  void stop(Moment now);
  bool is_stopping() const { return byes_left_ >= 0; }
  bool stopped() const { return byes_left_ == 0; }

  // True when the sender is a peer that answered or greeted: its digest is worth a look.
  bool receive(Moment now, const Received& received, const wire::Here& here);
  void receive(Moment now, const Received& received, const wire::Bye& bye);
  void receive(Moment now, const Received& received, const wire::Lost& lost);

  // The newest own beacon without a question in it: what pages relay and answers send.
  struct Beacon {
    std::string body;
    wire::Signature signature{};
  };
  const Beacon& beacon();

  bool heard_answer() const { return heard_answer_; }
  std::size_t greetings_sent() const { return greetings_sent_; }

  void wake(Moment now);
  std::optional<Instant> deadline() const;

 private:
  struct Greeting {
    Address address;
    Instant next;
    Duration interval;
  };
  struct Answer {
    Instant when;
    Address to;
  };
  void say_here(Moment now, std::uint64_t question);
  void schedule_beacon(Instant now);
  void spread_beacons(Instant now);  // after the last hello
  void announce_soon(Instant now);
  void beacon_soon(Instant now);  // no sooner than beacon_gap_min after the last
  void renew_card(std::uint64_t question);
  wire::Here said_card() const;
  void greet_due(Moment now);
  void greet_remembered();
  void answer_due(Moment now);
  Instant believed_at(Instant accused, const Peer& peer) const;
  void doom_due(Moment now);
  void say_bye(Moment now);
  void send_to_far(Moment now, const Bytes& datagram);
  void consider_answering(Moment now, const Received& received, const wire::Here& here);
  void tell_epoch(Moment now, const Received& received, const PeerId& author);
  std::size_t rank_for(const PeerId& newcomer, std::size_t enough) const;
  std::vector<std::string> own_addresses(const NetworkView& network) const;

  Context& context_;
  Cards& cards_;
  wire::Here& card_;
  NetworkView network_;
  std::optional<Beacon> beacon_;  // cached until the card changes
  std::vector<Instant> hellos_;   // still to send
  std::optional<Instant> next_beacon_;
  std::optional<Instant> last_here_;  // sent to the group
  bool has_news_ = false;             // for those whom no beacon reaches, too
  std::vector<Greeting> greetings_;
  std::vector<Answer> answers_;
  std::map<PeerId, Instant> doomed_;  // said to be gone: believed then, unless heard before
  std::size_t greetings_sent_ = 0;
  bool heard_answer_ = false;
  std::uint64_t next_question_ = 1;  // `q` of the next hello: 2 asks more peers
  int byes_left_ = -1;               // -1: not stopping
  Instant next_bye_;
};

}  // namespace earshot::core
