#include "app/spawner.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace earshot::app {
namespace {

// Each is a process, and strangers decide how many notices there are. More at a time would be of no use to anybody.
constexpr std::size_t kChildrenMax = 16;

std::string variable(const char* name, const char* otherwise) {
  const char* const value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : otherwise;
}

// A signal that this program leaves alone is not left alone by those that it starts.
pid_t spawn(const std::vector<std::string>& words, int input, bool has_terminal) {
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  if (input >= 0) posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  if (!has_terminal) {
    if (input < 0) posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  }
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t usual;
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes,
                           static_cast<short>(POSIX_SPAWN_SETSIGDEF | (has_terminal ? 0 : POSIX_SPAWN_SETSID)));
  pid_t process = -1;
  if (posix_spawnp(&process, arguments[0], &files, &attributes, arguments.data(), environ) != 0) process = -1;
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return process;
}

}  // namespace

Spawner::~Spawner() {
  for (auto& child : children_) {
    child.watch.reset();
    ::close(child.descriptor);
  }
}

bool Spawner::start(const std::vector<std::string>& words, int input, bool has_terminal,
                    std::function<void(bool)> ended) {
  if (children_.size() >= kChildrenMax) return false;
  const auto process = spawn(words, input, has_terminal);
  if (process < 0) return false;
  const auto child = children_.insert(children_.end(), Child{process, -1, nullptr});
  child->descriptor = static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
  child->watch = std::make_unique<net::Watch>(loop_, child->descriptor,
                                              [this, child, ended = std::move(ended)] { end(child, ended); });
  return true;
}

void Spawner::end(std::list<Child>::iterator child, const std::function<void(bool)>& ended) {
  int status = 0;
  if (::waitpid(child->process, &status, WNOHANG) == 0) return;
  const auto told = ended;  // the watch that holds it goes
  ::close(child->descriptor);
  children_.erase(child);
  if (told) told(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

void Spawner::open(const std::string& link) {
  auto program = variable("BROWSER", "xdg-open");
  program = program.substr(0, program.find(':'));  // a list of some
  start({program, link}, -1, false, {});
}

void Spawner::notify(const std::string& command, const std::string& line) {
  int ends[2] = {-1, -1};
  if (command.empty() || ::pipe2(ends, O_CLOEXEC) != 0) return;
  start({"/bin/sh", "-c", command}, ends[0], false, {});
  const auto text = line + "\n";  // far less than a pipe holds
  [[maybe_unused]] const auto written = ::write(ends[1], text.data(), text.size());
  ::close(ends[0]);
  ::close(ends[1]);
}

void Spawner::edit(const std::string& text, Done done) {
  auto name = (std::filesystem::temp_directory_path() / "earshot-XXXXXX").string();
  const auto file = ::mkostemp(name.data(), O_CLOEXEC);  // for its owner alone
  if (file >= 0) ::close(file);
  const auto give_up = [this, done] {
    loop_.post([this, done] {
      done(std::nullopt);
      given_back_();
    });
  };
  if (file < 0) return give_up();
  std::ofstream(name, std::ios::binary) << text << '\n';
  const auto editor = variable("VISUAL", variable("EDITOR", "vi").c_str());
  const auto read = [this, name, done](bool is_good) {
    std::ifstream edited(name, std::ios::binary);
    std::string now{std::istreambuf_iterator<char>(edited), {}};
    ::unlink(name.c_str());
    if (now.ends_with('\n')) now.pop_back();
    done(is_good ? std::optional(std::move(now)) : std::nullopt);
    given_back_();
  };
  // The person's own words: they may have arguments.
  if (!start({"/bin/sh", "-c", editor + " \"$1\"", "sh", name}, -1, true, read)) {
    ::unlink(name.c_str());
    give_up();
  }
}

}  // namespace earshot::app
