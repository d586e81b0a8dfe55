// Colour, where it is wanted. The only place of the line faces that writes an escape sequence.
#pragma once

#include <string>

#include "earshot/base/types.h"
#include "earshot/front/face.h"

namespace earshot::front {

class Paint {
 public:
  explicit Paint(Manner::Colour colour) : colour_(colour) {}
  // By the key and not by the name, so that another "bob" has another colour.
  std::string name(const PeerId& id, const std::string& shown) const;
  std::string alarm(const std::string& shown) const;

 private:
  std::string wrapped(const std::string& code, const std::string& shown) const;
  Manner::Colour colour_;
};

}  // namespace earshot::front
