// `listen --exec`: hands each message to a command, one after the other, while the node goes on.
#pragma once

#include <string>
#include <thread>

#include "app/line_queue.h"

namespace earshot::app {

class ExecQueue {
 public:
  // Runs `command` by /bin/sh for each line, which stands on its standard input: nothing of a message is ever an
  // argument or part of a command. What it prints goes to our standard error, as the standard output has our lines
  // alone; what it returns is its own business.
  explicit ExecQueue(std::string command);
  ~ExecQueue();  // after the last line has been dealt with
  ExecQueue(const ExecQueue&) = delete;
  ExecQueue& operator=(const ExecQueue&) = delete;

  // A command that is slower than the talk for long misses lines; that is said on the standard error.
  void add(std::string line);
  void drop_waiting() { lines_.clear(); }  // those that no command has got yet

 private:
  std::string command_;
  LineQueue lines_;
  std::thread thread_;  // the command takes its time, and the node must not wait for it
};

}  // namespace earshot::app
