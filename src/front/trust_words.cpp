#include "front/trust_words.h"

#include "earshot/base/encoding.h"
#include "earshot/core/key_text.h"
#include "front/tables.h"
#include "front/times.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kGroup = 4;        // letters of a code that stand together
constexpr std::size_t kGroupsShown = 3;  // more than a slip of the tongue is another code

std::string since(const PeerView& peer) {
  return peer.verified ? say("verified on {1}", {day(*peer.verified)}) : say("verified");
}

}  // namespace

std::string trust_word(const PeerView& peer) {
  switch (peer.trust) {
    case Trust::fresh:
      return say("new to you");
    case Trust::verified:
      return say("verified");
    case Trust::changed:
      return say("KEY CHANGED");
    case Trust::blocked:
      return say("blocked");
    case Trust::seen:
    case Trust::self:
      break;
  }
  return {};
}

std::string trust_sentence(const PeerView& peer) {
  switch (peer.trust) {
    case Trust::fresh:
      return say("first met today, not verified");
    case Trust::seen:
      return say("met before, not verified");
    case Trust::verified:
      return since(peer);
    case Trust::changed:
      return say("KEY CHANGED: not the key that you verified under this name");
    case Trust::blocked:
      return say("blocked: nothing from here is shown or answered");
    case Trust::self:
      return say("yourself");
  }
  return {};
}

std::optional<std::string> trust_told(const event::Peer& event) {
  using What = event::Peer::What;
  const PeerView& peer = event.peer;
  switch (event.what) {
    case What::aliased:
      if (peer.alias.empty()) return say("{1} has no name of yours any more: {2}", {event.old_name, peer.ref});
      return say("{1} is {2} for you from now on", {peer.ref, peer.alias});
    case What::changed_key:
      return say(
          "ANOTHER KEY is here under the name {1}: {2}. It is not the one that you verified. If {1} has a new "
          "computer, compare codes with {2}.",
          {peer.nick, peer.ref});
    case What::verified:
      return say("{1} is verified now", {peer.ref});
    case What::blocked:
      return say(
          "{1} is blocked: nothing from there is shown or answered. What you write in rooms can still be read "
          "there.",
          {peer.ref});
    case What::unblocked:
      return say("{1} is not blocked any more", {peer.ref});
    case What::forgotten:
      return say("{1} is forgotten", {peer.ref});
    case What::listed:
    case What::here:
    case What::away:
    case What::gone:
    case What::renamed:
      break;
  }
  return std::nullopt;
}

std::string codes_in_words(const PeerView& self, const PeerView& peer) {
  return say("  your code   {1}", {grouped(code_of(self.id))}) + '\n' +
         say("  {1}'s code   {2}", {peer.name, grouped(code_of(peer.id))});
}

std::string words_told(const event::Words& event, bool in_chat) {
  const std::string& name = event.peer.name;
  if (event.what == event::Words::What::asked)
    return say("{1} wants to compare words with you. To begin: /verify {2}", {name, event.peer.ref});
  if (event.what == event::Words::What::ready) {
    std::string all;
    for (const std::string& word : event.words) all += (all.empty() ? "" : "  ") + word;
    const std::string words = say("Words to compare with {1}:   {2}", {name, all});
    if (!in_chat) return words;
    return words + '\n' +
           say("  Read them to each other, by telephone or face to face. The same? /verify {1} yes   Others? "
               "/verify {1} no",
               {event.peer.ref});
  }
  if (event.reason == "commitment")
    return say(
        "NO WORDS with {1}: the other side did not keep to what it had promised. Somebody may stand between you.",
        {name});
  if (event.reason == "session_replaced")
    return say("no words with {1}: the connection was made anew meanwhile. Begin again, both of you.", {name});
  if (event.reason == "too_many")
    return say("no words with {1}: three tries in ten minutes are all there are.", {name});
  if (event.reason == "gone") return say("no words with {1}, who has gone.", {name});
  if (event.reason == "blocked") return say("no words with {1}, who is blocked.", {name});
  return say("no words with {1}: both have to begin within five minutes. Begin again, both of you.", {name});
}

std::string mistyped_in_words(const std::string& typed, const PeerView& peer) {
  const auto key = core::read_key(typed);
  const std::string code = core::plain_code(typed);
  if (!key) {
    using What = core::Mistyped::What;
    const auto& wrong = key.reason();
    switch (wrong.what) {
      case What::length:
        return say("A code has 52 letters and digits in 13 groups; this has {1}.", {wrong.place});
      case What::letter:
        return say("\"{1}\" in group {2} can be in no code.",
                   {code.substr(wrong.place - 1, 1), (wrong.place - 1) / kGroup + 1});
      case What::check:
        return say("The text is not as it was written: something is missing or changed.");
    }
  }
  const std::string theirs = code_of(peer.id), given = code_of(*key);
  std::vector<std::string> groups;
  for (std::size_t i = 0; i < theirs.size(); i += kGroup)
    if (theirs.substr(i, kGroup) != given.substr(i, kGroup)) groups.push_back(std::to_string(i / kGroup + 1));
  if (groups.size() > kGroupsShown) return say("It is another code altogether.");
  return say_n("It differs in group {1} of 13: read it again.", "It differs in groups {1} of 13: read them again.",
               groups.size(), {list_of(groups, groups.size())});
}

}  // namespace earshot::front
