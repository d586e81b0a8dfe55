// The attacker's side of handshakes and sessions: as it should be, and with lies in it.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "earshot/base/encoding.h"
#include "earshot/crypto/noise.h"
#include "hostile/attacker.h"

namespace earshot::hostile {

constexpr std::size_t kHandshake1Bytes = 353;  // proto_docs/sessions.md

// What may be untrue in an hs1.
struct Lies {
  std::optional<PeerId> id{};                   // says to be this one
  std::optional<crypto::DhPublic> meant_for{};  // sealed for this key
  std::optional<NetId> network{};
  crypto::Key psk{};
  std::uint64_t vs_min = 1, vs_max = 1;
  std::uint32_t index = 7;
  std::size_t payload_bytes = 192;
  const crypto::Seal* seal = nullptr;  // calculates otherwise (twisted_seal.h)
  std::optional<crypto::DhSecret> static_secret{}, ephemeral_secret{};
};

// The attacker's side of a session.
class Half {
 public:
  Half() = default;
  Half(const crypto::Seal& seal, const crypto::SessionKeys& keys, std::uint32_t own, std::uint32_t theirs)
      : seal_(&seal), keys_(keys), own_(own), theirs_(theirs) {}

  std::uint64_t next = 0;  // number of the packet that seals() makes

  Bytes seals(const wire::Frames& frames) { return seals_as(next++, wire::encode_frames(frames)); }
  Bytes seals_as(std::uint64_t number, BytesView plain) const { return seals_for(theirs_, number, plain); }
  Bytes seals_for(std::uint32_t index, std::uint64_t number, BytesView plain) const {
    const wire::Head head{.kind = wire::Kind::d, .network = tag, .receiver = index, .packet = number};
    auto datagram = wire::encode_datagram(head, {});
    const auto bound = BytesView(datagram).substr(0, datagram.size() - 1);
    return datagram + seal_->aead_seal(keys_.send, number, bound, plain);
  }
  std::optional<wire::Frames> opens(const Bytes& datagram) const {
    const auto split = wire::decode_head(datagram);
    if (!split || split->head.kind != wire::Kind::d || split->head.receiver != own_) return std::nullopt;
    const auto bound = BytesView(datagram).substr(0, datagram.size() - split->body.size() - 1);
    const auto plain = seal_->aead_open(keys_.receive, *split->head.packet, bound, split->body);
    if (!plain) return std::nullopt;
    const auto frames = wire::decode_frames(*plain);
    return frames ? std::optional(*frames) : std::nullopt;
  }
  std::optional<wire::NetTag> tag{};

 private:
  const crypto::Seal* seal_ = nullptr;
  crypto::SessionKeys keys_;
  std::uint32_t own_ = 0, theirs_ = 0;
};

// A handshake that the attacker begins.
class Call {
 public:
  Call(Stage& stage, const Identity& as, const PeerId& to, const Lies& lies = {})
      : seal_(lies.seal ? *lies.seal : *stage.seal),
        index_(lies.index),
        noise_(seal_, setup(stage, as, lies), lies.meant_for.value_or(stage.seal->dh_public(to).value())) {
    wire::HandshakePayload payload{
        .id = lies.id.value_or(as.id), .vs_min = lies.vs_min, .vs_max = lies.vs_max, .ft = {}};
    auto text = wire::encode_payload(payload);
    text.resize(lies.payload_bytes, ' ');
    message_ = noise_.write_first(text).value();
  }

  const Bytes& message() const { return message_; }
  Bytes hs1(std::optional<wire::Token> token = {}) const { return as_datagram(message_, index_, token); }
  static Bytes as_datagram(BytesView message, std::uint32_t index, std::optional<wire::Token> token = {}) {
    return wire::encode_datagram({.kind = wire::Kind::hs1, .token = token, .index = index}, message, kHandshake1Bytes);
  }
  // Nothing if it is no hs2, or does not open.
  std::optional<Half> takes(const Bytes& hs2) const {
    const auto split = wire::decode_head(hs2);
    if (!split || split->head.kind != wire::Kind::hs2 || split->head.receiver != index_) return std::nullopt;
    const auto done = noise_.read_second(split->body);
    if (!done) return std::nullopt;
    return Half(seal_, done->keys, index_, *split->head.index);
  }

 private:
  static crypto::NoiseSetup setup(Stage& stage, const Identity& as, const Lies& lies) {
    crypto::NoiseSetup setup;
    setup.static_secret = lies.static_secret.value_or(stage.seal->dh_secret(as.seed));
    stage.lan.chance().fill(setup.ephemeral_secret);
    if (lies.ephemeral_secret) setup.ephemeral_secret = *lies.ephemeral_secret;
    setup.psk = lies.psk;
    setup.prologue = Bytes("earshot/1").append(view(lies.network.value_or(stage.network).bytes));
    return setup;
  }

  const crypto::Seal& seal_;
  std::uint32_t index_;
  crypto::NoiseInitiator noise_;
  Bytes message_;
};

// The attacker's answer to an hs1: its session, and the hs2. Nothing if it is not sealed for this key.
inline std::optional<std::pair<Half, Bytes>> answer_to(Stage& stage, const Bytes& hs1, const Identity& as,
                                                       std::uint32_t index, std::optional<PeerId> says = {}) {
  const auto split = wire::decode_head(hs1);
  crypto::NoiseSetup setup;
  setup.static_secret = stage.seal->dh_secret(as.seed);
  stage.lan.chance().fill(setup.ephemeral_secret);
  setup.psk = crypto::Key{};
  setup.prologue = Bytes("earshot/1").append(view(stage.network.bytes));
  crypto::NoiseResponder noise(*stage.seal, setup);
  if (!split || !noise.read_first(split->body)) return std::nullopt;
  auto text = wire::encode_payload({.id = says.value_or(as.id), .vs_min = 1, .vs_max = 1, .ft = {}});
  text.resize(192, ' ');
  const auto done = noise.write_second(text);
  const wire::Head head{.kind = wire::Kind::hs2, .index = index, .receiver = *split->head.index};
  return std::pair(Half(*stage.seal, done->keys, index, *split->head.index),
                   wire::encode_datagram(head, done->message));
}

// A session of `as` with the host, begun and confirmed from there.
inline Half session(Stage& stage, const Identity& as, SimHost& with, const Address& from, const Lies& lies = {}) {
  const Call call(stage, as, with.id(), lies);
  stage.sends(from, with, call.hs1());
  for (const auto& it : stage.heard_at(from, wire::Kind::hs2))
    if (auto half = call.takes(it)) {
      stage.sends(from, with, half->seals({.pc = wire::Nonce{1}}));
      return *half;
    }
  ADD_FAILURE() << "no session";
  return {};
}

inline wire::Frames text_frames(std::uint64_t number, const std::string& text, std::uint64_t stream = 5) {
  wire::Frames frames{.se = stream, .lo = 1};
  frames.m.push_back({.i = number, .ts = 1, .tx = text});
  return frames;
}

// Whether the host still opens and answers what the session seals.
inline bool answers(Stage& stage, Half& half, SimHost& host, const Address& from) {
  static std::uint8_t count = 0;
  const wire::Nonce nonce{2, ++count};
  stage.heard_at(from);
  stage.sends(from, host, half.seals({.pc = nonce}));
  stage.run(10ms);
  return std::ranges::any_of(stage.heard_at(from, wire::Kind::d), [&](const Bytes& it) {
    const auto frames = half.opens(it);
    return frames && frames->pr == nonce;
  });
}

}  // namespace earshot::hostile
