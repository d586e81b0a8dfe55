#include "vectors.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "core/envelopes.h"
#include "core/log.h"
#include "core/spoken_words.h"
#include "earshot/base/encoding.h"
#include "earshot/core/ids.h"
#include "earshot/core/key_text.h"
#include "earshot/crypto/hash.h"
#include "earshot/text/passphrase.h"

namespace earshot::vectors {
namespace {

const crypto::Seal& sodium() {
  static const auto seal = crypto::make_sodium_seal();
  return *seal;
}

template <std::size_t N>
std::string hex_of(const std::array<std::uint8_t, N>& octets) {
  return hex(view(octets));
}

void complete_identity(Json& it) {
  const auto id = sodium().peer_id(key(it.at("seed")));
  const auto secret = sodium().dh_secret(key(it.at("seed")));
  it["id"] = hex_of(id.bytes);
  it["id_base64url"] = base64url(view(id.bytes));
  it["code"] = code_of(id);
  it["dh_secret"] = hex_of(secret);
  it["dh_public"] = hex_of(sodium().dh_public(secret));
}

void complete_message_id(Json& it) {
  const auto author = peer(it.at("author"));
  const auto first = it.at("first").get<std::uint64_t>();
  it["id"] =
      to_string(it.at("of") == "room" ? core::room_message_id(author, {it.at("epoch").get<std::uint64_t>()}, {first})
                                      : core::direct_message_id(author, peer(it.at("recipient")),
                                                                it.at("stream").get<std::uint64_t>(), first));
}

// A roster with exactly these members, the first of them as oneself.
core::Roster roster_of(const Config& config, const Json& members) {
  const auto card = [](const Json& member) {
    wire::Here here;
    here.id = peer(member.at("id"));
    here.ep = {member.at("epoch").get<std::uint64_t>()};
    return here;
  };
  core::Roster roster(config, peer(members.at(0).at("id")));
  roster.set_self(card(members.at(0)));
  for (std::size_t i = 1; i < members.size(); ++i) roster.admit({}, {}, card(members.at(i)), "", {});
  return roster;
}

void complete_roster(Json& it) {
  const Config config;
  for (auto& member : it.at("members")) member["digest"] = hex_of(roster_of(config, Json::array({member})).digest());
  const auto roster = roster_of(config, it.at("members"));
  it["digest"] = hex_of(roster.digest());
  for (auto& range : it.at("ranges"))
    range["digest"] = hex_of(roster.digest(peer(range.at("after")), peer(range.at("until"))));
}

void complete_logs(Json& it) {
  core::Digests digests;
  for (auto& log : it.at("held")) {
    const core::LogKey key{peer(log.at("author")), {log.at("epoch").get<std::uint64_t>()}};
    const auto digest = core::log_digest(key, {log.at("newest").get<std::uint64_t>()});
    log["digest"] = hex_of(digest);
    digests.set({key.author, key.epoch}, digest);
  }
  it["digest"] = hex_of(digests.all());
  for (auto& range : it.at("ranges")) {
    auto after = core::end_of(peer(range.at("after")));
    if (range.contains("epoch")) after.epoch = {range.at("epoch").get<std::uint64_t>()};
    range["digest"] = hex_of(digests.within(after, peer(range.at("until"))));
  }
}

void complete_election(Json& it) {
  const auto put_id = [](Json& peer) { peer["id"] = hex_of(sodium().peer_id(key(peer.at("seed"))).bytes); };
  put_id(it.at("newcomer"));
  for (auto& member : it.at("members")) put_id(member);
}

void put_datagram(Json& it, const Bytes& datagram) {
  it["datagram_hex"] = hex(datagram);
  it["datagram_bytes"] = datagram.size();
}

void complete_datagram(Json& it, const Json& names) {
  const auto kind = wire::kind_of(it.at("kind").get<std::string>()).value();
  const auto body = wire::encode_body(message_of(kind, it.at("values")));
  it["body"] = body;
  if (wire::is_signed(kind)) {
    Self self(names, named(names.at("identities"), it.at("signer")).at("seed"), it.at("network"));
    it["signature_input_hex"] = hex(core::signature_input(self.context().network, kind, body));
    it["signature"] = hex_of(core::sign(self.context(), kind, body));
  }
  if (kind == wire::Kind::post) it["entry_hash"] = hex_of(crypto::hash16(body));
  auto head = head_of(it);
  head.network = tag(names, it.at("network"));
  const auto datagram = wire::encode_datagram(head, body, it.value("pad_to", std::size_t{0}));
  it["datagram"] = datagram;
  put_datagram(it, datagram);
}

// Of a datagram of the session: on a private network a handshake's is on its envelope.
std::optional<wire::NetTag> tag_in(const Json& session, const Json& names, wire::Kind kind) {
  if (!session.contains("tag")) return tag(names, session.at("network"));
  if (kind != wire::Kind::d) return std::nullopt;
  return to_array<4>(octets(session.at("tag")));
}

Bytes padded(Bytes text, std::size_t bytes) {
  if (text.size() > bytes) throw std::length_error("more bytes than it is padded to: " + text);
  text.resize(bytes, ' ');
  return text;
}

Bytes padded_payload(const Json& step) {
  return padded(wire::encode_payload(payload_of(step.at("values"))), step.at("payload_bytes").get<std::size_t>());
}

void put_handshake(Json& step, const Json& names, const Json& session, const Bytes& payload, const Bytes& noise) {
  step["payload"] = payload;
  step["noise_hex"] = hex(noise);
  auto head = head_of(step);
  head.network = tag_in(session, names, head.kind);
  head.index = session.at(step.at("from").get<std::string>()).at("index").get<std::uint32_t>();
  if (head.kind == wire::Kind::hs2) head.receiver = session.at("initiator").at("index").get<std::uint32_t>();
  put_datagram(step, wire::encode_datagram(head, noise, step.value("pad_to", std::size_t{0})));
}

void complete_packet(Json& packet, const Json& names, const Json& session) {
  const auto from = packet.at("from").get<std::string>();
  const auto number = packet.at("packet").get<std::uint64_t>();
  const auto plain =
      padded(wire::encode_frames(frames_of(packet.at("values"))), packet.at("plain_bytes").get<std::size_t>());
  wire::Head head{.kind = wire::Kind::d, .network = tag_in(session, names, wire::Kind::d), .packet = number};
  head.receiver = session.at(from == "initiator" ? "responder" : "initiator").at("index").get<std::uint32_t>();
  auto datagram = wire::encode_datagram(head, "");
  const auto associated = datagram.substr(0, datagram.size() - 1);
  const auto sealed = sodium().aead_seal(key(session.at(from + "_sends_with")), number, associated, plain);
  packet["plain"] = plain;
  packet["associated_data"] = associated;
  Bytes nonce(4, '\0');
  for (unsigned shift = 0; shift < 64; shift += 8) nonce.push_back(static_cast<char>(number >> shift & 0xff));
  packet["nonce_hex"] = hex(nonce);
  packet["sealed_hex"] = hex(sealed);
  put_datagram(packet, datagram + sealed);
}

using Keys = std::shared_ptr<const crypto::NetworkKeys>;

Keys keys_of(const Json& network) {
  return crypto::make_network_keys(network.at("name").get<std::string>(), network.at("passphrase").get<std::string>(),
                                   {.passes = network.at("passes").get<std::uint64_t>(),
                                    .memory_bytes = network.at("memory_kib").get<std::size_t>() * 1024});
}

void complete_network(Json& network, const crypto::NetworkKeys& keys) {
  network["salt"] = hex_of(crypto::hash16("earshot salt" + network.at("name").get<std::string>()));
  network["net_id"] = hex_of(keys.id.bytes);
  network["tag"] = hex_of(keys.tag);
  network["group_key"] = hex_of(keys.group);
  network["psk"] = hex_of(keys.psk);
}

// The nonce of the vector in place of a random one.
class OneNonce final : public Random {
 public:
  explicit OneNonce(BytesView nonce) : nonce_(nonce) {}
  void fill(std::span<std::uint8_t> bytes) override { std::ranges::copy(nonce_, bytes.begin()); }

 private:
  BytesView nonce_;
};

void complete_envelope(Json& it, const Json& names, const Keys& keys) {
  const auto kind = wire::kind_of(it.at("kind").get<std::string>()).value();
  const auto body = wire::encode_body(message_of(kind, it.at("values")));
  auto head = head_of(it);
  if (wire::is_signed(kind)) {
    Self self(named(names.at("identities"), it.at("signer")).at("seed"), keys->id, std::nullopt);
    head.signature = core::sign(self.context(), kind, body);
  }
  const auto inside = wire::encode_datagram(head, body);
  it["inside"] = inside;
  const auto nonce = octets(it.at("nonce"));
  OneNonce random(nonce);
  const auto envelope = core::Envelopes(keys, sodium(), random).close(inside);
  it["associated_data"] = envelope.substr(0, envelope.find('\n'));
  put_datagram(it, envelope);
}

}  // namespace

struct Self::Parts {
  core::Bench bench;
  crypto::Identity identity;
  wire::Here card;
  core::Roster roster;
  core::Deliveries deliveries;
  core::Context context;

  Parts(const Json& seed, const NetId& network, const std::optional<wire::NetTag>& tag)
      : identity(crypto::make_identity(sodium(), key(seed))),
        roster(bench.config, identity.id),
        deliveries(context, card),
        context{bench.config, identity,       sodium(),   bench.random, network,    tag, std::nullopt,
                bench.out,    bench.counters, bench.gate, roster,       deliveries, {1}} {
    card.id = identity.id;
    card.ep = context.epoch;
    card.no = 1;
  }
};

Self::Self(const Json& names, const Json& seed, const std::string& network)
    : Self(seed, {to_array<8>(octets(named(names.at("networks"), network).at("net_id"))).value()},
           tag(names, network)) {}
Self::Self(const Json& seed, const NetId& network, const std::optional<wire::NetTag>& tag)
    : parts_(std::make_unique<Parts>(seed, network, tag)) {}
Self::~Self() = default;
core::Bench& Self::bench() { return parts_->bench; }
core::Context& Self::context() { return parts_->context; }
wire::Here& Self::card() { return parts_->card; }

Json read(const std::string& file) {
  std::ifstream stream(EARSHOT_VECTORS "/" + file);
  return Json::parse(stream);
}

std::string written_form(const Json& vectors) { return vectors.dump(1) + '\n'; }

void write(const std::string& file, const Json& vectors) {
  std::ofstream stream(EARSHOT_VECTORS "/" + file);
  stream << written_form(vectors);
}

const Json& named(const Json& list, const std::string& name) {
  return *std::find_if(list.begin(), list.end(), [&](const Json& it) { return it.at("name") == name; });
}

crypto::NoiseSetup setup_of(const Json& names, const Json& session, const std::string& side) {
  const auto& its = session.at(side);
  const auto& identity = named(names.at("identities"), its.at("identity"));
  return {.static_secret = key(identity.at("dh_secret")),
          .ephemeral_secret = key(its.at("ephemeral_secret")),
          .psk = key(session.at("psk_hex")),
          .prologue = octets(session.at("prologue_hex"))};
}

void complete_names(Json& names) {
  for (auto& it : names.at("identities")) complete_identity(it);
  for (auto& it : names.at("message_ids")) complete_message_id(it);
  for (auto& it : names.at("rosters")) complete_roster(it);
  for (auto& it : names.at("logs")) complete_logs(it);
  for (auto& it : names.at("elections")) complete_election(it);
}

void complete_datagrams(Json& datagrams, const Json& names) {
  for (auto& it : datagrams.at("datagrams")) complete_datagram(it, names);
}

void complete_session(Json& session, const Json& names) {
  const auto responder_identity = named(names.at("identities"), session.at("responder").at("identity"));
  for (const char* side : {"initiator", "responder"})
    session[side]["ephemeral_public"] = hex_of(sodium().dh_public(key(session.at(side).at("ephemeral_secret"))));
  crypto::NoiseInitiator initiator(sodium(), setup_of(names, session, "initiator"),
                                   key(responder_identity.at("dh_public")));
  crypto::NoiseResponder responder(sodium(), setup_of(names, session, "responder"));
  auto& first = session.at("handshake").at(0);
  auto& second = session.at("handshake").at(1);
  const auto hs1 = initiator.write_first(padded_payload(first)).value();
  put_handshake(first, names, session, padded_payload(first), hs1);
  responder.read_first(hs1);
  const auto done = responder.write_second(padded_payload(second)).value();
  put_handshake(second, names, session, padded_payload(second), done.message);
  session["handshake_hash"] = hex_of(done.keys.handshake_hash);
  session["initiator_sends_with"] = hex_of(done.keys.receive);
  session["responder_sends_with"] = hex_of(done.keys.send);
  for (auto& packet : session.at("packets")) complete_packet(packet, names, session);
}

void complete_words(Json& words, const Json& names) {
  const auto id = [&](const Json& name) { return peer(named(names.at("identities"), name).at("id")); };
  for (auto& it : words.at("comparisons")) {
    const auto one = id(it.at("peers").at(0)), other = id(it.at("peers").at(1));
    const core::SpokenSetup setup{key(it.at("handshake_hash")), std::min(one, other), std::max(one, other)};
    const auto number_a = key(it.at("number_a")), number_b = key(it.at("number_b"));
    it["commitment"] = hex_of(core::commitment(setup, number_a));
    std::string spoken;
    for (const auto& word : core::spoken_words(setup, number_a, number_b)) spoken += (spoken.empty() ? "" : " ") + word;
    it["words"] = spoken;
  }
  for (auto& it : words.at("key_texts")) it["text"] = core::key_text(id(it.at("peer")));
  // The same lines, as long as the list is the same.
  std::string all, given;
  for (std::size_t i = 0; i < text::kPassphraseWords; ++i)
    all.append(i == 0 ? "" : " ").append(text::passphrase_word(i));
  for (const auto& line : words.at("list")) given += (given.empty() ? "" : " ") + line.get<std::string>();
  if (given != all) words["list"] = Json::array({all});
}

void complete_private(Json& vectors, const Json& names) {
  Keys keys;
  for (auto& network : vectors.at("networks")) {
    keys = keys_of(network);
    complete_network(network, *keys);
  }
  // The last one is that of the rest.
  for (auto& envelope : vectors.at("envelopes")) complete_envelope(envelope, names, keys);
  auto& session = vectors.at("session");
  session["prologue_hex"] = hex(Bytes("earshot/1").append(view(keys->id.bytes)));
  session["psk_hex"] = hex_of(keys->psk);
  session["tag"] = hex_of(keys->tag);
  complete_session(session, names);
}

}  // namespace earshot::vectors
