// The peer's direct messages to us: puts the fragments of its stream in order, once, and says up to where everything is
// stored. It outlives sessions. What to do with a message is the business of whoever takes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "earshot/wire/message.h"

namespace earshot::core {

class Inbox {
 public:
  struct Message {
    std::uint64_t stream = 0;
    std::uint64_t first = 0, last = 0;                  // numbers of its fragments
    std::pair<std::uint64_t, std::uint64_t> written{};  // stream and first number where it was written
    bool is_known = false;                              // it has come before, in another stream
    std::uint64_t sent_ms = 0;
    std::string text, reply_to;
    bool action = false;
  };

  // Where an earlier start got to, in the order of streams.
  void restore(std::uint64_t stream, std::uint64_t stored_up_to);
  // Takes the fragments of one packet; appends what they complete, in order. False when something in it could not be
  // kept: then the packet must not be acknowledged.
  bool take(const wire::Frames& frames, std::vector<Message>& complete);

  // The message, and everything before it, is durable.
  void stored(const Message& message);

  std::uint64_t stream() const { return stream_; }  // 0: nothing ever came
  std::uint64_t stored_up_to() const { return stored_; }

  // Bytes held that do not make a message yet.
  std::size_t bytes_held() const { return bytes_held_; }
  // Gives those up. The peer must be made to send everything from stored_up_to() + 1 again.
  void forget_held();

 private:
  void begin_stream(std::uint64_t stream, std::uint64_t lowest);
  void skip_to(std::uint64_t lowest);
  void append(const wire::Frames::Text& text, std::vector<Message>& complete);
  void append_waiting(std::vector<Message>& complete);
  bool is_known(const wire::Frames::Text& text) const;
  void drop_partial();

  void passed(std::uint64_t stream, std::uint64_t stored_up_to);

  // Other streams: what was written there up to this number is stored, wherever it came.
  std::map<std::uint64_t, std::uint64_t> past_;
  std::uint64_t stream_ = 0;
  std::uint64_t next_ = 1;    // in order
  std::uint64_t stored_ = 0;  // always the last fragment of a message, or just before the first that the peer has
  std::map<std::uint64_t, wire::Frames::Text> waiting_;  // beyond next_
  std::optional<Message> partial_;                       // its fragments first … next_ - 1 are here
  std::size_t bytes_held_ = 0;
};

}  // namespace earshot::core
