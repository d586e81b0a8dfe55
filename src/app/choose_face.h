// The face that an order asks for.
#pragma once

#include <cstdint>
#include <memory>

#include "app/exec_queue.h"
#include "app/order.h"
#include "app/spawner.h"
#include "earshot/front/face.h"

namespace earshot::app {

// A node that has only just started needs a while to hear the others. A coming one takes commands once it has told
// that it is ready.
enum class NodeIs : std::uint8_t { own, running, coming };

// What starts other programs, where there is any.
struct Helpers {
  ExecQueue* exec = nullptr;  // what `listen --exec` hands the messages to
  Spawner* spawner = nullptr;
};

// A `send` without text reads the standard input here.
std::unique_ptr<front::Face> choose_face(const Order& order, front::Desk& desk, const front::Streams& streams,
                                         const front::Manner& manner, const front::About& about, const Helpers& helpers,
                                         NodeIs node);

}  // namespace earshot::app
