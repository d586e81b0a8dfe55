// The JSON Lines of a command that runs on: hello, events, results, gap, bye.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "front/json_lines.h"
#include "front/sheet.h"

namespace earshot::front {

class JsonStream {
 public:
  JsonStream(const Streams& streams, const Manner& manner, const About& about)
      : sheet_(streams), lines_(about, manner.out_is_terminal) {}

  void hello(Moment now) { sheet_.line(lines_.hello(now.wall)); }
  // Every event, also one that is not to be written: who one is and the newest seq follow from them.
  void note(const Event& event);
  // Left out while the reader is too far behind; then a `gap` line says how much is missing.
  void event(Moment now, const Event& event);
  void leave_out(const Event& event);
  // Left out before they came here.
  void missed(Moment now, std::uint64_t events, std::optional<std::uint64_t> from_seq);
  void result(Moment now, const Answer& answer);
  // Also tells people, on the error stream, what went wrong.
  void bye(Moment now, std::string_view reason, const std::optional<Trouble>& error);

  bool has_room() const { return sheet_.has_room(); }
  std::uint64_t last_seq() const { return last_seq_; }
  const JsonLines& lines() const { return lines_; }

 private:
  void close_gap(Moment now);

  Sheet sheet_;
  JsonLines lines_;
  std::uint64_t dropped_ = 0;
  std::optional<std::uint64_t> dropped_from_;
  std::uint64_t last_seq_ = 0;
};

}  // namespace earshot::front
