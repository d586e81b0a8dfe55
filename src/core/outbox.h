// Own direct messages to one peer, from the moment they are written until the peer has stored them: a stream of
// fragments, numbered from 1, that outlives sessions. What earlier starts have left goes first, each in the stream in
// which it was written, one stream after the other: the peer may have stored it already, and knows it by its place. It
// knows which fragment is where; when to send is others' business.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "earshot/base/types.h"
#include "earshot/wire/message.h"

namespace earshot::core {

// How far the newest number under way may be ahead of what the peer has stored: the most that a receiver keeps out of
// order. Both sides hold to it. A thousand short messages fit between two commits of a slow disk.
constexpr std::uint64_t kStreamWindow = 1'024;
// Of a fragment's text inside JSON: with the longest numbers around it the fragment still fits a datagram. It may not
// change: a later start cuts what is waiting into the same fragments.
constexpr std::size_t kFragmentTextBytes = 860;

// The text in fragments, numbered from `first`. Empty when it takes more than a message may have.
std::vector<wire::Frames::Text> split(const std::string& text, std::uint64_t first, std::uint64_t sent_ms,
                                      const std::string& reply_to, bool action);

class Outbox {
 public:
  struct Message {
    MessageId id;
    std::uint64_t stream = 0, first = 0;  // where it was written: the id comes of them
    std::uint64_t last = 0;               // number of its last fragment now
  };

  // `stream`: greater than that of every outbox to this peer before, as far as is known.
  explicit Outbox(std::uint64_t stream) : stream_(stream), newest_(stream) {}

  std::uint64_t stream() const { return stream_; }  // that goes out now
  std::uint64_t lowest() const { return lowest_; }  // still held of it
  bool empty() const { return fragments_.empty(); }
  std::size_t messages() const { return messages_.size() + later_.size(); }
  // Where the next message is written.
  std::uint64_t newest_stream() const { return newest_; }
  std::uint64_t next_number() const { return next_number_; }
  // Everything was sent and acknowledged, and yet not all is stored.
  bool awaits_storage() const { return !empty() && under_way_ == 0 && !has_waiting(); }

  // The fragments of one message, as split() numbered them from next_number().
  void push(const MessageId& id, std::vector<wire::Frames::Text> fragments);
  // A message of an earlier start, as it was numbered then. Before all that is pushed; in the order of stream and
  // number.
  void restore(const MessageId& id, std::uint64_t stream, std::vector<wire::Frames::Text> fragments);

  // Takes back a message of which nothing has left in this start. False: it has, or there is none.
  bool withdraw(const MessageId& id);
  // The oldest message with the time of writing, if nothing of it has left in this start.
  struct Unsent {
    MessageId id;
    std::uint64_t sent_ms = 0;
  };
  std::optional<Unsent> oldest_unsent() const;

  // The next one to send, lost ones first. Only while has_waiting().
  bool has_waiting() const;
  const wire::Frames::Text& waiting() const { return fragment(next()).text; }
  // The one that waiting() gave left in this packet. Gives the message that is complete with it, if any.
  const Message* sent(std::uint64_t packet);

  void acknowledged(const std::vector<std::uint64_t>& numbers);
  // The packet was lost: what has not left in a later one waits again.
  void lost(std::uint64_t packet, const std::vector<std::uint64_t>& numbers);
  // These wait again, although their packet may still arrive.
  void again(const std::vector<std::uint64_t>& numbers);
  // All wait again: the session that carried them is no more.
  void restart();
  // The peer knows this later stream of ours: what is written in it and in those below goes again, in one above it.
  // True: that is a stream which is new.
  bool move_above(std::uint64_t stream);
  // Gives up everything, and goes on in a new stream: nobody waits for what was in the old one. Returns the messages.
  std::vector<Message> abandon();
  // The peer has stored everything up to here. Returns the messages that are done.
  std::vector<Message> stored(std::uint64_t up_to);

 private:
  enum class State : std::uint8_t { waiting, under_way, acknowledged };
  struct Fragment {
    wire::Frames::Text text;
    State state = State::waiting;
    std::uint64_t packet = 0;  // the latest that carried it
  };
  // Of a stream that has not begun yet, or behind a number that was taken back.
  struct Later {
    std::uint64_t stream = 0;
    Message message;
    std::vector<wire::Frames::Text> fragments;
  };
  std::uint64_t end() const { return lowest_ + fragments_.size(); }
  const Fragment& fragment(std::uint64_t number) const { return fragments_[number - lowest_]; }
  Fragment* find(std::uint64_t number);
  std::uint64_t next() const { return again_.empty() ? unsent_ : *again_.begin(); }
  void wait_again(std::uint64_t number, Fragment& fragment);
  void add(std::uint64_t stream, const Message& message, std::vector<wire::Frames::Text> fragments);
  void append(const Message& message, std::vector<wire::Frames::Text> fragments);
  void begin_next_stream();
  std::vector<wire::Frames::Text> pop_last();

  std::uint64_t stream_;
  std::uint64_t newest_;
  std::uint64_t next_number_ = 1;
  std::uint64_t lowest_ = 1;
  std::deque<Fragment> fragments_;
  std::deque<Message> messages_;
  std::uint64_t unsent_ = 1;       // from here on nothing was sent in this session
  std::uint64_t sent_end_ = 1;     // and from here on never: nobody can have stored it
  std::set<std::uint64_t> again_;  // below unsent_, waiting
  std::size_t under_way_ = 0;
  std::deque<Later> later_;  // in order; none while nothing before them is held
};

}  // namespace earshot::core
