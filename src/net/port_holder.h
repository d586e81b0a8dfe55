// Which program has a UDP port, by /proc: for the one sentence when ours cannot have it.
#pragma once

#include <cstdint>
#include <optional>

#include "earshot/net/start_error.h"

namespace earshot::net {

// The first one found. None: nobody, or a process that we may not look into.
std::optional<PortHolder> find_udp_port_holder(std::uint16_t port);

}  // namespace earshot::net
