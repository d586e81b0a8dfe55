// A run of the program whose node is that of another process.
#pragma once

#include "app/order.h"
#include "earshot/front/face.h"

namespace earshot::app {

struct AttachedEnd {
  int exit = 0;
  bool node_ended = false;  // before this run did
};
// Carries out the order through the connection, whose descriptor it takes over.
AttachedEnd run_attached(const Order& order, const front::Streams& streams, const front::Manner& manner,
                         int connection);

}  // namespace earshot::app
