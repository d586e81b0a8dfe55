#include "app/session.h"

#include <optional>

#include "app/checks.h"
#include "app/choose_face.h"
#include "app/own_profile.h"
#include "app/seat.h"
#include "earshot/crypto/identity.h"
#include "earshot/crypto/system_random.h"
#include "earshot/front/answers.h"
#include "earshot/store/identity_file.h"

namespace earshot::app {
namespace {

net::Runner::Options options_of(const Order& order, bool need_interface) {
  net::Runner::Options options;
  options.interfaces = *net::InterfaceRules::parse(order.ifaces);  // checked by the command line
  if (order.port != 0) options.discovery_port = order.port;
  options.need_interface = need_interface;
  return options;
}

bool takes_input(Verb verb) { return verb == Verb::chat || verb == Verb::bot || verb == Verb::demo; }

// One-shot commands need a network now; what runs on waits for one, and the doctor says what is wrong with it.
bool needs_interface(const Order& order) {
  return !runs_on(order) && order.verb != Verb::chat && order.verb != Verb::doctor;
}

front::LastLine last_line(const Order& order) {
  return runs_on(order) ? front::LastLine::bye : front::LastLine::result;
}

bool renamed_self(const Event& event, std::string& nick) {
  const auto* peer = std::get_if<event::Peer>(&event.what);
  if (!peer || peer->what != event::Peer::What::renamed || peer->peer.trust != Trust::self) return false;
  nick = peer->peer.nick;
  return true;
}

}  // namespace

int run_session(const Order& order, const front::Streams& streams, const front::Manner& manner) {
  const auto paths = paths_of(order);
  const auto wall = net::now().wall;
  const auto locked = store::ProfileLock::take(paths.lock);
  if (!locked.lock) {
    const auto who = locked.holder ? " (pid " + std::to_string(*locked.holder) + ")" : std::string();
    return front::fail(streams, manner, wall,
                       {ErrorCode::node_silent, "This profile is already in use by another earshot" + who + ".",
                        "Use that one, or another identity with --profile NAME.", std::nullopt},
                       last_line(order));
  }
  if (order.verb == Verb::send && order.queue)
    return front::fail(
        streams, manner, wall,
        {ErrorCode::no_node, "Nothing was queued: no node of this profile is running that could deliver it.",
         "A chat that stays open queues by itself: earshot", std::nullopt},
        last_line(order));
  const auto seal = crypto::make_sodium_seal();
  const auto random = crypto::make_system_random();
  const auto identity = store::open_identity(paths.identity, *seal, *random);
  const auto config = config_of(nick_of(order));
  const auto self = about(order, config, identity.id);
  net::Loop loop;
  Seat seat(loop);
  std::unique_ptr<Station> station;
  try {
    station = std::make_unique<Station>(loop, config, identity, *seal, *random,
                                        options_of(order, needs_interface(order)), [&](const Event& event) {
                                          if (std::string nick; renamed_self(event, nick)) write_nick(order, nick);
                                          seat.event(event);
                                        });
  } catch (const net::StartError& error) {
    return front::fail(streams, manner, wall, in_words(error), last_line(order));
  }
  auto& runner = station->runner();
  if (runner.port_range_full())
    front::warn(streams, {ErrorCode::port_taken, "All ports from 47475 to 47490 are taken; this node uses another one.",
                          "A firewall may block it.", std::nullopt});
  std::optional<ExecQueue> exec;
  if (!order.exec.empty()) exec.emplace(order.exec);
  seat.sit_down(runner, choose_face(order, seat, streams, manner, self, exec ? &*exec : nullptr),
                [&] { runner.stop([&] { loop.stop(); }); });
  stop_on_signals(loop, seat, exec ? &*exec : nullptr);
  runner.start();
  seat.start();
  if (takes_input(order.verb)) seat.read_input();
  loop.run();
  return seat.exit_code();
}

}  // namespace earshot::app
