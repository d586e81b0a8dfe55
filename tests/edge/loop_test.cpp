#include "earshot/net/loop.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <thread>
#include <vector>

#include "earshot/net/line_input.h"
#include "edge/turning.h"
#include "net/fd.h"
#include "support/temporary_folder.h"

namespace earshot::net {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

struct Pipe {
  Fd out;
  Fd in;
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("pipe");
    out = Fd(ends[0]);
    in = Fd(ends[1]);
  }
  void write(std::string_view text) const {
    ASSERT_EQ(::write(in.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void close() { in = Fd(); }
};

TEST(Clock, InstantsNeverGoBackAndTheWallShowsThisCentury) {
  Moment last = now();
  for (int i = 0; i < 1'000; ++i) {
    const Moment next = now();
    ASSERT_GE(next.instant, last.instant);
    last = next;
  }
  EXPECT_GT(last.wall.ms, 1'700'000'000'000U);
}

TEST(LoopTimer, FiresAfterItsTimeAndNotBefore) {
  Loop loop;
  const Instant begin = now().instant;
  Timer timer(loop, [&] { loop.stop(); });
  timer.arm(20ms);
  loop.run();
  EXPECT_GE(now().instant - begin, 20ms);
}

TEST(LoopTimer, ArmedAgainItFiresOnceAtTheNewTime) {
  Loop loop;
  int fired = 0;
  Timer timer(loop, [&] { ++fired; });
  timer.arm(5s);
  timer.arm(1ms);
  EXPECT_TRUE(run_until(loop, [&] { return fired > 0; }));
  EXPECT_EQ(fired, 1);
}

TEST(LoopTimer, AnExpiredTimerThatIsMovedBeforeItsTurnDoesNotFire) {
  Loop loop;
  bool fired = false;
  Timer moved(loop, [&] { fired = true; });
  Timer first(loop, [&] {
    const Instant both_expired = now().instant + 1ms;
    while (now().instant < both_expired) continue;
    moved.arm(5s);
    loop.post([&] { loop.post([&] { loop.stop(); }); });
  });
  first.arm(Duration(0));
  moved.arm(Duration(1));
  loop.run();
  EXPECT_FALSE(fired);
}

TEST(LoopTimer, DestroyedItDoesNotFire) {
  Loop loop;
  bool fired = false;
  {
    Timer timer(loop, [&] { fired = true; });
    timer.arm(Duration(0));
  }
  Timer end(loop, [&] { loop.stop(); });
  end.arm(5ms);
  loop.run();
  EXPECT_FALSE(fired);
}

TEST(LoopPost, TakesWorkFromAnotherThread) {
  Loop loop;
  std::thread::id ran_in;
  std::thread other([&] {
    loop.post([&] {
      ran_in = std::this_thread::get_id();
      loop.stop();
    });
  });
  loop.run();
  other.join();
  EXPECT_EQ(ran_in, std::this_thread::get_id());
}

TEST(LoopSignals, AreDeliveredAsCallsAgainAndAgain) {
  Loop loop;
  std::vector<int> seen;
  loop.on_signals({SIGINT, SIGTERM}, [&](int signal) { seen.push_back(signal); });
  std::raise(SIGTERM);
  EXPECT_TRUE(run_until(loop, [&] { return seen.size() == 1; }));
  std::raise(SIGINT);
  EXPECT_TRUE(run_until(loop, [&] { return seen.size() == 2; }));
  EXPECT_EQ(seen, (std::vector{SIGTERM, SIGINT}));
}

TEST(LoopSignals, AClosedPipeDoesNotEndTheProgram) {
  const Loop loop;
  Pipe pipe;
  pipe.out = Fd();
  EXPECT_EQ(::write(pipe.in.get(), "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
}

TEST(LoopWatch, CallsAgainForWhatWasLeftUnread) {
  Loop loop;
  Pipe pipe;
  pipe.write("abc");
  std::string read;
  const Watch watch(loop, pipe.out.get(), [&] {
    char next = 0;
    ASSERT_EQ(::read(pipe.out.get(), &next, 1), 1);
    read += next;
  });
  EXPECT_TRUE(run_until(loop, [&] { return read == "abc"; }));
}

TEST(LoopWatch, MayBeDestroyedByItsOwnCall) {
  Loop loop;
  Pipe pipe;
  pipe.write("x");
  int calls = 0;
  std::unique_ptr<Watch> watch;
  watch = std::make_unique<Watch>(loop, pipe.out.get(), [&] {
    ++calls;
    watch.reset();
  });
  EXPECT_TRUE(run_until(loop, [&] { return calls > 0; }));
  EXPECT_EQ(calls, 1);
}

TEST(LoopWatch, TellsOnceWhenTheOtherSideMadeRoom) {
  Loop loop;
  Pipe pipe;
  ::fcntl(pipe.in.get(), F_SETFL, O_NONBLOCK);
  const std::string block(4'096, 'x');
  while (::write(pipe.in.get(), block.data(), block.size()) > 0) continue;
  int calls = 0;
  Watch watch(loop, pipe.in.get(), [] {});
  watch.when_writable([&] { ++calls; });
  Timer reader(loop, [&] {
    EXPECT_EQ(calls, 0);
    std::string sink(65'536, '\0');
    while (::read(pipe.out.get(), sink.data(), sink.size()) == static_cast<ssize_t>(sink.size())) continue;
  });
  ::fcntl(pipe.out.get(), F_SETFL, O_NONBLOCK);
  reader.arm(5ms);
  EXPECT_TRUE(run_until(loop, [&] { return calls > 0; }));
  EXPECT_EQ(calls, 1);
}

struct Read {
  std::vector<std::string> lines;
  bool ended = false;
};

// Everything that one descriptor gives until its end.
Read read_lines(int descriptor) {
  Loop loop;
  Read result;
  const LineInput input(
      loop, descriptor, [&](std::string_view line) { result.lines.emplace_back(line); },
      [&] {
        EXPECT_FALSE(result.ended);
        result.ended = true;
      });
  EXPECT_TRUE(run_until(loop, [&] { return result.ended; }));
  return result;
}

Read read_lines_of_file(const std::string& content) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "input", std::ios::binary) << content;
  const Fd file(::open((folder.path() / "input").c_str(), O_RDONLY | O_CLOEXEC));
  return read_lines(file.get());
}

using Lines = std::vector<std::string>;

TEST(LineInput, APipeGivesItsLinesAndThenItsEnd) {
  Pipe pipe;
  pipe.write("one\ntwo\n\nlast without newline");
  pipe.close();
  EXPECT_EQ(read_lines(pipe.out.get()).lines, (Lines{"one", "two", "", "last without newline"}));
}

TEST(LineInput, ALineMayComeInPieces) {
  Loop loop;
  Pipe pipe;
  Lines lines;
  const LineInput input(
      loop, pipe.out.get(), [&](std::string_view line) { lines.emplace_back(line); }, [] {});
  pipe.write("hel");
  Timer later(loop, [&] { pipe.write("lo\n"); });
  later.arm(5ms);
  EXPECT_TRUE(run_until(loop, [&] { return !lines.empty(); }));
  EXPECT_EQ(lines, Lines{"hello"});
}

TEST(LineInput, AFileIsReadAlthoughTheSystemCannotWaitForIt) {
  EXPECT_EQ(read_lines_of_file("one\ntwo\n").lines, (Lines{"one", "two"}));
  EXPECT_EQ(read_lines_of_file("").lines, Lines{});
}

TEST(LineInput, TheNullDeviceEndsAtOnce) {
  const Fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(read_lines(null.get()).lines, Lines{});
}

TEST(LineInput, ATerminalGivesLinesAndHangsUp) {
  Fd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_EQ(::grantpt(master.get()), 0);
  ASSERT_EQ(::unlockpt(master.get()), 0);
  const Fd terminal(::open(::ptsname(master.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
  ASSERT_TRUE(terminal);
  Loop loop;
  Lines lines;
  bool ended = false;
  const LineInput input(
      loop, terminal.get(), [&](std::string_view line) { lines.emplace_back(line); }, [&] { ended = true; });
  ASSERT_EQ(::write(master.get(), "typed\n", 6), 6);
  EXPECT_TRUE(run_until(loop, [&] { return !lines.empty(); }));
  EXPECT_EQ(lines, Lines{"typed"});
  master = Fd();
  EXPECT_TRUE(run_until(loop, [&] { return ended; }));
}

TEST(LineInput, WhilePausedEverythingStaysInThePipe) {
  Loop loop;
  Pipe pipe;
  Lines lines;
  std::unique_ptr<LineInput> input;
  input = std::make_unique<LineInput>(
      loop, pipe.out.get(),
      [&](std::string_view line) {
        lines.emplace_back(line);
        input->pause();
      },
      [] {});
  pipe.write("one\n");
  EXPECT_TRUE(run_until(loop, [&] { return !lines.empty(); }));
  pipe.write("two\n");
  Timer later(loop, [&] {
    EXPECT_EQ(lines, Lines{"one"});
    input->resume();
  });
  later.arm(5ms);
  EXPECT_TRUE(run_until(loop, [&] { return lines.size() == 2; }));
}

TEST(LineInput, OfALineThatIsTooLongTheBeginningIsHandedOn) {
  const std::size_t max = LineInput::kLineBytesMax;
  const auto read = read_lines_of_file(std::string(max, 'a') + "\n" + std::string(max + 1, 'b') + "\nnext\n");
  ASSERT_EQ(read.lines.size(), 3U);
  EXPECT_EQ(read.lines[0], std::string(max, 'a'));
  EXPECT_EQ(read.lines[1], std::string(max, 'b'));
  EXPECT_EQ(read.lines[2], "next");
}

}  // namespace
}  // namespace earshot::net
