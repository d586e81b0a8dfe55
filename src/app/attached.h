// A run of the program whose node is that of another process.
#pragma once

#include "app/order.h"
#include "earshot/front/face.h"

namespace earshot::app {

// Carries out the order through the connection, whose descriptor it takes over; returns the exit code.
int run_attached(const Order& order, const front::Streams& streams, const front::Manner& manner, int connection);

}  // namespace earshot::app
