// The line to one peer: its outbox and inbox, the session in use and the replaced ones, and the address that works. It
// fills packets and empties them; handshakes are made elsewhere and end in adopt().
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/acks.h"
#include "core/context.h"
#include "core/flight.h"
#include "core/frame_packer.h"
#include "core/handshakes.h"
#include "core/inbox.h"
#include "core/outbox.h"
#include "core/paths.h"
#include "core/session.h"

namespace earshot::core {

class Link {
 public:
  enum class Role : std::uint8_t { initiator, responder };

  Link(Context& context, const PeerId& peer, std::uint64_t stream) : context_(context), peer_(peer), outbox_(stream) {}

  Outbox& outbox() { return outbox_; }
  const Outbox& outbox() const { return outbox_; }
  Inbox& inbox() { return inbox_; }
  const Inbox& inbox() const { return inbox_; }

  // The session replaces the one in use. The initiator shows at once that it has the keys.
  void adopt(Moment now, Handshakes::Established established, Role role);
  bool has_session() const { return live_ != nullptr; }
  // Of the session in use.
  const crypto::Hash32& handshake() const { return live_->session->handshake(); }
  // What is sent now reaches the peer, if nothing is lost.
  bool is_open() const { return may_send_messages(); }
  // Whether something waits for that. Then the peer is asked at the address in use, unless it has been lately.
  void want_open(Moment now, bool is_wanted);
  // In use or replaced lately.
  Session* session(std::uint32_t index);
  // Time for a handshake beside the session in use: it is worn out, or the peer does not answer on it.
  bool wants_new_session() const;
  // The peer has restarted: it does not know the session any more.
  void distrust_session();
  // Says so to the peer, and gives up what was received and does not make a message yet.
  void close(Moment now);

  // What came in a packet of this session. Returns the messages that it completes, in order.
  std::vector<Inbox::Message> take(Moment now, const Received& received, const Session& session,
                                   const Session::Opened& opened);
  // The message is durable: the peer learns it with the next flush().
  void stored(Moment now, const Inbox::Message& message);
  // A step of a comparison of words. Only while is_open().
  void compare(Moment now, const wire::Frames& step);
  // Gives up all that the peer has not stored; returns it.
  std::vector<Outbox::Message> abandon();
  // Networks have changed: asks the peer on all its addresses whether we still reach it.
  void check_paths(Moment now);

  // Sends what may leave now.
  void flush(Moment now);
  void wake(Moment now);
  std::optional<Instant> deadline() const;

 private:
  // The session in use, with what stands and falls with it.
  struct Live {
    Live(const Config& config, std::unique_ptr<Session> session_, const Rtt& rtt, Instant now);
    std::unique_ptr<Session> session;
    Flight flight;
    Acks acks;
    Instant born, used;
    bool worn_out = false;
    bool is_reached = false;           // the address in use is proven: until then it gets questions, and no messages
    std::optional<Instant> ask_again;  // whether it is, after a question to which there was no answer
    std::size_t asked = 0;
  };
  struct Replaced {
    std::unique_ptr<Session> session;
    Instant until;
  };

  void take_acks(Moment now, const wire::Frames& frames);
  void take_delivered(Moment now, const wire::Frames& frames);
  void move_stream_above(std::uint64_t stream);
  void forget_cargo();
  void take_path(Moment now, const Received& received, const Session::Opened& opened);
  void reached(Moment now, const Address& address);
  void replace(Instant now);
  void drop_session();

  bool may_ask() const;
  bool may_send_messages() const;
  void send_messages(Moment now);
  void send_answer(Moment now, Urgency urgency);
  void send_probe(Moment now);
  void send_challenge(Moment now, const Address& to);
  bool add_answer(Instant now, FramePacker& packer, std::size_t reserved);
  void send(Moment now, Urgency urgency, const Address& to, const FramePacker& packer, Flight::Cargo cargo,
            std::size_t plain_min);
  void probe(Moment now);
  void watch_storage(Instant now);

  Context& context_;
  PeerId peer_;
  Outbox outbox_;
  Inbox inbox_;
  std::unique_ptr<Live> live_;
  std::vector<Replaced> replaced_;
  Paths paths_;
  std::optional<Instant> storage_probe_;  // everything arrived, and the peer has not said that it is stored
  std::size_t storage_probes_ = 0;
};

}  // namespace earshot::core
