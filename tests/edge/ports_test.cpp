// Who may have which port, and who is told why not.
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

#include "earshot/net/start_error.h"
#include "edge/own_network.h"
#include "edge/probe.h"
#include "net/sockets.h"

namespace earshot::net {
namespace {

using Ports = OwnNetwork;

// A process of its own that runs `work` in it and then waits to be stopped.
class OtherProcess {
 public:
  explicit OtherProcess(const std::function<bool()>& work) {
    int ready[2];
    EXPECT_EQ(::pipe(ready), 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::prctl(PR_SET_NAME, "oldchat");
      [[maybe_unused]] const auto told = ::write(ready[1], work() ? "y" : "n", 1);
      ::pause();
      ::_exit(0);
    }
    char answer = 0;
    EXPECT_EQ(::read(ready[0], &answer, 1), 1);
    worked_ = answer == 'y';
    ::close(ready[0]);
    ::close(ready[1]);
  }
  ~OtherProcess() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  OtherProcess(const OtherProcess&) = delete;
  OtherProcess& operator=(const OtherProcess&) = delete;

  pid_t pid() const { return pid_; }
  bool worked() const { return worked_; }

 private:
  pid_t pid_ = 0;
  bool worked_ = false;
};

TEST_F(Ports, TwoProcessesShareTheDiscoveryPort) {
  const SocketPair ours = open_discovery(4'000, false);
  const OtherProcess other([] {
    static const SocketPair theirs = open_discovery(4'000, false);
    return bool(theirs.v4);
  });
  EXPECT_TRUE(other.worked());
}

TEST_F(Ports, AProgramThatDoesNotShareIsNamed) {
  const OtherProcess other([] {
    static const Probe old_chat("0.0.0.0:4000");
    return old_chat.bound();
  });
  ASSERT_TRUE(other.worked());
  try {
    open_discovery(4'000, false);
    FAIL() << "the port was taken";
  } catch (const StartError& error) {
    EXPECT_EQ(error.code, ErrorCode::port_taken);
    EXPECT_STREQ(error.what(), "bind 0.0.0.0:4000: address in use");
    EXPECT_EQ(error.port, 4'000);
    ASSERT_TRUE(error.holder);
    EXPECT_EQ(error.holder->pid, other.pid());
    EXPECT_EQ(error.holder->program, "oldchat");
  }
}

TEST_F(Ports, AHolderOfTheIpv6PortAloneIsNamedAsWell) {
  const Probe old_chat("[::]:4000");
  ASSERT_TRUE(old_chat.bound());
  try {
    open_discovery(4'000, false);
    FAIL() << "the port was taken";
  } catch (const StartError& error) {
    ASSERT_TRUE(error.holder);
    EXPECT_EQ(error.holder->pid, ::getpid());
  }
}

TEST_F(Ports, EachNodeGetsTheNextUnicastPortAndNobodyElseCanHaveIt) {
  const Unicast first = open_unicast(4'001, 16, false);
  const Unicast second = open_unicast(4'001, 16, false);
  EXPECT_EQ(first.port, 4'001);
  EXPECT_EQ(second.port, 4'002);
  EXPECT_FALSE(second.range_full);
  EXPECT_FALSE(Probe("0.0.0.0:4001", true).bound());
  EXPECT_FALSE(Probe("[::]:4002", true).bound());
}

TEST_F(Ports, APortThatIsTakenInIpv6OnlyOrForTcpIsPassedOver) {
  const Probe six("[::]:4001");
  const Fd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = to_system(*parse_address("0.0.0.0:4002", 0));
  ASSERT_EQ(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.size), 0);
  ASSERT_EQ(::listen(listener.get(), 1), 0);
  EXPECT_EQ(open_unicast(4'001, 16, false).port, 4'003);
}

TEST_F(Ports, WhenTheRangeIsFullAnyPortWillDo) {
  const Unicast first = open_unicast(4'001, 2, false);
  const Unicast second = open_unicast(4'001, 2, false);
  const Unicast third = open_unicast(4'001, 2, false);
  EXPECT_FALSE(second.range_full);
  EXPECT_TRUE(third.range_full);
  EXPECT_GT(third.port, 4'002);
}

TEST_F(Ports, AMachineWithoutIpv6HasIpv4Alone) {
  if (::access("/proc/sys/net/ipv6", F_OK) != 0) GTEST_SKIP() << "that is this machine";
  const Unicast both = open_unicast(4'001, 16, false);
  EXPECT_TRUE(both.sockets.v6);
  const Unicast loopback = open_unicast(4'101, 16, true);
  EXPECT_FALSE(loopback.sockets.v6);
  EXPECT_EQ(loopback.port, 4'101);
}

}  // namespace
}  // namespace earshot::net
