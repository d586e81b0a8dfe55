// The comparing of spoken words with peers: who has begun, which step is next, what is to be said again because it may
// have been lost. Driven by direct.cpp, which carries the frames in the session; the words are made in spoken_words.h.
//
//   A, the smaller id          B
//   vq 1   "let us compare"    vq 1      either way, until both users have begun
//   vc     commitment    →
//                        ←     vr        its number
//   vo     own number    →               B checks it against vc
//                        ←     vq 2      both have the words
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/context.h"
#include "core/spoken_words.h"

namespace earshot::core {

class Comparisons {
 public:
  explicit Comparisons(Context& context) : context_(context) {}

  // The user of this side begins. False: too often lately.
  bool begin(Moment now, const PeerId& peer);
  // A session with the peer is needed.
  bool needs_session(const PeerId& peer) const;
  // Came in the session in use, whose handshake has this hash.
  void receive(Moment now, const PeerId& peer, const crypto::Hash32& handshake, const wire::Frames& frames);
  // What is to be said now in this session, if anything.
  std::optional<wire::Frames> say(Moment now, const PeerId& peer, const crypto::Hash32& handshake);
  // Another session is in use: what was begun in the one before is worth nothing.
  void session_changed(Moment now, const PeerId& peer, const crypto::Hash32& handshake);
  void stop(Moment now, const PeerId& peer, const std::string& reason);
  // The user has compared. Whether there were words to compare.
  bool take_done(Moment now, const PeerId& peer);

  // These have something to say. What cannot be said now is postponed.
  std::vector<PeerId> take_due(Moment now);
  void postpone(Moment now, const PeerId& peer);
  std::optional<Instant> deadline() const;

 private:
  enum class Step : std::uint8_t {
    waiting,   // for the other user, or for this one
    promised,  // A has sent its commitment
    answered,  // B has sent its number
    opened,    // A has sent its number, and has the words
    done,      // both have them
  };
  struct Exchange {
    std::optional<Instant> begun_until{};  // this user has begun
    std::optional<Instant> asked_until{};  // the other one has, and this one was told
    Step step = Step::waiting;
    crypto::Hash32 handshake{};
    wire::Secret32 own{}, theirs{};
    std::optional<wire::Secret32> promise{};  // A's
    std::optional<Instant> next{};            // say it again
    Instant give_up{};
    std::size_t said = 0;
    std::optional<Instant> words_until{};  // for the user to answer
  };

  bool is_a(const PeerId& peer) const { return context_.self.id < peer; }
  SpokenSetup setup(const PeerId& peer, const Exchange& exchange) const;
  bool may_try(Moment now, const PeerId& peer);
  void asked(Moment now, const PeerId& peer, Exchange& exchange);
  void enter(Moment now, Exchange& exchange, Step step);
  void answer(Moment now, const PeerId& peer, Exchange& exchange);
  void show(Moment now, const PeerId& peer, Exchange& exchange);
  void fail(Moment now, const PeerId& peer, const std::string& reason);
  void tell(Moment now, event::Words::What what, const PeerId& peer, std::vector<std::string> words,
            const std::string& reason);

  Context& context_;
  std::map<PeerId, Exchange> exchanges_;
  std::map<PeerId, std::deque<Instant>> tries_;
};

}  // namespace earshot::core
