#include "earshot/base/encoding.h"

#include <gtest/gtest.h>

namespace earshot {
namespace {

Bytes counted(std::size_t size) {
  Bytes bytes;
  for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(i * 37 + 11));
  return bytes;
}

TEST(Base64Url, MatchesTheExamplesOfRfc4648WithoutPadding) {
  EXPECT_EQ(base64url(""), "");
  EXPECT_EQ(base64url("f"), "Zg");
  EXPECT_EQ(base64url("fo"), "Zm8");
  EXPECT_EQ(base64url("foo"), "Zm9v");
  EXPECT_EQ(base64url("foob"), "Zm9vYg");
  EXPECT_EQ(base64url("fooba"), "Zm9vYmE");
  EXPECT_EQ(base64url("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64url("\xff\xef\xbe"), "_---");
}

TEST(Base64Url, ReadsBackEveryLength) {
  for (std::size_t size = 0; size < 70; ++size) EXPECT_EQ(from_base64url(base64url(counted(size))), counted(size));
}

TEST(Base64Url, RefusesWhatItWouldNotWrite) {
  EXPECT_FALSE(from_base64url("Zg=="));
  EXPECT_FALSE(from_base64url("Zm9+"));
  EXPECT_FALSE(from_base64url("Zm9/"));
  EXPECT_FALSE(from_base64url("Zm 9v"));
  EXPECT_FALSE(from_base64url("Z"));
  EXPECT_FALSE(from_base64url("Zm9vY"));
  EXPECT_FALSE(from_base64url("Zh"));   // Zg with an unused bit set
  EXPECT_FALSE(from_base64url("Zm9"));  // Zm8 likewise
  EXPECT_FALSE(from_base64url(std::string_view{"Zm\0v", 4}));
  EXPECT_FALSE(from_base64url("Zm\xc3\xa4"));
}

TEST(Base64Url, ReadsIntoExactlyTheRoomThatIsThere) {
  std::array<std::uint8_t, 3> room{};
  EXPECT_TRUE(read_base64url("Zm9v", room));
  EXPECT_EQ(room, (std::array<std::uint8_t, 3>{'f', 'o', 'o'}));
  EXPECT_FALSE(read_base64url("Zm8", room));
  EXPECT_FALSE(read_base64url("Zm9vYg", room));
  EXPECT_TRUE(read_base64url("", std::span<std::uint8_t>{}));
}

TEST(Base64Url, AppendsWithoutTouchingWhatIsThere) {
  std::string text = "id=";
  append_base64url(text, "foo");
  EXPECT_EQ(text, "id=Zm9v");
}

TEST(Base32, WritesCrockfordsLettersInLowerCase) {
  EXPECT_EQ(base32(""), "");
  EXPECT_EQ(base32(Bytes(1, '\0')), "00");
  EXPECT_EQ(base32("\xff"), "zw");
  EXPECT_EQ(base32("foobar"), "csqpyrk1e8");
  const auto all = base32(counted(250));
  EXPECT_EQ(all.find_first_of("ilou"), std::string::npos);
  EXPECT_EQ(all.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz"), std::string::npos);
}

TEST(Hex, GoesBothWaysInLowerCase) {
  const auto bytes = std::string_view{"\x00\x7f\x80\xff", 4};
  EXPECT_EQ(hex(bytes), "007f80ff");
  EXPECT_EQ(from_hex("007f80ff"), bytes);
  EXPECT_EQ(from_hex(""), "");
  EXPECT_FALSE(from_hex("007F"));
  EXPECT_FALSE(from_hex("007"));
  EXPECT_FALSE(from_hex("0g"));
}

TEST(PeerCode, Has52Letters) {
  PeerId id;
  EXPECT_EQ(code_of(id), std::string(52, '0'));
  id.bytes.fill(0xff);
  EXPECT_EQ(code_of(id), std::string(51, 'z') + 'g');  // one bit is left for the last letter
  EXPECT_EQ(parse_code(code_of(id)), id);
  for (const std::string& wrong :
       {std::string(), std::string(52, 'z'), std::string(51, '0'), std::string(53, '0'), std::string(51, '0') + 'O'})
    EXPECT_FALSE(parse_code(wrong)) << wrong;
}

TEST(MessageIdText, Has18LettersAndReadsBack) {
  MessageId id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) id.bytes[i] = static_cast<std::uint8_t>(200 + i);
  const auto text = to_string(id);
  EXPECT_EQ(text.size(), 18u);
  EXPECT_TRUE(text.starts_with("m-"));
  EXPECT_EQ(parse_message_id(text), id);
}

TEST(MessageIdText, RefusesAnyOtherSpelling) {
  const std::string text = "m-0123456789abcdef";
  ASSERT_TRUE(parse_message_id(text));
  EXPECT_FALSE(parse_message_id(""));
  EXPECT_FALSE(parse_message_id("m-"));
  EXPECT_FALSE(parse_message_id(text.substr(2)));
  EXPECT_FALSE(parse_message_id(text.substr(0, 17)));
  EXPECT_FALSE(parse_message_id(text + "0"));
  EXPECT_FALSE(parse_message_id("M-0123456789abcdef"));
  EXPECT_FALSE(parse_message_id("m-0123456789abcdeF"));
  EXPECT_FALSE(parse_message_id("m-0123456789abcdeu"));
}

TEST(ToArray, TakesExactlyItsLength) {
  EXPECT_TRUE(to_array<4>("abcd"));
  EXPECT_FALSE(to_array<4>("abc"));
  EXPECT_FALSE(to_array<4>("abcde"));
}

}  // namespace
}  // namespace earshot
