// Deadlines by key, the earliest first. Data, not callbacks: the owner asks what is due.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "earshot/base/time.h"

namespace earshot::core {

template <class Key>
class Timers {
 public:
  void set(const Key& key, Instant when) {
    cancel(key);
    when_.emplace(key, when);
    order_.emplace(when, key);
  }
  // Keeps an earlier one.
  void set_by(const Key& key, Instant when) {
    const auto found = when_.find(key);
    if (found == when_.end() || when < found->second) set(key, when);
  }
  void cancel(const Key& key) {
    const auto found = when_.find(key);
    if (found == when_.end()) return;
    order_.erase({found->second, key});
    when_.erase(found);
  }
  bool has(const Key& key) const { return when_.contains(key); }
  std::optional<Instant> next() const { return order_.empty() ? std::nullopt : std::optional(order_.begin()->first); }
  // Takes out one that is due.
  std::optional<Key> take_due(Instant now) {
    if (order_.empty() || order_.begin()->first > now) return std::nullopt;
    Key key = order_.begin()->second;
    cancel(key);
    return key;
  }

 private:
  std::map<Key, Instant> when_;
  std::set<std::pair<Instant, Key>> order_;
};

}  // namespace earshot::core
