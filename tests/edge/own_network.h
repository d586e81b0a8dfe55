// The tests of this folder use real sockets, but never a real network: each runs in an empty network namespace of its
// own, with only loopback up. So nothing leaves the machine, and no test meets another.
#pragma once

#include <gtest/gtest.h>
#include <net/if.h>

#include <cstdint>
#include <string>

namespace earshot {

// Runs `ip …` in it. Throws if that fails.
void ip(const std::string& arguments);

// An interface with a cable in it and nobody at the far end ("NAME-far"), up. What is sent by it to everybody comes
// back to this machine's own sockets.
void add_lan(const std::string& name, const std::string& address);
inline std::uint32_t index_of(const char* name) { return ::if_nametoindex(name); }

// Skips where the system does not allow namespaces.
class OwnNetwork : public testing::Test {
 protected:
  void SetUp() override;
};

}  // namespace earshot
