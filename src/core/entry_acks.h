// When and how a receiver tells an author what it has stored: one signed, cumulative acknowledgement for everything
// that came meanwhile. The more peers there are, the longer each waits, so that a crowd does not bury the author.
// Driven by rooms.cpp.
#pragma once

#include <optional>

#include "core/context.h"
#include "core/log.h"
#include "core/timers.h"

namespace earshot::core {

// All peers answer within this time.
Duration ack_window(const Config& config, std::size_t peers);
// "Stored lo … hd except mi": the longest such statement that is true. Nothing when nothing can be said.
std::optional<wire::Ack> make_ack(const PeerId& from, const Log& log);

class EntryAcks {
 public:
  EntryAcks(Context& context, Logs& logs) : context_(context), logs_(logs) {}

  // Something of this log was stored, or its author does not know that it was.
  void due(Moment now, const LogKey& key);

  void wake(Moment now);
  std::optional<Instant> deadline() const { return timers_.next(); }

 private:
  void send(Moment now, const LogKey& key);
  std::optional<Address> address_of_author(const Log& log) const;

  Context& context_;
  Logs& logs_;
  Timers<LogKey> timers_;
};

}  // namespace earshot::core
