// The own log: cuts a text into parts that fit a datagram, signs and chains them, sends them to everybody, and says
// again that the newest is there while nobody has answered for it. Driven by rooms.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/context.h"
#include "core/log.h"
#include "core/receipts.h"
#include "earshot/base/result.h"
#include "earshot/core/error.h"

namespace earshot::core {

// Cuts at the boundaries of characters; each part takes at most `escaped_max` bytes inside a JSON string. An empty text
// is one empty part.
std::vector<std::string_view> cut_into_parts(std::string_view text, std::size_t escaped_max);

class Posting {
 public:
  Posting(Context& context, Logs& logs, Receipts& receipts) : context_(context), logs_(logs), receipts_(receipts) {}

  Result<MessageId, Refusal> post(Moment now, const Room& room, const std::string& text, const std::string& reply_to,
                                  bool action, const std::vector<PeerId>& recipients);
  // A stamp in a verified entry of somebody else: own ones come after it.
  void seen(Moment now, std::uint64_t stamp);
  // It belongs to a log that is over.
  void forget_newest() { repeat_at_.reset(); }

  void wake(Moment now);
  std::optional<Instant> deadline() const { return repeat_at_; }

 private:
  void append(Moment now, wire::Post post);
  void repeat_newest(Moment now);
  Duration tail_pause() const;

  Context& context_;
  Logs& logs_;
  Receipts& receipts_;
  std::uint64_t clock_ = 0;   // hybrid: the latest stamp used or seen, ms
  Instant posted_at_;         // the newest entry
  bool is_repeated_ = false;  // it went again
  std::optional<Instant> repeat_at_;
};

}  // namespace earshot::core
