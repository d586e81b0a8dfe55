#include "app/session.h"

#include <optional>
#include <utility>

#include "app/attached.h"
#include "app/offline.h"
#include "app/own_profile.h"
#include "app/own_run.h"
#include "app/passphrase.h"
#include "app/profile_access.h"
#include "app/screen.h"
#include "earshot/front/answers.h"
#include "earshot/net/loop.h"

namespace earshot::app {
namespace {

// For a command that is soon done, or a node that is only just starting or ending.
constexpr Duration kAccessPatience = std::chrono::seconds(10);
// A node that ends sooner than this, again and again, is not looked for any more.
constexpr Duration kNodeLasted = std::chrono::seconds(2);
constexpr int kNodesLostMax = 5;

int refuse_in_use(const Order& order, const front::Streams& streams, const front::Manner& manner,
                  const std::optional<int>& holder) {
  const auto who = holder ? " (pid " + std::to_string(*holder) + ")" : std::string();
  return front::fail(streams, manner, net::now().wall,
                     {ErrorCode::node_silent, "This profile is already in use by another earshot" + who + ".",
                      "Wait for its end, or use another identity with --profile NAME.", std::nullopt},
                     last_line(order));
}

// Asked for before there is a screen. None: the open network.
Result<OptionalPassphrase, front::Trouble> passphrase_of(const Order& order) {
  OptionalPassphrase result;
  if (order.network.empty()) return result;
  auto read = read_passphrase(order, [&](const front::Trouble& it) { result.warnings.push_back(it); });
  if (!read) return Failure{read.reason()};
  result.secret.emplace(std::move(*read));
  return result;
}

// With what the person has before them: the terminal interface, or streams.
AttachedEnd run_once(const Order& order, Screen& screen, const front::Manner& manner) {
  const auto fail = [&](const front::Trouble& trouble) {
    return AttachedEnd{front::fail(screen.streams(), manner, net::now().wall, trouble, last_line(order))};
  };
  const auto access = access_profile(paths_of(order), kAccessPatience);
  if (access.connection >= 0 && order.verb != Verb::run) {
    if (const auto trouble = screen.take()) return fail(*trouble);
    return run_attached(order, screen.streams(), manner, access.connection);
  }
  if (!access.lock) return {refuse_in_use(order, screen.streams(), manner, access.holder)};
  if (order.verb == Verb::history || order.verb == Verb::export_all)
    return {run_offline(order, screen.streams(), manner)};
  if (order.verb == Verb::send && order.queue)
    return fail({ErrorCode::no_node, "Nothing was queued: no node of this profile is running that could deliver it.",
                 "Start one: earshot, or earshot run", std::nullopt});
  auto passphrase = screen.lend([&] { return passphrase_of(order); });
  if (!passphrase) return fail(passphrase.reason());
  if (const auto trouble = screen.take()) return fail(*trouble);
  return {run_own(order, screen.streams(), manner, std::move(*passphrase))};
}

}  // namespace

// The terminal interface outlives a node of another process: it looks for the next one, or becomes it.
int run_session(const Order& order, const front::Streams& streams, const front::Manner& manner) {
  Screen screen(order, manner, streams);
  for (int lost = 0;; ++lost) {
    const auto begun = net::now().instant;
    const auto end = run_once(order, screen, manner);
    if (!end.node_ended || !screen.is_taken() || lost >= kNodesLostMax) return end.exit;
    if (net::now().instant - begun > kNodeLasted) lost = 0;
  }
}

std::optional<int> run_at_running_node(const Order& order, const front::Streams& streams, const front::Manner& manner) {
  const auto access = access_profile(paths_of(order), Duration{0});
  if (access.connection < 0) return std::nullopt;
  return run_attached(order, streams, manner, access.connection).exit;
}

}  // namespace earshot::app
