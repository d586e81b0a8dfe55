// Whether a message calls somebody by name.
#pragma once

#include <string_view>

namespace earshot::front {

// The nick as a whole word, in any case, with or without "@".
bool mentions(std::string_view text, std::string_view nick);

}  // namespace earshot::front
