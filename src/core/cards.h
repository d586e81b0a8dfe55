// Takes beacons in, whichever way they came: checks that they are new, authentic and affordable, makes their names
// harmless, and enters them into the roster. The parts that send and schedule are presence and pull.
#pragma once

#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/context.h"
#include "core/roster.h"

namespace earshot::core {

class Cards {
 public:
  Cards(Context& context, const wire::Here& own_card) : context_(context), own_card_(own_card) {}

  enum class Verdict : std::uint8_t {
    entered,   // new, and now in the roster
    repeated,  // authentic, but no news: what is known already, or a relay's word that one who is gone is here
    own,       // signed by our own key
    outdated,  // of an earlier epoch than what is known: counted, and its author may have forgotten the later one
    dropped,   // counted
  };
  // From its author, on a group channel or by unicast.
  Verdict receive(Moment now, const Received& received, const wire::Here& card);
  // From a relay that was asked for it.
  Verdict receive_relayed(Moment now, const Address& relay, InterfaceIndex interface, const wire::Page::Line& line,
                          const wire::Here& card);

  // The same, of somebody who is not known here and may be gone: only for the name. True when it is known now.
  bool remember(Moment now, const Address& relay, const wire::Page::Line& line, wire::Here card);

  void set_network(const NetworkView& network) { network_ = network; }
  // Something that was signed by our key in this epoch has come back to us. True when it is of a former life.
  bool found_past_life(Epoch epoch);
  // A former life of ours, which we have forgotten, used this later epoch. Since the last call.
  std::optional<Epoch> take_past_epoch() { return std::exchange(past_epoch_, std::nullopt); }
  // Somebody else signs with our key (the same identity runs twice).
  bool has_twin() const { return has_twin_; }
  // Our own group datagrams came back on these interfaces since the last clear.
  const std::set<InterfaceIndex>& heard_own_on() const { return heard_own_on_; }
  void clear_heard_own() { heard_own_on_.clear(); }

 private:
  Verdict check(Moment now, const Address& source, const wire::Here& card, BytesView body,
                const std::optional<wire::Signature>& signature, bool relayed);
  Verdict receive_own(Moment now, const Received& received, const wire::Here& card);
  void enter(Moment now, wire::Here card, BytesView body, const wire::Signature& signature, InterfaceIndex interface);
  std::vector<Address> usable_claims(const wire::Here& card, InterfaceIndex interface) const;

  Context& context_;
  const wire::Here& own_card_;
  NetworkView network_;
  std::set<InterfaceIndex> heard_own_on_;
  std::optional<Epoch> past_epoch_;
  std::size_t past_lives_ = 0;
  bool has_twin_ = false;
};

}  // namespace earshot::core
