#include "core/envelopes.h"

#include <gtest/gtest.h>

#include <set>

#include "earshot/base/encoding.h"
#include "support/seeded_random.h"

namespace earshot::core {
namespace {

constexpr crypto::StretchCost kQuick{.passes = 1, .memory_bytes = 8'192};

class EnvelopesTest : public testing::Test {
 protected:
  Envelopes envelopes(const char* passphrase) {
    return {crypto::make_network_keys("home", passphrase, kQuick), *seal_, random_};
  }
  static std::optional<Bytes> opened(const Envelopes& envelopes, BytesView datagram) {
    const auto split = wire::decode_head(datagram);
    if (!split || split->head.kind != wire::Kind::e) return std::nullopt;
    return envelopes.open(*split, datagram);
  }

  const std::unique_ptr<crypto::Seal> seal_ = crypto::make_sodium_seal();
  SeededRandom random_{1};
};

TEST_F(EnvelopesTest, GiveBackWhatWasPutInWhateverItEndsWith) {
  const auto ours = envelopes("right");
  for (const Bytes& inside : {Bytes(), Bytes("{\"v\":1,\"k\":\"ck\"}\n"), Bytes(3, '\0'), Bytes("ends with \x80"),
                              Bytes("\x80\0\0", 3), Bytes(63, 'x'), Bytes(64, 'x'), Bytes(65, 'x')}) {
    const auto envelope = ours.close(inside);
    EXPECT_EQ(opened(ours, envelope), inside);
    EXPECT_EQ(envelope.size(), Envelopes::closed_size(inside.size()));
  }
}

TEST_F(EnvelopesTest, HaveOnlyAFewSizesAndTheLargestFitsADatagram) {
  const auto ours = envelopes("right");
  std::set<std::size_t> sizes;
  for (std::size_t bytes = 0; bytes <= kEnvelopeInsideMax; ++bytes) sizes.insert(ours.close(Bytes(bytes, 'x')).size());
  EXPECT_EQ(sizes.size(), 17u);
  EXPECT_LE(*sizes.rbegin(), wire::kDatagramBytesMax);
  EXPECT_GT(*sizes.rbegin() + kEnvelopeStep, wire::kDatagramBytesMax);
}

TEST_F(EnvelopesTest, HideWhatIsInThemAndAreNeverTheSameTwice) {
  const auto ours = envelopes("right");
  const auto first = ours.close("meet me at noon"), second = ours.close("meet me at noon");
  EXPECT_NE(first, second);
  EXPECT_EQ(first.find("noon"), Bytes::npos);
}

TEST_F(EnvelopesTest, OpenWithTheGroupKeyAlone) {
  const auto ours = envelopes("right"), theirs = envelopes("wrong");
  const auto envelope = ours.close("hello");
  EXPECT_NE(ours.keys().tag, theirs.keys().tag);
  EXPECT_EQ(opened(envelopes("right"), envelope), "hello");
  EXPECT_EQ(opened(theirs, envelope), std::nullopt);
}

TEST_F(EnvelopesTest, OpenOnlyAsTheyWereMade) {
  const auto ours = envelopes("right");
  const auto envelope = ours.close("hello");
  for (std::size_t bit = 0; bit < envelope.size() * 8; ++bit) {
    auto damaged = envelope;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(opened(ours, damaged), std::nullopt) << bit;
  }
  for (std::size_t bytes = 0; bytes < envelope.size(); ++bytes)
    EXPECT_EQ(opened(ours, envelope.substr(0, bytes)), std::nullopt) << bytes;
  auto padded = envelope;
  padded.insert(envelope.find('\n'), " ");  // the head is bound as it is, spaces too
  EXPECT_EQ(opened(ours, padded), std::nullopt);
}

TEST_F(EnvelopesTest, WithoutTheMarkOfThePaddingHoldNothing) {
  const auto ours = envelopes("right");
  for (const Bytes& plain : {Bytes(), Bytes(64, '\0'), Bytes("{}\n{}")}) {
    wire::Head head;
    head.kind = wire::Kind::e;
    head.network = ours.keys().tag;
    random_.fill(head.nonce.emplace());
    auto envelope = wire::encode_datagram(head, {});
    const auto head_bytes = BytesView(envelope).substr(0, envelope.size() - 1);
    envelope += seal_->xaead_seal(ours.keys().group, *head.nonce, head_bytes, plain);
    EXPECT_EQ(opened(ours, envelope), std::nullopt);
  }
}

}  // namespace
}  // namespace earshot::core
