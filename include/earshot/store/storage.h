// Keeps what the node wants kept. What is kept for good, and how, is the implementation's business.
#pragma once

#include <span>
#include <vector>

#include "earshot/core/output.h"

namespace earshot::store {

class Storage {
 public:
  virtual ~Storage() = default;
  // All or none, and durable when it says true. False: the disk is full, or worse; the same records come again.
  [[nodiscard]] virtual bool commit(std::span<const Store> records) = 0;
};

// Forgets everything at the end of the program: for the demo, and for tests, which can look at the records.
class MemoryStorage : public Storage {
 public:
  bool commit(std::span<const Store> records) override {
    if (full) return false;
    kept.insert(kept.end(), records.begin(), records.end());
    return true;
  }

  std::vector<Store> kept;
  bool full = false;  // then it refuses
};

}  // namespace earshot::store
