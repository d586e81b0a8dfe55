// Passphrases of private networks: which texts are the same one, how hard one is to guess, and one made by chance.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "earshot/base/random.h"

namespace earshot::text {

// The form that goes into the keys: NFC, without spaces and line breaks around. Nothing if it is not UTF-8, has a NUL,
// or nothing is left.
std::optional<std::string> passphrase(std::string_view typed);

// A listener guesses at home, as fast as its money goes; below this it is only a matter of days.
constexpr double kPassphraseBitsMin = 60;
// About how many bits somebody has to guess who knows how people choose: a word counts as one word, however long, and
// nothing counts twice. Too low for long letters by chance, which is the safe side.
double passphrase_bits(std::string_view passphrase);

// The list that passphrases are made of.
constexpr std::size_t kPassphraseWords = 2'048;  // 11 bits each
std::string_view passphrase_word(std::size_t number);
// Six of them: 66 bits.
std::string make_passphrase(Random& random);

}  // namespace earshot::text
