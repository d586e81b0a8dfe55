// The texts of `earshot help`: of the commands, from the tree, and of the topics that belong to no command.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/tree.h"

namespace earshot::app {

std::optional<std::string> help_on(const Tree& tree, const std::string& topic);  // empty: the whole program
std::vector<std::string> help_topics();

}  // namespace earshot::app
