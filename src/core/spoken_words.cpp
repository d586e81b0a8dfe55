#include "core/spoken_words.h"

#include "earshot/base/encoding.h"
#include "earshot/text/passphrase.h"

namespace earshot::core {

namespace {

constexpr std::size_t kWords = 6;
constexpr std::size_t kWordBits = 11;  // 66 bits: guessed once in a hundred billion years of three tries in ten minutes
static_assert(text::kPassphraseWords == 1u << kWordBits);

Bytes input(std::string_view purpose, const SpokenSetup& setup) {
  return Bytes(purpose).append(view(setup.handshake)).append(view(setup.a.bytes)).append(view(setup.b.bytes));
}

}  // namespace

wire::Secret32 commitment(const SpokenSetup& setup, const wire::Secret32& number_a) {
  return crypto::hash32(input("earshot commit v1", setup).append(view(number_a)));
}

std::vector<std::string> spoken_words(const SpokenSetup& setup, const wire::Secret32& number_a,
                                      const wire::Secret32& number_b) {
  const auto hash = crypto::hash32(input("earshot words v1", setup).append(view(number_a)).append(view(number_b)));
  std::vector<std::string> words;
  for (std::size_t word = 0; word < kWords; ++word) {
    std::size_t number = 0;
    for (auto bit = word * kWordBits; bit < (word + 1) * kWordBits; ++bit)
      number = number << 1 | (hash[bit / 8] >> (7 - bit % 8) & 1u);
    words.emplace_back(text::passphrase_word(number));
  }
  return words;
}

}  // namespace earshot::core
