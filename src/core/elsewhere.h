// Who is heard here and is not on our network: counted, never answered, never read. On a private network, envelopes
// with another tag are told apart: they come from a network with another name or another passphrase, which nobody
// outside can tell from each other. So it is said once, and only to who never met a member and may have mistyped.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "core/context.h"

namespace earshot::core {

class Elsewhere {
 public:
  explicit Elsewhere(Context& context) : context_(context) {}

  std::size_t nodes() const { return all_.count(); }
  std::size_t private_nodes() const { return private_.count(); }

  void heard(Moment now, const wire::Head& head, const Address& source, InterfaceIndex interface);
  void wake(Moment now);
  std::optional<Instant> deadline() const { return say_at_; }

 private:
  // A node has several addresses, and nothing that we can read joins them. But on one interface it has one of each
  // family: so many nodes there are at least.
  class Nodes {
   public:
    void add(const Address& source, InterfaceIndex interface);
    std::size_t count() const;

   private:
    std::map<std::pair<InterfaceIndex, Address::Family>, std::set<Address>> sources_;
    std::size_t held_ = 0;
  };

  Context& context_;
  Nodes all_, private_;
  std::optional<Instant> say_at_;
  bool has_waited_ = false;
};

}  // namespace earshot::core
