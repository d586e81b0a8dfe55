// What a run has measured, beside what is promised; as a table for people and as JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "earshot/base/time.h"
#include "sim/options.h"
#include "support/complaint.h"

namespace earshot::sim {

struct Promise {
  double value = 0;
  // The mean of what is drawn at random: a run may be a twentieth off.
  bool is_mean = false;
  double at_most() const { return is_mean ? value * 1.05 : value; }
};

struct Figure {
  std::string name;
  std::string unit;             // "s", "datagrams/s"; empty: a number of things
  std::optional<double> value;  // none: it did not come to that, which no promise allows
  int decimals = 0;
  std::optional<Promise> promise{};
  bool holds() const { return !promise || (value && *value <= promise->at_most()); }
};

class Report {
 public:
  void add(Figure figure) { figures_.push_back(std::move(figure)); }
  void add_time(const std::string& name, std::optional<Duration> time, std::optional<Promise> promise = {});
  void add_count(const std::string& name, std::size_t count, std::optional<Promise> promise = {});
  // What must never be, in words.
  void complain(const Complaint& complaint) { complaints_.push_back(complaint); }
  const std::vector<Complaint>& complaints() const { return complaints_; }
  // A sentence for people.
  void tell(const std::string& sentence) { told_.push_back(sentence); }

  bool holds() const;
  // The rules of the complaints, then the names of the figures whose promise is broken.
  std::vector<std::string> broken() const;
  std::string table(const Options& options) const;  // with what was played, and how to play it again
  std::string lines() const;                        // without
  std::string json(const Options& options) const;

 private:
  std::vector<Figure> figures_;
  std::vector<Complaint> complaints_;
  std::vector<std::string> told_;
};

// The smallest of them that `share` (0 … 1) of them do not exceed; none of none. Takes them in any order.
std::optional<Duration> percentile(std::vector<Duration> times, double share);

}  // namespace earshot::sim
