#include "front/tui/side_list.h"

#include <gmock/gmock.h>

#include "front/tui/layout.h"
#include "front_stage.h"
#include "front_tui.h"

namespace earshot::front {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class TuiSideList : public Utf8Test {
 protected:
  void meet(const std::string& nick, std::uint8_t key, PeerState state = PeerState::here, Trust trust = Trust::seen,
            std::uint64_t seen_days_ago = 0) {
    PeerView peer = make_peer(nick, key);
    peer.state = state;
    peer.trust = trust;
    peer.last_seen = Wall{kStageWall.ms - seen_days_ago * 86'400'000};
    list_.peer(peer);
  }
  static ConversationKey peer(std::uint8_t key) { return make_peer("x", key).id; }
  void join(const std::string& room) { list_.room({event::Room::What::joined, room, true, 1, 0}); }
  std::vector<std::string> rows(std::size_t rows_max = 20) const {
    std::vector<std::string> all;
    for (const auto& row : list_.rows(rows_max, kStageWall, Palette())) {
      std::string text;
      for (const Span& span : row) text += span.text;
      EXPECT_EQ(width(text), kSideColumns);
      text.erase(text.find_last_not_of(' ') + 1);
      all.push_back(text);
    }
    return all;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& key : list_.order()) all.push_back(list_.name(key));
    return all;
  }

  SideList list_;
};

TEST_F(TuiSideList, LooksAsItDoesInTheBook) {
  meet("bob", 2);
  meet("carol", 3);
  meet("dave", 4, PeerState::here, Trust::fresh);
  meet("erin", 5, PeerState::gone, Trust::seen, 4);
  meet("frank", 6, PeerState::gone, Trust::seen, 102);
  list_.set_current(peer(2));
  list_.mark(Room{"lobby"}, {.unread = 3});
  list_.mark(peer(3), {.unread = 1, .has_failed = true});
  EXPECT_THAT(rows(), ElementsAre(" PEOPLE HERE  3", "*#lobby        3", ">bob", "*carol         1!", " dave         ?",
                                  " SEEN BEFORE  2", " erin       tue", " frank    12aug"));
}

TEST_F(TuiSideList, OfIdentitiesThatCameAndWentOnlyTheLastThousandStay) {
  const auto passes_by = [&](std::uint16_t number) {
    PeerView peer = make_peer("x" + std::to_string(number), 9);
    peer.id.bytes[1] = static_cast<std::uint8_t>(number >> 8);
    peer.id.bytes[2] = static_cast<std::uint8_t>(number);
    list_.peer(peer);
    peer.state = PeerState::gone;
    peer.last_seen = Wall{kStageWall.ms + number};
    list_.peer(peer);
    return peer;
  };
  meet("erin", 5, PeerState::gone, Trust::seen, 4);
  list_.mark(peer(5), {.unread = 1});
  meet("bob", 2);
  auto friendly = make_peer("ally", 6);
  friendly.alias = "ally";
  friendly.state = PeerState::gone;
  list_.peer(friendly);
  std::vector<PeerView> passed;
  for (std::uint16_t i = 1; i <= 1'500; ++i) passed.push_back(passes_by(i));
  EXPECT_EQ(list_.order().size(), 1 + 1 + SideList::kGoneMax);  // the lobby, bob
  for (const auto& known : {peer(2), peer(5), peer(6)}) EXPECT_NE(list_.find(std::get<PeerId>(known)), nullptr);
  EXPECT_NE(list_.find(passed.back().id), nullptr);
  EXPECT_EQ(list_.find(passed.front().id), nullptr);
  list_.peer(passed.front());  // it comes by again
  EXPECT_EQ(list_.order().size(), 1 + 1 + SideList::kGoneMax);
}

TEST_F(TuiSideList, OrdersRoomsThenWhoIsHereThenWhoWas) {
  meet("zoe", 2);
  meet("Bob", 3);
  meet("carol", 4, PeerState::away);
  meet("old", 5, PeerState::gone, Trust::seen, 9);
  meet("older", 6, PeerState::gone, Trust::seen, 10);
  join("tea");
  join("build");
  EXPECT_THAT(names(), ElementsAre("#lobby", "#build", "#tea", "Bob", "carol", "zoe", "old", "older"));
}

TEST_F(TuiSideList, IsNotReorderedByActivity) {
  meet("bob", 2);
  meet("carol", 3);
  const auto before = names();
  list_.mark(peer(3), {.unread = 9, .is_urgent = true});
  list_.set_current(peer(3));
  EXPECT_EQ(names(), before);
  EXPECT_EQ(list_.nth(3), peer(3));
  EXPECT_EQ(list_.nth(0), std::nullopt);
  EXPECT_EQ(list_.nth(4), std::nullopt);
}

TEST_F(TuiSideList, LeavesOutOneselfAndTheBlocked) {
  meet("me", 2, PeerState::here, Trust::self);
  meet("mallory", 3, PeerState::here, Trust::blocked);
  EXPECT_THAT(names(), ElementsAre("#lobby"));
  EXPECT_EQ(list_.here(), 0U);
  list_.set_current(peer(3));
  EXPECT_THAT(names(), ElementsAre("#lobby", "mallory"));
}

TEST_F(TuiSideList, GoesToDirectTalksAndCallsByNameFirst) {
  meet("bob", 2);
  meet("carol", 3);
  join("tea");
  join("work");
  EXPECT_EQ(list_.next_unread(), std::nullopt);
  list_.mark(Room{"tea"}, {.unread = 40});
  EXPECT_EQ(list_.next_unread(), ConversationKey(Room{"tea"}));
  list_.mark(peer(3), {.unread = 1});
  EXPECT_EQ(list_.next_unread(), peer(3));
  list_.mark(Room{"work"}, {.unread = 1, .is_urgent = true});
  EXPECT_EQ(list_.next_unread(), ConversationKey(Room{"work"}));
  EXPECT_THAT(list_.unread_elsewhere(), ElementsAre("#work 1", "carol 1", "#tea 40"));
  list_.set_current(Room{"work"});
  EXPECT_EQ(list_.next_unread(), peer(3)) << "never to where one is";
}

TEST_F(TuiSideList, GoesAroundTheEnds) {
  meet("bob", 2);
  EXPECT_EQ(list_.next(), peer(2));
  EXPECT_EQ(list_.next(false), peer(2));
  list_.set_current(peer(2));
  EXPECT_EQ(list_.next(), ConversationKey(Room{"lobby"}));
}

TEST_F(TuiSideList, KeepsTheCurrentOneOnTheScreen) {
  for (std::uint8_t i = 0; i < 100; ++i) meet("peer-" + std::to_string(100 + i), static_cast<std::uint8_t>(i + 2));
  list_.set_current(peer(82));
  EXPECT_THAT(rows(10), testing::Contains(">peer-180"));
  EXPECT_EQ(rows(10).size(), 10U);
  list_.set_current(peer(101));
  EXPECT_EQ(rows(10).back(), ">peer-199");
}

TEST_F(TuiSideList, ShowsNoNameThatIsHostile) {
  PeerView peer = make_peer("x", 9);
  peer.name = "\x1b[31m\u202egnol a dna live";
  list_.peer(peer);
  for (const auto& row : rows()) EXPECT_THAT(row, testing::Not(HasSubstr("\x1b")));
  EXPECT_THAT(rows().back(), HasSubstr("^[[31m"));
}

TEST_F(TuiSideList, ForgetsRoomsThatWereLeft) {
  join("tea");
  list_.mark(Room{"tea"}, {.unread = 4});
  list_.room({event::Room::What::left, "tea", false, 0, 0});
  EXPECT_THAT(names(), ElementsAre("#lobby"));
  EXPECT_THAT(list_.unread_elsewhere(), ElementsAre());
}

}  // namespace
}  // namespace earshot::front
