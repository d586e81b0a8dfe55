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

}  // namespace earshot::core
