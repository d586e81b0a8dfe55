// What happened in a run, a line each: every datagram as it left, and what was shown where. To be read when a promise
// is broken, and one asks which datagram did it.
#pragma once

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "support/sim_lan.h"

namespace earshot::sim {

class Chart {
 public:
  // Empty: nothing is written.
  explicit Chart(const std::string& file);

  void joined(const SimHost& who);
  void sent(Instant since, const SimLan& lan, const Sent& sent);
  void shown(Instant since, const SimLan& lan, const SimHost& viewer, const Event& event);

 private:
  std::string named(std::string text) const;  // ids become nicks
  void line(Instant since, const SimLan& lan, const std::string& text);

  std::ofstream file_;
  bool is_open_ = false;
  std::vector<std::pair<std::string, std::string>> nicks_;  // by id, as it is written
};

}  // namespace earshot::sim
