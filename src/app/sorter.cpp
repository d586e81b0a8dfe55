#include "app/sorter.h"

#include <map>

#include "app/wording.h"
#include "earshot/base/result.h"

namespace earshot::app {
namespace {

using front::Trouble;
using Words = std::vector<std::string>;

class Sorter {
 public:
  explicit Sorter(const Tree& tree) : tree_(tree), sorted_{&tree.top(), {}, {}, {}} {}

  Sorted sort(const Words& given) {
    bool after_dashes = false;
    for (std::size_t i = 0; i < given.size(); ++i) {
      const auto& word = given[i];
      if (!after_dashes && word == "--") {
        after_dashes = true;
      } else if (after_dashes || !looks_like_option(word)) {
        take_word(word);
      } else {
        const auto* following = i + 1 < given.size() ? &given[i + 1] : nullptr;
        const auto took_following = take_option(word, following);
        if (!took_following)
          wrong(took_following.reason());
        else if (*took_following)
          ++i;
      }
    }
    if (const auto trouble = misfit()) wrong(*trouble);
    return sorted_;
  }

 private:
  void wrong(const Trouble& trouble) {
    if (!sorted_.trouble) sorted_.trouble = trouble;
  }
  // -5 is a word, as in: earshot send bob -5
  static bool looks_like_option(const std::string& word) {
    const bool is_number = word.size() > 1 && word[1] >= '0' && word[1] <= '9';
    return word.size() > 1 && word[0] == '-' && !is_number;
  }
  bool is_send() const { return sorted_.command->get_name() == "send"; }

  void take_word(const std::string& word) {
    if (sorted_.words.empty())
      for (const auto* command : commands_of(*sorted_.command))
        if (command->get_name() == word) {
          sorted_.command = command;
          return;
        }
    sorted_.words.push_back(word);
  }

  // Whether the following word was its value.
  Result<bool, Trouble> take_option(const std::string& word, const std::string* following) {
    const auto equals = word.find('=');
    const auto name = word.substr(0, equals);
    const auto* option = find(name);
    const bool is_text = is_send() && !sorted_.words.empty() && !word.starts_with("--");
    if (!option || is_text) return Failure{unknown(word, name)};
    if (option->get_expected_max() == 0) {
      if (equals != std::string::npos) return Failure{usage("\"" + name + "\" takes no value.")};
      sorted_.options.push_back(word);
      return false;
    }
    if (++times_[option] > option->get_expected_max())
      return Failure{usage("\"" + name + "\" can be given only " +
                           (option->get_expected_max() == 1 ? std::string("once.")
                                                            : std::to_string(option->get_expected_max()) + " times."))};
    const bool is_apart = equals == std::string::npos;
    const auto value = !is_apart ? word.substr(equals + 1) : following ? *following : std::string();
    if (value.empty()) return Failure{usage("\"" + name + "\" needs a value.")};
    // CLI11 takes what follows a letter as it is.
    sorted_.options.push_back(name + (name.starts_with("--") ? "=" : "") + value);
    return is_apart;
  }

  const CLI::Option* find(const std::string& name) const {
    if (name.starts_with("--")) return find_one(name);
    // -vq: several flags in one word, all of them known; else -hello would ask for help.
    const CLI::Option* option = nullptr;
    for (const char letter : name.substr(1)) {
      option = find_one({'-', letter});
      if (!option) return nullptr;
    }
    return option;
  }
  const CLI::Option* find_one(const std::string& name) const {
    const auto* own = sorted_.command->get_option_no_throw(name);
    return own ? own : tree_.top().get_option_no_throw(name);
  }

  Trouble unknown(const std::string& word, const std::string& name) const {
    Words names;
    for (const auto* app : {sorted_.command, &tree_.top()})
      for (const auto& own : long_options(*app)) names.push_back(own);
    const auto suggestion = did_you_mean(name, names);
    const bool is_slip = word.starts_with("--") && suggestion.starts_with("Did");
    if (!is_send() || is_slip) return usage("There is no option \"" + name + "\".", suggestion);
    return usage("\"" + word + "\" looks like an option.",
                 "To send text that begins with -, put -- before it: earshot send " + recipient() + " -- " + word);
  }
  std::string recipient() const {
    for (const auto& option : sorted_.options)
      if (option.starts_with("--to=") || option.starts_with("--room=")) return option;
    return sorted_.words.empty() ? "TO" : sorted_.words.front();
  }

  // CLI11 would hand a word too many to the program itself, as the person to chat with.
  std::optional<Trouble> misfit() const {
    const auto& words = sorted_.words;
    const auto places = arguments_of(*sorted_.command).size();
    if (is_send() || words.size() <= places) return std::nullopt;
    Words commands;
    for (const auto* command : commands_of(*sorted_.command)) commands.push_back(command->get_name());
    if (!commands.empty()) {
      const auto& path = path_of(*sorted_.command);
      return usage("There is no command \"" + (path.empty() ? "" : path + " ") + words.front() + "\".",
                   did_you_mean(words.front(), commands));
    }
    return usage("\"" + typed(*sorted_.command) + "\" has no place for \"" + words[places] + "\".",
                 "See: " + typed(*sorted_.command) + " --help");
  }

  const Tree& tree_;
  Sorted sorted_;
  std::map<const CLI::Option*, int> times_;
};

}  // namespace

Sorted sort_words(const Tree& tree, const std::vector<std::string>& given) { return Sorter(tree).sort(given); }

}  // namespace earshot::app
