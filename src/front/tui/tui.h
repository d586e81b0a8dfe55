// The terminal interface as a face: events come in and change what is known, keys come in and become actions, and what
// has changed is painted. It knows a Desk and a Terminal, and nothing behind them.
//   tui.cpp            beginning and end, times, what is kept for the next run
//   tui_events.cpp     what happens
//   tui_keys.cpp       what is pressed, and what that does
//   tui_input.cpp      pastes, completions, sending
//   tui_commands.cpp   slash commands
//   tui_answers.cpp    what the node answers
//   tui_overlays.cpp   what lies over the messages: help, lists to choose from, questions
//   tui_screen.cpp     what all that looks like
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "earshot/front/face.h"
#include "earshot/front/tui.h"
#include "front/fates.h"
#include "front/presence_notes.h"
#include "front/slash_requests.h"
#include "front/speakers.h"
#include "front/troubles.h"
#include "front/tui/actions.h"
#include "front/tui/completion.h"
#include "front/tui/composer.h"
#include "front/tui/notices.h"
#include "front/tui/paste_guard.h"
#include "front/tui/picker.h"
#include "front/tui/remembered.h"
#include "front/tui/screen.h"
#include "front/tui/side_list.h"
#include "front/tui/terminal.h"
#include "front/tui/transcript.h"

namespace earshot::front {

class Tui final : public Face {
 public:
  // `continues`: another face had the terminal before, and its node has ended.
  Tui(Desk& desk, Terminal& terminal, const Streams& streams, const About& about, const TuiOptions& options,
      bool continues);
  ~Tui() override;

  void start(Moment now) override;
  void event(Moment now, const Event& event) override;
  void missed(Moment now, std::uint64_t events, std::optional<std::uint64_t> from_seq) override;
  void look_at_terminal(Moment now) override;
  void stop(Moment now, Stop why) override;
  void wake(Moment now) override;
  std::optional<Instant> deadline() const override;
  std::optional<int> finished() const override { return exit_; }

 private:
  struct Talk {
    explicit Talk(const Conversation& conversation) : transcript(conversation) {}
    Transcript transcript;
    Draft draft;                       // while another conversation is on the screen
    std::optional<MessageId> answers;  // what the draft replies to
    bool is_urgent = false;            // somebody called me by name, unread
    PresenceNotes presence;
    Speakers speakers;     // in this run
    bool is_mine = false;  // I opened it or wrote something
    Instant changed{};
  };
  struct Asked {
    Command command;
    std::optional<SlashWord> word;  // none: a line of text
    std::string about;
    ConversationKey where;  // the answer is shown there
    std::vector<std::string> rows{};
  };
  // Whatever lies over the messages.
  struct Text {
    std::string title;
    std::vector<std::string> sentences;
    std::size_t first = 0;
    std::optional<CommandId> rows_of{};  // rows of this answer are added
  };
  struct Choosing {
    enum class What : std::uint8_t { place, found, person };
    What what{};
    Picker picker;
    Composer line{};  // what is typed into it
    std::vector<ConversationKey> places{};
    std::vector<Transcript::Recalled> found{};
    std::vector<PeerView> people{};
    std::optional<Asked> again{};       // person: asked again with the one who is chosen
    std::optional<CommandId> search{};  // found: the answer to the last words is awaited
    bool is_everywhere = false;
  };
  // Asked at the prompt, answered with one key.
  struct Question {
    enum class What : std::uint8_t { leave, paste, path, link };
    What what{};
    std::string words;
    std::string link{};
  };
  // Whom the command line names.
  struct Wanted {
    std::string name;
    Instant until;  // then it is final that nobody is called so
    CommandId asked{};
  };
  struct Alarm {
    Instant at;
    void (Tui::*job)(Moment now);
  };

  void begin(Moment now);

  // --- what happens (tui_events.cpp) ---
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
  void take_presence(Moment now, const event::Peer& peer);
  void take_from_other(Moment now, const event::Message& message, Talk& talk);
  bool is_worth_a_line(Moment now, const ConversationKey& key, const Talk& talk, const event::Peer& peer) const;
  void tell_presence(Moment now);
  void introduce(Moment now);
  void say_nobody_yet(Moment now);
  void show_nobody_panel(Moment now);
  void keep_nobody_panel(Moment now);

  // --- answers (tui_answers.cpp) ---
  void opened(Moment now, const ConversationKey& key, const event::Reply& reply);
  void caught_up(Moment now);
  void found(Moment now, const event::Reply& reply);
  void answered(Moment now, const Asked& asked, const event::Reply& reply);
  void refused(Moment now, const Asked& asked, const Refusal& refusal, const event::Reply& reply);
  bool show_rows(const std::string& rows);
  void go_to_wanted(Moment now);
  void take_wanted(Moment now, const Asked& asked, const event::Reply& reply);
  void ask_for_history(ConversationKey key);
  void ask_what_is_new();

  // --- keys (tui_keys.cpp) ---
  void take_key(Moment now, const Key& key);
  void typed(Moment now, const Key& key);
  void act(Moment now, Action action);
  bool act_in_conversations(Moment now, Action action);
  bool act_in_view(Moment now, Action action);
  void act_in_input(Moment now, Action action);
  bool act_on_selected(Moment now, Action action);
  void clear_or_leave(Moment now);
  void cancel();

  // --- the input (tui_input.cpp) ---
  void take_outcome(Moment now, const PasteGuess::Outcome& outcome);
  bool take_paste(Moment now, const Key& key);
  void pasted(Moment now, const std::string& text);
  void complete(CompletionWalk::Direction direction);
  CompletionSources known_words() const;
  void send_typed(Moment now);
  bool may_go(Moment now, const ChatLine& line);
  void send_confirmed(Moment now);

  // --- commands (tui_commands.cpp) ---
  void command(Moment now, const Slash& slash);
  void go(Moment now, const std::string& name);
  bool command_of_the_screen(Moment now, const Slash& slash);
  void reply(Moment now, const std::string& rest);
  void read_all(Moment now);
  void notify(Moment now, const std::string& rest);
  void set(Moment now, const std::string& rest);
  void copy(Moment now, const Said* said);
  void open_link(Moment now, std::size_t number);
  void open_link(Moment now, const std::string& link);
  void retry(Moment now, const Said* said);
  void withdraw(Moment now, const Said* said);
  const Said* nth_own(const std::string& number, SlashWord word) const;
  void send_text(Moment now, const std::string& text);
  void send(Moment now, command::Send send);
  void ask(Moment now, const Command& command, std::optional<SlashWord> word, const std::string& about);
  void show_bare(Moment now);
  void edit(Moment now);
  void edited(std::optional<std::string> text);

  // --- overlays (tui_overlays.cpp) ---
  void show_text(std::string title, std::vector<std::string> sentences);
  void show_help(const std::string& word);
  bool choose_place(const std::string& typed);
  void choose_person(const Asked& again, const std::vector<PeerView>& people);
  void begin_search(Moment now, bool is_everywhere, const std::string& words);
  void search(Moment now);
  Picker::Choice choice_of(Moment now, const event::Message& message, bool with_place) const;
  bool key_in_overlay(Moment now, const Key& key);
  bool key_in_text(Text& text, const Key& key);
  bool key_in_choice(Moment now, Choosing& choosing, const Key& key);
  void chosen(Moment now);
  void answer_question(Moment now, const Key& key);
  void close_overlay() { overlay_ = std::monostate{}; }

  // --- conversations ---
  Talk& talk_of(const ConversationKey& key);
  void drop_a_strangers_talk();
  Talk& current() { return talk_of(side_.current()); }
  void turn_to(Moment now, const ConversationKey& key);
  void arrive(Moment now, const ConversationKey& key);
  void settle(Moment now, const ConversationKey& key);
  void notice(Moment now, const std::string& sentence, bool is_alarm = false);
  void complain(Moment now, const Trouble& trouble);
  void hint(Moment now, const std::string& sentence);  // in the status row, for a moment
  bool is_watched(Moment now) const;

  // --- the screen (tui_screen.cpp) ---
  void finish_turn(Moment now);
  void draw(Moment now);
  ScreenContent content(Moment now, Terminal::Size size);
  std::vector<std::string> board() const;
  Prompt prompt();
  Status status(Moment now);
  Title title() const;
  std::optional<Panel> panel(const Layout& layout);
  MessageLook look() const;
  void apply_settings();
  std::size_t message_bytes() const;
  std::string key_name(Action action) const;
  void set_title();

  // --- the end ---
  void leave_if_allowed(Moment now);
  void leave(int exit);
  Remembering remembering() const;
  void keep();
  void keep_soon(Moment now);

  Desk& desk_;
  Terminal& terminal_;
  Streams streams_;
  About about_;
  TuiOptions options_;
  const bool continues_;
  bool is_open_;  // the node takes commands
  TuiSettings settings_;
  KeyBindings keys_;
  Palette palette_;
  Remembering remembered_;  // of the last run

  SideList side_;
  std::map<ConversationKey, Talk> talks_;
  std::optional<ConversationKey> before_;  // the one that was on the screen before this
  Composer composer_;
  CompletionWalk completion_;
  Fates fates_;
  NetworkView network_;
  std::set<PeerId> here_;  // without those whom the user has blocked
  std::set<PeerId> told_queued_;

  std::map<CommandId, Asked> asked_;
  std::map<CommandId, ConversationKey> openings_;  // pages of history
  std::optional<CommandId> news_asked_;            // what came since the last run
  std::optional<CommandId> panel_asked_;
  std::optional<Wanted> wanted_;
  std::vector<Transcript::Recalled> recalled_;  // rows of an answer that is on its way

  std::variant<std::monostate, Text, Choosing> overlay_;
  std::optional<Question> question_;
  std::vector<std::string> nobody_;  // what to do: while nobody is there
  bool is_introducing_ = false;
  bool side_toggled_ = false;

  Notices notices_;
  PasteGuess paste_guess_;
  std::optional<std::string> paste_;  // a bracketed paste that has not ended
  bool focus_is_known_ = false, has_focus_ = true;
  Instant last_key_;
  std::string hint_;
  Instant hint_until_;
  std::optional<Instant> interrupted_;
  std::optional<Instant> no_answer_changes_;  // what the status row says of it

  bool is_bare_ = false;  // plain lines stand where the screen was
  bool is_away_ = false;  // the terminal is lent to an editor
  bool has_changed_ = true;
  bool is_busy_ = false;  // the terminal: it says when it has taken the last screen
  Instant next_frame_;
  std::size_t message_rows_ = 0;
  Terminal::Size drawn_size_{0, 0};
  std::optional<Instant> keep_at_;
  std::vector<Alarm> alarms_;
  std::optional<int> exit_;
};

}  // namespace earshot::front
