// One run of the program with a node of its own: identity, storage, sockets, a face, and the loop that drives them.
#pragma once

#include <optional>

#include "app/order.h"
#include "app/passphrase.h"
#include "earshot/front/face.h"

namespace earshot::app {

// The profile's lock must be held. `passphrase`: of the private network that the order names, if it names one. Returns
// the exit code; throws what the machine refuses.
int run_own(const Order& order, const front::Streams& streams, const front::Manner& manner,
            std::optional<Secret> passphrase);

}  // namespace earshot::app
