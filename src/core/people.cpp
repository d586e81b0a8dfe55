#include "core/people.h"

#include "core/names.h"
#include "earshot/core/key_text.h"
#include "earshot/text/text.h"

namespace earshot::core {

record::Peer record_of(const Peer& peer) {
  record::Peer known{.id = peer.id,
                     .nick = peer.card.nm,
                     .host = peer.card.ho,
                     .first_seen_ms = peer.first_seen.ms,
                     .last_seen_ms = peer.last_seen.ms,
                     .addresses = {},
                     .alias = peer.alias,
                     .verified_ms = peer.verified.value_or(Wall{}).ms,
                     .verified_as = peer.verified_as,
                     .blocked = peer.blocked,
                     .card = peer.body,
                     .card_signature = peer.signature};
  for (const auto& path : peer.paths)
    if (path.heard) known.addresses.push_back(path.address);
  return known;
}

void People::answer(Moment now, CommandId id, const PeerId& peer) {
  event::Reply reply;
  reply.command = id;
  reply.peer = view_of(context_.roster, peer);
  context_.out.event(now.wall, std::move(reply));
}

void People::changed(Moment now, const PeerId& peer, event::Peer::What what, const std::string& old_name) {
  context_.out.store(record_of(*context_.roster.find(peer)));
  context_.out.event(now.wall, event::Peer{what, view_of(context_.roster, peer), old_name});
}

// --- names ---

// A nick that others have may be an alias, and is settled by it; an alias stands for one peer.
People::Refused People::carry_out(Moment now, CommandId id, const command::Alias& alias) {
  const auto peer = resolve(context_.roster, alias.to);
  if (!peer) return peer.reason();
  const auto name = alias.name.empty() ? std::optional(std::string()) : text::nick(alias.name);
  if (!name) return refuse(ErrorCode::bad_request, alias.name);
  const auto bearer = context_.roster.by_alias(*name);
  if (bearer && *bearer != *peer) return refuse(ErrorCode::ambiguous, *name, {view_of(context_.roster, *bearer)});
  const auto before = view_of(context_.roster, *peer);
  if (before.alias != *name) {
    context_.roster.set_alias(*peer, *name);
    changed(now, *peer, event::Peer::What::aliased, before.name);
  }
  answer(now, id, *peer);
  return std::nullopt;
}

// --- blocks ---

People::Refused People::carry_out(Moment now, CommandId id, const command::Block& block) {
  const auto peer = resolve(context_.roster, block.to);
  if (!peer) return peer.reason();
  if (context_.roster.is_blocked(*peer) != block.on) {
    context_.roster.set_blocked(*peer, block.on);
    direct_.block_changed(now, *peer);
    changed(now, *peer, block.on ? event::Peer::What::blocked : event::Peer::What::unblocked);
  }
  answer(now, id, *peer);
  return std::nullopt;
}

People::Refused People::may_write_to(const PeerId& id, const std::string& about, bool verified_only) const {
  const auto trust = trust_of(context_.roster, *context_.roster.find(id));
  if (trust == Trust::blocked) return refuse(ErrorCode::blocked_here, about, {view_of(context_.roster, id)});
  if (verified_only && trust != Trust::verified)
    return refuse(ErrorCode::not_verified, about, {view_of(context_.roster, id)});
  return std::nullopt;
}

// --- forgetting ---

People::Refused People::carry_out(Moment now, CommandId id, const command::Forget& forget) {
  const auto found = resolve(context_.roster, forget.to);
  if (!found) return found.reason();
  const PeerId peer = *found;
  auto view = view_of(context_.roster, peer);
  direct_.abandon(now, peer);
  context_.roster.forget(peer);
  context_.out.store(record::Forgotten{peer, forget.history});
  // Who is here is met anew.
  if (const auto* still = context_.roster.find(peer)) {
    context_.out.store(record_of(*still));
    direct_.block_changed(now, peer);
    view = view_of(context_.roster, *still);
  }
  context_.out.event(now.wall, event::Peer{event::Peer::What::forgotten, view, {}});
  event::Reply reply;
  reply.command = id;
  reply.peer = view;
  context_.out.event(now.wall, std::move(reply));
  return std::nullopt;
}

// --- proof ---

People::Refused People::carry_out(Moment now, CommandId id, const command::Verify& verify) {
  const auto peer = resolve(context_.roster, verify.to);
  if (!peer) return peer.reason();
  using Step = command::Verify::Step;
  switch (verify.step) {
    case Step::show:
      break;
    case Step::check:
      return verify_by_code(now, id, verify, *peer);
    case Step::words:
      if (auto refused = may_write_to(*peer, verify.to, false)) return refused;
      if (!context_.roster.is_live(*peer)) return refuse(ErrorCode::not_here, verify.to);
      if (!direct_.compare(now, *peer)) return refuse(ErrorCode::busy, verify.to);
      break;
    case Step::confirm:
      if (!verify.code.empty()) return verify_by_code(now, id, verify, *peer);
      if (!direct_.take_compared(now, *peer)) return refuse(ErrorCode::bad_request, verify.to);
      mark_verified(now, *peer);
      break;
    case Step::differ:
      (void)direct_.take_compared(now, *peer);
      break;
  }
  answer(now, id, *peer);
  return std::nullopt;
}

People::Refused People::verify_by_code(Moment now, CommandId id, const command::Verify& verify, const PeerId& peer) {
  const auto key = read_key(verify.code);
  if (!key) return refuse(ErrorCode::bad_request, verify.to, {view_of(context_.roster, peer)});
  if (*key != peer) return refuse(ErrorCode::code_differs, verify.to, {view_of(context_.roster, peer)});
  if (verify.step == command::Verify::Step::confirm) mark_verified(now, peer);
  answer(now, id, peer);
  return std::nullopt;
}

void People::mark_verified(Moment now, const PeerId& peer) {
  context_.roster.set_verified(peer, now.wall);
  changed(now, peer, event::Peer::What::verified);
}

}  // namespace earshot::core
