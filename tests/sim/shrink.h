// Takes away from a run that breaks a promise whatever the same promise breaks without: hosts, kinds of acts, acts,
// time, kinds of fates, fates. What is left is short enough to be read, and is kept (tests/sim/kept).
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "sim/trace.h"

namespace earshot::sim {

// Whether the run breaks Trace::breaks.
using Breaks = std::function<bool(const Trace&)>;
// `trace` breaks its promise, and has fates. The answer does, too. `is_time_up`: asked before each run.
Trace shrink(Trace trace, const Breaks& breaks, const std::function<bool()>& is_time_up);

// Of a run that was drawn: with the fates that chance gave it, and the first promise that it breaks. None: it holds.
std::optional<Trace> failure_of(Trace drawn);
bool breaks(const Trace& trace);

}  // namespace earshot::sim
