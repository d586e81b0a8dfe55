// Tab: what the word before the cursor may become, by where it stands. A pure function of what is known, and the walk
// through its answers. Nothing here is sent or looked up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "earshot/base/time.h"

namespace earshot::front {

struct CompletionPerson {
  std::string name;  // the alias, or else the nick
  std::string ref;   // with the tag, for a name that several have
  // Of this conversation.
  std::optional<Wall> addressed_me{};
  std::optional<Wall> spoke{};
};

struct CompletionSources {
  std::vector<CompletionPerson> people;
  std::vector<std::string> rooms;  // without '#'
};

struct Completions {
  std::size_t replaced = 0;  // bytes before the cursor
  std::vector<std::string> candidates;
  std::vector<std::string> labels{};  // how they are told apart: themselves, or an emoji with its name
};

// Behind a colon: emoji by their names. People: who addressed me, then who spoke, each the latest first, then by name;
// without looking at case and accents.
Completions completions(std::string_view before_cursor, const CompletionSources& known);

// Tab and Shift-Tab, pressed again and again.
class CompletionWalk {
 public:
  struct Step {
    std::size_t replaced = 0;
    std::string with;
  };
  // Forward: the next candidate, after the last the first again. Backward: the one before, before the first what was
  // typed. Anything else that was done in between begins a new walk. Nothing: there is nothing to complete.
  enum class Direction : std::uint8_t { forward, backward };
  std::optional<Step> step(Direction direction, std::string_view before_cursor, const CompletionSources& known);

  // To be shown while there are several; none after the walk has ended.
  const std::vector<std::string>& labels() const { return found_.labels; }
  void end() { found_ = {}; }

 private:
  std::string base_;   // before what is replaced
  std::string typed_;  // what was there
  Completions found_;
  std::size_t at_ = 0;  // 0: typed_
};

}  // namespace earshot::front
