#include "front/mention.h"

#include <string>

#include "earshot/text/text.h"

namespace earshot::front {
namespace {

// A letter, digit or mark of any script goes on with the word; of ASCII these, and what a nick may hold.
bool goes_on(unsigned char octet) {
  return octet >= 0x80 || (octet >= '0' && octet <= '9') || (octet >= 'a' && octet <= 'z') || octet == '_' ||
         octet == '-';
}

}  // namespace

bool mentions(std::string_view text, std::string_view nick) {
  if (nick.empty()) return false;
  const std::string where = text::fold(text);
  const std::string what = text::fold(nick);
  for (std::size_t at = where.find(what); at != std::string::npos; at = where.find(what, at + 1)) {
    const std::size_t end = at + what.size();
    const bool starts = at == 0 || !goes_on(static_cast<unsigned char>(where[at - 1]));
    const bool ends = end == where.size() || !goes_on(static_cast<unsigned char>(where[end]));
    if (starts && ends) return true;
  }
  return false;
}

}  // namespace earshot::front
