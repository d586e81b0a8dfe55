// How something reaches everybody in the room: by unicast where few peers are near (Wi-Fi acknowledges it), by one
// broadcast where many are, by unicast to those beyond broadcast; nobody twice without need.
#pragma once

#include <functional>

#include "core/context.h"

namespace earshot::core {

// `lacks` says who needs it: an interface where nobody does gets nothing.
void spread(Context& context, Instant now, Urgency urgency, const Bytes& datagram,
            const std::function<bool(const PeerId&)>& lacks);

}  // namespace earshot::core
