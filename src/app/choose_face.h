// The face that an order asks for.
#pragma once

#include <memory>

#include "app/exec_queue.h"
#include "app/order.h"
#include "earshot/front/face.h"

namespace earshot::app {

// `exec`: what `listen --exec` hands the messages to, if anything. A `send` without text reads the standard input here.
std::unique_ptr<front::Face> choose_face(const Order& order, front::Desk& desk, const front::Streams& streams,
                                         const front::Manner& manner, const front::About& about, ExecQueue* exec);

}  // namespace earshot::app
