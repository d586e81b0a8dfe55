// What is asked of a profile's messages beside the messages themselves (core/history.h).
#pragma once

#include <cstdint>
#include <string>

#include "earshot/base/time.h"
#include "earshot/core/history.h"

namespace earshot::store {

struct RoomSummary {
  std::string room;
  bool joined = false;
  std::uint64_t messages = 0;
  Wall newest;  // 0: there is none
};

}  // namespace earshot::store
