// Bad JSON, and good JSON that we refuse. Each case is one object that a decoder for frames meets: frames have no
// field that must be there, so whatever is refused is refused for the case's own reason.
#include <gtest/gtest.h>

#include "earshot/wire/codec.h"
#include "support/repeated.h"
#include "wire/json_writer.h"

namespace earshot::wire {
namespace {

using namespace std::string_literals;

std::string frames_verdict(std::string_view text) {
  const auto frames = decode_frames(text);
  return frames ? "ok" : name(frames.reason());
}

TEST(Json, TakesUnknownFieldsOfEveryType) {
  for (const auto* value :
       {"1", "\"t\"", "true", "false", "null", "[]", "{}", "[1,[2,{\"a\":3}]]", "{\"a\":{\"b\":[]}}",
        R"("\ud83d\ude00")", R"("\/\b\f\n\r\t\\\"")", "\"\xf0\x9f\x98\x80\""}) {
    EXPECT_EQ(frames_verdict(R"({"zz":)" + std::string{value} + R"(,"cl":1})"), "ok") << value;
  }
  EXPECT_EQ(frames_verdict("{}"), "ok");
  EXPECT_EQ(frames_verdict("{ \"cl\" : 1 } "), "ok");
  EXPECT_EQ(frames_verdict("{\"\":1}"), "ok");
}

TEST(Json, RefusesWhatIsNotOneObject) {
  for (const auto* text : {"",
                           " ",
                           "1",
                           "\"a\"",
                           "[]",
                           "null",
                           "{",
                           "}",
                           "{}}",
                           "{}{}",
                           "{} {}",
                           "{},",
                           "{}x",
                           " {}",
                           "{]",
                           "[{}]",
                           "\xef\xbb\xbf{}",
                           "{\xef\xbb\xbf}",
                           "{}\xef\xbb\xbf",
                           "//\n{}",
                           "{/**/}"}) {
    EXPECT_EQ(frames_verdict(text), "bad_json") << text;
  }
}

TEST(Json, RefusesBrokenSyntax) {
  for (const auto* text :
       {R"({"a"})",          R"({"a":})",          R"({"a":1,})",   R"({,"a":1})",    R"({"a":1,,"b":1})",
        R"({"a" 1})",        R"({"a"::1})",        R"({a:1})",      R"({'a':1})",     R"({1:1})",
        R"({null:1})",       R"({"a":[1,]})",      R"({"a":[,1]})", R"({"a":[1 2]})", R"({"a":[1})",
        R"({"a":1])",        R"({"a":tru})",       R"({"a":True})", R"({"a":nul})",   R"({"a":NaN})",
        R"({"a":Infinity})", R"({"a":undefined})", R"({"a":"b)",    R"({"a":"\x"})",  R"({"a":"\u12"})",
        R"({"a":"\u12g4"})", R"({"a":"\)",         R"({"a":01})",   R"({"a":+1})",    R"({"a":.5})",
        R"({"a":1.})",       R"({"a":1e})",        R"({"a":0x10})", R"({"a":-})",     R"({"a":--1})",
        R"({"a":1 2})",      R"({"a":1}])"}) {
    EXPECT_EQ(frames_verdict(text), "bad_json") << text;
  }
}

TEST(Json, RefusesControlBytesEverywhere) {
  for (int control = 0; control < 0x20; ++control) {
    const std::string byte(1, static_cast<char>(control));
    EXPECT_EQ(frames_verdict("{}" + byte), "bad_json") << control;
    EXPECT_EQ(frames_verdict("{" + byte + "}"), "bad_json") << control;
    EXPECT_EQ(frames_verdict("{\"zz\":\"" + byte + "\"}"), "bad_json") << control;
  }
  EXPECT_EQ(frames_verdict("{}\0x"s), "bad_json");
}

TEST(Json, RefusesNulAlsoWhenItIsEscaped) {
  EXPECT_EQ(frames_verdict(R"({"zz":"\u0000"})"), "bad_json");
  EXPECT_EQ(frames_verdict(R"({"zz":"a\u0000b"})"), "bad_json");
  EXPECT_EQ(frames_verdict(R"({"\u0000":1})"), "bad_json");
  EXPECT_EQ(frames_verdict(R"({"zz":"\u0001"})"), "ok");
}

TEST(Json, RefusesWhatIsNotUtf8) {
  for (const auto* bytes :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x9f\xbf", "\xe2\x82", "\xed\xa0\x80",
        "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x9f\x98", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xfe", "\xff"}) {
    EXPECT_EQ(frames_verdict("{\"zz\":\"" + std::string{bytes} + "\"}"), "bad_json");
    EXPECT_EQ(frames_verdict("{\"" + std::string{bytes} + "\":1}"), "bad_json");
  }
  EXPECT_EQ(frames_verdict("{\"zz\":\"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\"}"), "ok");
}

TEST(Json, RefusesLoneSurrogates) {
  for (const auto* escape : {R"(\ud800)", R"(\udbff)", R"(\udc00)", R"(\udfff)", R"(\ud800x)", R"(\ud800\n)",
                             R"(\ud800\u0041)", R"(\ud800\ud800)", R"(\udc00\ud800)"}) {
    EXPECT_EQ(frames_verdict(R"({"zz":")" + std::string{escape} + R"("})"), "bad_json") << escape;
  }
}

TEST(Json, TakesOnlyWholeNumbersUpTo2To53Minus1) {
  for (const auto* number : {"0", "1", "9007199254740991"}) {
    EXPECT_EQ(frames_verdict(R"({"dl":)" + std::string{number} + "}"), "ok") << number;
  }
  for (const auto* number : {"-0", "-1", "1.0", "0.0", "1e3", "1E3", "1e-3", "0e0", "9007199254740992",
                             "9007199254740993", "18446744073709551615", "18446744073709551616", "-9223372036854775809",
                             "1e400", "-1e400", "1e99999999999", "0.1e1"}) {
    EXPECT_EQ(frames_verdict(R"({"dl":)" + std::string{number} + "}"), "bad_number") << number;
    EXPECT_EQ(frames_verdict(R"({"zz":[)" + std::string{number} + "]}"), "bad_number") << number;
  }
  EXPECT_EQ(frames_verdict(R"({"dl":)" + std::string(1'000, '9') + "}"), "bad_number");
}

TEST(Json, RefusesARepeatedKeyInWhateverSpelling) {
  EXPECT_EQ(frames_verdict(R"({"a":[],"a":[]})"), "repeated_key");
  EXPECT_EQ(frames_verdict(R"({"zz":1,"yy":2,"zz":1})"), "repeated_key");
  EXPECT_EQ(frames_verdict(R"({"a":[],"\u0061":[]})"), "repeated_key");
  EXPECT_EQ(frames_verdict(R"({"zz":[[],{"a":1}],"yy":{},"zz":1})"), "repeated_key");
  EXPECT_EQ(frames_verdict(R"({"zz":{"a":1,"\u0061":1}})"), "repeated_key");
  EXPECT_EQ(frames_verdict(R"({"":1,"":1})"), "repeated_key");
  EXPECT_EQ(frames_verdict(R"({"zz":{"a":1},"yy":{"a":1},"A":1,"a":[]})"), "ok");
}

TEST(Json, MayBeSixDeepAndNotSeven) {
  EXPECT_EQ(frames_verdict(R"({"zz":)" + repeated("[", 5) + repeated("]", 5) + "}"), "ok");
  EXPECT_EQ(frames_verdict(R"({"zz":)" + repeated("[", 6) + repeated("]", 6) + "}"), "bad_json");
  EXPECT_EQ(frames_verdict(repeated(R"({"a":)", 5) + "{}" + repeated("}", 5)), "bad_field");  // read, but `a` is a list
  EXPECT_EQ(frames_verdict(repeated(R"({"a":)", 6) + "{}" + repeated("}", 6)), "bad_json");
  EXPECT_EQ(frames_verdict(repeated(R"({"a":)", 400)), "bad_json");
  EXPECT_EQ(frames_verdict(R"({"a":)" + std::string(2'000, '[')), "bad_json");
}

TEST(Json, MayHave48KeysAndNot49) {
  const auto with_keys = [](std::size_t count) {
    std::string text = "{";
    for (std::size_t i = 0; i < count; ++i) text += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":1";
    return text.append("}");
  };
  EXPECT_EQ(frames_verdict(with_keys(48)), "ok");
  EXPECT_EQ(frames_verdict(with_keys(49)), "bad_json");
  EXPECT_EQ(frames_verdict(R"({"zz":)" + with_keys(48) + R"(,"yy":)" + with_keys(48) + "}"), "ok");
  EXPECT_EQ(frames_verdict(R"({"zz":)" + with_keys(49) + "}"), "bad_json");
}

TEST(Json, MayHave512ValuesAndNot513) {
  // The object and the list count as well.
  EXPECT_EQ(frames_verdict(R"({"zz":[1)" + repeated(",1", 509) + "]}"), "ok");
  EXPECT_EQ(frames_verdict(R"({"zz":[1)" + repeated(",1", 510) + "]}"), "bad_json");
  EXPECT_EQ(frames_verdict(R"({"zz":[[])" + repeated(",[]", 510) + "]}"), "bad_json");
}

TEST(Json, MayHaveTextsOf1200BytesAndNot1201) {
  EXPECT_EQ(frames_verdict(R"({"zz":")" + std::string(1'200, 'x') + "\"}"), "ok");
  EXPECT_EQ(frames_verdict(R"({"zz":")" + std::string(1'201, 'x') + "\"}"), "bad_json");
  EXPECT_EQ(frames_verdict("{\"" + std::string(1'200, 'x') + "\":1}"), "ok");
  EXPECT_EQ(frames_verdict("{\"" + std::string(1'201, 'x') + "\":1}"), "bad_json");
  EXPECT_EQ(frames_verdict(R"({"zz":")" + repeated(R"(\n)", 1'000) + "\"}"), "ok");  // decoded bytes count
}

TEST(Json, MayHave2048BytesAndNot2049) {
  EXPECT_EQ(frames_verdict("{" + std::string(2'046, ' ') + "}"), "ok");
  EXPECT_EQ(frames_verdict("{" + std::string(2'047, ' ') + "}"), "too_long");
}

TEST(Json, RefusesEveryTruncation) {
  const std::string text =
      R"({"a":[[7,9],[1,5]],"m":[{"i":1,"ts":2,"tx":"\u00e4\ud83d\ude00","pt":[1,2]}],"zz":{"y":null}})";
  ASSERT_EQ(frames_verdict(text), "ok");
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_EQ(frames_verdict(text.substr(0, size)), "bad_json") << size;
}

TEST(Json, RefusesWhatMustBeUnderstoodAndIsNot) {
  EXPECT_EQ(frames_verdict(R"({"!":[]})"), "ok");
  EXPECT_EQ(frames_verdict(R"({"!":["colour"]})"), "must_understand");
  EXPECT_EQ(frames_verdict(R"({"cl":1,"!":["colour","shape"]})"), "must_understand");
  EXPECT_EQ(frames_verdict(R"({"\u0021":["colour"]})"), "must_understand");
  for (const auto* value : {"1", "\"colour\"", "{}", "null", "[1]", "[[]]"}) {
    EXPECT_EQ(frames_verdict(R"({"!":)" + std::string{value} + "}"), "bad_field") << value;
  }
}

TEST(JsonWriter, EscapesQuoteBackslashAndControls) {
  std::string out;
  JsonWriter{out}.text("a\"b\\c/\b\t\n\f\r\x01\x1f\x7f\xc3\xa4");
  EXPECT_EQ(out, R"("a\"b\\c/\b\t\n\f\r\u0001\u001f)"
                 "\x7f\xc3\xa4\"");
}

TEST(JsonWriter, TakesTheFirstAndTheLastCharactersOfEachLength) {
  const std::string text =
      "\x01\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xe1\x80\x80\xec\xbf\xbf\xed\x80\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf"
      "\xf0\x90\x80\x80\xf0\xbf\xbf\xbf\xf1\x80\x80\x80\xf3\xbf\xbf\xbf\xf4\x80\x80\x80\xf4\x8f\xbf\xbf";
  std::string out;
  JsonWriter{out}.text(text);
  EXPECT_EQ(out, "\"\\u0001" + text.substr(1) + "\"");
}

TEST(JsonWriter, SaysBeforehandHowManyBytesATextTakes) {
  for (int letter = 1; letter < 0x80; ++letter) {
    const std::string text(3, static_cast<char>(letter));
    std::string out;
    JsonWriter{out}.text(text);
    EXPECT_EQ(out.size(), escaped_size(text) + 2) << letter;
  }
  EXPECT_EQ(escaped_size(""), 0u);
  EXPECT_EQ(escaped_size("\xf0\x9f\x98\x80"), 4u);
}

TEST(JsonWriterDeathTest, StopsAtTextThatNobodyWouldAccept) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  for (const auto& text : {"\0"s, "\xff"s, "\x80"s, "\xc3"s, "\xc0\x80"s, "\xed\xa0\x80"s, "\xf0\x8f\xbf\xbf"s,
                           "\xf4\x90\x80\x80"s, "\xf5\x80\x80\x80"s, "\xe2\x82"s, "\xe2\x82("s}) {
    std::string out;
    EXPECT_DEATH(JsonWriter{out}.text(text), "is_plain_utf8");
  }
}

}  // namespace
}  // namespace earshot::wire
