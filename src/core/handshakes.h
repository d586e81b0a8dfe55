// Handshakes with peers, on either side: hs1, hs2 and the cookies before them. It ends with a Session. Here sessions
// are tentative until the peer has shown by a sealed packet that it has the keys: an hs1 can be replayed by anybody.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/context.h"
#include "core/gate.h"
#include "core/indexes.h"
#include "core/session.h"
#include "earshot/crypto/noise.h"

namespace earshot::core {

class Handshakes {
 public:
  Handshakes(Context& context, Indexes& indexes) : context_(context), indexes_(indexes) {}

  struct Established {
    PeerId peer;
    std::unique_ptr<Session> session;
    Address address;              // of the peer, as far as is known
    bool is_proven = false;       // it was asked, and the answer came from there: what is sent there reaches the peer
    std::optional<Duration> rtt;  // of the handshake, where it is known
  };

  // --- our question ---
  // Asks the peer over its known addresses until it answers, is gone, or handshake_give_up has passed. One at a time.
  void start(Moment now, const PeerId& peer);
  void stop(const PeerId& peer) { attempts_.erase(peer); }
  // The network has changed: not at the next retry but now.
  void hurry(Moment now);
  void receive_cookie(Moment now, const Received& received);
  std::optional<Established> receive(Moment now, const Received& received, const wire::Handshake2& handshake);

  // --- our answer ---
  void receive(Moment now, const Received& received, const wire::Handshake1& handshake);
  // The session that waits to be confirmed, if it has this index.
  Session* tentative(const PeerId& peer, std::uint32_t index);
  // A sealed packet of the tentative session came from this address.
  Established confirm(const PeerId& peer, const Address& source);

  void wake(Moment now);
  std::optional<Instant> deadline() const;

 private:
  struct Attempt {
    Indexes::Held index;
    crypto::NoiseInitiator noise;
    Bytes message;
    Instant started, sent, next;
    std::size_t tries = 0;    // since the network changed
    std::size_t sends = 0;    // of the message, ever
    std::size_t cookies = 0;  // answered since the last try
    std::vector<Address> asked;
  };
  struct Tentative {
    std::unique_ptr<Session> session;
    Bytes question, answer;  // for the same hs1 the same hs2
    std::vector<Address> sources;
    Instant answered, until;
  };

  void ask_next(Moment now, const PeerId& peer, Attempt& attempt);
  void ask(Moment now, Attempt& attempt, const Address& address);
  bool answer_again(Moment now, const Received& received, const wire::Handshake1& handshake);
  bool may_answer(Moment now, const Received& received);
  // Who asks, when the handshake is authentic and the peer may be answered.
  std::optional<PeerId> asker(Moment now, const Received& received, const crypto::NoiseResponder::First& first);
  bool own_question_wins(Moment now, const PeerId& peer, const Received& received);
  void answer(Moment now, const Received& received, const wire::Handshake1& handshake, const PeerId& peer,
              crypto::NoiseResponder& noise);
  void send_cookie(Moment now, const Received& received);
  crypto::NoiseSetup setup() const;
  Bytes payload() const;

  Context& context_;
  Indexes& indexes_;
  std::map<PeerId, Attempt> attempts_;
  std::map<PeerId, Tentative> tentatives_;
  Bucket calm_;
};

}  // namespace earshot::core
