// `listen --exec`: hands each message to a command, one after the other, while the node goes on.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

namespace earshot::app {

class ExecQueue {
 public:
  // Runs `command` by /bin/sh for each line, which stands on its standard input: nothing of a message is ever an
  // argument or part of a command. What the command returns is its own business.
  explicit ExecQueue(std::string command);
  ~ExecQueue();  // after the last line has been dealt with
  ExecQueue(const ExecQueue&) = delete;
  ExecQueue& operator=(const ExecQueue&) = delete;

  void add(std::string line);
  void drop_waiting();  // those that no command has got yet

 private:
  void work();

  std::string command_;
  std::mutex mutex_;  // guards the next two
  std::deque<std::string> lines_;
  bool ending_ = false;
  std::condition_variable changed_;
  std::thread thread_;  // the command takes its time, and the node must not wait for it
};

}  // namespace earshot::app
