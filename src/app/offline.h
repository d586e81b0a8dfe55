// What needs the profile but no network: its past is read through a node that has no sockets.
#pragma once

#include "app/order.h"
#include "earshot/front/face.h"

namespace earshot::app {

// The profile's lock must be held. Returns the exit code.
int run_offline(const Order& order, const front::Streams& streams, const front::Manner& manner);

}  // namespace earshot::app
