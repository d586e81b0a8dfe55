#include "edge/own_network.h"

#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace earshot {
namespace {

// An ordinary user needs a user namespace around it, and is root there.
bool enter() {
  const auto user = ::geteuid();
  const auto group = ::getegid();
  if (user == 0) return ::unshare(CLONE_NEWNET) == 0;
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return false;
  std::ofstream("/proc/self/setgroups") << "deny";
  std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
  std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
  return true;
}

}  // namespace

void ip(const std::string& arguments) {
  const std::string command = "ip " + arguments;
  if (std::system(command.c_str()) != 0) throw std::runtime_error(command);
}

void add_lan(const std::string& name, const std::string& address) {
  const std::string far_end = name + "-far";
  ip("link add " + name + " type veth peer name " + far_end);
  // No addresses but those that the test gives: the kernel's own would come a second later.
  ip("link set " + name + " addrgenmode none");
  ip("link set " + far_end + " addrgenmode none");
  if (!address.empty()) ip("address add " + address + " dev " + name);
  ip("link set " + far_end + " up");
  ip("link set " + name + " up");
}

void OwnNetwork::SetUp() {
  if (!enter()) GTEST_SKIP() << "no network namespace: " << std::strerror(errno);
  ip("link set lo up");
}

}  // namespace earshot
