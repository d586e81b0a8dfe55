#include "front/paint.h"

#include "front/palette.h"

namespace earshot::front {

std::string Paint::wrapped(const std::string& code, const std::string& shown) const {
  if (colour_ == Manner::Colour::none) return shown;
  return "\x1b[" + code + "m" + shown + "\x1b[0m";
}

std::string Paint::name(const PeerId& id, const std::string& shown) const {
  if (colour_ == Manner::Colour::many) return wrapped("38;5;" + std::to_string(name_colour_of_256(id).number), shown);
  const NameColour few = name_colour_of_16(id);
  return wrapped((few.bold ? "1;3" : "3") + std::to_string(few.number), shown);
}

std::string Paint::alarm(const std::string& shown) const { return wrapped("1;31", shown); }

}  // namespace earshot::front
