#include "front/welcome.h"

#include <gmock/gmock.h>

#include "front_stage.h"

namespace earshot::front {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string joined(const std::vector<std::string>& lines) {
  std::string all;
  for (const auto& line : lines) all += line + '\n';
  return all;
}

About on_home() {
  auto about = make_about();
  about.network = "home";
  about.is_private = true;
  return about;
}

TEST(Welcome, SaysWhoCanReadTheLobby) {
  const auto open = joined(welcome_rest(make_about(), {}));
  EXPECT_THAT(open, HasSubstr("everyone on this network who runs earshot can read it"));
  const auto home = joined(welcome_rest(on_home(), {}));
  EXPECT_THAT(home, HasSubstr("of the private network \"home\": everyone with its passphrase can read it"));
  EXPECT_THAT(home, HasSubstr("whoever learns that later"));
  EXPECT_THAT(home, Not(HasSubstr("everyone on this network")));
}

// The demo has a network with a name, and no passphrase.
TEST(Welcome, CallsNothingPrivateThatHasOnlyAName) {
  auto demo = make_about();
  demo.network = "demo 0123456789abcdef";
  EXPECT_EQ(welcome_rest(demo, {}), welcome_rest(make_about(), {}));
}

// Beside the list of conversations; lines that are broken there lose the shape that they have.
TEST(Welcome, SaysWhatToTryInLinesThatFitAUsualScreen) {
  constexpr std::size_t kUsual = 80 - 18;
  for (const auto& about : {make_about(), on_home()})
    for (const auto& line : nobody_panel(about, {})) EXPECT_LE(line.size(), kUsual) << line;
}

TEST(Welcome, SaysWhatToTryWhenNobodyIsThere) {
  event::Reply::Status status;
  status.other_networks = 3;
  const auto open = joined(nobody_panel(make_about(), status));
  EXPECT_THAT(open, HasSubstr("3 nodes here are on another network\n"));
  EXPECT_THAT(open, Not(HasSubstr("passphrase")));
  const auto home = joined(nobody_panel(on_home(), status));
  EXPECT_THAT(home, HasSubstr("3 nodes here are on another network, or have another passphrase\n"));
  EXPECT_THAT(home, HasSubstr("earshot --network home\n"));
}

}  // namespace
}  // namespace earshot::front
