#include "earshot/store/profile.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <map>

#include "support/temporary_folder.h"

namespace earshot::store {
namespace {

using Variables = std::map<std::string, std::string>;

ProfilePaths paths_with(const Variables& variables, const char* network = "") {
  return profile_paths(
      "work",
      [&](const char* name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
      },
      network);
}

TEST(ProfileName, IsOneToThirtyTwoOfAFewLetters) {
  EXPECT_TRUE(is_profile_name("a"));
  EXPECT_TRUE(is_profile_name("work-2_b"));
  EXPECT_TRUE(is_profile_name(std::string(32, 'z')));
  EXPECT_FALSE(is_profile_name(std::string(33, 'z')));
  for (const char* name : {"", "A", "a b", "..", "a/b", "a.b", "\xc3\xa9"}) EXPECT_FALSE(is_profile_name(name)) << name;
}

TEST(ProfilePaths, AreBelowTheHomeFolderWithoutAnythingElse) {
  const auto paths = paths_with({{"HOME", "/home/ann"}});
  EXPECT_EQ(paths.settings, "/home/ann/.config/earshot/config.toml");
  EXPECT_EQ(paths.system_settings, (std::vector<std::filesystem::path>{"/etc/xdg/earshot/config.toml"}));
  EXPECT_EQ(paths.identity, "/home/ann/.local/share/earshot/work/identity");
  EXPECT_EQ(paths.database, "/home/ann/.local/share/earshot/work/earshot.db");
  EXPECT_EQ(paths.state, "/home/ann/.local/state/earshot/work");
  EXPECT_EQ(paths.socket, "/home/ann/.local/state/earshot/work/work.sock");
  EXPECT_EQ(paths.lock, "/home/ann/.local/state/earshot/work/work.lock");
  EXPECT_EQ(paths.downloads, "/home/ann/Downloads/earshot");
  EXPECT_TRUE(paths.runtime_is_state);
}

TEST(ProfilePaths, OfAPrivateNetworkShareTheIdentityAndNothingElseThatANodeHolds) {
  const Variables variables{{"HOME", "/home/ann"}, {"XDG_RUNTIME_DIR", "/run/user/7"}};
  const auto open = paths_with(variables), home = paths_with(variables, "home");
  EXPECT_EQ(home.identity, open.identity);
  EXPECT_EQ(home.socket, "/run/user/7/earshot/work@home.sock");
  EXPECT_EQ(home.lock, "/run/user/7/earshot/work@home.lock");
  EXPECT_EQ(network_database(home, "home", {{1, 2, 0xff}}),
            "/home/ann/.local/share/earshot/work/networks/home-0102ff0000000000.db");
}

TEST(ProfilePaths, KnowWhetherANameWasUsedWithAnotherPassphrase) {
  const TemporaryFolder folder;
  const auto paths = paths_with({{"HOME", folder.path().string()}});
  const NetId first{{1}}, second{{2}};
  EXPECT_FALSE(knows_other_passphrase(paths, "home", first));
  const auto database = network_database(paths, "home", first);
  std::filesystem::create_directories(database.parent_path());
  std::ofstream(database) << "";
  EXPECT_FALSE(knows_other_passphrase(paths, "home", first));
  EXPECT_TRUE(knows_other_passphrase(paths, "home", second));
  EXPECT_FALSE(knows_other_passphrase(paths, "hom", second));
  EXPECT_FALSE(knows_other_passphrase(paths, "office", second));
  std::ofstream(network_database(paths, "home", second)) << "";
  EXPECT_FALSE(knows_other_passphrase(paths, "home", second));
  const auto now = std::filesystem::file_time_type::clock::now();
  std::filesystem::last_write_time(network_database(paths, "home", second), now - std::chrono::hours(1));
  EXPECT_EQ(last_network_database(paths, "home"), database);
  EXPECT_FALSE(std::filesystem::exists(last_network_database(paths, "office")));
}

TEST(ProfilePaths, FollowTheXdgVariables) {
  const auto paths = paths_with({{"HOME", "/home/ann"},
                                 {"XDG_CONFIG_HOME", "/c"},
                                 {"XDG_CONFIG_DIRS", "/d1:relative:/d2"},
                                 {"XDG_DATA_HOME", "/data"},
                                 {"XDG_STATE_HOME", "/state"},
                                 {"XDG_RUNTIME_DIR", "/run/user/7"},
                                 {"XDG_DOWNLOAD_DIR", "/dl"}});
  EXPECT_EQ(paths.settings, "/c/earshot/config.toml");
  EXPECT_EQ(paths.system_settings,
            (std::vector<std::filesystem::path>{"/d1/earshot/config.toml", "/d2/earshot/config.toml"}));
  EXPECT_EQ(paths.identity, "/data/earshot/work/identity");
  EXPECT_EQ(paths.state, "/state/earshot/work");
  EXPECT_EQ(paths.socket, "/run/user/7/earshot/work.sock");
  EXPECT_EQ(paths.lock, "/run/user/7/earshot/work.lock");
  EXPECT_EQ(paths.downloads, "/dl/earshot");
  EXPECT_FALSE(paths.runtime_is_state);
}

TEST(ProfilePaths, ARelativePathCountsAsNotSet) {
  const auto paths = paths_with({{"HOME", "/home/ann"}, {"XDG_DATA_HOME", "data"}, {"XDG_RUNTIME_DIR", ""}});
  EXPECT_EQ(paths.data, "/home/ann/.local/share/earshot/work");
  EXPECT_TRUE(paths.runtime_is_state);
}

class Lock : public testing::Test {
 protected:
  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "run" / "work.lock";
};

TEST_F(Lock, TheLoserLearnsWhoHasIt) {
  const auto winner = ProfileLock::take(file_);
  ASSERT_TRUE(winner.lock);
  const auto loser = ProfileLock::take(file_);
  EXPECT_FALSE(loser.lock);
  EXPECT_EQ(loser.holder, ::getpid());
}

TEST_F(Lock, IsFreeAgainWhenGivenBack) {
  { const auto first = ProfileLock::take(file_); }
  EXPECT_TRUE(ProfileLock::take(file_).lock);
}

TEST_F(Lock, IsFreeAgainWhenTheHolderWasKilled) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto held = ProfileLock::take(file_);
    [[maybe_unused]] const auto told = ::write(ready[1], held.lock ? "y" : "n", 1);
    ::pause();
  }
  char answer = 0;
  ASSERT_EQ(::read(ready[0], &answer, 1), 1);
  ASSERT_EQ(answer, 'y');
  EXPECT_EQ(ProfileLock::take(file_).holder, child);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(ProfileLock::take(file_).lock);
}

TEST_F(Lock, AHolderWhoseNumberIsShorterLeavesNoOldDigits) {
  std::filesystem::create_directories(file_.parent_path());
  std::ofstream(file_) << "99999999999999\n";
  const auto winner = ProfileLock::take(file_);
  EXPECT_EQ(ProfileLock::take(file_).holder, ::getpid());
}

TEST_F(Lock, AHolderThatHasNotWrittenItsNumberYetIsUnknown) {
  const auto winner = ProfileLock::take(file_);
  std::ofstream(file_, std::ios::trunc).close();
  const auto loser = ProfileLock::take(file_);
  EXPECT_FALSE(loser.lock);
  EXPECT_FALSE(loser.holder);
}

}  // namespace
}  // namespace earshot::store
