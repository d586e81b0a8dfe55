#include "app/screen.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>

#include "app/own_profile.h"
#include "earshot/store/profile.h"

namespace earshot::app {
namespace {

constexpr auto kRememberedBytesMax = static_cast<std::streamsize>(front::kRememberedBytesMax);

// A network has conversations of its own.
std::filesystem::path remembered_file(const Order& order) {
  return paths_of(order).state / (order.network.empty() ? "window.json" : "window." + order.network + ".json");
}

}  // namespace

Screen::Screen(const Order& order, const front::Manner& manner, const front::Streams& streams)
    : is_wanted_(wants_screen(order, manner, store::environment)),
      is_insisted_on_(order.tui),
      real_(streams),
      held_{out_, err_, {}} {}

Screen::~Screen() {
  hold_.reset();
  real_.out << out_.str() << std::flush;
  real_.err << err_.str() << std::flush;
}

std::optional<front::Trouble> Screen::take() {
  if (!is_wanted_ || is_taken()) return std::nullopt;
  if (::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1)
    hold_ = front::TerminalHold::take(STDIN_FILENO, STDOUT_FILENO);
  held_.screen = hold_.get();
  if (hold_ || !is_insisted_on_) return std::nullopt;
  return front::Trouble{ErrorCode::need_input,
                        "This is no terminal that the terminal interface can paint on: input and output have to be one "
                        "whose TERM is known, with a cursor that can be placed.",
                        "Without --tui the chat is plain lines.", std::nullopt};
}

std::string read_remembered(const Order& order) {
  std::ifstream file(remembered_file(order), std::ios::binary);
  std::string text(static_cast<std::size_t>(kRememberedBytesMax), '\0');
  file.read(text.data(), kRememberedBytesMax);
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

// Whole or as it was. That it cannot be written is no reason to disturb anybody: the messages are kept elsewhere.
void write_remembered(const Order& order, const std::string& text) {
  const auto file = remembered_file(order);
  const auto fresh = std::filesystem::path(file).concat(".new");
  std::error_code ignored;
  std::filesystem::create_directories(file.parent_path(), ignored);
  std::ofstream(fresh, std::ios::binary) << text;
  std::filesystem::rename(fresh, file, ignored);
}

}  // namespace earshot::app
