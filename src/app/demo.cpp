// `earshot demo`: three nodes on the loopback bus, nothing on disk.
#include <array>

#include "app/choose_face.h"
#include "app/own_profile.h"
#include "app/screen.h"
#include "app/seat.h"
#include "app/session.h"
#include "earshot/base/encoding.h"
#include "earshot/crypto/identity.h"
#include "earshot/crypto/system_random.h"
#include "earshot/front/answers.h"
#include "earshot/front/faces.h"

namespace earshot::app {
namespace {

using namespace std::chrono_literals;

constexpr Duration kPipOpens = 1s, kJunoOpens = 2s;

}  // namespace

int run_demo(const Order& order, const front::Streams& given, const front::Manner& manner) {
  Screen screen(order, manner, given);
  if (const auto trouble = screen.take())
    return front::fail(given, manner, net::now().wall, *trouble, last_line(order));
  const auto& streams = screen.streams();
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
  store::MemoryStorage nowhere;
  Participant person(loop, config, identity, *seal, *random, nowhere, options);
  std::unique_ptr<Participant> pip, juno;
  const auto enter = [&](std::unique_ptr<Participant>& companion, front::Companion which, const std::string& nick) {
    companion = std::make_unique<Participant>(loop, make_config(nick), crypto::make_identity(*seal, *random), *seal,
                                              *random, nowhere, options);
    companion->begin(front::make_companion(companion->place, which), {}, [] {});
  };
  Spawner spawner(loop, [&person] { person.seat.look_at_terminal(); });
  net::Timer pip_opens(loop, [&] { enter(pip, front::Companion::pip, "pip"); });
  net::Timer juno_opens(loop, [&] { enter(juno, front::Companion::juno, "juno"); });
  stop_on_signals(loop, person.seat, nullptr, streams.screen);
  person.begin(choose_face(order, person.place, streams, manner, about(order, config, identity.id), {nullptr, &spawner},
                           NodeIs::own),
               {}, [&] { person.station.runner().stop([&] { loop.stop(); }); });
  if (streams.screen)
    person.seat.watch(*streams.screen);
  else
    person.seat.read_input();
  pip_opens.arm(kPipOpens);
  juno_opens.arm(kJunoOpens);
  loop.run();
  return person.seat.exit_code();
}

}  // namespace earshot::app
