// Questions about what was said: names go in, a question to who keeps the messages comes out, and its answer becomes
// lines as of anything else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "earshot/base/encoding.h"
#include "earshot/core/node.h"
#include "support/seeded_random.h"
#include "support/transparent_seal.h"

namespace earshot {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

PeerId key(std::uint8_t octet) {
  PeerId id;
  id.bytes.fill(octet);
  return id;
}
MessageId number(std::uint8_t octet) {
  MessageId id;
  id.bytes.fill(octet);
  return id;
}
record::Peer known(const std::string& nick, std::uint8_t octet) {
  record::Peer peer;
  peer.id = key(octet);
  peer.nick = nick;
  return peer;
}

class History : public testing::Test {
 protected:
  History() {
    config_.nick = "me";
    node_.emplace(config_, identity_, seal_, random_);
    Remembered remembered;
    remembered.peers = {known("bob", 7), known("carol", 8), known("dave", 9), known("Dave", 10)};
    remembered.rooms = {"dev"};
    node_->start(now_, {}, remembered);
    drain();
  }

  void drain() {
    questions_.clear();
    events_.clear();
    while (auto output = node_->poll()) {
      if (auto* question = std::get_if<Recall>(&*output)) questions_.push_back(*question);
      if (auto* event = std::get_if<Event>(&*output)) events_.push_back(*event);
    }
  }
  // The question that is put out; a test that expects a refusal asks refused().
  HistoryQuery asked(const command::History& history) {
    EXPECT_TRUE(node_->submit(now_, history));
    drain();
    EXPECT_EQ(questions_.size(), 1U);
    return questions_.empty() ? HistoryQuery{} : questions_.front().query;
  }
  ErrorCode refused(const command::History& history) {
    const auto result = node_->submit(now_, history);
    drain();
    EXPECT_FALSE(result);
    EXPECT_THAT(questions_, IsEmpty());
    return result ? ErrorCode::internal : result.reason().code;
  }
  event::Reply answered(const Recalled& answer) {
    node_->recalled(now_, questions_.front().command, answer);
    drain();
    if (events_.empty()) return {};
    return std::get<event::Reply>(events_.back().what);
  }
  std::vector<event::Message> messages() const {
    std::vector<event::Message> found;
    for (const auto& event : events_)
      if (const auto* message = std::get_if<event::Message>(&event.what)) found.push_back(*message);
    return found;
  }
  HistoryMessage from(std::uint8_t author, std::uint8_t id, const std::string& text) {
    HistoryMessage message;
    message.id = number(id);
    message.room = "lobby";
    message.author = key(author);
    message.sent = {1'000};
    message.stored = {2'000};
    message.text = text;
    return message;
  }

  crypto::TransparentSeal seal_;
  SeededRandom random_{1};
  crypto::Identity identity_ = crypto::make_identity(seal_, random_);
  Config config_;
  std::optional<Node> node_;
  Moment now_{Instant{} + std::chrono::seconds(1'000), Wall{1'763'809'323'123}};
  std::vector<Recall> questions_;
  std::vector<Event> events_;
};

TEST_F(History, APersonIsNamedAsEverywhere) {
  EXPECT_EQ(asked({.peer = "BOB"}).peer, key(7));
  EXPECT_EQ(asked({.peer = "bob+" + code_of(key(7)).substr(0, 4)}).peer, key(7));
  EXPECT_EQ(asked({.from = "carol"}).from, key(8));
  EXPECT_EQ(refused({.peer = "nobody"}), ErrorCode::no_such_peer);
  EXPECT_EQ(refused({.peer = "dave"}), ErrorCode::ambiguous);
  EXPECT_EQ(refused({.from = "dave"}), ErrorCode::ambiguous);
}

TEST_F(History, OneselfIsAnAuthorToo) {
  EXPECT_EQ(asked({.from = "me"}).from, identity_.id);
  EXPECT_EQ(asked({.from = "+" + code_of(identity_.id).substr(0, 6)}).from, identity_.id);
  EXPECT_EQ(asked({.from = code_of(identity_.id)}).from, identity_.id);
  EXPECT_EQ(refused({.peer = "me"}), ErrorCode::no_such_peer);  // nobody writes to oneself
}

TEST_F(History, TheQuestionIsForOneMoreThanAPageSoThatTheEndIsKnown) {
  EXPECT_EQ(asked({.n = 5}).limit, 6U);
  EXPECT_EQ(asked({.n = 1'000'000}).limit, command::History::kPageMax + 1);
  EXPECT_EQ(asked({}).bytes_max, command::History::kPageBytesMax);
  EXPECT_EQ(refused({.n = 0}), ErrorCode::bad_request);
}

TEST_F(History, WhatIsAskedForGoesIntoTheQuestion) {
  const auto query = asked({.room = "#Dev",
                            .since = Wall{5},
                            .until = Wall{9},
                            .words = "x y",
                            .after = to_string(number(3)),
                            .oldest = true,
                            .by_arrival = true});
  EXPECT_EQ(query.room, "dev");
  EXPECT_EQ(query.since_ms, 5U);
  EXPECT_EQ(query.until_ms, 9U);
  EXPECT_EQ(query.words, "x y");
  EXPECT_EQ(query.after, number(3));
  EXPECT_TRUE(query.oldest);
  EXPECT_TRUE(query.by_arrival);
  EXPECT_EQ(refused({.before = "x"}), ErrorCode::no_such_id);
  EXPECT_EQ(refused({.room = "a b"}), ErrorCode::no_such_room);
  EXPECT_EQ(refused({.peer = "bob", .room = "dev"}), ErrorCode::bad_request);
  EXPECT_EQ(refused({.words = "  "}), ErrorCode::bad_request);
}

TEST_F(History, RowsAreMessagesWithoutANumberThatAreNoNews) {
  asked({});
  const auto reply = answered({.messages = {from(7, 1, "hi"), from(77, 2, "who am I")}});
  ASSERT_EQ(messages().size(), 2U);
  EXPECT_EQ(reply.count, 2U);
  EXPECT_FALSE(reply.more);
  EXPECT_FALSE(reply.error);
  EXPECT_TRUE(is_recalled(events_[0]));
  EXPECT_EQ(events_[0].at, Wall{2'000});
  EXPECT_EQ(messages()[0].from.nick, "bob");
  EXPECT_EQ(messages()[0].conversation.name, "lobby");
  EXPECT_EQ(messages()[0].sent, Wall{1'000});
  EXPECT_EQ(messages()[1].from.nick, "anon");  // never met
}

TEST_F(History, OwnOnesSayHowTheyStand) {
  asked({});
  auto direct = from(0, 1, "mine");
  direct.author = identity_.id;
  direct.outgoing = true;
  direct.kind = Conversation::Kind::peer;
  direct.peer = key(7);
  auto arrived = direct;
  direct.state = DeliveryState::queued;
  arrived.state = DeliveryState::delivered;
  answered({.messages = {direct, arrived}});
  EXPECT_EQ(messages()[0].from.trust, Trust::self);
  EXPECT_EQ(messages()[0].conversation.peer, key(7));
  EXPECT_EQ(messages()[0].state, DeliveryState::queued);
  EXPECT_EQ(messages()[0].of, (Of{0, 1}));
  EXPECT_EQ(messages()[1].of, (Of{1, 1}));
}

TEST_F(History, OneMoreThanAskedForMeansThatThereIsMore) {
  const Recalled three{.messages = {from(7, 1, "a"), from(7, 2, "b"), from(7, 3, "c")}};
  const auto texts = [this] {
    std::vector<std::string> all;
    for (const auto& message : messages()) all.push_back(message.text);
    return all;
  };
  asked({.n = 2});
  EXPECT_TRUE(answered(three).more);
  EXPECT_THAT(texts(), ElementsAre("b", "c"));
  asked({.n = 2, .oldest = true});
  EXPECT_TRUE(answered(three).more);
  EXPECT_THAT(texts(), ElementsAre("a", "b"));
  asked({.n = 3});
  EXPECT_FALSE(answered(three).more);
}

TEST_F(History, APageOfLongTextsIsShorter) {
  const std::string half(command::History::kPageBytesMax / 2 + 1, 'x');
  asked({.oldest = true});
  const auto reply = answered({.messages = {from(7, 1, half), from(7, 2, half)}});
  EXPECT_TRUE(reply.more);
  EXPECT_EQ(reply.count, 1U);
}

TEST_F(History, NothingFoundIsNoMatchOnlyIfWordsWereLookedFor) {
  asked({.words = "x"});
  auto reply = answered({});
  EXPECT_EQ(reply.error->code, ErrorCode::no_match);
  EXPECT_EQ(reply.count, 0U);
  asked({});
  reply = answered({});
  EXPECT_FALSE(reply.error);
  EXPECT_EQ(reply.count, 0U);
}

TEST_F(History, ARoomThatNobodyHasHeardOfIsASlipOfTheFinger) {
  asked({.room = "devv"});
  EXPECT_EQ(answered({}).error->code, ErrorCode::no_such_room);
  asked({.room = "dev"});
  EXPECT_FALSE(answered({}).error);
  asked({.room = "left"});
  EXPECT_FALSE(answered({.messages = {from(7, 1, "long ago")}}).error);
}

TEST_F(History, WhoKeepsThemMayFail) {
  asked({});
  const auto reply = answered({.error = ErrorCode::database});
  EXPECT_EQ(reply.error->code, ErrorCode::database);
  EXPECT_FALSE(reply.count);
}

TEST_F(History, AnAnswerThatNobodyWaitsForIsNothing) {
  asked({});
  const auto question = questions_.front().command;
  answered({});
  node_->recalled(now_, question, {.messages = {from(7, 1, "again")}});
  drain();
  EXPECT_THAT(events_, IsEmpty());
}

}  // namespace
}  // namespace earshot
