#include "front/phrases.h"

#include "earshot/base/address.h"
#include "earshot/text/text.h"
#include "front/times.h"
#include "front/trust_words.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kNamesShown = 5;
constexpr std::size_t kQuoteBytesMax = 40;

// Further lines start with two spaces, so that no text can pretend to be a line of ours.
std::string indented(const std::string& shown) {
  std::string out;
  for (const char letter : shown) {
    out += letter;
    if (letter == '\n') out += "  ";
  }
  return out;
}

std::string quote(const std::string& stored) {
  const std::string line = text::shown_line(stored).str();
  const std::string_view cut = text::cut(line, kQuoteBytesMax);
  return cut.size() == line.size() ? line : std::string(cut) + "~";
}

std::string reason_word(const std::string& reason) {
  if (reason.empty()) return say("no answer");
  if (reason == "key_changed") return say("key changed");
  return say("{1}", {reason});
}

}  // namespace

std::string Phrases::who(const PeerView& peer) const {
  const std::string& name = manner_.out_is_terminal ? peer.name : peer.ref;
  return paint_.name(peer.id, text::shown_line(name).str());
}

std::string Phrases::when(Wall at) const { return manner_.out_is_terminal ? local_clock(at) : rfc3339(at); }

std::string Phrases::message(Wall at, const event::Message& message, const std::optional<std::string>& answers) const {
  const std::string time = when(message.replay ? message.sent : at);
  std::string text = indented(text::shown(message.text).str());
  if (!message.reply_to.empty()) {
    const std::string about = answers ? say("[answering: {1}]", {quote(*answers)}) : say("[answering]");
    text = about + " " + text;
  }
  const bool in_room = message.conversation.kind == Conversation::Kind::room;
  std::string name = who(message.from);
  if (message.outgoing && !in_room) name += " > " + text::shown_line(message.conversation.name).str();
  const std::string place = in_room ? " #" + text::shown_line(message.conversation.name).str() : "";
  return time + place + " " + (message.action ? "* " + name + " " : name + ": ") + text;
}

std::string Phrases::recalled(Wall now, const event::Message& message) const {
  std::string line = this->message(message.sent, message);
  const std::string day = local_day(message.sent);
  if (manner_.out_is_terminal && day != local_day(now)) line = day + " " + line;
  if (!message.outgoing || message.conversation.kind == Conversation::Kind::room) return line;
  if (message.state == DeliveryState::failed) return line + " " + paint_.alarm(say("[NOT DELIVERED]"));
  return message.state == DeliveryState::delivered ? line : line + " " + say("[not delivered yet]");
}

std::string Phrases::notice(Wall at, const std::string& sentence) const { return "* " + when(at) + " " + sentence; }

std::string Phrases::notice(Wall at, const event::Notice& event) const {
  if (event.hint.empty()) return notice(at, say("{1}", {event.message}));
  return notice(at, say("{1} {2}", {event.message, event.hint}));
}

std::string Phrases::presence(Wall at, const event::Peer& event) const {
  const PeerView& peer = event.peer;
  if (const auto told = trust_told(event))
    return event.what == event::Peer::What::changed_key ? paint_.alarm(notice(at, *told)) : notice(at, *told);
  switch (event.what) {
    case event::Peer::What::renamed:
      return notice(at, say("{1} is now {2}", {event.old_name, manner_.out_is_terminal ? peer.name : peer.ref}));
    default:
      return presence(at, event.what, {peer});
  }
}

std::string Phrases::presence(Wall at, event::Peer::What what, const std::vector<PeerView>& peers) const {
  return notice(at, came_or_went(what, peers, !manner_.out_is_terminal));
}

std::string Phrases::words(Wall at, const event::Words& event) const {
  const std::string told = notice(at, words_told(event, manner_.in_is_terminal));
  return event.reason == "commitment" ? paint_.alarm(told) : told;
}

std::string Phrases::network(Wall at, const event::Network& event) const { return notice(at, network_in_words(event)); }

std::string Phrases::fate(Wall at, const Fate& fate, const std::vector<std::string>& not_yet) const {
  const std::string time = when(at);
  if (fate.conversation.kind == Conversation::Kind::room) {
    const std::string& room = fate.conversation.name;
    if (not_yet.empty()) return say("{1} to #{2}: {3} of {4} have it", {time, room, fate.of.delivered, fate.of.total});
    return say("{1} to #{2}: {3} of {4} have it (not yet: {5})",
               {time, room, fate.of.delivered, fate.of.total, list_of(not_yet, kNamesShown)});
  }
  const std::string name =
      fate.steps.empty() || !manner_.out_is_terminal ? fate.conversation.name : fate.steps.begin()->second.to.name;
  if (fate.delivered()) return say("{1} to {2}: delivered", {time, name});
  const std::string reason = fate.steps.empty() ? std::string() : fate.steps.begin()->second.reason;
  return paint_.alarm(say("{1} to {2}: NOT DELIVERED ({3})", {time, name, reason_word(reason)}));
}

std::string came_or_went(event::Peer::What what, const std::vector<PeerView>& peers, bool with_tags) {
  std::vector<std::string> names;
  for (const PeerView& peer : peers) names.push_back(text::shown_line(with_tags ? peer.ref : peer.name).str());
  const std::string list = list_of(names, kNamesShown);
  if (what == event::Peer::What::gone) return say_n("{1} is gone", "{1} are gone", names.size(), {list});
  if (what == event::Peer::What::away) return say_n("{1} is away", "{1} are away", names.size(), {list});
  if (peers.size() == 1 && !peers.front().host.empty()) return say("{1} ({2}) is here", {list, peers.front().host});
  return say_n("{1} is here", "{1} are here", names.size(), {list});
}

std::string network_in_words(const event::Network& event) {
  const std::string where = interfaces_in_words(event.network);
  switch (event.what) {
    case event::Network::What::down:
      return say("no network to talk on; waiting for one");
    case event::Network::What::up:
      return say("the network is up: {1}", {where});
    case event::Network::What::changed:
      break;
  }
  return where.empty() ? say("the network has changed") : say("the network is now {1}", {where});
}

std::string now_called(const PeerView& self) { return say("you are now {1}", {self.ref}); }

std::string interfaces_in_words(const NetworkView& network) {
  std::vector<std::string> names;
  for (const Interface& interface : network.interfaces) {
    const InterfaceAddress* shown = nullptr;
    for (const InterfaceAddress& own : interface.addresses)
      if (shown == nullptr || own.address.family == Address::Family::v4) shown = &own;
    if (shown == nullptr) continue;
    names.push_back(say("{1} {2}/{3}", {interface.name, ip_to_string(shown->address), shown->prefix_bits}));
  }
  return list_of(names, kNamesShown);
}

std::string delivered_in_words(const Fate& fate) {
  if (fate.conversation.kind == Conversation::Kind::room) {
    return say("delivered to {1} of {2} in #{3}", {fate.of.delivered, fate.of.total, fate.conversation.name});
  }
  if (fate.steps.empty()) return say("delivered to {1}", {fate.conversation.name});
  const event::State& step = fate.steps.begin()->second;
  const std::string took = step.rtt ? short_duration(*step.rtt) : std::string();
  if (took.empty()) return say("delivered to {1}", {step.to.name});
  if (step.to.host.empty()) return say("delivered to {1} in {2}", {step.to.name, took});
  return say("delivered to {1} ({2}) in {3}", {step.to.name, step.to.host, took});
}

}  // namespace earshot::front
