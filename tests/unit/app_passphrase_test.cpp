#include "app/passphrase.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "app_words.h"
#include "support/temporary_folder.h"

namespace earshot::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kGood = "acorn beacon canoe dolphin ember fossil";

class PassphraseTest : public testing::Test {
 protected:
  std::string file_with(const std::string& text, mode_t mode = 0600) {
    const auto path = (folder_.path() / "passphrase").string();
    std::ofstream(path, std::ios::binary) << text;
    ::chmod(path.c_str(), mode);
    return path;
  }
  // The passphrase, or why there is none.
  std::string read(const Order& order) {
    const auto read =
        read_passphrase(order, [&](const front::Trouble& trouble) { warnings_.push_back(trouble.message); });
    return read ? read->text() : std::string("! ") + name(read.reason().code) + ": " + read.reason().message;
  }
  std::string read_file(const std::string& text, mode_t mode = 0600) {
    return read(order_of({"--network", "home", "--passphrase-file", file_with(text, mode)}));
  }

  TemporaryFolder folder_;
  std::vector<std::string> warnings_;
};

TEST_F(PassphraseTest, OfAFileIsItsOneLine) {
  EXPECT_EQ(read_file(kGood), kGood);
  EXPECT_EQ(read_file(std::string("  ") + kGood + "\r\n"), kGood);
  EXPECT_EQ(read_file("one\ntwo\n"), "! bad_text: That is no passphrase: it has more than one line.");
  EXPECT_THAT(read_file(" \n"), HasSubstr("! bad_text"));
  EXPECT_THAT(read_file("\xff\xff"), HasSubstr("! bad_text"));
  EXPECT_THAT(read_file(std::string(1'025, 'x')), HasSubstr("! usage"));
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(PassphraseTest, OfAFileThatOthersCanReadIsUsedWithAWarning) {
  EXPECT_EQ(read_file(kGood, 0640), kGood);
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("Others on this machine can get at ")));
}

TEST_F(PassphraseTest, OfAFileThatIsNotThereIsNone) {
  EXPECT_THAT(read(order_of({"--network", "home", "--passphrase-file", "/nowhere/at/all"})),
              HasSubstr("! need_input: The passphrase cannot be read from /nowhere/at/all: No such file"));
}

TEST_F(PassphraseTest, OfADescriptorIsAllThatComesOutOfIt) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const std::string text = std::string(kGood) + "\n";
  ASSERT_EQ(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  ::close(ends[1]);
  EXPECT_EQ(read(order_of({"--network", "home", "--passphrase-fd", std::to_string(ends[0])})), kGood);
  ::close(ends[0]);
  EXPECT_THAT(read(order_of({"--network", "home", "--passphrase-fd", std::to_string(ends[0])})),
              HasSubstr("! need_input: The passphrase cannot be read from descriptor"));
}

TEST_F(PassphraseTest, ThatPeopleChooseIsUsedWithAWarning) {
  EXPECT_EQ(read_file("Passw0rd123!"), "Passw0rd123!");
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("This passphrase can be guessed: about ")));
}

TEST_F(PassphraseTest, IsAskedForOnlyWhereSomebodyMayBeAsked) {
  EXPECT_EQ(read(order_of("--network home --no-input")), "! need_input: The network \"home\" needs its passphrase.");
}

TEST(CliNetwork, IsNamedLikeARoomAndNotAlways) {
  EXPECT_EQ(order_of("peers").network, "");
  EXPECT_EQ(order_of("peers --network Home-2").network, "home-2");
  EXPECT_EQ(order_of("peers", {{"EARSHOT_NETWORK", "office"}}).network, "office");
  EXPECT_EQ(order_of("peers --network home", {{"EARSHOT_NETWORK", "office"}}).network, "home");
  for (const auto* name : {"a/b", "#home", "..  ", "two words"})
    EXPECT_THAT(refusal_of({"peers", "--network", name}), HasSubstr("cannot be the name of a network")) << name;
  EXPECT_THAT(refusal_of({"peers", "--network", std::string(33, 'x')}), HasSubstr("cannot be the name"));
}

TEST(CliNetwork, HasItsPassphraseFromOnePlace) {
  const auto from_file = order_of("--network home --passphrase-file /tmp/x peers");
  EXPECT_EQ(from_file.passphrase_file, "/tmp/x");
  EXPECT_EQ(order_of("--network home --passphrase-fd 3").passphrase_fd, 3);
  EXPECT_THAT(refusal_of("peers --passphrase-file x"), HasSubstr("--network NAME"));
  EXPECT_THAT(refusal_of("peers --passphrase-fd 3"), HasSubstr("--network NAME"));
  EXPECT_THAT(refusal_of("peers --network home --passphrase-fd 3 --passphrase-file x"),
              HasSubstr("exclude each other"));
  for (const auto* number : {"x", "-1", "99999999", "3x"})
    EXPECT_THAT(refusal_of({"peers", "--network", "home", std::string("--passphrase-fd=") + number}),
                HasSubstr("no number"));
  EXPECT_THAT(refusal_of("peers --passphrase six-words"), HasSubstr("no option \"--passphrase\""));
}

}  // namespace
}  // namespace earshot::app
