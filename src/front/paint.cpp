#include "front/paint.h"

#include <array>

namespace earshot::front {
namespace {

// Of the 256 palette those with at least 3.5:1 on black and on white.
constexpr std::array<const char*, 11> kMany{"38;5;131", "38;5;166", "38;5;100", "38;5;28",  "38;5;29", "38;5;31",
                                            "38;5;27",  "38;5;61",  "38;5;97",  "38;5;133", "38;5;162"};
// Red, green, magenta, cyan and their bold forms.
constexpr std::array<const char*, 8> kSixteen{"31", "32", "35", "36", "1;31", "1;32", "1;35", "1;36"};

}  // namespace

std::string Paint::wrapped(const std::string& code, const std::string& shown) const {
  if (colour_ == Manner::Colour::none) return shown;
  return "\x1b[" + code + "m" + shown + "\x1b[0m";
}

std::string Paint::name(const PeerId& id, const std::string& shown) const {
  const std::size_t number = id.bytes[0] * 256U + id.bytes[1];
  return wrapped(colour_ == Manner::Colour::many ? kMany[number % kMany.size()] : kSixteen[number % kSixteen.size()],
                 shown);
}

std::string Paint::alarm(const std::string& shown) const { return wrapped("1;31", shown); }

}  // namespace earshot::front
