// One run of the program with a node: of its own (profile, lock, identity, sockets, storage, a face, and the loop that
// drives them), or that of another process of the profile.
#pragma once

#include <optional>

#include "app/order.h"
#include "earshot/front/face.h"

namespace earshot::app {

// Carries out an order that needs a node; returns the exit code. Throws what the machine refuses (main reports it).
int run_session(const Order& order, const front::Streams& streams, const front::Manner& manner);
// The same, if there is a node of the profile that runs and answers.
std::optional<int> run_at_running_node(const Order& order, const front::Streams& streams, const front::Manner& manner);
// The demo: three nodes on the loopback bus, nothing on disk.
int run_demo(const Order& order, const front::Streams& streams, const front::Manner& manner);

}  // namespace earshot::app
