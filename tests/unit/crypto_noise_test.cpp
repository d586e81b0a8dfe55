#include "earshot/crypto/noise.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <memory>
#include <new>
#include <nlohmann/json.hpp>

#include "earshot/base/encoding.h"
#include "earshot/crypto/identity.h"

namespace earshot::crypto {
namespace {

// ---- the published vectors

Bytes octets(const nlohmann::json& text) { return from_hex(text.get<std::string>()).value(); }
Key key(const nlohmann::json& text) { return to_array<32>(octets(text)).value(); }

nlohmann::json published() {
  std::ifstream file(EARSHOT_VECTORS "/noise.json");
  return nlohmann::json::parse(file).at("vectors");
}

NoiseSetup setup_of(const nlohmann::json& vector, const std::string& side) {
  NoiseSetup setup{.static_secret = key(vector.at(side + "_static")),
                   .ephemeral_secret = key(vector.at(side + "_ephemeral")),
                   .psk = {},
                   .prologue = octets(vector.at(side + "_prologue"))};
  if (vector.contains(side + "_psks")) setup.psk = key(vector.at(side + "_psks").at(0));
  return setup;
}

TEST(CryptoNoise, ReproducesEveryPublishedMessageOnBothSides) {
  const auto seal = make_sodium_seal();
  const auto vectors = published();
  ASSERT_EQ(vectors.size(), 2u);
  for (const auto& vector : vectors) {
    SCOPED_TRACE(vector.at("protocol_name"));
    const auto& messages = vector.at("messages");
    NoiseInitiator initiator(*seal, setup_of(vector, "init"), key(vector.at("init_remote_static")));
    NoiseResponder responder(*seal, setup_of(vector, "resp"));

    const auto first = initiator.write_first(octets(messages.at(0).at("payload")));
    ASSERT_EQ(first, octets(messages.at(0).at("ciphertext")));
    const auto heard = responder.read_first(*first);
    ASSERT_TRUE(heard);
    EXPECT_EQ(heard->payload, octets(messages.at(0).at("payload")));
    EXPECT_EQ(heard->remote_static, seal->dh_public(key(vector.at("init_static"))));

    const auto second = responder.write_second(octets(messages.at(1).at("payload")));
    ASSERT_TRUE(second);
    EXPECT_EQ(second->message, octets(messages.at(1).at("ciphertext")));
    const auto done = initiator.read_second(second->message);
    ASSERT_TRUE(done);
    EXPECT_EQ(done->payload, octets(messages.at(1).at("payload")));

    EXPECT_EQ(hex(view(done->keys.handshake_hash)), vector.at("handshake_hash"));
    EXPECT_EQ(hex(view(second->keys.handshake_hash)), vector.at("handshake_hash"));

    ASSERT_EQ(messages.size(), 6u);
    for (std::size_t i = 2; i < messages.size(); ++i) {
      const bool by_initiator = i % 2 == 0;
      const std::uint64_t counter = (i - 2) / 2;
      const SessionKeys& from = by_initiator ? done->keys : second->keys;
      const SessionKeys& to = by_initiator ? second->keys : done->keys;
      const Bytes payload = octets(messages.at(i).at("payload"));
      const Bytes sealed = octets(messages.at(i).at("ciphertext"));
      EXPECT_EQ(seal->aead_seal(from.send, counter, "", payload), sealed) << "message " << i;
      EXPECT_EQ(seal->aead_open(to.receive, counter, "", sealed), payload) << "message " << i;
    }
  }
}

// ---- two people and a stranger

// The lowest three bits of an X25519 secret do not count, so the number goes into the second byte.
DhSecret secret(std::uint8_t number) { return {0, number}; }

class NoiseTest : public testing::Test {
 protected:
  NoiseSetup ann() const {
    return {.static_secret = secret(1), .ephemeral_secret = secret(2), .psk = Key{9}, .prologue = "earshot/1 office"};
  }
  NoiseSetup bob() const {
    return {.static_secret = secret(3), .ephemeral_secret = secret(4), .psk = Key{9}, .prologue = "earshot/1 office"};
  }
  NoiseInitiator initiator(const NoiseSetup& setup) const { return {*seal_, setup, seal_->dh_public(secret(3))}; }
  NoiseResponder responder(const NoiseSetup& setup) const { return {*seal_, setup}; }

  const std::unique_ptr<Seal> seal_ = make_sodium_seal();
};

Bytes with_bit_flipped(Bytes message, std::size_t bit) {
  message[bit / 8] = static_cast<char>(message[bit / 8] ^ (1 << bit % 8));
  return message;
}

TEST_F(NoiseTest, GivesBothTheSameKeysOnePerDirection) {
  auto a = initiator(ann());
  auto b = responder(bob());
  const auto first = a.write_first("hello");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->size(), 5 + kHandshake1Overhead);
  ASSERT_TRUE(b.read_first(*first));
  const auto at_bob = b.write_second("hi");
  ASSERT_TRUE(at_bob);
  EXPECT_EQ(at_bob->message.size(), 2 + kHandshake2Overhead);
  const auto at_ann = a.read_second(at_bob->message);
  ASSERT_TRUE(at_ann);
  EXPECT_EQ(at_ann->payload, "hi");
  EXPECT_EQ(at_ann->keys.send, at_bob->keys.receive);
  EXPECT_EQ(at_ann->keys.receive, at_bob->keys.send);
  EXPECT_NE(at_ann->keys.send, at_ann->keys.receive);
  EXPECT_EQ(at_ann->keys.handshake_hash, at_bob->keys.handshake_hash);
}

TEST_F(NoiseTest, CarriesEmptyPayloads) {
  auto a = initiator(ann());
  auto b = responder(bob());
  const auto first = a.write_first("");
  ASSERT_TRUE(first);
  const auto heard = b.read_first(*first);
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->payload, "");
  const auto second = b.write_second("");
  ASSERT_TRUE(second);
  ASSERT_TRUE(a.read_second(second->message));
}

TEST_F(NoiseTest, AFreshEphemeralKeyChangesEverything) {
  NoiseSetup again = ann();
  again.ephemeral_secret = secret(77);
  const Bytes first = initiator(ann()).write_first("hello").value();
  const Bytes second = initiator(again).write_first("hello").value();
  EXPECT_NE(first.substr(32), second.substr(32));
}

TEST_F(NoiseTest, RefusesEveryFlippedBitOfTheFirstMessageAndThenTakesTheTrueOne) {
  const Bytes first = initiator(ann()).write_first("hello").value();
  auto b = responder(bob());
  for (std::size_t bit = 0; bit < 8 * first.size(); ++bit)
    EXPECT_FALSE(b.read_first(with_bit_flipped(first, bit))) << "bit " << bit;
  EXPECT_TRUE(b.read_first(first));
}

TEST_F(NoiseTest, RefusesEveryFlippedBitOfTheSecondMessageAndThenTakesTheTrueOne) {
  auto a = initiator(ann());
  auto b = responder(bob());
  ASSERT_TRUE(b.read_first(a.write_first("hello").value()));
  const Bytes second = b.write_second("hi").value().message;
  for (std::size_t bit = 0; bit < 8 * second.size(); ++bit)
    EXPECT_FALSE(a.read_second(with_bit_flipped(second, bit))) << "bit " << bit;
  EXPECT_TRUE(a.read_second(second));
}

TEST_F(NoiseTest, RefusesBothMessagesCutAtEachByteOrLonger) {
  auto a = initiator(ann());
  auto b = responder(bob());
  const Bytes first = a.write_first("hello").value();
  for (std::size_t size = 0; size < first.size(); ++size)
    EXPECT_FALSE(b.read_first(BytesView{first}.substr(0, size))) << size << " bytes";
  EXPECT_FALSE(b.read_first(first + '\0'));
  ASSERT_TRUE(b.read_first(first));

  const Bytes second = b.write_second("hi").value().message;
  for (std::size_t size = 0; size < second.size(); ++size)
    EXPECT_FALSE(a.read_second(BytesView{second}.substr(0, size))) << size << " bytes";
  EXPECT_FALSE(a.read_second(second + '\0'));
  EXPECT_TRUE(a.read_second(second));
}

// The psk enters with the second message: a stranger without it is answered, and cannot read the answer.
TEST_F(NoiseTest, AnotherPskFailsAtTheSecondMessage) {
  NoiseSetup other = ann();
  other.psk = Key{8};
  auto a = initiator(other);
  auto b = responder(bob());
  ASSERT_TRUE(b.read_first(a.write_first("hello").value()));
  EXPECT_FALSE(a.read_second(b.write_second("hi").value().message));
}

TEST_F(NoiseTest, WithAndWithoutPskAreDifferentProtocols) {
  NoiseSetup without = ann();
  without.psk.reset();
  EXPECT_FALSE(responder(bob()).read_first(initiator(without).write_first("hello").value()));
}

TEST_F(NoiseTest, AnotherPrologueFailsAtTheFirstMessage) {
  NoiseSetup other = ann();
  other.prologue = "earshot/1 attic";
  EXPECT_FALSE(responder(bob()).read_first(initiator(other).write_first("hello").value()));
}

TEST_F(NoiseTest, AnotherStaticKeyAtTheResponderFailsAtTheFirstMessage) {
  NoiseSetup other = bob();
  other.static_secret = secret(5);
  EXPECT_FALSE(responder(other).read_first(initiator(ann()).write_first("hello").value()));
}

TEST_F(NoiseTest, SaysWhoseKeyTheInitiatorHas) {
  auto b = responder(bob());
  const auto heard = b.read_first(initiator(ann()).write_first("hello").value());
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->remote_static, seal_->dh_public(ann().static_secret));
}

TEST_F(NoiseTest, AnAnswerToOneHandshakeFailsInAnother) {
  NoiseSetup again = ann();
  again.ephemeral_secret = secret(77);
  auto a = initiator(ann());
  auto later = initiator(again);
  auto b = responder(bob());
  ASSERT_TRUE(later.write_first("hello"));
  ASSERT_TRUE(b.read_first(a.write_first("hello").value()));
  EXPECT_FALSE(later.read_second(b.write_second("hi").value().message));
}

TEST_F(NoiseTest, RefusesKeysOfLowOrder) {
  NoiseInitiator to_nobody(*seal_, ann(), DhPublic{});
  EXPECT_FALSE(to_nobody.write_first("hello"));

  const Bytes first = initiator(ann()).write_first("hello").value();
  EXPECT_FALSE(responder(bob()).read_first(Bytes(32, '\0') + first.substr(32)));

  auto a = initiator(ann());
  auto b = responder(bob());
  ASSERT_TRUE(b.read_first(a.write_first("hello").value()));
  const Bytes second = b.write_second("hi").value().message;
  EXPECT_FALSE(a.read_second(Bytes(32, '\0') + second.substr(32)));
}

TEST_F(NoiseTest, NeverSealsTwiceInOneState) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  auto a = initiator(ann());
  auto b = responder(bob());
  EXPECT_DEATH((void)b.write_second("before the first message"), "state_.key");
  ASSERT_TRUE(b.read_first(a.write_first("hello").value()));
  EXPECT_DEATH((void)a.write_first("again"), "state_.key");
  ASSERT_TRUE(b.write_second("hi"));
  EXPECT_DEATH((void)b.write_second("again"), "state_.key");
}

// Looks at the memory that an object leaves behind.
template <class T>
bool wipes(const T& object, BytesView secret) {
  alignas(T) std::array<char, sizeof(T)> storage;
  const auto holds_secret = [&] { return BytesView{storage.data(), storage.size()}.find(secret) != BytesView::npos; };
  T* copy = new (storage.data()) T(object);
  const bool before = holds_secret();
  std::destroy_at(copy);
  return before && !holds_secret();
}

TEST_F(NoiseTest, WipesSecretsWhereTheyDie) {
  Key key;
  key.fill(0xA5);
  Key harmless;
  harmless.fill(0x11);
  EXPECT_TRUE(wipes(SessionKeys{.send = key, .receive = harmless}, view(key)));
  EXPECT_TRUE(wipes(SessionKeys{.send = harmless, .receive = key}, view(key)));
  EXPECT_TRUE(wipes(NoiseSetup{.static_secret = key, .psk = {}, .prologue = {}}, view(key)));
  EXPECT_TRUE(wipes(NoiseSetup{.ephemeral_secret = key, .psk = {}, .prologue = {}}, view(key)));
  EXPECT_TRUE(wipes(NoiseSetup{.psk = key, .prologue = {}}, view(key)));
  EXPECT_TRUE(wipes(NoiseState{.chaining_key = key, .key = {}}, view(key)));
  EXPECT_TRUE(wipes(NoiseState{.key = key}, view(key)));
  EXPECT_TRUE(wipes(Identity{key, {}}, view(key)));
}

}  // namespace
}  // namespace earshot::crypto
