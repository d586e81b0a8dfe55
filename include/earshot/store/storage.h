// Keeps what the node wants kept. What is kept for good, and how, is the implementation's business.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "earshot/core/output.h"

namespace earshot::store {

class Storage {
 public:
  virtual ~Storage() = default;
  // All or none, and durable when it says true. False: the disk is full, or worse; the same records come again.
  [[nodiscard]] virtual bool commit(std::span<const Store> records) = 0;
  // Why the last commit() refused, a sentence for the user; empty if it did not.
  virtual std::string refused_because() const { return {}; }
  // What was kept, oldest first; nothing where nothing is kept.
  virtual std::vector<HistoryMessage> history(const HistoryQuery&) { return {}; }
  virtual bool has_message(const MessageId&) { return false; }
};

// Keeps nothing: what the node has in memory is all that it knows, and gone at its end. For the demo.
class MemoryStorage : public Storage {
 public:
  bool commit(std::span<const Store>) override { return true; }
};

}  // namespace earshot::store
