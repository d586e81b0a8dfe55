// Completion scripts for shells, made from the tree of commands.
#pragma once

#include <optional>
#include <string>

#include "app/tree.h"

namespace earshot::app {

// `shell`: bash, zsh or fish.
std::optional<std::string> completion_script(const Tree& tree, const std::string& shell);

}  // namespace earshot::app
