// The standard output, written by a thread of its own: a reader that stalls or goes away never stops the node.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <streambuf>
#include <string>
#include <string_view>
#include <thread>

#include "app/line_queue.h"

namespace earshot::app {

// What is written up to a flush goes out as one piece. When nothing can be written any more, the stream is bad.
class LineWriter : public std::streambuf {
 public:
  // `over` is called once, in the writer's thread, when nothing can be written any more: the other end of the pipe is
  // closed, the disk is full.
  LineWriter(int descriptor, std::function<void()> over);
  ~LineWriter() override;  // after everything was taken, the reader has gone, or give_up()
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  std::size_t waiting() const { return lines_.size(); }
  bool is_closed() const { return closed_; }
  // Waits until everything was taken, or nothing is any more. Why it was not, as errno; 0 if it was, or nobody read it.
  int finish();
  // The program has to end: what the reader does not take at once is left.
  void give_up();

 protected:
  int_type overflow(int_type letter) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override;

 private:
  void write(std::string_view piece);
  bool may_write() const;

  const int descriptor_;
  std::function<void()> over_;
  std::string begun_;  // since the last flush
  std::size_t left_out_ = 0;
  LineQueue lines_;
  int giving_up_;  // an event descriptor: wakes the thread out of its wait for the reader
  std::atomic<bool> given_up_ = false, closed_ = false;
  std::atomic<int> error_ = 0;
  std::thread thread_;
};

}  // namespace earshot::app
