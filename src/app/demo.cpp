// `earshot demo`: three nodes on the loopback bus, nothing on disk.
#include <array>

#include "app/choose_face.h"
#include "app/own_profile.h"
#include "app/seat.h"
#include "app/session.h"
#include "earshot/base/encoding.h"
#include "earshot/crypto/identity.h"
#include "earshot/crypto/system_random.h"
#include "earshot/front/faces.h"

namespace earshot::app {
namespace {

using namespace std::chrono_literals;

constexpr Duration kPipOpens = 1s, kJunoOpens = 2s;

}  // namespace

int run_demo(const Order& order, const front::Streams& streams, const front::Manner& manner) {
  const auto seal = crypto::make_sodium_seal();
  const auto random = crypto::make_system_random();
  net::Loop loop;
  net::Runner::Options options;
  options.interfaces.loopback = true;
  // A network of its own, so that it meets neither a running node nor another demo.
  std::array<std::uint8_t, 8> number{};
  random->fill(number);
  const auto make_config = [&](const std::string& nick) {
    auto config = config_of(nick);
    config.network = "demo " + hex(view(number));
    return config;
  };
  const auto config = make_config(nick_of(order));
  const auto identity = crypto::make_identity(*seal, *random);

  Seat seat(loop);
  Station station(loop, config, identity, *seal, *random, options, [&](const Event& event) { seat.event(event); });
  Seat pip_seat(loop), juno_seat(loop);
  std::unique_ptr<Station> pip, juno;
  const auto enter = [&](std::unique_ptr<Station>& place, Seat& at, front::Companion which, const std::string& nick) {
    place = std::make_unique<Station>(loop, make_config(nick), crypto::make_identity(*seal, *random), *seal, *random,
                                      options, [&at](const Event& event) { at.event(event); });
    at.sit_down(place->runner(), front::make_companion(at, which), [] {});
    place->runner().start();
    at.start();
  };
  net::Timer pip_opens(loop, [&] { enter(pip, pip_seat, front::Companion::pip, "pip"); });
  net::Timer juno_opens(loop, [&] { enter(juno, juno_seat, front::Companion::juno, "juno"); });
  seat.sit_down(station.runner(), choose_face(order, seat, streams, manner, about(order, config, identity.id), nullptr),
                [&] { station.runner().stop([&] { loop.stop(); }); });
  stop_on_signals(loop, seat, nullptr);
  station.runner().start();
  seat.start();
  seat.read_input();
  pip_opens.arm(kPipOpens);
  juno_opens.arm(kJunoOpens);
  loop.run();
  return seat.exit_code();
}

}  // namespace earshot::app
