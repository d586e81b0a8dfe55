// From argument words to an Order, or to what is wrong with them in our own words. CLI11 does the parsing (tree.h);
// what it would get wrong is put right before it sees the words.
#pragma once

#include <string>
#include <vector>

#include "app/order.h"
#include "earshot/base/result.h"
#include "earshot/front/face.h"

namespace earshot::app {

// `words`: without the program's name.
Result<Order, front::Trouble> parse(const std::vector<std::string>& words, const Variable& variable);

// What can be told of refused words, for saying so: the command, and whether it answers in JSON.
Order gist(const std::vector<std::string>& words, const Variable& variable);

// The text of `send` is to be read from a terminal, and nobody may be asked there.
bool needs_text(const Order& order, const Terminals& terminals);

// There is a question to be answered, and nobody may be asked.
bool needs_answer(const Order& order, const Terminals& terminals);

// All commands, for "did you mean".
std::vector<std::string> command_names();

}  // namespace earshot::app
