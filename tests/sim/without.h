// Rules of the protocol that a run can do without: what a run then lacks is what the rule earns. To add one: a line in
// the table.
#pragma once

#include <span>
#include <string>

#include "earshot/core/config.h"

namespace earshot::sim {

struct Rule {
  const char* name;
  const char* sentence;
  void (*drop)(Config& config);
};

std::span<const Rule> rules();
bool is_rule(const std::string& name);
std::string rule_names();  // "tail, head, …"
// As `config`, but without that rule, which is one of the table.
Config without(const std::string& rule, Config config);

}  // namespace earshot::sim
