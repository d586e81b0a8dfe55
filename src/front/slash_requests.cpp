#include "front/slash_requests.h"

#include <charconv>

#include "earshot/base/encoding.h"
#include "front/tables.h"
#include "front/trust_words.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kFoundMax = 20;  // a screenful

SlashMeaning msg(const std::string& rest) {
  const Split split = split_first(rest);
  if (split.rest.empty()) return NeedsMore{};
  const char last = split.first.back();
  if (last == ',' || last == ':' || last == '.') {
    const std::string name = split.first.substr(0, split.first.size() - 1);
    return NoCommand{say("\"{1}\" is not part of a name. Nothing was sent. Write: /msg {2} {3}",
                         {std::string(1, last), name, split.rest})};
  }
  command::Send send;
  send.text = split.rest;
  if (split.first.starts_with('#')) {
    send.room = without_hash(split.first);
  } else {
    send.to = {split.first};
  }
  return SlashRequest{send, split.first};
}

SlashMeaning verify(const std::string& rest) {
  using Step = command::Verify::Step;
  const Split split = split_first(rest);
  if (split.first.empty()) return NeedsMore{};
  command::Verify verify{split.first, {}, Step::show};
  if (split.rest == "yes") {
    verify.step = Step::confirm;
  } else if (split.rest == "no") {
    verify.step = Step::differ;
  } else if (!split.rest.empty()) {
    verify.code = split.rest;
    verify.step = Step::confirm;
  }
  return SlashRequest{verify, split.first};
}

SlashMeaning alias(const std::string& rest) {
  const Split split = split_first(rest);
  if (split.first.empty()) return NeedsMore{};
  return SlashRequest{command::Alias{split.first, split.rest == "\"\"" ? std::string() : split.rest}, split.first};
}

SlashMeaning forget(const std::string& rest) {
  const Split split = split_first(rest);
  if (split.first.empty() || (split.rest != "yes" && split.rest != "history")) return NeedsMore{};
  return SlashRequest{command::Forget{split.first, split.rest == "history"}, split.first};
}

SlashMeaning leave(const std::string& name, const Conversation& here) {
  if (name.empty() && here.kind != Conversation::Kind::room) return NeedsMore{};
  const std::string room = name.empty() ? here.name : without_hash(name);
  return SlashRequest{command::Leave{room}, room};
}

SlashMeaning find(const std::string& rest, const Conversation& here) {
  const Split split = split_first(rest);
  const bool is_everywhere = split.first == "-a";
  const std::string& words = is_everywhere ? split.rest : rest;
  if (words.empty()) return NeedsMore{};
  command::History query = is_everywhere ? command::History{} : said_in(here);
  query.words = words;
  query.n = kFoundMax;
  return SlashRequest{query, words};
}

SlashMeaning about_one(const std::string& rest, const Command& command) {
  if (rest.empty()) return NeedsMore{};
  return SlashRequest{command, rest};
}

// The codes are shown at once; words take two who are here.
SlashAnswer verify_answered(const command::Verify& verify, const PeerView& peer, const PeerView& self) {
  using Step = command::Verify::Step;
  switch (verify.step) {
    case Step::show: {
      SlashAnswer answer{
          {codes_in_words(self, peer),
           say("  Let {1} read that code out to you, by another way than this one, and type it: /verify {2} CODE",
               {peer.name, peer.ref})},
          {}};
      if (peer.state != PeerState::gone && peer.trust != Trust::blocked)
        answer.next = SlashRequest{command::Verify{peer.ref, {}, Step::words}, peer.ref};
      return answer;
    }
    case Step::words:
      return {{say("  Words to read aloud come as soon as {1} types /verify {2}, too.", {peer.name, self.ref})}, {}};
    case Step::differ:
      return {{},
              {say("{1} is NOT verified. Somebody may stand between you: write nothing that matters.", {peer.ref})}};
    case Step::check:
    case Step::confirm:
      return {};
  }
  return {};
}

}  // namespace

SlashMeaning meaning_of(const Slash& slash, const Conversation& here) {
  const std::string& rest = slash.rest;
  switch (slash.word) {
    case SlashWord::msg:
      return msg(rest);
    case SlashWord::peers:
      return SlashRequest{command::Peers{}, {}};
    case SlashWord::whois:
      return about_one(rest, command::Peers{true, rest});
    case SlashWord::rooms:
      return SlashRequest{command::Rooms{}, {}};
    case SlashWord::join:
      return about_one(without_hash(rest), command::Join{without_hash(rest)});
    case SlashWord::leave:
      return leave(rest, here);
    case SlashWord::me: {
      command::Send send = send_to(here, rest);
      send.action = true;
      return about_one(rest, send);
    }
    case SlashWord::nick:
      return about_one(rest, command::Nick{rest});
    case SlashWord::away:
    case SlashWord::back:
      return SlashRequest{command::Away{slash.word == SlashWord::away}, {}};
    case SlashWord::add:
      return about_one(rest, command::Add{rest});
    case SlashWord::verify:
      return verify(rest);
    case SlashWord::alias:
      return alias(rest);
    case SlashWord::block:
    case SlashWord::unblock:
      return about_one(rest, command::Block{rest, slash.word == SlashWord::block});
    case SlashWord::forget:
      return forget(rest);
    case SlashWord::find:
      return find(rest, here);
    case SlashWord::doctor:
      return SlashRequest{command::Doctor{rest}, rest};
    default:
      return std::monostate{};
  }
}

command::Send send_to(const Conversation& conversation, const std::string& text) {
  command::Send send;
  send.text = text;
  if (conversation.kind == Conversation::Kind::room) {
    send.room = conversation.name;
  } else {
    send.to = {conversation.name};
  }
  return send;
}

command::History said_in(const Conversation& conversation) {
  command::History query;
  if (conversation.kind == Conversation::Kind::room) {
    query.room = conversation.name;
  } else {
    query.peer = conversation.peer == PeerId{} ? conversation.name : code_of(conversation.peer);
  }
  return query;
}

Numbered split_number(const std::string& words) {
  const Split split = split_first(words);
  std::size_t nth = 1;
  const char* const end = split.first.data() + split.first.size();
  const auto number = std::from_chars(split.first.data(), end, nth);
  if (number.ec != std::errc{} || number.ptr != end || nth == 0) return {1, words};
  return {nth, split.rest};
}

std::optional<std::size_t> which_message(const std::string& words) {
  const Numbered numbered = split_number(words);
  return numbered.rest.empty() ? std::optional(numbered.nth) : std::nullopt;
}

SlashAnswer answer_in_words(SlashWord word, const Command& command, const event::Reply& reply, const PeerView& self) {
  switch (word) {
    case SlashWord::whois:
      return reply.peer ? SlashAnswer{{peer_details(*reply.peer)}, {}} : SlashAnswer{};
    case SlashWord::verify:
      return reply.peer ? verify_answered(std::get<command::Verify>(command), *reply.peer, self) : SlashAnswer{};
    case SlashWord::peers:
      return reply.count == std::size_t{0} ? SlashAnswer{{}, {say("nobody else is here")}} : SlashAnswer{};
    case SlashWord::away:
      return {{}, {say("you are away now; /back ends it")}};
    case SlashWord::back:
      return {{}, {say("you are back")}};
    case SlashWord::add:
      return reply.peer ? SlashAnswer{{}, {say("{1} answers there", {reply.peer->ref})}} : SlashAnswer{};
    default:
      return {};
  }
}

}  // namespace earshot::front
