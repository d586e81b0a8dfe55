// Fetching the beacons that one does not know, from a peer that does: a newcomer's whole roster within a few round
// trips, and later whatever a digest shows to be missing. Also the serving side.
#pragma once

#include <map>
#include <optional>

#include "core/cards.h"
#include "core/context.h"
#include "core/presence.h"
#include "core/roster.h"

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
  struct Question {
    Address to;
    std::optional<PeerId> only;
    PeerId after, until;
    wire::Nonce nonce{};
    std::size_t tries = 0;
    Instant next;
    bool asked_with_token = false;
  };
  struct Source {
    PeerId peer;
    wire::Digest theirs{}, ours{};
  };
  void begin(Moment now, const Source& source);
  void ask_parts(Moment now, const Address& to, std::size_t until);
  void ask(Moment now, Question& question);
  void finish();
  bool is_pulling() const;
  std::optional<PeerId> another_source() const;

  Context& context_;
  Cards& cards_;
  Presence& presence_;
  Instant started_;
  std::vector<Question> questions_;
  std::optional<Source> waiting_;  // postponed
  Instant begin_at_;
  std::optional<Source> source_;     // being asked
  std::optional<Source> fruitless_;  // was asked and had nothing new
  std::size_t parts_asked_ = 0;
  std::optional<Instant> last_begun_;
  bool brought_news_ = false;
  bool in_step_ = false;  // with some peer, once
};

}  // namespace earshot::core
