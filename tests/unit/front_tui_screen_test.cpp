// Screens as people see them. The golden ones are in golden/*.txt; after a change that is meant, look at what differs:
//   EARSHOT_GOLDEN_UPDATE=1 build/dev/tests/unit/unit_front --gtest_filter='TuiScreen.*' && git diff tests/unit/golden
#include "front/tui/screen.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "front/tui/picker.h"
#include "front/tui/side_list.h"
#include "front/tui/transcript.h"
#include "front/welcome.h"
#include "front_stage.h"
#include "front_tui.h"

namespace earshot::front {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::uint64_t kMinute = 60'000;

// The conversation of the book, and a screen of any size of it.
class TuiScreen : public Utf8Test {
 protected:
  TuiScreen() : bob_(make_peer("bob", 7)), talk_(with(bob_)) {
    bob_.trust = Trust::verified;
    bob_.rtt = Duration(600);
    PeerView erin = make_peer("erin", 12), frank = make_peer("frank", 13), fresh = make_peer("dave", 11);
    fresh.name = "dave+q2mz";
    for (auto* peer : {&erin, &frank}) peer->state = PeerState::gone;
    erin.last_seen = Wall{kStageWall.ms - 4ULL * 86'400'000};
    frank.last_seen = Wall{kStageWall.ms - 102ULL * 86'400'000};
    PeerView carol = make_peer("carol", 9), dave = make_peer("dave", 10);
    dave.name = "dave+4k7n";
    for (auto* peer : {&carol, &dave, &erin, &frank}) peer->trust = Trust::seen;
    for (const auto& peer : {bob_, carol, dave, fresh, erin, frank}) side_.peer(peer);
    side_.mark(Room{"lobby"}, {.unread = 3});
    side_.mark(bob_.id, {});
    side_.mark(carol.id, {.unread = 1});
    side_.set_current(bob_.id);
    talk();
  }

  Moment at(std::uint64_t minutes_before) const {
    return {Instant{} + 1000s, Wall{kStageWall.ms - minutes_before * kMinute}};
  }
  void bob_says(std::uint64_t minutes_before, const std::string& text, const std::string& reply_to = {}) {
    auto message = make_message(++ids_, bob_, with(bob_), text);
    message.reply_to = reply_to;
    talk_.add(at(minutes_before), message);
  }
  void own(std::uint64_t minutes_before, const std::string& text, DeliveryState state) {
    auto message = make_own(++ids_, with(bob_), text, 1);
    talk_.add(at(minutes_before), message);
    talk_.state(at(minutes_before),
                make_state(ids_, with(bob_), bob_, state, {state == DeliveryState::delivered ? 1U : 0U, 1}));
  }
  void talk() {
    talk_.arrive();
    bob_says(17 * 60 + 22, "see you tomorrow");
    bob_says(110, "morning. is the scanner free?\nhttps://printer.lan/status");
    own(109, "yes, all yours", DeliveryState::delivered);
    const std::string answered = to_string(make_id(ids_));
    own(109, "I leave at five though", DeliveryState::delivered);
    own(108, "and here is the spreadsheet you wanted", DeliveryState::failed);
    talk_.leave();
    bob_says(0, "thanks! took the last toner, sorry", answered);
    bob_says(0, "\u300c\u4e2d\u6587\u300d\u3068 \U0001F469\u200d\U0001F680 in one line");
    talk_.arrive();
    talk_.notice(kStageWall, say("bob was gone for 2 min"));
  }

  ScreenContent content(std::size_t columns, std::size_t rows, const LayoutWish& wish = {}) {
    ScreenContent it;
    it.layout = lay_out({rows, columns}, wish);
    it.palette = Palette(256);
    it.title = title_of(bob_, side_.here(), make_about());
    it.side = side_.rows(it.layout.side.rows, kStageWall, it.palette);
    talk_.shape(fitted({}, it.layout), it.layout.messages.rows);
    it.messages = talk_.view(kStageWall);
    it.status.elsewhere = side_.unread_elsewhere();
    it.status.new_below = talk_.new_below();
    it.status.newest_key = "Alt-End";
    it.status.next_unread_key = "Alt-A";
    it.status.help_key = "F1";
    it.prompt.name = "bob";
    it.input.rows = {"sounds good, see you at three"};
    it.input.cursor = {0, 29};
    return it;
  }
  static Canvas painted(const ScreenContent& content, std::size_t columns, std::size_t rows) {
    Canvas canvas(rows, columns);
    paint(canvas, content);
    expect_clean(canvas);
    return canvas;
  }
  static void expect_golden(const std::string& name, const Canvas& canvas) {
    const std::string path = std::string(EARSHOT_GOLDEN) + "/" + name + ".txt";
    const std::string screen = front::text_of(canvas) + "cursor: row " + std::to_string(canvas.cursor.row) +
                               ", column " + std::to_string(canvas.cursor.column) + "\n";
    if (std::getenv("EARSHOT_GOLDEN_UPDATE") != nullptr) std::ofstream(path) << screen;
    std::ostringstream golden;
    golden << std::ifstream(path).rdbuf();
    EXPECT_EQ(screen, golden.str()) << path;
  }

  PeerView bob_;
  Transcript talk_;
  SideList side_;
  std::uint8_t ids_ = 0;
};

TEST_F(TuiScreen, ShowsATalk) {
  for (const auto& [columns, rows] : {std::pair<std::size_t, std::size_t>{80, 24}, {34, 14}, {200, 50}})
    expect_golden("talk_" + std::to_string(columns) + "x" + std::to_string(rows),
                  painted(content(columns, rows), columns, rows));
}

TEST_F(TuiScreen, ShowsTheListLaidOverTheMessages) {
  expect_golden("list_over_60x16", painted(content(60, 16, {.side_toggled = true}), 60, 16));
}

TEST_F(TuiScreen, ShowsASelectedMessageWithTheCursorOnIt) {
  talk_.select_previous();
  talk_.select_previous();
  expect_golden("selected_80x24", painted(content(80, 24), 80, 24));
}

TEST_F(TuiScreen, ShowsAChoiceOverTheMessages) {
  auto it = content(80, 24);
  Picker picker("Go to", {{"#lobby", "3 here"}, {"bob", "laptop"}, {"carol", "desk-3"}});
  picker.type("o");
  picker.move(1);
  it.panel = picker.panel();
  it.prompt.question = say("go to: ");
  it.input = {{"o"}, {0, 1}};
  expect_golden("picker_80x24", painted(it, 80, 24));
}

TEST_F(TuiScreen, ShowsWhatToDoWhenNobodyIsThere) {
  SideList nobody;
  Transcript lobby_talk(lobby());
  ScreenContent it = content(80, 24);
  it.title = title_of(event::Room{event::Room::What::joined, "lobby", true, 0, 0}, 0, make_about());
  it.side = nobody.rows(it.layout.side.rows, kStageWall, it.palette);
  lobby_talk.shape(fitted({}, it.layout), it.layout.messages.rows);
  lobby_talk.notice(kStageWall, say("Looking on {1} ...", {"wlan0 192.168.1.23/24"}));
  it.messages = lobby_talk.view(kStageWall);
  event::Reply::Status status;
  status.network = make_network();
  it.board = panel_rows(nobody_panel(make_about(), status), it.layout.messages.columns);
  it.status = {};
  it.prompt.name = "#lobby";
  it.input = {{""}, {}};
  expect_golden("nobody_80x24", painted(it, 80, 24));
}

TEST_F(TuiScreen, ARowOfAListGoesOnBelowItsText) {
  using testing::ElementsAre;
  EXPECT_THAT(panel_rows({"  /whois PEER   tag, trust and addresses of one person", "short"}, 36),
              ElementsAre("  /whois PEER   tag, trust and ", "                addresses of one ",
                          "                person", "short"));
  EXPECT_THAT(panel_rows({"no columns in it, but long"}, 12), ElementsAre("no columns ", "in it, but ", "long"));
  EXPECT_THAT(panel_rows({"  /whois PEER   tag"}, 1), testing::SizeIs(testing::Ge(10U))) << "no room for columns";
}

// --- the bars ---

TEST_F(TuiScreen, SaysFirstWhoOneTalksWithAndWhetherToTrustThat) {
  bob_.trust = Trust::changed;
  const Title title = title_of(bob_, 4, make_about());
  EXPECT_TRUE(title.is_alarm);
  const auto text = [&title](std::size_t columns) {
    Canvas canvas(1, columns);
    canvas.put({0, 0}, title_row(title, columns, Palette()));
    return canvas.row(0);
  };
  EXPECT_EQ(text(80), " bob  KEY CHANGED  laptop 192.168.1.7  0.6 ms                4 here  " + make_about().self.ref);
  EXPECT_EQ(text(26), " bob  KEY CHANGED  4 here");
  EXPECT_EQ(text(25), " bob  KEY CHANGED");
  EXPECT_EQ(text(13), " bob  4 here");
  EXPECT_EQ(text(12), " bob");
  EXPECT_EQ(text(4), " b~");
}

TEST_F(TuiScreen, SaysInTheStatusRowWhatIsWorthIt) {
  Status status;
  const auto text = [&status](std::size_t columns) {
    Canvas canvas(1, columns);
    canvas.put({0, 0}, status_row(status, columns, Palette()));
    return canvas.row(0);
  };
  EXPECT_EQ(text(40), "");
  status.help_key = "F1";
  EXPECT_EQ(text(20), "             F1 help");
  status.elsewhere = {"#lobby 3", "carol 1"};
  status.next_unread_key = "Alt-A";
  EXPECT_EQ(text(62), " #lobby 3  carol 1                  Alt-A next unread  F1 help");
  EXPECT_EQ(text(34), " #lobby 3  carol 1           Alt-A");
  status.new_below = 12;
  status.newest_key = "Alt-End";
  status.no_answer = no_answer_words("bob", 12s);
  EXPECT_EQ(text(62), " 12 new below - Alt-End  no answer from bob for 12 s  #lobby 3");
  status.message = "Ctrl-C again leaves";
  EXPECT_THAT(text(62), testing::StartsWith(" Ctrl-C again leaves  "));
  EXPECT_EQ(no_answer_words("bob", 2'999'999us), "");
}

TEST_F(TuiScreen, PutsThePromptBeforeEveryRowOfTheInput) {
  auto it = content(80, 24, {.input_rows = 3});
  it.input = {{"one", "two", "three"}, {2, 5}};
  const Canvas canvas = painted(it, 80, 24);
  EXPECT_EQ(canvas.row(21), "bob> one");
  EXPECT_EQ(canvas.row(23), "     three");
  EXPECT_EQ(canvas.cursor, (Spot{23, 10}));
  EXPECT_EQ(input_columns(it.prompt, 80), 75U);
}

TEST_F(TuiScreen, AlarmsByThePromptToo) {
  auto it = content(80, 24);
  it.prompt = {"bob (key changed)", true, ""};
  const Canvas canvas = painted(it, 80, 24);
  EXPECT_THAT(canvas.row(23), testing::StartsWith("bob (key changed)> "));
  EXPECT_EQ(canvas.at(23, 0).style, Palette(256).alarm());
}

TEST_F(TuiScreen, ScrollsAPanelToItsSelectedRow) {
  auto it = content(80, 24);
  Panel panel;
  panel.title = "Keys";
  for (int i = 0; i < 100; ++i) panel.rows.push_back("row " + std::to_string(i));
  panel.selected = 50;
  it.panel = panel;
  const Canvas canvas = painted(it, 80, 24);
  EXPECT_THAT(canvas.row(1), HasSubstr("Keys   32-51 of 100"));
  EXPECT_THAT(canvas.row(21), HasSubstr("> row 50"));
  EXPECT_EQ(canvas.cursor, (Spot{21, 18}));
}

TEST_F(TuiScreen, SaysWhenItIsTooSmall) {
  EXPECT_EQ(painted(content(11, 24), 11, 24).row(0), "make the wi");
  EXPECT_EQ(painted(content(1, 1), 1, 1).row(0), "m");
}

// --- hostile and random ---

TEST_F(TuiScreen, ShowsNothingHostileWhoeverIsCalledWhateverAndWritesAnything) {
  const std::vector<std::string> corpus{"\x1b]52;c;aGVsbG8=\x07",
                                        "\x1b[2J\x1b[H",
                                        "\xc2\x9b"
                                        "31m",
                                        "\u202e\u2066evil\u2069",
                                        std::string(32'768, '\n'),
                                        "a" + std::string(60'000, '\xcc') + std::string(5, '\x81'),
                                        "\u200b\u200d\u00ad\ufeff",
                                        "\xff\xfe\xc3",
                                        "\r\r\rroot: ",
                                        "\U000e0041\U000e0042",
                                        "\u4e2d\u6587\U0001F469\u200d\U0001F680"};
  std::string marks = "a";
  while (marks.size() < 65'000) marks += "\u0301";
  for (std::size_t i = 0; i <= corpus.size(); ++i) {
    const std::string& text = i < corpus.size() ? corpus[i] : marks;
    PeerView peer = make_peer("x", 40);
    peer.name = peer.nick = peer.ref = peer.host = text;
    side_.peer(peer);
    auto message = make_message(static_cast<std::uint8_t>(100 + i), peer, with(bob_), text);
    message.action = i % 3 == 0;
    message.reply_to = to_string(make_id(static_cast<std::uint8_t>(99 + i)));
    talk_.add(at(0), message);
    for (const std::size_t columns : {80U, 34U, 13U}) {
      auto it = content(columns, 24);
      it.title = title_of(peer, 1, make_about());
      const Canvas canvas = painted(it, columns, 24);
      if (columns < 72) continue;
      for (std::size_t row = 1; row < 22; ++row) EXPECT_EQ(canvas.at(row, 17).text, "|") << "a crooked column";
    }
  }
}

TEST_F(TuiScreen, StandsEverySizeWithTheCursorOnTheScreen) {
  std::mt19937 chance(3);
  for (int i = 0; i < 400; ++i) {
    if (i % 4 == 0) {
      PeerView peer = make_peer("x", static_cast<std::uint8_t>(chance() % 60));
      peer.name = text::shown_line(nasty_text(chance, 8)).str();
      side_.peer(peer);
      bob_says(0, nasty_text(chance, 40));
    }
    const std::size_t columns = 1 + chance() % 130, rows = 1 + chance() % 40;
    auto it = content(columns, rows, {.side_toggled = chance() % 2 == 0, .input_rows = chance() % 8});
    it.prompt.name = text::shown_line(nasty_text(chance, 12)).str();
    it.input = {{text::shown_line(nasty_text(chance, 12)).str()}, {chance() % 9, chance() % 200}};
    if (chance() % 3 == 0) talk_.select_previous();
    if (chance() % 3 == 0) talk_.scroll_by(static_cast<std::ptrdiff_t>(chance() % 40) - 20);
    if (chance() % 4 == 0) {
      it.panel.emplace();
      it.panel->first = chance() % 20;
      for (std::size_t row = chance() % 30; row > 0; --row) it.panel->rows.push_back(nasty_text(chance, 5));
      if (!it.panel->rows.empty() && chance() % 2 == 0) it.panel->selected = chance() % it.panel->rows.size();
    }
    painted(it, columns, rows);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace earshot::front
