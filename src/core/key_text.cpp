#include "earshot/core/key_text.h"

#include <cctype>

#include "earshot/base/encoding.h"
#include "earshot/crypto/hash.h"

namespace earshot::core {

namespace {

constexpr std::string_view kScheme = "earshot:1:";
constexpr std::size_t kCheckLetters = 4;  // one in a million mistakes goes unnoticed; it is no defence against anybody
constexpr std::string_view kLetters = "0123456789abcdefghjkmnpqrstvwxyz";

std::size_t letters_of_code() { return code_of(PeerId{}).size(); }

std::string check_of(const PeerId& id) {
  const auto hash = crypto::hash8(Bytes("earshot key check").append(view(id.bytes)));
  return base32(view(hash)).substr(0, kCheckLetters);
}

Result<PeerId, Mistyped> read_code(std::string_view typed) {
  const auto code = plain_code(typed);
  const auto wrong = code.find_first_not_of(kLetters);
  if (wrong != std::string::npos) return Failure{Mistyped{Mistyped::What::letter, wrong + 1}};
  if (code.size() != letters_of_code()) return Failure{Mistyped{Mistyped::What::length, code.size()}};
  const auto id = parse_code(code);
  // The last letter stands for one bit more than a key has.
  if (!id) return Failure{Mistyped{Mistyped::What::letter, code.size()}};
  return *id;
}

}  // namespace

std::string plain_code(std::string_view typed) {
  std::string code;
  for (const char letter : typed) {
    const auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    if (std::isspace(static_cast<unsigned char>(letter)) || letter == '-') continue;
    code += lower == 'o' ? '0' : lower == 'i' || lower == 'l' ? '1' : lower;
  }
  return code;
}

Result<PeerId, Mistyped> read_key(std::string_view typed) {
  const auto begin = typed.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || !typed.substr(begin).starts_with(kScheme)) return read_code(typed);
  const auto text = typed.substr(begin + kScheme.size());
  const auto colon = text.find(':');
  const auto id = read_code(text.substr(0, colon));
  if (!id) return id;
  if (colon == std::string_view::npos || plain_code(text.substr(colon + 1)) != check_of(*id))
    return Failure{Mistyped{Mistyped::What::check, 0}};
  return id;
}

std::string key_text(const PeerId& id) { return std::string(kScheme) + code_of(id) + ":" + check_of(id); }

}  // namespace earshot::core
