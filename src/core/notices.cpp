#include "core/notices.h"

namespace earshot::core {

namespace {
event::Notice warn(std::string code, std::string message, std::string hint) {
  return {.warn = true, .code = std::move(code), .message = std::move(message), .hint = std::move(hint)};
}
}  // namespace

event::Notice same_identity_elsewhere(const Address& where) {
  return warn("twin", "This identity also runs on " + to_string(where) + ".",
              "Stop one of the two: both cannot work with the same key.");
}

event::Notice same_nick(const PeerView& newcomer) {
  return warn("same_nick", "Another \"" + newcomer.nick + "\" is here: " + newcomer.ref + ".",
              "Both are shown with their tags from now on.");
}

event::Notice my_nick_taken(const PeerView& newcomer) {
  return warn("my_nick", "Somebody else is called \"" + newcomer.nick + "\" like you: " + newcomer.ref + ".",
              "Nobody is renamed by force. Change your own with: /nick NAME");
}

event::Notice messages_missing(const PeerView& author) {
  return warn("gap", "Something that " + author.name + " wrote did not arrive.",
              "Nobody here could send it again in time. If it still comes, it is shown at its place.");
}

event::Notice fork(const PeerView& author) {
  return warn("fork", author.ref + " signed two different messages for one place.",
              "Either this key runs on two machines, or " + author.name + " wants people to see different things.");
}

event::Notice other_passphrase(std::size_t nodes) {
  return warn("other_passphrase",
              (nodes == 1 ? std::string("1 node here is") : std::to_string(nodes) + " nodes here are") +
                  " on a private network with another name or another passphrase.",
              "If it should be yours, compare both letter by letter: the two cases look alike from outside.");
}

}  // namespace earshot::core
