#include "app/exec_queue.h"

#include <cstdio>
#include <iostream>

#include "earshot/front/face.h"

namespace earshot::app {
namespace {

void run(const std::string& command, const std::string& line) {
  auto* pipe = ::popen(("exec 1>&2\n" + command).c_str(), "w");
  if (!pipe) return;
  std::fwrite(line.data(), 1, line.size(), pipe);
  std::fputc('\n', pipe);
  ::pclose(pipe);
}

}  // namespace

ExecQueue::ExecQueue(std::string command)
    : command_(std::move(command)), lines_(front::kLinesWaitingMax), thread_([this] {
        while (const auto line = lines_.next()) run(command_, *line);
      }) {}

ExecQueue::~ExecQueue() {
  lines_.close();
  thread_.join();
}

void ExecQueue::add(std::string line) {
  if (!lines_.add(std::move(line)))
    std::cerr << "earshot: a message was not handed to the command, which is too slow\n" << std::flush;
}

}  // namespace earshot::app
