// A peer that has a session, with keys that are its own, and lies in what it seals: what tried_node.h says holds for
// the node on the other side. Every step (node_script.h has the mark between them) is the inside of one packet, or:
// '!' a command, '+' milliseconds pass, '*' what was to be kept is on the disk, '^' the next packet says another
// number.
#include "earshot/crypto/noise.h"
#include "front/requests.h"
#include "fuzz/liar.h"
#include "fuzz/node_script.h"
#include "fuzz/targets.h"

namespace earshot::fuzz {

using namespace literals;

namespace {

constexpr std::size_t kTalkStepsMax = 300;
constexpr std::uint32_t kTalkPassMax = 100'000;
constexpr std::uint32_t kIndex = 7;  // of the liar's side of the session

// The node's index for the session with the liar, once it has answered the handshake.
std::optional<std::uint32_t> index_in(const std::vector<Transmit>& sent) {
  for (const auto& it : sent) {
    const auto split = wire::decode_head(it.datagram);
    if (split && split->head.kind == wire::Kind::hs2 && split->head.receiver == kIndex) return split->head.index;
  }
  return std::nullopt;
}

// The first handshake message as anybody would make it.
Bytes first_message(const Liar& liar) {
  crypto::NoiseSetup setup;
  setup.static_secret = liar.seal().dh_secret(liar.identity().seed);
  setup.ephemeral_secret.fill(9);
  setup.psk = crypto::Key{};
  setup.prologue = "earshot/1";
  crypto::NoiseInitiator noise(liar.seal(), setup, liar.seal().dh_public(liar.node_id()).value());
  auto payload = wire::encode_payload({.id = liar.identity().id, .vs_min = 1, .vs_max = 1, .ft = {}});
  payload.resize(192, ' ');
  const wire::Head head{.kind = wire::Kind::hs1, .index = kIndex};
  return wire::encode_datagram(head, noise.write_first(payload).value(), 400);
}

class Talk {
 public:
  explicit Talk(Liar& liar) : liar_(liar) {
    liar.says(liar.card());
    liar.sends(first_message(liar));
    index_ = index_in(liar.node().take_sent());
    require(index_.has_value(), "a handshake is answered");
    seal("{}");
  }

  void step(char what, BytesView rest) {
    switch (what) {
      case '!': {
        const auto request = front::parse_request(rest);
        if (!request) return;
        if (const auto* command = std::get_if<Command>(&request->what)) liar_.node().submit(*command);
        return;
      }
      case '+':
        return liar_.node().pass(number_in(rest, kTalkPassMax) * 1ms);
      case '*':
        return liar_.node().commit();
      case '^':
        packet_ = number_in(rest, kTalkPassMax);
        return;
      default:
        return seal(Bytes(1, what).append(rest));
    }
  }

 private:
  void seal(BytesView frames) {
    const wire::Head head{.kind = wire::Kind::d, .receiver = index_, .packet = packet_++};
    liar_.sends(wire::encode_datagram(head, Bytes(frames).append(kTagBytes, '\0')));
  }

  Liar& liar_;
  std::optional<std::uint32_t> index_;
  std::uint64_t packet_ = 0;
};

}  // namespace

void session(BytesView input) {
  Liar liar(options_of(take_step(input)));
  Talk talk(liar);
  for (std::size_t steps = 0; !input.empty() && steps < kTalkStepsMax; ++steps) {
    if (const auto it = take_step(input); !it.empty()) talk.step(it.front(), it.substr(1));
    liar.node().take_sent();  // it does not listen
  }
  liar.node().pass(10s);
}

}  // namespace earshot::fuzz
