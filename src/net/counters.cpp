#include "earshot/net/counters.h"

namespace earshot::net {

std::vector<std::pair<std::string, std::uint64_t>> named(const Counters& counters) {
  return {{"received", counters.received},
          {"sent", counters.sent},
          {"too_long", counters.too_long},
          {"empty", counters.empty},
          {"not_group", counters.not_group},
          {"not_unicast", counters.not_unicast},
          {"other_interface", counters.other_interface},
          {"buffer_full", counters.buffer_full},
          {"receive_errors", counters.receive_errors},
          {"send_errors", counters.send_errors},
          {"send_queue_full", counters.send_queue_full},
          {"not_sendable", counters.not_sendable},
          {"records_lost", counters.records_lost}};
}

}  // namespace earshot::net
