#include "front/troubles.h"

#include <variant>

#include "earshot/text/text.h"
#include "front/times.h"
#include "front/trust_words.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kCandidatesShown = 5;
constexpr std::size_t kMissingShown = 10;

Trouble trouble(ErrorCode code, std::string message, std::string hint = {}) {
  return {code, std::move(message), std::move(hint), {}};
}

std::string candidates(const std::vector<PeerView>& peers) {
  std::vector<std::string> names;
  for (const PeerView& peer : peers) names.push_back(described(peer));
  return list_of(names, kCandidatesShown);
}

// Whom a message was for, as the user wrote it.
std::string target_of(const command::Send& send) {
  if (send.room) return send.room->starts_with('#') ? *send.room : "#" + *send.room;
  return list_of(send.to, kMissingShown);
}

std::string see_everyone(const Attempt& attempt) {
  return attempt.in_chat ? say("See everyone: /peers") : say("See everyone: earshot peers");
}

Trouble no_such_peer(const Refusal& refusal, const Attempt& attempt) {
  const std::string message = say("no one called \"{1}\" is known here.", {refusal.about});
  if (const auto command = text::nearest(refusal.about, attempt.commands))
    return trouble(refusal.code, message,
                   say("Did you mean the command: earshot {1}? {2}", {*command, see_everyone(attempt)}));
  if (refusal.candidates.empty()) return trouble(refusal.code, message, see_everyone(attempt));
  return trouble(refusal.code, message,
                 say("Did you mean {1}? {2}", {candidates(refusal.candidates), see_everyone(attempt)}));
}

Trouble no_such_room(const Refusal& refusal, const Attempt& attempt) {
  const std::string name(refusal.about.starts_with('#') ? refusal.about.substr(1) : refusal.about);
  return trouble(refusal.code, say("no room called #{1} is known here. Nothing was sent.", {name}),
                 attempt.in_chat ? say("To open it: /join {1}", {name})
                                 : say("A room exists as soon as somebody joins it: /join {1} in the chat.", {name}));
}

Trouble ambiguous(const Refusal& refusal, const Command& command, const Attempt& attempt) {
  const std::string example = refusal.candidates.empty() ? refusal.about : refusal.candidates.front().ref;
  if (const auto* alias = std::get_if<command::Alias>(&command); alias && refusal.about == alias->name) {
    return trouble(refusal.code, say("{1} is \"{2}\" for you already.", {example, refusal.about}),
                   say("An alias stands for one person: choose another, or remove that one first."));
  }
  return trouble(refusal.code,
                 say_n("\"{1}\" is {n} person: {2}. Nothing was sent.", "\"{1}\" is {n} people: {2}. Nothing was sent.",
                       refusal.candidates.size(), {refusal.about, candidates(refusal.candidates)}),
                 attempt.in_chat ? say("Use the tag: {1}, or /alias {1} {2}", {example, refusal.about})
                                 : say("Use the tag: {1}, or: earshot alias {1} {2}", {example, refusal.about}));
}

Trouble not_here(const Refusal& refusal, const command::Send* send, const Attempt& attempt) {
  const std::string hint = attempt.in_chat ? say("See who is here: /peers") : say("See who is here: earshot peers");
  if (send != nullptr && send->room) {
    return trouble(refusal.code, say("nobody else is in {1} now. Nothing was sent.", {target_of(*send)}), hint);
  }
  return trouble(refusal.code, say("{1} is not here. Nothing was sent.", {refusal.about}), hint);
}

Trouble no_answer(const Refusal& refusal, const command::Send& send, const Attempt& attempt) {
  const std::string waited = short_duration(send.timeout);
  if (send.wait == command::Send::Wait::sent) {
    return trouble(refusal.code, say("the message to {1} could not leave within {2}; it goes when there is an answer.",
                                     {refusal.about, waited}));
  }
  const std::string hint = attempt.in_chat ? std::string() : say("Try again with --timeout 30.");
  if (attempt.times_sent < 2) {
    return trouble(refusal.code,
                   say("{1} did not answer within {2}. The message was sent; it may or may not have arrived.",
                       {refusal.about, waited}),
                   hint);
  }
  return trouble(refusal.code,
                 say("{1} did not answer within {2}. The message was sent {3} times; it may or may not have arrived.",
                     {refusal.about, waited, attempt.times_sent}),
                 hint);
}

Trouble partial(const Refusal& refusal, const command::Send& send, const Attempt& attempt) {
  const Of of = attempt.of.value_or(Of{});
  const std::string waited = short_duration(send.timeout);
  if (attempt.not_yet.empty()) {
    return trouble(refusal.code, say("{1} of {2} have it after {3}.", {of.delivered, of.total, waited}));
  }
  return trouble(refusal.code, say("{1} of {2} have it after {3} (not yet: {4}).",
                                   {of.delivered, of.total, waited, list_of(attempt.not_yet, kMissingShown)}));
}

// The verified one stands first, then who came in its place.
Trouble key_changed(const Refusal& refusal, const Attempt& attempt) {
  const auto& candidates = refusal.candidates;
  const std::string when =
      candidates.empty() || !candidates.front().verified ? std::string() : day(*candidates.front().verified);
  const std::string message =
      when.empty() ? say("{1}'s key is not the one you verified. Nothing was sent.", {refusal.about})
                   : say("{1}'s key is not the one you verified on {2}. Nothing was sent.", {refusal.about, when});
  if (candidates.size() < 2) return trouble(refusal.code, message);
  const std::string& newcomer = candidates[1].ref;
  return trouble(refusal.code, message,
                 attempt.in_chat
                     ? say("If {1} has a new computer, compare codes: /verify {2}", {refusal.about, newcomer})
                     : say("If {1} has a new computer, compare codes: earshot verify {2}", {refusal.about, newcomer}));
}

Trouble untrusted(const Refusal& refusal, const Command& command, const Attempt& attempt) {
  const std::string ref = refusal.candidates.empty() ? refusal.about : refusal.candidates.front().ref;
  if (refusal.code == ErrorCode::blocked_here) {
    return trouble(
        refusal.code, say("you have blocked {1}. Nothing was sent.", {ref}),
        attempt.in_chat ? say("To end that: /unblock {1}", {ref}) : say("To end that: earshot unblock {1}", {ref}));
  }
  if (refusal.code == ErrorCode::not_verified) {
    return trouble(
        refusal.code, say("{1} is not verified. Nothing was sent.", {ref}),
        attempt.in_chat ? say("Compare codes: /verify {1}", {ref}) : say("Compare codes: earshot verify {1}", {ref}));
  }
  const auto* verify = std::get_if<command::Verify>(&command);
  if (verify == nullptr || verify->code.empty() || refusal.candidates.empty()) return in_words(refusal.code);
  return trouble(refusal.code,
                 say("that is not the code of {1}. {2}",
                     {ref, text::shown(mistyped_in_words(verify->code, refusal.candidates.front()))}),
                 say("If it was read out right, {1} is somebody else: do not trust it.", {ref}));
}

// A question sends nothing, and the words for what was not sent would only puzzle.
std::optional<Trouble> of_history(const Refusal& refusal, const command::History& history, const Attempt& attempt) {
  switch (refusal.code) {
    case ErrorCode::no_match:
      return trouble(refusal.code, say("nothing was said here with \"{1}\".", {history.words}));
    case ErrorCode::no_such_room:
      return trouble(refusal.code, say("nothing is known here of a room \"{1}\".", {refusal.about}),
                     attempt.in_chat ? say("See the rooms: /rooms") : say("See the rooms: earshot rooms"));
    case ErrorCode::no_such_id:
      return trouble(refusal.code, say("no message {1} is kept here.", {refusal.about}));
    case ErrorCode::ambiguous:
    case ErrorCode::key_changed:
      return trouble(
          refusal.code, say("\"{1}\" may be one of several: {2}.", {refusal.about, candidates(refusal.candidates)}),
          say("Use the tag: {1}", {refusal.candidates.empty() ? refusal.about : refusal.candidates.front().ref}));
    case ErrorCode::database:
      return trouble(refusal.code, say("the history cannot be read."), say("Find out why: earshot doctor"));
    case ErrorCode::bad_request:
      return trouble(refusal.code, say("there is nothing to look for."));
    default:
      return std::nullopt;
  }
}

Trouble usage(const Refusal& refusal, const Command& command) {
  if (const auto* verify = std::get_if<command::Verify>(&command)) {
    if (verify->code.empty() || refusal.candidates.empty()) {
      return trouble(refusal.code, say("there are no words to compare with {1}.", {refusal.about}),
                     say("They are made when both of you ask to verify within five minutes."));
    }
    return trouble(refusal.code, say("that is no code. {1}",
                                     {text::shown(mistyped_in_words(verify->code, refusal.candidates.front()))}));
  }
  if (std::holds_alternative<command::Alias>(command)) {
    return trouble(refusal.code, say("\"{1}\" cannot be an alias.", {refusal.about}),
                   say("Letters, digits and - _ . of any script, 1 to 32 of them, not only digits."));
  }
  if (std::holds_alternative<command::Nick>(command)) {
    return trouble(refusal.code, say("\"{1}\" cannot be a nickname.", {refusal.about}),
                   say("Letters, digits and - _ . of any script, 1 to 32 of them, not only digits."));
  }
  if (std::holds_alternative<command::Add>(command)) {
    return trouble(refusal.code, say("\"{1}\" is not an address.", {refusal.about}),
                   say("An address looks like 192.168.1.7 or [fe80::1%2]:47474; see it on the other machine with: "
                       "earshot id"));
  }
  if (std::holds_alternative<command::Join>(command) || std::holds_alternative<command::Leave>(command)) {
    return trouble(refusal.code, say("\"{1}\" cannot be the name of a room here.", {refusal.about}),
                   say("1 to 32 letters, digits and - _ .; #lobby is always there."));
  }
  return trouble(refusal.code, say("\"{1}\" does not fit here.", {refusal.about}));
}

Trouble busy(const Refusal& refusal, const Command& command, const Attempt& attempt) {
  if (std::holds_alternative<command::Doctor>(command)) {
    return trouble(refusal.code, say("a doctor is already at work here, and there is one at a time."),
                   say("It is done in a few seconds; then try again."));
  }
  if (std::holds_alternative<command::Verify>(command)) {
    return trouble(refusal.code,
                   say("three tries to make words with {1} in ten minutes are all there are.", {refusal.about}),
                   say("Compare the codes, or try again later."));
  }
  if (std::holds_alternative<command::Add>(command)) {
    return trouble(refusal.code, say("too many addresses are being greeted, so {1} was not.", {refusal.about}),
                   say("Try again in a few seconds."));
  }
  return trouble(refusal.code,
                 say("too many messages to {1} wait to be acknowledged. Nothing was sent.", {refusal.about}),
                 attempt.in_chat ? say("Try again when some have arrived. See who is here: /peers")
                                 : say("Try again when some have arrived. See who is here: earshot peers"));
}

Trouble sentence(const Refusal& refusal, const Command& command, const Attempt& attempt) {
  const auto* send = std::get_if<command::Send>(&command);
  if (const auto* history = std::get_if<command::History>(&command))
    if (const auto own = of_history(refusal, *history, attempt)) return *own;
  switch (refusal.code) {
    case ErrorCode::no_such_peer:
      return no_such_peer(refusal, attempt);
    case ErrorCode::no_such_room:
      return no_such_room(refusal, attempt);
    case ErrorCode::ambiguous:
      return ambiguous(refusal, command, attempt);
    case ErrorCode::key_changed:
      return key_changed(refusal, attempt);
    case ErrorCode::not_verified:
    case ErrorCode::code_differs:
    case ErrorCode::blocked_here:
      return untrusted(refusal, command, attempt);
    case ErrorCode::not_here:
      return not_here(refusal, send, attempt);
    case ErrorCode::no_answer:
      if (send == nullptr) return trouble(refusal.code, say("nobody answers at {1}.", {refusal.about}));
      return no_answer(refusal, *send, attempt);
    case ErrorCode::partial:
      if (send == nullptr) break;
      return partial(refusal, *send, attempt);
    case ErrorCode::usage:
    case ErrorCode::bad_request:
      return usage(refusal, command);
    case ErrorCode::no_such_id:
      if (std::holds_alternative<command::Withdraw>(command))
        return trouble(refusal.code, say("that message does not wait any more: it was sent."));
      return trouble(refusal.code, say("no message {1} is known here. Nothing was sent.", {refusal.about}));
    case ErrorCode::queued:
      return trouble(refusal.code, say("{1} is not here; the message goes when {1} is back.", {refusal.about}),
                     say("Keep earshot running."));
    case ErrorCode::refused:
      return trouble(refusal.code, say("{1} did not take the message.", {refusal.about}));
    case ErrorCode::bad_text:
      if (send == nullptr || !send->text.empty()) break;
      return trouble(refusal.code, say("the text is empty. Nothing was sent."));
    case ErrorCode::busy:
      return busy(refusal, command, attempt);
    case ErrorCode::unsupported:
      return trouble(refusal.code, say("the earshot of {1} cannot do that.", {refusal.about}));
    default:
      break;
  }
  return in_words(refusal.code);
}

}  // namespace

Trouble in_words(const Refusal& given, const Command& command, const Attempt& attempt) {
  Refusal refusal = given;
  if (const auto* send = std::get_if<command::Send>(&command); send && refusal.about.empty())
    refusal.about = target_of(*send);
  Trouble trouble = sentence(refusal, command, attempt);
  trouble.about = refusal.about;
  trouble.candidates = refusal.candidates;
  return trouble;
}

Trouble in_words(ErrorCode code) {
  switch (code) {
    case ErrorCode::bad_text:
      return trouble(code, say("the text is not valid UTF-8, or holds a NUL. Nothing was sent."));
    case ErrorCode::text_too_long:
      return trouble(code, say("the text is too long for one message. Nothing was sent."), say("Send it in parts."));
    case ErrorCode::timeout:
      return trouble(code, say("the time is over."));
    case ErrorCode::interrupted:
      return trouble(code, say("interrupted."));
    case ErrorCode::terminated:
      return trouble(code, say("terminated."));
    case ErrorCode::check_failed:
      return trouble(code, say("a check failed."));
    case ErrorCode::no_interface:
      return trouble(code, say("no network to talk on."), say("Find out why: earshot doctor"));
    case ErrorCode::code_differs:
      return trouble(code, say("the words differ: the key is NOT verified. Somebody may stand between you."),
                     say("Write nothing that matters, and compare codes by another way."));
    case ErrorCode::not_confirmed:
      return trouble(code, say("nothing was changed."));
    case ErrorCode::disk_full:
      return trouble(code, say("the disk is full, so new messages cannot be kept."), say("Free some space."));
    case ErrorCode::database:
      return trouble(code, say("the profile's files cannot be written."));
    // The word itself is part of the contract; a sentence of its own comes with the command that can meet it.
    default:
      return trouble(code, say("it failed: {1}.", {name(code)}));
  }
}

Trouble undelivered_in_words(ErrorCode code, std::size_t messages) {
  if (code == ErrorCode::queued) {
    return trouble(code, say_n("{n} message is for somebody who is not here, and has not gone.",
                               "{n} messages are for somebody who is not here, and have not gone.", messages));
  }
  return trouble(code,
                 say_n("{n} message is not acknowledged by everyone; it may or may not have arrived.",
                       "{n} messages are not acknowledged by everyone; they may or may not have arrived.", messages));
}

std::string error_line(const Trouble& trouble) {
  if (trouble.hint.empty()) return say("earshot: {1}", {trouble.message});
  return say("earshot: {1} {2}", {trouble.message, trouble.hint});
}

std::string described(const PeerView& peer) {
  std::vector<std::string> facts;
  if (!peer.host.empty()) facts.push_back(peer.host);
  switch (peer.state) {
    case PeerState::here:
      facts.push_back(say("here now"));
      break;
    case PeerState::away:
      facts.push_back(say("away"));
      break;
    case PeerState::gone:
      facts.push_back(say("not here now"));
      break;
  }
  if (const auto trust = trust_word(peer); !trust.empty()) facts.push_back(trust);
  std::string all;
  for (const std::string& fact : facts) all += (all.empty() ? "" : ", ") + fact;
  return say("{1} ({2})", {peer.ref, all});
}

}  // namespace earshot::front
