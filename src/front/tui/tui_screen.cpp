// What it all looks like.
#include <algorithm>

#include "earshot/text/text.h"
#include "front/tui/tui.h"
#include "front/welcome.h"
#include "front/words.h"

namespace earshot::front {
namespace {

using namespace std::chrono_literals;

constexpr Duration kFrame = 34ms;          // at most 30 in a second
constexpr std::size_t kIntroducedMax = 8;  // people named
constexpr std::size_t kColoursMany = 256, kColoursFew = 16;

}  // namespace

// Whatever was done, more of the history may be wanted, and the screen shown.
void Tui::finish_turn(Moment now) {
  if (exit_) return;
  const Notices::Due due = notices_.take(now, settings_.notify);
  if (!due.bytes.empty()) terminal_.write_raw(due.bytes);
  if (options_.notify)
    for (const std::string& line : due.lines) options_.notify(settings_.notify.command, line);
  if (has_changed_ && !is_bare_ && !is_away_ && now.instant >= next_frame_) draw(now);
}

void Tui::draw(Moment now) {
  const Terminal::Size size = terminal_.size();
  Canvas canvas(size.rows, size.columns);
  paint(canvas, content(now, size));
  is_busy_ = !terminal_.show(canvas);
  if (is_busy_) return;
  set_title();
  drawn_size_ = size;
  has_changed_ = false;
  next_frame_ = now.instant + kFrame;
}

ScreenContent Tui::content(Moment now, Terminal::Size size) {
  const Prompt prompt = this->prompt();
  Composer& composer = std::holds_alternative<Choosing>(overlay_) ? std::get<Choosing>(overlay_).line : composer_;
  const auto input = composer.layout(input_columns(prompt, size.columns), input_rows_max(size.rows));
  LayoutWish wish;
  wish.side_list = settings_.sidebar != TuiSettings::Switch::off;
  wish.side_toggled = side_toggled_;
  wish.input_rows = question_ ? 1 : input.rows.size();
  ScreenContent content;
  content.layout = lay_out(size, wish);
  content.palette = palette_;

  Transcript& transcript = current().transcript;
  message_rows_ = content.layout.messages.rows;
  transcript.shape(fitted(look(), content.layout), message_rows_);
  ask_for_history(side_.current());
  settle(now, side_.current());
  content.messages = transcript.view(now.wall);
  content.side = side_.rows(content.layout.side.rows, now.wall, palette_);
  content.title = title();
  content.status = status(now);
  content.prompt = prompt;
  content.input = question_ ? Input{{""}, {}} : Input{input.rows, input.cursor};
  content.board = panel_rows(board(), content.layout.messages.columns);
  content.panel = panel(content.layout);
  return content;
}

// The first thirty seconds, and what to do where nobody is.
std::vector<std::string> Tui::board() const {
  if (side_.current() != ConversationKey(Room{kLobby})) return {};
  if (!nobody_.empty()) return nobody_;
  if (!is_introducing_ || remembered_.has_spoken) return {};
  std::vector<PeerView> people;
  for (const PeerId& id : here_)
    if (const PeerView* peer = side_.find(id); peer != nullptr && people.size() < kIntroducedMax)
      people.push_back(*peer);
  std::vector<std::string> rows = welcome_head(about_, network_);
  for (const PeerView& peer : people) rows.push_back(welcome_row(peer));
  for (std::string& line : welcome_rest(about_, people)) rows.push_back(std::move(line));
  return rows;
}

Prompt Tui::prompt() {
  Prompt prompt{.name = side_.name(side_.current())};
  if (question_) {
    prompt.question = question_->words + " ";
  } else if (const auto* choosing = std::get_if<Choosing>(&overlay_)) {
    switch (choosing->what) {
      case Choosing::What::place:
        prompt.question = say("go to: ");
        break;
      case Choosing::What::person:
        prompt.question = say("whom? ");
        break;
      case Choosing::What::found:
        prompt.question = choosing->is_everywhere ? say("find everywhere: ") : say("find: ");
    }
  } else if (const auto search = composer_.search()) {
    prompt.question = search->is_found ? say("sent before, with \"{1}\": ", {search->words})
                                       : say("sent before, NOTHING with \"{1}\": ", {search->words});
  }
  const auto* const id = std::get_if<PeerId>(&side_.current());
  const PeerView* const peer = id != nullptr ? side_.find(*id) : nullptr;
  prompt.is_alarm = peer != nullptr && peer->trust == Trust::changed;
  if (prompt.is_alarm) prompt.name = say("{1} (key changed)", {prompt.name});
  if (current().answers) prompt.name = say("answer to {1}", {prompt.name});
  return prompt;
}

Status Tui::status(Moment now) {
  const Transcript& transcript = current().transcript;
  Status status;
  status.message = hint_;
  if (!is_open_ && about_.is_private && hint_.empty())
    status.message = say("opening the private network {1} ...", {about_.network.value_or("")});
  status.new_below = transcript.new_below();
  no_answer_changes_.reset();
  if (const auto since = transcript.unanswered_since()) {
    const Duration waited = now.instant - *since;
    const bool is_early = waited < 3s;
    if (!is_early) status.no_answer = no_answer_words(side_.name(side_.current()), waited);
    // Every second at first, then in steps: nobody counts them, and a screen that stands still is worth something.
    const Duration step = waited < 10s ? 1s : 10s;
    no_answer_changes_ = is_early ? *since + 3s : *since + (waited / step + 1) * step;
  }
  status.elsewhere = side_.unread_elsewhere();
  status.newest_key = key_name(Action::newest);
  status.next_unread_key = key_name(Action::next_unread);
  status.help_key = key_name(Action::help);
  return status;
}

std::string Tui::key_name(Action action) const {
  const auto keys = keys_.keys_of(action);
  return keys.empty() ? std::string() : to_string(keys.front());
}

Title Tui::title() const {
  if (const auto* id = std::get_if<PeerId>(&side_.current())) {
    const PeerView* const peer = side_.find(*id);
    PeerView unknown;
    unknown.id = *id;
    unknown.name = side_.name(*id);
    unknown.state = PeerState::gone;
    return title_of(peer != nullptr ? *peer : unknown, side_.here(), about_);
  }
  const Room& room = std::get<Room>(side_.current());
  const event::Room* const known = side_.find(room);
  event::Room unknown;
  unknown.room = room.name;
  return title_of(known != nullptr ? *known : unknown, side_.here(), about_);
}

MessageLook Tui::look() const {
  MessageLook look;
  look.name_columns = settings_.name_width;
  look.time_format = settings_.time;
  look.unicode_marks = settings_.ascii == TuiSettings::Switch::off ||
                       (settings_.ascii == TuiSettings::Switch::automatic && terminal_.abilities().unicode_marks);
  look.palette = palette_;
  return look;
}

void Tui::apply_settings() {
  using Colours = TuiSettings::Colours;
  keys_ = bindings_of(settings_);
  const std::size_t most = terminal_.abilities().colours;
  switch (settings_.colours) {
    case Colours::automatic:
      palette_ = Palette(options_.colour ? most : 0);
      break;
    case Colours::many:
      palette_ = Palette(std::min(most, kColoursMany));
      break;
    case Colours::sixteen:
      palette_ = Palette(std::min(most, kColoursFew));
      break;
    case Colours::none:
      palette_ = Palette(0);
  }
}

// As much as the parts of one message hold, with some to spare for what has to be escaped.
std::size_t Tui::message_bytes() const {
  constexpr std::size_t kRoomBytes = 12'000, kDirectBytes = 65'536;
  return std::holds_alternative<Room>(side_.current()) ? kRoomBytes : kDirectBytes;
}

std::optional<Panel> Tui::panel(const Layout& layout) {
  if (auto* text = std::get_if<Text>(&overlay_)) {
    Panel panel;
    panel.title = text->title;
    panel.rows = panel_rows(text->sentences, layout.messages.columns);
    const std::size_t seen = panel_rows_seen(layout);
    text->first = std::min(text->first, panel.rows.size() - std::min(panel.rows.size(), seen));
    panel.first = text->first;
    panel.has_cursor = false;
    return panel;
  }
  if (const auto* choosing = std::get_if<Choosing>(&overlay_)) {
    Panel panel = choosing->picker.panel();
    return panel;
  }
  return std::nullopt;
}

void Tui::set_title() {
  std::size_t unread = 0;
  for (const ConversationKey& key : side_.order()) unread += side_.mark_of(key).unread;
  const std::string name = side_.name(side_.current());
  terminal_.set_title(unread == 0 ? say("earshot {1}", {name}) : say("earshot ({1}) {2}", {unread, name}));
}

}  // namespace earshot::front
