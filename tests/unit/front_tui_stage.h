// The stage for the terminal interface: a pretended terminal beside the pretended node, keys by their names, and the
// screen as text.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "earshot/front/tui.h"
#include "front/tui/terminal.h"
#include "front_stage.h"

namespace earshot::front {

class PretendedTerminal final : public Terminal {
 public:
  Size size() override { return size_now; }
  Abilities abilities() const override { return {}; }
  int descriptor() const override { return -1; }
  std::optional<Key> read() override {
    if (keys.empty()) return std::nullopt;
    const Key key = keys.front();
    keys.pop_front();
    return key;
  }
  bool is_gone() const override { return gone; }
  bool show(const Canvas& canvas) override {
    if (is_busy) return false;
    screen = canvas;
    ++frames;
    return true;
  }
  void redraw() override {}
  void write_raw(std::string_view sequence) override { raw += sequence; }
  void set_title(std::string_view shown) override { title = shown; }
  void show_plain(std::string_view lines) override { plain = lines; }
  void leave() override { is_left = true; }
  void enter() override { is_left = false; }
  void suspend() override { ++suspended; }
  void go_on() override {}

  Size size_now{24, 80};
  Canvas screen{24, 80};
  std::deque<Key> keys;
  std::string raw, title, plain;
  std::size_t frames = 0, suspended = 0;
  bool is_busy = false, is_left = false, gone = false;
};

class TuiStage : public Stage {
 public:
  ~TuiStage() { face.reset(); }  // it keeps what is to be kept, here
  void begin(TuiOptions options = {}) {
    begin_before_the_node(std::move(options), make_about());
    tell(event::Ready{make_network(), 0});
  }
  void begin_before_the_node(TuiOptions options, const About& about) {
    options.keep = [this](const std::string& text) { kept = text; };
    auto owned = std::make_unique<PretendedTerminal>();
    terminal = owned.get();
    hold = std::make_unique<TerminalHold>(std::move(owned));
    put_on(make_tui(node, *hold, streams, about, options));
  }
  // "hi", then press("Enter").
  void type(std::string_view text) {
    for (const char letter : text) terminal->keys.push_back(Key{.letter = static_cast<char32_t>(letter)});
    look();
  }
  void press(std::string_view key) {
    terminal->keys.push_back(*parse_key(key));
    look();
  }
  void press(Key::Name name) {
    terminal->keys.push_back(Key{.name = name});
    look();
  }
  void paste(std::string_view text) {
    terminal->keys.push_back(Key{.name = Key::Name::paste_begin});
    for (const char letter : text)
      terminal->keys.push_back(letter == '\n' ? Key{.name = Key::Name::enter}
                                              : Key{.letter = static_cast<char32_t>(letter)});
    press(Key::Name::paste_end);
  }
  // A person types slower than a paste comes, and than frames follow each other.
  void look() {
    face->look_at_terminal(now);
    pass(60ms);
  }
  void settle() { pass(60ms); }
  std::string screen() {
    settle();
    std::string text;
    for (std::size_t row = 0; row < terminal->screen.rows(); ++row) text += terminal->screen.row(row) + "\n";
    return text;
  }
  std::string last_row() {
    settle();
    return terminal->screen.row(terminal->screen.rows() - 1);
  }
  bool shows(std::string_view text) { return screen().find(text) != std::string::npos; }
  // Every question that is asked on the way is answered with nothing.
  template <class C>
  std::size_t asked_for() const {
    std::size_t count = 0;
    for (const Command& it : node.asked) count += std::holds_alternative<C>(it) ? 1 : 0;
    return count;
  }
  // The last command of this kind, and its number.
  template <class C>
  const C& last_asked(std::size_t* number = nullptr) const {
    for (std::size_t i = node.asked.size(); i-- > 0;) {
      if (number != nullptr) *number = i + 1;
      if (const auto* it = std::get_if<C>(&node.asked[i])) return *it;
    }
    throw std::logic_error("nothing of the kind was asked");
  }
  void comes(const PeerView& peer) { tell(event::Peer{event::Peer::What::here, peer, {}}, ++seq); }
  void says(std::uint8_t number, const PeerView& from, const Conversation& where, const std::string& text) {
    tell(make_message(number, from, where, text), ++seq);
  }

  std::unique_ptr<TerminalHold> hold;
  PretendedTerminal* terminal = nullptr;
  std::string kept;
  std::uint64_t seq = 0;
};

}  // namespace earshot::front
