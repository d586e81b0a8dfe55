#include "sim/shrink.h"

#include <algorithm>
#include <set>
#include <utility>

#include "sim/chaos.h"

namespace earshot::sim {

namespace {

using Kind = Act::Kind;

// Without that host; those of higher numbers move up.
Trace without(const Trace& trace, HostNumber gone) {
  const auto moved = [gone](HostNumber number) { return number > gone ? number - 1 : number; };
  Trace result = trace;
  result.hosts.erase(result.hosts.begin() + gone);
  std::erase_if(result.acts, [&](const Act& act) { return act.who == gone || act.whom == gone; });
  for (auto& act : result.acts) act.who = moved(act.who), act.whom = moved(act.whom);
  result.fates->clear();
  for (const auto& [passage, fate] : *trace.fates)
    if (passage.from != gone && passage.to != gone)
      (*result.fates)[{moved(passage.from), moved(passage.to), passage.number}] = fate;
  return result;
}

// What a fate can be without; each is a kind of fault.
void arrive(Fate& fate) { fate.lost = false; }
void be_on_time(Fate& fate) { fate.late = Duration::zero(); }
void come_once(Fate& fate) { fate.again.reset(); }
void be_whole(Fate& fate) { fate.flips = fate.cut = 0; }

class Shrinker {
 public:
  Shrinker(Trace trace, const Breaks& breaks, const std::function<bool()>& is_time_up)
      : trace_(std::move(trace)), breaks_(breaks), is_time_up_(is_time_up) {}

  Trace shrunk() {
    do {
      has_changed_ = false;
      take_time();
      take_hosts();
      take_kinds_of_acts();
      take_kinds_of_fates();
      take_acts();
      take_fates();
    } while (has_changed_ && !is_time_up_());
    return std::move(trace_);
  }

 private:
  bool take(Trace candidate) {
    if (is_time_up_() || !breaks_(candidate)) return false;
    trace_ = std::move(candidate);
    return has_changed_ = true;
  }

  // Half of the time, then three quarters, and so on.
  void take_time() {
    for (Duration less = trace_.time / 2; less > Duration(100'000); less /= 2) {
      auto candidate = trace_;
      candidate.time -= less;
      std::erase_if(candidate.acts, [&](const Act& act) { return act.at >= candidate.time; });
      take(std::move(candidate));
    }
  }

  void take_hosts() {
    for (auto i = static_cast<HostNumber>(trace_.hosts.size()); i-- > 0;)
      if (trace_.hosts.size() > 1) take(without(trace_, i));
  }

  void take_kinds_of_acts() {
    std::set<Kind> kinds;
    for (const auto& act : trace_.acts) kinds.insert(act.kind);
    kinds.erase(Kind::joins);
    for (const auto kind : kinds) {
      auto candidate = trace_;
      std::erase_if(candidate.acts, [&](const Act& act) { return act.kind == kind; });
      take(std::move(candidate));
    }
  }

  void take_kinds_of_fates() {
    for (const auto& mend : {arrive, be_on_time, come_once, be_whole}) {
      auto candidate = trace_;
      for (auto& [passage, fate] : *candidate.fates) mend(fate);
      if (std::erase_if(*candidate.fates, [](const auto& it) { return it.second == Fate{}; }) > 0 ||
          candidate.fates != trace_.fates)
        take(std::move(candidate));
    }
  }

  // Delta debugging (Zeller and Hildebrandt 2002), without its second half: pieces of half, a quarter, an eighth … of
  // all are taken away, down to single ones.
  template <class Item, class With>
  void take_pieces(std::vector<Item> items, const With& with) {
    for (auto size = (items.size() + 1) / 2; size > 0; size = size == 1 ? 0 : (size + 1) / 2)
      for (std::size_t at = 0; at < items.size() && !is_time_up_();) {
        auto fewer = items;
        const auto first = fewer.begin() + static_cast<std::ptrdiff_t>(at);
        fewer.erase(first, first + static_cast<std::ptrdiff_t>(std::min(size, items.size() - at)));
        if (take(with(fewer)))
          items = std::move(fewer);
        else
          at += size;
      }
  }

  void take_acts() {
    std::vector<Act> joins, others;
    for (const auto& act : trace_.acts) (act.kind == Kind::joins ? joins : others).push_back(act);
    take_pieces(others, [&](const std::vector<Act>& fewer) {
      auto candidate = trace_;
      candidate.acts = joins;
      candidate.acts.insert(candidate.acts.end(), fewer.begin(), fewer.end());
      std::ranges::stable_sort(candidate.acts, {}, &Act::at);
      return candidate;
    });
  }

  void take_fates() {
    take_pieces(std::vector<std::pair<Passage, Fate>>(trace_.fates->begin(), trace_.fates->end()), [&](const auto& it) {
      auto candidate = trace_;
      candidate.fates = Fates(it.begin(), it.end());
      return candidate;
    });
  }

  Trace trace_;
  const Breaks& breaks_;
  const std::function<bool()>& is_time_up_;
  bool has_changed_ = false;
};

}  // namespace

Trace shrink(Trace trace, const Breaks& breaks, const std::function<bool()>& is_time_up) {
  return Shrinker(std::move(trace), breaks, is_time_up).shrunk();
}

std::optional<Trace> failure_of(Trace drawn) {
  Fates fates;
  const auto broken = play(drawn, &fates).broken();
  if (broken.empty()) return std::nullopt;
  drawn.breaks = broken.front();
  drawn.fates = std::move(fates);
  return drawn;
}

bool breaks(const Trace& trace) {
  const auto broken = play(trace, nullptr).broken();
  return std::ranges::count(broken, trace.breaks) > 0;
}

}  // namespace earshot::sim
