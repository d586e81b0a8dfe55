// The Random of the program: the operating system's generator. Tests use tests/support/seeded_random.h.
#pragma once

#include <memory>

#include "earshot/base/random.h"

namespace earshot::crypto {

// Throws std::runtime_error when the system has no source of entropy.
std::unique_ptr<Random> make_system_random();

}  // namespace earshot::crypto
