// What is wrong with a command line, in our words.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "earshot/front/face.h"

namespace earshot::app {

front::Trouble usage(std::string message, std::string hint = {});

// The nearest candidate; of several equally near, the first. None is near: where help is.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates);

// "earshot rooms join": how the command is typed.
std::string typed(const CLI::App& command);

}  // namespace earshot::app
