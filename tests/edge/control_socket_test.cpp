#include "earshot/net/control_socket.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

#include "edge/turning.h"
#include "net/fd.h"
#include "support/temporary_folder.h"

namespace earshot::net {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

// A connection and what came out of it.
struct End {
  End(Loop& loop, int descriptor)
      : connection(loop, descriptor,
                   {.line = [this](std::string_view line) { lines.emplace_back(line); },
                    .end = [this] { ++ends; },
                    .closed = [this] { ++closings; },
                    .taken = [this] { ++takings; }}) {}
  Lines lines;
  int ends = 0, closings = 0, takings = 0;
  LineConnection connection;
};

class ControlSocketTest : public testing::Test {
 protected:
  void listen() {
    socket = std::make_unique<ControlSocket>(
        loop, path, [this](int descriptor) { node = std::make_unique<End>(loop, descriptor); });
  }
  // A face of this process.
  std::unique_ptr<End> attach() {
    const int descriptor = connect_to_control_socket(path);
    EXPECT_GE(descriptor, 0);
    auto face = std::make_unique<End>(loop, descriptor);
    EXPECT_TRUE(turn([this] { return node != nullptr; }));
    return face;
  }
  // Somebody who does not read unless told so, and writes what no face would.
  Fd attach_raw() {
    Fd raw(connect_to_control_socket(path));
    EXPECT_TRUE(raw);
    EXPECT_TRUE(turn([this] { return node != nullptr; }));
    return raw;
  }
  bool turn(const std::function<bool()>& done) { return run_until(loop, done); }
  static mode_t mode(const fs::path& file) {
    struct stat status {};
    EXPECT_EQ(::lstat(file.c_str(), &status), 0);
    return status.st_mode & 0777;
  }
  // As a process that was killed leaves it.
  void leave_stale_socket() const {
    const Fd raw(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.native().copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(raw.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(raw.get(), 1), 0);
  }

  TemporaryFolder folder;
  fs::path path = folder.path() / "default.sock";
  Loop loop;
  std::unique_ptr<ControlSocket> socket;
  std::unique_ptr<End> node;
};

TEST_F(ControlSocketTest, LinesGoBothWays) {
  listen();
  const auto face = attach();
  face->connection.write("one");
  face->connection.write("");
  face->connection.write("three");
  EXPECT_TRUE(turn([&] { return node->lines.size() == 3; }));
  EXPECT_EQ(node->lines, (Lines{"one", "", "three"}));
  node->connection.write("hello");
  EXPECT_TRUE(turn([&] { return !face->lines.empty(); }));
  EXPECT_EQ(face->lines, Lines{"hello"});
}

TEST_F(ControlSocketTest, IsForItsOwnerAlone) {
  ::chmod(folder.path().c_str(), 0755);
  const mode_t before = ::umask(0);
  listen();
  EXPECT_EQ(::umask(before), 0U) << "the mask of the process is as it was";
  EXPECT_EQ(mode(folder.path()), 0700U);
  EXPECT_EQ(mode(path), 0700U);
}

TEST_F(ControlSocketTest, OtherUsersAreClosedUnheard) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can be somebody else";
  listen();
  ::chmod(folder.path().c_str(), 0755);  // as if the folder had let them through
  ::chmod(path.c_str(), 0777);
  const pid_t other = ::fork();
  if (other == 0) {
    if (::setgid(65'534) != 0 || ::setuid(65'534) != 0) ::_exit(3);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.native().copy(address.sun_path, sizeof address.sun_path - 1);
    const int raw = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (::connect(raw, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) ::_exit(2);
    char nothing = 0;
    ::_exit(::read(raw, &nothing, 1) == 0 ? 0 : 1);
  }
  int status = -1;
  bool is_over = false;
  EXPECT_TRUE(turn([&] { return is_over = is_over || ::waitpid(other, &status, WNOHANG) == other; }));
  if (WEXITSTATUS(status) == 3) GTEST_SKIP() << "there is nobody else in this namespace";
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(node, nullptr);
}

TEST_F(ControlSocketTest, WhatADeadProcessLeftIsReplaced) {
  leave_stale_socket();
  EXPECT_EQ(connect_to_control_socket(path), -1);
  listen();
  EXPECT_NE(attach(), nullptr);
}

TEST_F(ControlSocketTest, AnythingElseInTheWayStaysAndIsNamed) {
  std::ofstream(path) << "mine";
  try {
    listen();
    FAIL() << "took the place of a file";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr(path.string()));
  }
  EXPECT_TRUE(fs::is_regular_file(path));
}

TEST_F(ControlSocketTest, TheLongestPathWorksAndALongerOneIsNamed) {
  const std::size_t rest = kSocketPathBytesMax - folder.path().native().size() - 1;
  path = folder.path() / std::string(rest, 'a');
  ASSERT_EQ(path.native().size(), kSocketPathBytesMax);
  listen();
  EXPECT_NE(attach(), nullptr);
  path += "b";
  EXPECT_EQ(connect_to_control_socket(path), -1);
  try {
    listen();
    FAIL() << "cut the path short";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("longer than 107 bytes"));
  }
}

TEST_F(ControlSocketTest, GoesWithItsOwner) {
  EXPECT_EQ(connect_to_control_socket(path), -1);
  listen();
  socket.reset();
  EXPECT_FALSE(fs::exists(path));
  EXPECT_EQ(connect_to_control_socket(path), -1);
}

TEST_F(ControlSocketTest, WhoeverHasFinishedWritingStillGetsAnswers) {
  listen();
  const Fd raw = attach_raw();
  ASSERT_EQ(::write(raw.get(), "last", 4), 4);
  ::shutdown(raw.get(), SHUT_WR);
  EXPECT_TRUE(turn([&] { return node->ends == 1; }));
  EXPECT_EQ(node->lines, Lines{"last"});
  node->connection.write("answer");
  EXPECT_TRUE(turn([&] { return node->connection.lines_waiting() == 0; }));
  std::string got(100, '\0');
  EXPECT_EQ(::read(raw.get(), got.data(), got.size()), 7);
  EXPECT_EQ(got.substr(0, 7), "answer\n");
  EXPECT_EQ(node->closings, 0);
}

TEST_F(ControlSocketTest, WhoeverHasGoneIsNoticedOnce) {
  listen();
  Fd raw = attach_raw();
  raw = Fd();
  EXPECT_TRUE(turn([&] { return node->closings == 1; }));
  node->connection.write("to nobody");
  EXPECT_EQ(node->ends, 0);
  EXPECT_EQ(node->connection.lines_waiting(), 0U);
}

TEST_F(ControlSocketTest, AReaderThatPausesGetsEverythingInItsOrder) {
  listen();
  const auto face = attach();
  face->connection.pause();
  const std::string padding(500, 'x');
  for (int i = 0; i < 5'000; ++i) node->connection.write(std::to_string(i) + padding);
  EXPECT_GT(node->connection.lines_waiting(), 1'000U);
  EXPECT_GT(node->connection.bytes_waiting(), 500'000U);
  face->connection.resume();
  EXPECT_TRUE(turn([&] { return face->lines.size() == 5'000; }));
  for (int i = 0; i < 5'000; ++i) ASSERT_EQ(face->lines[static_cast<std::size_t>(i)], std::to_string(i) + padding);
  EXPECT_EQ(node->connection.bytes_waiting(), 0U);
  EXPECT_GT(node->takings, 0);
}

TEST_F(ControlSocketTest, AReaderThatNeverReadsIsCutOffAtTheLimit) {
  listen();
  const Fd raw = attach_raw();
  const std::string line(1'000'000, 'x');
  std::size_t written = 0;
  const Instant begin = now().instant;
  while (node->closings == 0 && written < 2 * LineConnection::kBytesWaitingMax) {
    node->connection.write(line);
    written += line.size();
    EXPECT_LE(node->connection.bytes_waiting(), LineConnection::kBytesWaitingMax);
    if (node->connection.lines_waiting() == 0 && written > line.size()) break;
  }
  EXPECT_TRUE(turn([&] { return node->closings == 1; }));
  EXPECT_LT(now().instant - begin, std::chrono::seconds(5)) << "it waited for the reader";
  EXPECT_GE(written, LineConnection::kBytesWaitingMax - 2 * line.size());
}

TEST_F(ControlSocketTest, WhatWaitsIsDeliveredBeforeTheEnd) {
  listen();
  const auto face = attach();
  for (int i = 0; i < 1'000; ++i) node->connection.write(std::string(1'000, 'x'));
  node->connection.close_after_all();
  node->connection.write("too late");
  EXPECT_TRUE(turn([&] { return face->closings + face->ends > 0; }));
  EXPECT_EQ(face->lines.size(), 1'000U);
  EXPECT_TRUE(turn([&] { return node->closings == 1; }));
}

TEST_F(ControlSocketTest, GarbageIsLinesLikeOthers) {
  listen();
  const Fd raw = attach_raw();
  std::string garbage(70'000, '\0');
  for (std::size_t i = 0; i < garbage.size(); ++i) garbage[i] = static_cast<char>(i * 7 % 256);
  garbage += "\nend\n";
  std::size_t sent = 0;
  EXPECT_TRUE(turn([&] {
    const ssize_t count = ::send(raw.get(), garbage.data() + sent, garbage.size() - sent, MSG_DONTWAIT);
    if (count > 0) sent += static_cast<std::size_t>(count);
    return sent == garbage.size() && !node->lines.empty() && node->lines.back() == "end";
  }));
}

TEST_F(ControlSocketTest, AConnectionMayGoWhileWorkForItIsUnderWay) {
  listen();
  Fd raw = attach_raw();
  for (int i = 0; i < 100; ++i) node->connection.write(std::string(10'000, 'x'));
  raw = Fd();
  node.reset();
  int turns = 0;
  EXPECT_TRUE(turn([&] { return ++turns > 5; }));
}

}  // namespace
}  // namespace earshot::net
