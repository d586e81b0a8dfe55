// One run of the program with a node: profile, lock, identity, sockets, storage, a face, and the loop that drives them.
#pragma once

#include "app/order.h"
#include "earshot/front/face.h"

namespace earshot::app {

// Carries out an order that needs a node; returns the exit code. Throws what the machine refuses (main reports it).
int run_session(const Order& order, const front::Streams& streams, const front::Manner& manner);
// The demo: three nodes on the loopback bus, nothing on disk.
int run_demo(const Order& order, const front::Streams& streams, const front::Manner& manner);

}  // namespace earshot::app
