// What is wrong with a command line or with this machine, in our words.
#pragma once

#include <CLI/CLI.hpp>
#include <exception>
#include <string>
#include <vector>

#include "earshot/front/face.h"

namespace earshot::app {

front::Trouble usage(std::string message, std::string hint = {});
// What came up on the way and has no words of its own.
front::Trouble in_words(const std::exception& error);

// The nearest candidate; of several equally near, the first. None is near: where help is.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates);

// "earshot rooms join": how the command is typed.
std::string typed(const CLI::App& command);

}  // namespace earshot::app
