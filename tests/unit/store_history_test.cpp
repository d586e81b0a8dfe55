#include "earshot/core/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store_bench.h"

namespace earshot::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class History : public testing::Test, protected StorageBench {};

TEST_F(History, ARoomMessageIsThereWithAllThatIsKnownOfIt) {
  ASSERT_TRUE(keep(entry({.seq = 7, .text = "waves", .sent_ms = 4'000, .reply_to = "m-0", .action = true})));
  const auto messages = storage().history({});
  ASSERT_EQ(messages.size(), 1U);
  const auto& it = messages.front();
  EXPECT_EQ(it.id, core::room_message_id(kBob, {100}, {7}));
  EXPECT_EQ(it.kind, Conversation::Kind::room);
  EXPECT_EQ(it.room, "lobby");
  EXPECT_EQ(it.author, kBob);
  EXPECT_FALSE(it.outgoing);
  EXPECT_EQ(it.sent, Wall{4'000});
  EXPECT_EQ(it.stored, Wall{5'000});
  EXPECT_EQ(it.placed, Wall{4'000});
  EXPECT_EQ(it.text, "waves");
  EXPECT_EQ(it.reply_to, "m-0");
  EXPECT_TRUE(it.action);
  EXPECT_EQ(it.state, std::nullopt);
}

TEST_F(History, ADirectMessageHasItsPeerWhoeverWroteIt) {
  const auto mine = direct(kBob, true, 1, "mine", 1), yours = direct(kBob, false, 1, "yours", 2);
  ASSERT_TRUE(keep(mine, yours));
  const auto messages = storage().history({});
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].id, mine.id);
  EXPECT_EQ(messages[0].kind, Conversation::Kind::peer);
  EXPECT_EQ(messages[0].peer, kBob);
  EXPECT_EQ(messages[0].author, kSelf);
  EXPECT_TRUE(messages[0].outgoing);
  EXPECT_EQ(messages[0].state, DeliveryState::queued);
  EXPECT_EQ(messages[1].peer, kBob);
  EXPECT_EQ(messages[1].author, kBob);
  EXPECT_EQ(messages[1].state, std::nullopt);
}

TEST_F(History, AnOwnRoomMessageWasSent) {
  ASSERT_TRUE(keep(entry({.by = kSelf})));
  const auto messages = storage().history({});
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_TRUE(messages[0].outgoing);
  EXPECT_EQ(messages[0].state, DeliveryState::sent);
}

TEST_F(History, APartedMessageIsThereOnceAndWhenItIsWhole) {
  const auto part = [](std::uint64_t i) {
    return entry({.seq = 4 + i,
                  .text = std::string(1, static_cast<char>('a' + i)),
                  .sent_ms = 1'000 + i,
                  .part = {{i, 3}},
                  .reply_to = i == 1 ? "m-1" : ""});
  };
  ASSERT_TRUE(keep(part(3)));
  ASSERT_TRUE(keep(part(1)));
  EXPECT_THAT(history(), IsEmpty());
  ASSERT_TRUE(keep(part(2)));
  const auto messages = storage().history({});
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].text, "bcd");
  EXPECT_EQ(messages[0].id, core::room_message_id(kBob, {100}, {5}));
  EXPECT_EQ(messages[0].reply_to, "m-1");
  EXPECT_EQ(messages[0].sent, Wall{1'001});
}

TEST_F(History, PartsThatDoNotFitTogetherAreNoMessage) {
  ASSERT_TRUE(keep(entry({.seq = 1, .part = {{1, 2}}}), entry({.seq = 2, .part = {{2, 3}}})));
  ASSERT_TRUE(keep(entry({.seq = 3, .part = {{1, 2}}}), entry({.seq = 4, .room = "ops", .part = {{2, 2}}})));
  ASSERT_TRUE(keep(entry({.seq = 5, .part = {{9, 9}}})));  // its first would be before the log
  EXPECT_THAT(history(), IsEmpty());
}

TEST_F(History, OfARoomThatIsNotJoinedNothingIsShownUntilItIs) {
  ASSERT_TRUE(keep(entry({.seq = 1, .text = "before", .room = "ops"})));
  ASSERT_TRUE(keep(entry({.seq = 2, .text = "and ", .room = "ops", .part = {{1, 2}}})));
  ASSERT_TRUE(keep(entry({.seq = 3, .text = "longer", .room = "ops", .part = {{2, 2}}})));
  EXPECT_THAT(history(), IsEmpty());
  ASSERT_TRUE(keep(record::Joined{"ops", true}));
  EXPECT_THAT(history(), ElementsAre("before", "and longer"));
  ASSERT_TRUE(keep(record::Joined{"ops", false}, entry({.seq = 4, .text = "after", .room = "ops"})));
  EXPECT_THAT(history(), ElementsAre("before", "and longer"));
}

TEST_F(History, IsOrderedByTimeThenAuthorThenNumber) {
  ASSERT_TRUE(keep(entry({.by = kCarol, .seq = 1, .text = "carol 1", .sent_ms = 30}),
                   entry({.by = kBob, .seq = 2, .text = "bob 2", .sent_ms = 30}),
                   entry({.by = kBob, .seq = 1, .text = "bob 1", .sent_ms = 30}),
                   direct(kCarol, false, 1, "early", 10)));
  EXPECT_THAT(history(), ElementsAre("early", "bob 1", "bob 2", "carol 1"));
}

TEST_F(History, AClockThatIsAheadPutsAMessageWhereItArrived) {
  now = {1'000'000};
  ASSERT_TRUE(keep(entry({.seq = 1, .text = "a minute ahead", .sent_ms = 1'060'000}),
                   entry({.seq = 2, .text = "a bit more", .sent_ms = 1'060'001}),
                   entry({.seq = 3, .text = "a century", .sent_ms = 4'000'000'000'000})));
  EXPECT_THAT(history(), ElementsAre("a bit more", "a century", "a minute ahead"));
}

TEST_F(History, FiltersGoTogether) {
  ASSERT_TRUE(keep(record::Joined{"ops", true}, entry({.seq = 1, .text = "bob ops", .room = "ops", .sent_ms = 10}),
                   entry({.by = kCarol, .text = "carol ops", .room = "ops", .sent_ms = 20}),
                   entry({.seq = 2, .text = "bob lobby", .sent_ms = 30}), direct(kBob, false, 1, "from bob", 40),
                   direct(kBob, true, 1, "to bob", 50), direct(kCarol, false, 1, "from carol", 60)));
  EXPECT_THAT(history({.room = "ops"}), ElementsAre("bob ops", "carol ops"));
  EXPECT_THAT(history({.peer = kBob}), ElementsAre("from bob", "to bob"));
  EXPECT_THAT(history({.from = kBob}), ElementsAre("bob ops", "bob lobby", "from bob"));
  EXPECT_THAT(history({.room = "ops", .from = kBob}), ElementsAre("bob ops"));
  EXPECT_THAT(history({.peer = kBob, .from = kBob}), ElementsAre("from bob"));
  EXPECT_THAT(history({.since_ms = 30, .until_ms = 50}), ElementsAre("bob lobby", "from bob", "to bob"));
  EXPECT_THAT(history({.since_ms = 31, .until_ms = 49}), ElementsAre("from bob"));
  EXPECT_THAT(history({.peer = kBob, .room = "ops"}), IsEmpty());
  EXPECT_THAT(history({.from = kBob, .words = "ops"}), ElementsAre("bob ops"));
  EXPECT_THAT(history({.limit = 2}), ElementsAre("to bob", "from carol"));
  EXPECT_THAT(history({.from = kBob, .limit = 1}), ElementsAre("from bob"));
}

TEST_F(History, PagesGoBackWithoutGapOrRepetition) {
  std::vector<std::string> all;
  for (std::uint64_t i = 1; i <= 25; ++i) {
    all.push_back(std::to_string(100 + i));
    // Several share a millisecond.
    ASSERT_TRUE(keep(entry({.seq = i, .text = all.back(), .sent_ms = i / 4})));
  }
  std::vector<std::string> read;
  std::optional<MessageId> before;
  for (int page = 0; page < 3; ++page) {
    const auto messages = storage().history({.limit = 10, .before = before});
    ASSERT_FALSE(messages.empty());
    before = messages.front().id;
    const auto words = texts(messages);
    read.insert(read.begin(), words.begin(), words.end());
  }
  EXPECT_EQ(read, all);
  EXPECT_THAT(storage().history({.before = before}), IsEmpty());
  EXPECT_THAT(storage().history({.before = MessageId{}}), IsEmpty());
}

TEST_F(History, PagesGoForwardWithoutGapOrRepetition) {
  std::vector<std::string> all, read;
  for (std::uint64_t i = 1; i <= 25; ++i) {
    all.push_back(std::to_string(100 + i));
    ASSERT_TRUE(keep(entry({.seq = i, .text = all.back(), .sent_ms = i / 4})));
  }
  std::optional<MessageId> after;
  for (int page = 0; page < 3; ++page) {
    const auto messages = storage().history({.limit = 10, .after = after, .oldest = true});
    ASSERT_FALSE(messages.empty());
    after = messages.back().id;
    const auto words = texts(messages);
    read.insert(read.end(), words.begin(), words.end());
  }
  EXPECT_EQ(read, all);
  EXPECT_THAT(storage().history({.after = after, .oldest = true}), IsEmpty());
  EXPECT_THAT(storage().history({.after = MessageId{}}), IsEmpty());
  EXPECT_TRUE(storage().has_message(*after));
  EXPECT_FALSE(storage().has_message(MessageId{}));
}

TEST_F(History, ByArrivalWhatCameLateComesLast) {
  now = {1'000};
  ASSERT_TRUE(keep(entry({.seq = 1, .text = "seen", .sent_ms = 900})));
  const auto seen = storage().history({}).front().id;
  now = {2'000};
  ASSERT_TRUE(keep(entry({.by = kCarol, .seq = 1, .text = "written before, came after", .sent_ms = 100})));
  EXPECT_THAT(history({.after = seen}), IsEmpty());
  EXPECT_THAT(history({.after = seen, .by_arrival = true}), ElementsAre("written before, came after"));
  EXPECT_THAT(history({.since_ms = 1'500, .by_arrival = true}), ElementsAre("written before, came after"));
  EXPECT_THAT(history({.until_ms = 1'500, .by_arrival = true}), ElementsAre("seen"));
  EXPECT_THAT(history({.by_arrival = true}), ElementsAre("seen", "written before, came after"));
  EXPECT_THAT(history({.words = "came", .oldest = true, .by_arrival = true}),
              ElementsAre("written before, came after"));
}

TEST_F(History, TheFirstTextThatGoesBeyondTheBytesIsTheLast) {
  for (std::uint64_t i = 1; i <= 5; ++i)
    ASSERT_TRUE(keep(entry({.seq = i, .text = std::to_string(i) + "234567890", .sent_ms = i})));
  EXPECT_THAT(history({.bytes_max = 10}), ElementsAre("4234567890", "5234567890"));
  EXPECT_THAT(history({.oldest = true, .bytes_max = 9}), ElementsAre("1234567890"));
  EXPECT_THAT(history({.bytes_max = 1'000}), testing::SizeIs(5));
}

class Search : public History {
 protected:
  void SetUp() override {
    std::uint64_t seq = 0;
    for (const char* text : {"The printer is on fire", "FIREWALL 100% open", "a_b \"quoted\" 'words' *", "back\\slash",
                             "\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xb8\x96\xe7\x95\x8c",  // four ideographs
                             "\xc3\x84rger im \xc3\x9c-Wagen"}) {
      ++seq;
      ASSERT_TRUE(keep(entry({.seq = seq, .text = text, .sent_ms = seq})));
    }
  }
  std::vector<std::string> find(const std::string& words) { return history({.words = words}); }
};

TEST_F(Search, FindsPartsOfWordsInAnyCase) {
  EXPECT_THAT(find("fire"), ElementsAre("The printer is on fire", "FIREWALL 100% open"));
  EXPECT_THAT(find("IRE"), ElementsAre("The printer is on fire", "FIREWALL 100% open"));
  EXPECT_THAT(find("\xc3\xa4rger"), testing::SizeIs(1));
}

TEST_F(Search, AllWordsMustBeThereInAnyOrder) {
  EXPECT_THAT(find("fire printer"), ElementsAre("The printer is on fire"));
  EXPECT_THAT(find("  fire   on "), ElementsAre("The printer is on fire"));
  EXPECT_THAT(find("fire slash"), IsEmpty());
  EXPECT_THAT(find("fire 10"), ElementsAre("FIREWALL 100% open"));
}

TEST_F(Search, ShortWordsAreFoundToo) {
  EXPECT_THAT(find("is"), ElementsAre("The printer is on fire"));
  EXPECT_THAT(find("IS"), ElementsAre("The printer is on fire"));
  EXPECT_THAT(find("\xe5\xa5\xbd"), testing::SizeIs(1));
  EXPECT_THAT(find("\xe5\xa5\xbd\xe4\xb8\x96"), testing::SizeIs(1));
  EXPECT_THAT(find("\xe5\xa5\xbd\xe4\xb8\x96\xe7\x95\x8c"), testing::SizeIs(1));
}

TEST_F(Search, NoLetterHasASpecialMeaning) {
  EXPECT_THAT(find("%"), ElementsAre("FIREWALL 100% open"));
  EXPECT_THAT(find("_"), ElementsAre("a_b \"quoted\" 'words' *"));
  EXPECT_THAT(find("\\"), ElementsAre("back\\slash"));
  EXPECT_THAT(find("\"quoted\""), testing::SizeIs(1));
  EXPECT_THAT(find("'words'"), testing::SizeIs(1));
  EXPECT_THAT(find("*"), testing::SizeIs(1));
  for (const char* hostile : {"AND", "fir*", "text:fire", "fire OR slash", "NEAR(fire)", "^The", "(", "\"", "\"\"\"",
                              "' OR 1=1 --", "-fire", "fire) OR (slash"})
    EXPECT_THAT(find(hostile), testing::SizeIs(testing::Lt(2))) << hostile;
  EXPECT_THAT(find(std::string(5'000, 'x')), IsEmpty());
  EXPECT_THAT(find(std::string(500, '%') + " " + std::string(500, '_')), IsEmpty());
}

// More often than SQLite is to gather: it goes back through time then, and must find the same.
TEST_F(History, AWordThatNearlyAllHaveIsFoundAsAnyOther) {
  std::vector<Store> messages;
  for (std::uint64_t i = 1; i <= 10'100; ++i)
    messages.push_back({{i}, direct(i % 2 ? kBob : kCarol, false, i, "often " + std::to_string(i), i)});
  ASSERT_TRUE(storage().commit(messages));
  ASSERT_TRUE(keep(direct(kBob, false, 20'000, "never", 50'000)));
  EXPECT_THAT(history({.words = "OFTEN", .limit = 2}), ElementsAre("often 10099", "often 10100"));
  EXPECT_THAT(history({.peer = kBob, .words = "often", .limit = 2}), ElementsAre("often 10097", "often 10099"));
  EXPECT_THAT(history({.until_ms = 3, .words = "often"}), ElementsAre("often 1", "often 2", "often 3"));
  const auto before = storage().history({.words = "often", .limit = 1}).front().id;
  EXPECT_THAT(history({.words = "often 0", .limit = 2, .before = before}), ElementsAre("often 10098", "often 10099"));
}

TEST_F(Search, NothingButSpacesIsNoSearch) { EXPECT_THAT(find(" \t"), testing::SizeIs(6)); }

TEST_F(History, IsExportedWholeAndInOrder) {
  for (std::uint64_t i = 1; i <= 300; ++i)
    ASSERT_TRUE(keep(entry({.seq = i, .text = std::to_string(i), .sent_ms = 1'000 - i})));
  std::vector<HistoryMessage> messages;
  storage().export_messages([&](const HistoryMessage& it) { messages.push_back(it); });
  ASSERT_EQ(messages.size(), 300U);
  EXPECT_EQ(messages.front().text, "300");
  EXPECT_EQ(messages.back().text, "1");
}

}  // namespace
}  // namespace earshot::store
