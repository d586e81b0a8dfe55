// The chat that repaints nothing: lines in, lines out. On a terminal it knows slash commands; from a
// pipe every line is one message to one address, sent after the one before it has arrived.
// line_mode.cpp: what happens and what is shown. line_input.cpp: what is typed.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "earshot/front/faces.h"
#include "front/fates.h"
#include "front/phrases.h"
#include "front/presence_notes.h"
#include "front/sheet.h"
#include "front/slash.h"
#include "front/speakers.h"
#include "front/troubles.h"

namespace earshot::front {

class LineMode final : public Face {
 public:
  LineMode(Desk& desk, const Streams& streams, const Manner& manner, const About& about, const ChatOptions& options);

  void start(Moment now) override;
  void event(Moment now, const Event& event) override;
  void line(Moment now, std::string_view line) override;
  void end_of_input(Moment now) override;
  void missed(Moment now, std::uint64_t events, std::optional<std::uint64_t> from_seq) override;
  void stop(Moment now, Stop why) override;
  void wake(Moment now) override;
  std::optional<Instant> deadline() const override;
  bool wants_input() const override;
  std::optional<int> finished() const override { return exit_; }

 private:
  // Whom typed lines are for.
  struct Target {
    bool is_room = true;
    std::string address;  // "lobby", or "bob+7k3f"
    std::optional<PeerId> peer;
  };
  struct Remembered {
    MessageId id;
    Conversation conversation;
    std::string text;
    bool incoming = false;
    bool action = false;
    std::string reply_to{};
    DeliveryState state{};  // of an own one
  };
  struct Asked {
    Command command;
    std::optional<SlashWord> word;  // none: a line of text
    std::string rest;
  };
  struct AddressAsked {
    CommandId command;
    bool is_last_time;
  };
  struct Alarm {
    Instant at;
    void (LineMode::*job)(Moment now);
  };
  struct OnItsWay {
    Instant slow_at;
    MessageId id;
    std::vector<PeerView> recipients;  // if they are known: of the lobby
  };

  // What happens (line_mode.cpp).
  void take(Moment now, const Event& event, const event::Ready& ready);
  void take(Moment now, const Event& event, const event::Peer& peer);
  void take(Moment now, const Event& event, const event::Message& message);
  void take(Moment now, const Event& event, const event::State& state);
  void take(Moment now, const Event& event, const event::Room& room);
  void take(Moment now, const Event& event, const event::Network& network);
  void take(Moment now, const Event& event, const event::Check& check);
  void take(Moment now, const Event& event, const event::Notice& notice);
  void take(Moment now, const Event& event, const event::Words& words);
  void take(Moment now, const Event& event, const event::Reply& reply);
  static Remembered remembered(const event::Message& message);
  void remember(const event::Message& message);
  bool take_trust(const Event& event, const event::Peer& peer);
  void show_earlier();
  void opened(Moment now, const std::vector<event::Message>& earlier);
  void found(Moment now, const std::vector<event::Message>& messages, const event::Reply& reply);
  bool is_worth_a_line(Moment now, const event::Peer& event) const;
  void close(const OnItsWay& on_its_way, const Fate& fate, Wall at);
  void show(const std::string& line);
  void show_presence(Moment now);
  void show_rest_of_welcome(Moment now);
  void say_nobody_yet(Moment now);
  void ask_for_panel(Moment now);
  void tell_slow(Moment now);
  void begin_input(Moment) {}  // only to be woken: wants_input() may have changed
  void leave_if_done(Moment now);
  void leave(Moment now, const std::optional<Trouble>& error);

  // What is typed (line_input.cpp).
  void command(Moment now, const Slash& slash);
  void go(Moment now, const std::string& name);
  void reply(Moment now, const std::string& rest);
  void retry(Moment now, const std::string& rest);
  void withdraw(Moment now, const std::string& rest);
  const Remembered* nth_last_here(std::size_t nth, const std::function<bool(const Remembered&)>& fits) const;
  Conversation here() const;
  void help(const std::string& word);
  void say_text(Moment now, const std::string& text, bool action, const std::string& reply_to);
  void send(Moment now, command::Send send);
  void ask(Moment now, const Command& command, SlashWord word, const std::string& rest);
  void refused(Moment now, const Asked& asked, const Refusal& refusal, const event::Reply& reply);
  void answered(Moment now, const Asked& asked, const event::Reply& reply);
  bool went_by_likeness(Moment now, const std::string& name);
  void turn_to(Moment now, const Target& target);
  void look_up_address(Moment now, bool is_last_time);
  void take_address(Moment now, const event::Reply& reply);
  void look_early(Moment now);
  void look_finally(Moment now);
  void complain(const Trouble& trouble);
  void needs(SlashWord word);

  Desk& desk_;
  Sheet sheet_;
  Manner manner_;
  About about_;
  ChatOptions options_;
  Phrases phrases_;

  Target target_;
  bool target_is_known_ = true;  // a name on the command line may take a moment
  std::optional<AddressAsked> address_asked_;
  std::map<PeerId, PeerView> here_;  // without those whom the user has blocked
  std::set<PeerId> blocked_here_;
  Speakers speakers_;
  std::set<std::string> rooms_{"lobby"};
  std::deque<Remembered> recent_;
  std::vector<event::Message> recalled_;  // rows of an answer that is on its way
  std::set<std::string> opened_;          // conversations whose past was shown
  std::set<CommandId> openings_;          // asked for that
  std::set<MessageId> earlier_;           // shown by it
  PresenceNotes presence_;

  Fates fates_;
  std::deque<OnItsWay> on_their_way_;  // own messages whose end has not been told, oldest first
  std::set<PeerId> told_queued_;
  std::map<CommandId, Asked> asked_;
  std::optional<CommandId> waiting_for_;  // input waits for this answer
  std::uint64_t left_out_ = 0;            // lines that a stalled reader did not get

  Instant started_;
  std::vector<Alarm> alarms_;
  std::optional<Instant> interrupted_;
  std::optional<Instant> input_ended_;
  std::optional<CommandId> panel_asked_;
  bool listing_is_shown_ = false;  // rows of a list are for the person, not for looking somebody up
  std::optional<int> exit_;
};

}  // namespace earshot::front
