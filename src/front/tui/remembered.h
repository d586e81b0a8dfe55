// What the interface remembers from one run to the next: what was being typed, what was read, what was sent. A small
// text that somebody else keeps; hand-made or damaged ones do no harm.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "earshot/base/time.h"
#include "earshot/base/types.h"
#include "earshot/front/tui.h"
#include "front/tui/input_text.h"
#include "front/tui/side_list.h"

namespace earshot::front {

struct Remembering {
  struct Talk {
    std::string draft;
    std::optional<MessageId> read;  // the last message that was read
    bool has_unread = false;
  };
  std::map<ConversationKey, Talk> talks;
  std::optional<ConversationKey> current;
  std::vector<std::string> sent;  // the oldest first
  std::uint64_t starts = 0;
  bool has_spoken = false;    // at least one message was sent: no introduction any more
  std::optional<Wall> until;  // what came later has not been seen

  static constexpr std::size_t kTalksMax = 1'000;
  static constexpr std::size_t kSentMax = 100;
  static constexpr std::size_t kTextBytesMax = kInputBytesMax;  // of one draft, or one text that was sent
};

// At most kRememberedBytesMax. If it were more, what was sent is left out, from the oldest on, and then drafts.
std::string to_text(const Remembering& remembering);
// What cannot be read is left out.
Remembering parse_remembering(std::string_view text);

}  // namespace earshot::front
