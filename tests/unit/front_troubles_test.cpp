// What failed, in words: what is known, and what to do.
#include "front/troubles.h"

#include <gtest/gtest.h>

namespace earshot::front {
namespace {

command::Send to_bob(const std::string& text) {
  command::Send send;
  send.to = {"bob"};
  send.text = text;
  return send;
}

TEST(Troubles, ARoomIsNamedWithItsHashHoweverItWasWritten) {
  command::Send send;
  for (const char* written : {"lobby", "#lobby"}) {
    send.room = written;
    const auto trouble = in_words(Refusal{ErrorCode::not_here, written, {}}, send);
    EXPECT_EQ(trouble.message, "nobody else is in #lobby now. Nothing was sent.");
    EXPECT_EQ(trouble.about, written);
  }
}

TEST(Troubles, AnEmptyTextIsCalledEmpty) {
  const Refusal bad_text{ErrorCode::bad_text, {}, {}};
  EXPECT_EQ(in_words(bad_text, to_bob("")).message, "the text is empty. Nothing was sent.");
  EXPECT_EQ(in_words(bad_text, to_bob("\xff")).message,
            "the text is not valid UTF-8, or holds a NUL. Nothing was sent.");
}

TEST(Troubles, WhatIsTooBusySaysWithWhatAndWhatToDo) {
  const auto full = in_words(Refusal{ErrorCode::busy, "bob", {}}, to_bob("hi"));
  EXPECT_EQ(full.message, "too many messages to bob wait to be acknowledged. Nothing was sent.");
  EXPECT_EQ(full.hint, "Try again when some have arrived. See who is here: earshot peers");
  const auto doctor = in_words(Refusal{ErrorCode::busy, {}, {}}, command::Doctor{});
  EXPECT_EQ(doctor.message, "a doctor is already at work here, and there is one at a time.");
  EXPECT_EQ(doctor.hint, "It is done in a few seconds; then try again.");
  const auto add = in_words(Refusal{ErrorCode::busy, "10.0.0.1", {}}, command::Add{"10.0.0.1"});
  EXPECT_EQ(add.message, "too many addresses are being greeted, so 10.0.0.1 was not.");
}

}  // namespace
}  // namespace earshot::front
