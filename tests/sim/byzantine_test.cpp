// The liar of the chaos is worth having: it is believed to be a member, what it says is taken in, and it is found out.
#include "sim/byzantine.h"

#include <gtest/gtest.h>

namespace earshot::sim {
namespace {

using namespace std::chrono_literals;

TEST(SimByzantine, IsListedAskedHeardAndFoundOutAndTheOthersStillTalk) {
  const Options options{.scenario = "chaos", .peers = 4, .seed = 5};
  Report report;
  Progress progress;
  Crowd crowd(options, report, progress);
  Byzantine byzantine(crowd, 5);
  std::size_t listed = 0, heard = 0, forks = 0, asked = 0;
  crowd.tap([&](const Sent& sent) {
    byzantine.hears(sent);
    const bool is_to_host =
        std::ranges::any_of(crowd.lan().hosts(), [&](const auto& host) { return host->address().ip == sent.to.ip; });
    if (sent.by == Sent::By::unicast && !is_to_host) ++asked;
  });
  crowd.listen([&](const SimHost&, const Event& event) {
    if (const auto* peer = std::get_if<event::Peer>(&event.what)) listed += crowd.is_guest(peer->peer.id) ? 1 : 0;
    if (const auto* message = std::get_if<event::Message>(&event.what))
      heard += crowd.is_guest(message->from.id) ? 1 : 0;
    if (const auto* notice = std::get_if<event::Notice>(&event.what)) forks += notice->code == "fork" ? 1 : 0;
  });
  crowd.join_within(1s, 4, {});
  for (std::uint64_t i = 0; i < 200; ++i) {
    byzantine.speaks(i);
    crowd.run_for(200ms);
  }
  EXPECT_GT(listed, 3u);
  EXPECT_GT(asked, 50u);
  EXPECT_GT(heard, 20u);
  EXPECT_GT(forks, 2u);

  byzantine.falls_silent();
  std::size_t arrived = 0;
  crowd.listen([&](const SimHost&, const Event& event) {
    const auto* message = std::get_if<event::Message>(&event.what);
    if (message != nullptr && message->text == "are you there?" && !message->outgoing) ++arrived;
  });
  command::Send send;
  send.room = "lobby";
  send.text = "are you there?";
  ASSERT_TRUE(crowd.lan().hosts()[0]->does(send));
  EXPECT_TRUE(crowd.run_until([&] { return arrived == 3; }, 5s));
  EXPECT_TRUE(report.complaints().empty()) << report.lines();
}

}  // namespace
}  // namespace earshot::sim
