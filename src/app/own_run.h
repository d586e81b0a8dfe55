// One run of the program with a node of its own: identity, storage, sockets, a face, and the loop that drives them.
#pragma once

#include <optional>
#include <vector>

#include "app/order.h"
#include "app/passphrase.h"
#include "earshot/front/face.h"

namespace earshot::app {

// Of the private network that the order names, if it names one.
struct OptionalPassphrase {
  std::optional<Secret> secret;
  std::vector<front::Trouble> warnings;  // to be told where the person looks
};

// The profile's lock must be held. Returns the exit code; throws what the machine refuses.
int run_own(const Order& order, const front::Streams& streams, const front::Manner& manner,
            OptionalPassphrase passphrase);

}  // namespace earshot::app
