#include "app/session.h"

#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <iostream>
#include <iterator>

#include "app/checks.h"
#include "app/cli.h"
#include "earshot/base/encoding.h"
#include "earshot/core/node.h"
#include "earshot/crypto/identity.h"
#include "earshot/crypto/system_random.h"
#include "earshot/front/answers.h"
#include "earshot/front/faces.h"
#include "earshot/net/line_input.h"
#include "earshot/net/loop.h"
#include "earshot/net/runner.h"
#include "earshot/store/identity_file.h"
#include "earshot/store/profile.h"
#include "earshot/store/storage.h"
#include "earshot/text/text.h"

namespace earshot::app {
namespace {

using namespace std::chrono_literals;
using front::Trouble;

constexpr Duration kPatience = 2s;    // for names to become known after a start (ux D80)
constexpr Duration kDemoShows = 10s;  // a demo without input shows itself this long (ux D75)
constexpr Duration kPipOpens = 1s, kJunoOpens = 2s;
constexpr std::size_t kStandardInputMax = std::size_t{1} << 20;  // bytes; far above the longest message

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

std::string login_name() {
  const auto* user = getpwuid(getuid());
  return user ? user->pw_name : "";
}

store::ProfilePaths paths_of(const Order& order) {
  return store::profile_paths(order.profile.empty() ? store::kDefaultProfile : std::string_view(order.profile));
}

std::filesystem::path nick_file(const Order& order) { return paths_of(order).data / "nick"; }

// For this run, else as kept, else the login name.
std::string nick_of(const Order& order) {
  if (!order.nick.empty()) return order.nick;
  std::string kept;
  std::ifstream file(nick_file(order));
  if (std::getline(file, kept) && text::nick(kept)) return kept;
  return text::clean_nick(login_name());
}

void write_nick(const Order& order, const std::string& nick) {
  const auto file = nick_file(order);
  std::filesystem::create_directories(file.parent_path());
  const auto fresh = std::filesystem::path(file).concat(".new");
  std::ofstream(fresh) << nick << '\n';
  std::filesystem::rename(fresh, file);
}

Config config_of(const std::string& nick) {
  Config config;
  config.nick = nick;
  config.host = text::clean_line(host_name(), 64);
  config.program = "earshot " + version();
  return config;
}

net::Runner::Options options_of(const Order& order, bool need_interface) {
  net::Runner::Options options;
  options.interfaces = *net::InterfaceRules::parse(order.ifaces);  // checked by the command line
  if (order.port != 0) options.discovery_port = order.port;
  options.need_interface = need_interface;
  return options;
}

// A node with its sockets. The demo has three of them in one loop.
class Station {
 public:
  Station(net::Loop& loop, const Config& config, const crypto::Identity& identity, const crypto::Seal& seal,
          Random& random, const net::Runner::Options& options, std::function<void(const Event&)> event)
      : node_(config, identity, seal, random),
        runner_(loop, node_, options, {.event = std::move(event), .keep = [this](std::span<const Store> records) {
                                         return storage_.commit(records);
                                       }}) {}
  net::Runner& runner() { return runner_; }

 private:
  store::MemoryStorage storage_;
  Node node_;
  net::Runner runner_;
};

// A face at a station: events and input to the one, commands to the other, until the face has finished.
class Seat : public front::Desk {
 public:
  explicit Seat(net::Loop& loop) : loop_(loop), alarm_(loop, [this] { wake(); }) {}

  void sit_down(net::Runner& runner, std::unique_ptr<front::Face> face, std::function<void()> over) {
    runner_ = &runner;
    face_ = std::move(face);
    over_ = std::move(over);
  }
  void start() {
    face_->start(net::now());
    look();
  }
  void read_input() {
    input_ = std::make_unique<net::LineInput>(
        loop_, STDIN_FILENO, [this](std::string_view line) { take_line(line); }, [this] { take_end(); });
  }
  void event(const Event& event) {
    if (!face_ || over_told_) return;
    face_->event(net::now(), event);
    look();
  }
  void stop(front::Stop why) {
    if (over_told_) return;
    face_->stop(net::now(), why);
    look();
  }
  int exit_code() const { return face_->finished().value_or(0); }

  Result<CommandId, Refusal> submit(const Command& command) override { return runner_->submit(command); }

 private:
  void take_line(std::string_view line) {
    lines_.emplace_back(line);
    look();
  }
  void take_end() {
    ended_ = true;
    look();
  }
  void wake() {
    if (over_told_) return;
    face_->wake(net::now());
    look();
  }
  // After every call to the face: more input if it wants some, the next alarm, or the end.
  void look() {
    if (looking_) return;  // a line that was handed in here
    looking_ = true;
    while (!face_->finished() && face_->wants_input() && !lines_.empty()) {
      const auto line = std::move(lines_.front());
      lines_.pop_front();
      face_->line(net::now(), line);
    }
    if (ended_ && lines_.empty() && !end_told_ && !face_->finished()) {
      end_told_ = true;
      face_->end_of_input(net::now());
    }
    looking_ = false;
    if (face_->finished()) {
      if (!over_told_) over_();
      over_told_ = true;
      return alarm_.disarm();
    }
    if (const auto next = face_->deadline())
      alarm_.arm(std::max(Duration{0}, *next - net::now().instant));
    else
      alarm_.disarm();
  }

  net::Loop& loop_;
  net::Timer alarm_;
  net::Runner* runner_ = nullptr;
  std::unique_ptr<front::Face> face_;
  std::unique_ptr<net::LineInput> input_;
  std::function<void()> over_;
  std::deque<std::string> lines_;
  bool ended_ = false, end_told_ = false, over_told_ = false, looking_ = false;
};

// Text from the standard input loses one trailing newline (ux D87).
std::string read_standard_input() {
  std::string text;
  std::array<char, 65'536> piece{};
  for (auto got = ::read(STDIN_FILENO, piece.data(), piece.size()); got > 0 && text.size() <= kStandardInputMax;
       got = ::read(STDIN_FILENO, piece.data(), piece.size()))
    text.append(piece.data(), static_cast<std::size_t>(got));
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

// Runs CMD by /bin/sh with the message's JSON line on its standard input; nothing of a message is ever an argument.
void run_command(const std::string& command, const std::string& json_line) {
  auto* pipe = ::popen(command.c_str(), "w");
  if (!pipe) return;
  std::fwrite(json_line.data(), 1, json_line.size(), pipe);
  std::fputc('\n', pipe);
  ::pclose(pipe);
}

std::unique_ptr<front::Face> make_one_shot_face(const Order& order, front::Desk& desk, const front::Streams& streams,
                                                const front::Manner& manner, const front::About& about) {
  front::OneShotOptions options;
  options.commands = command_names();
  switch (order.verb) {
    case Verb::send: {
      command::Send send;
      send.to = order.to;
      send.room = order.room;
      send.text = order.text ? *order.text : read_standard_input();
      send.reply_to = order.reply_to;
      send.wait = command::Send::Wait::delivered;
      send.timeout = order.timeout.value_or(5s);
      send.patience = kPatience;
      options.command = send;
      break;
    }
    case Verb::add:
      options.command = command::Add{order.word};
      break;
    case Verb::rooms:
      options.command = command::Rooms{};
      options.settle = kPatience;
      break;
    case Verb::doctor:
      options.command = command::Doctor{order.address};
      options.settle = kPatience;
      options.checks = local_checks(*net::InterfaceRules::parse(order.ifaces));
      options.report = order.report;
      break;
    default:
      options.command = command::Peers{order.all, {}};
      options.settle = order.wait;
      break;
  }
  return front::make_one_shot(desk, streams, manner, about, options);
}

std::unique_ptr<front::Face> make_face(const Order& order, front::Desk& desk, const front::Streams& streams,
                                       const front::Manner& manner, const front::About& about,
                                       std::optional<Duration> show_at_least) {
  const front::EndOfInput end{order.drain, order.linger};
  switch (order.verb) {
    case Verb::demo:
    case Verb::chat:
      if (order.json) return front::make_bot(desk, streams, manner, about, {end, show_at_least});
      return front::make_line_mode(desk, streams, manner, about,
                                   {order.address, end, true, command_names(), show_at_least});
    case Verb::bot:
      return front::make_bot(desk, streams, manner, about, {end, show_at_least});
    case Verb::run:
      return front::make_watch(desk, streams, manner, about, front::Watch::node);
    case Verb::listen: {
      front::ListenOptions options;
      options.from = order.from;
      options.room = order.room.value_or("");
      options.count = order.count;
      options.timeout = order.timeout;
      if (!order.exec.empty())
        options.exec = [command = order.exec](const std::string& line) { run_command(command, line); };
      return front::make_listen(desk, streams, manner, about, options);
    }
    case Verb::peers:
      if (order.watch) return front::make_watch(desk, streams, manner, about, front::Watch::peers);
      [[fallthrough]];
    default:
      return make_one_shot_face(order, desk, streams, manner, about);
  }
}

bool takes_input(Verb verb) { return verb == Verb::chat || verb == Verb::bot || verb == Verb::demo; }

// One-shot commands need a network now; what runs on waits for one, and the doctor says what is wrong with it.
bool needs_interface(const Order& order) {
  return !runs_on(order) && order.verb != Verb::chat && order.verb != Verb::doctor;
}

void end_on_signals(net::Loop& loop, Seat& seat) {
  loop.on_signals({SIGINT, SIGTERM}, [&seat](int signal) {
    seat.stop(signal == SIGINT ? front::Stop::interrupt : front::Stop::terminate);
  });
}

front::LastLine last_line(const Order& order) {
  return runs_on(order) ? front::LastLine::bye : front::LastLine::result;
}

front::About about(const Order& order, const Config& config, const PeerId& id) {
  front::About about;
  about.version = version();
  about.profile = order.profile.empty() ? std::string(store::kDefaultProfile) : order.profile;
  about.process = static_cast<std::uint64_t>(getpid());
  about.self.id = id;
  about.self.nick = about.self.name = config.nick;
  about.self.tag = code_of(id).substr(0, 4);
  about.self.ref = config.nick + "+" + about.self.tag;
  about.self.host = config.host;
  about.self.trust = Trust::self;
  about.self.program = config.program;
  return about;
}

bool renamed_self(const Event& event, std::string& nick) {
  const auto* peer = std::get_if<event::Peer>(&event.what);
  if (!peer || peer->what != event::Peer::What::renamed || peer->peer.trust != Trust::self) return false;
  nick = peer->peer.nick;
  return true;
}

}  // namespace

std::string version() { return EARSHOT_VERSION; }

front::About about_profile(const Order& order) {
  const auto seal = crypto::make_sodium_seal();
  const auto random = crypto::make_system_random();
  const auto identity = store::open_identity(paths_of(order).identity, *seal, *random);
  auto result = about(order, config_of(nick_of(order)), identity.id);
  for (const auto& interface : net::usable(net::survey(*net::InterfaceRules::parse(order.ifaces))))
    for (const auto& own : interface.addresses) result.self.addresses.push_back(own.address);
  return result;
}

std::optional<std::string> keep_nick(const Order& order) {
  const auto nick = text::nick(order.word);
  if (nick) write_nick(order, *nick);
  return nick;
}

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
  seat.sit_down(runner, make_face(order, seat, streams, manner, self, std::nullopt),
                [&] { runner.stop([&] { loop.stop(); }); });
  end_on_signals(loop, seat);
  runner.start();
  seat.start();
  if (takes_input(order.verb)) seat.read_input();
  loop.run();
  return seat.exit_code();
}

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
  seat.sit_down(station.runner(),
                make_face(order, seat, streams, manner, about(order, config, identity.id), kDemoShows),
                [&] { station.runner().stop([&] { loop.stop(); }); });
  end_on_signals(loop, seat);
  station.runner().start();
  seat.start();
  seat.read_input();
  pip_opens.arm(kPipOpens);
  juno_opens.arm(kJunoOpens);
  loop.run();
  return seat.exit_code();
}

}  // namespace earshot::app
