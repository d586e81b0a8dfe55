// A talk with bob, and what of it is on the screen.
#pragma once

#include <gmock/gmock.h>

#include "earshot/base/encoding.h"
#include "front/tui/transcript.h"
#include "front_stage.h"
#include "front_tui.h"

namespace earshot::front {

constexpr std::uint64_t kMinute = 60'000;

inline std::string row_text(const MessageRow& row) {
  std::string text;
  for (const Span& span : row.spans) text += span.text;
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

class TuiTranscript : public Utf8Test {
 protected:
  TuiTranscript() : bob_(make_peer("bob", 7)), talk_(with(bob_)) {
    talk_.shape(look_, 10);
    talk_.arrive();
  }

  static MessageId id(std::size_t number) {
    MessageId id;
    id.bytes[0] = static_cast<std::uint8_t>(number / 256);
    id.bytes[1] = static_cast<std::uint8_t>(number % 256);
    return id;
  }
  event::Message from(const PeerView& peer, const std::string& text, const Conversation& where) {
    event::Message message = make_message(0, peer, where, text);
    message.id = id(++ids_);
    message.sent = now_.wall;
    return message;
  }
  event::Message from_bob(const std::string& text) { return from(bob_, text, with(bob_)); }
  event::Message own(const std::string& text, const Conversation& where, std::size_t recipients = 1) {
    event::Message message = make_own(0, where, text, recipients);
    message.id = id(++ids_);
    message.sent = now_.wall;
    return message;
  }
  void bob_says(const std::string& text) { EXPECT_TRUE(talk_.add(now_, from_bob(text))); }
  void pass(std::uint64_t ms) {
    now_.wall.ms += ms;
    now_.instant += std::chrono::milliseconds(ms);
  }
  std::vector<std::string> rows() const { return rows(talk_); }
  std::vector<std::string> rows(const Transcript& talk) const {
    std::vector<std::string> all;
    for (const MessageRow& row : talk.view(now_.wall)) {
      all.push_back(row_text(row));
      EXPECT_LE(width(all.back()), look_.columns);
    }
    return all;
  }
  event::State step(const MessageId& id, DeliveryState state, Of of, const PeerView& to) const {
    event::State it = make_state(0, with(to), to, state, of);
    it.id = id;
    return it;
  }
  // A page of the history, of messages that are older than everything.
  std::vector<Transcript::Recalled> page(std::size_t count) {
    std::vector<Transcript::Recalled> all;
    for (std::size_t i = 0; i < count; ++i) {
      auto message = from_bob("old " + std::to_string(i));
      message.replay = true;
      all.push_back({Wall{kStageWall.ms - (count - i) * 1000}, message});
    }
    return all;
  }

  PeerView bob_;
  PeerView self_ = make_about().self;
  MessageLook look_;
  Transcript talk_;
  Moment now_{Instant{} + 1000s, kStageWall};
  std::size_t ids_ = 0;
};

}  // namespace earshot::front
