// Pasted text: when Enter has to ask before it goes out, and how a paste is known that the terminal does not announce.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "earshot/base/time.h"
#include "front/tui/key.h"

namespace earshot::front {

// What Enter asks before pasted text leaves.
struct PasteQuestion {
  std::size_t lines = 0;
  std::size_t messages = 1;
  bool is_command = false;  // it would be carried out, not sent
};
struct PasteLimits {
  std::size_t confirm_lines = 4;       // ask from so many; ui.paste_confirm
  std::size_t message_bytes = 12'000;  // what one message holds in this conversation; in a direct one it is more
};
// For text of which some was pasted. Nothing: it may go.
std::optional<PasteQuestion> paste_question(std::string_view text, const PasteLimits& limits);
// `to`: "#lobby", as it is shown to people.
std::string in_words(const PasteQuestion& question, std::string_view to);
// In pieces of at most so many bytes each, which must be more than a character takes: cut at line breaks where there
// are some, else between characters. One that fits is one piece.
std::vector<std::string> split_message(std::string_view text, std::size_t message_bytes);

// A terminal without bracketed paste sends a paste as if it were typed, and each of its lines would be sent. So an
// Enter is held for a moment: with many more behind it nobody has typed that.
class PasteGuess {
 public:
  static constexpr Duration kWindow = std::chrono::milliseconds(50);
  static constexpr std::size_t kNewlines = 3;       // so many a person or a key that repeats may manage
  static constexpr std::size_t kKeysMax = 262'144;  // held at a time

  struct Outcome {
    std::string pasted;      // first: text that was pasted
    bool is_first = false;   // it is the first one, so the person should be told why nothing was sent
    std::vector<Key> typed;  // then: to be carried out now, in this order
  };
  // Every key as it comes, those of an announced paste excepted.
  Outcome take(const Key& key, Instant now);
  // When wake() is to be called.
  std::optional<Instant> deadline() const;
  Outcome wake(Instant now);
  // The terminal announces its pastes: nothing is held any more.
  void trust_terminal() { is_needed_ = false; }

 private:
  Outcome release();

  std::vector<Key> held_;  // from an Enter on
  std::size_t newlines_ = 0;
  Instant first_{};
  Instant last_{};
  bool is_needed_ = true;
  bool was_seen_ = false;
};

}  // namespace earshot::front
