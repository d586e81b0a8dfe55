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

// Whether a refusal of these words has to be a line of JSON, too.
bool wants_json(const std::vector<std::string>& words, const Variable& variable);

// The text of `send` is to be read from a terminal, and nobody may be asked there.
bool needs_text(const Order& order, const Terminals& terminals);

// All commands, for "did you mean".
std::vector<std::string> command_names();

}  // namespace earshot::app
