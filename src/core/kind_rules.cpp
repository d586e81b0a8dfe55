#include "core/kind_rules.h"

namespace earshot::core {

bool belongs_on_group(wire::Kind kind) {
  switch (kind) {
    case wire::Kind::here:
    case wire::Kind::bye:
    case wire::Kind::lost:
    case wire::Kind::post:
    case wire::Kind::head:
      return true;
    case wire::Kind::ping:
    case wire::Kind::pong:
    case wire::Kind::pull:
    case wire::Kind::page:
    case wire::Kind::want:
    case wire::Kind::none:
    case wire::Kind::ack:
    case wire::Kind::hs1:
    case wire::Kind::hs2:
    case wire::Kind::ck:
    case wire::Kind::d:
    case wire::Kind::e:
      return false;
  }
  return false;
}

bool has_own_account(wire::Kind kind) {
  return kind == wire::Kind::hs1 || kind == wire::Kind::hs2 || kind == wire::Kind::d;
}

bool needs_verifying(wire::Kind kind) { return wire::is_signed(kind) && kind != wire::Kind::pong; }

}  // namespace earshot::core
