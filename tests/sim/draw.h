// Draws what happens in a run of the chaos. First, which faults there are in it at all, and how strong ("swarm
// testing", Groce and others 2012): with all of them in every run, some would hide what others do.
#pragma once

#include "sim/options.h"
#include "sim/trace.h"

namespace earshot::sim {

// The same options give the same run. What they name in `faults` is in it, and no other fault; if nothing, it is drawn.
Trace draw_trace(const Options& options);

// The names that `faults` may have.
bool is_fault(const std::string& name);
std::string fault_names();
// Of those in the run, for people.
std::string faults_of(const Trace& trace);

}  // namespace earshot::sim
