#include "app/session.h"

#include <optional>
#include <vector>

#include "app/attached.h"
#include "app/checks.h"
#include "app/choose_face.h"
#include "app/offline.h"
#include "app/own_profile.h"
#include "app/passphrase.h"
#include "app/profile_access.h"
#include "app/reception.h"
#include "app/screen.h"
#include "app/seat.h"
#include "earshot/core/network.h"
#include "earshot/crypto/identity.h"
#include "earshot/crypto/system_random.h"
#include "earshot/front/answers.h"
#include "earshot/store/identity_file.h"

namespace earshot::app {
namespace {

// For a command that is soon done, or a node that is only just starting or ending.
constexpr Duration kAccessPatience = std::chrono::seconds(10);
// A node that ends sooner than this, again and again, is not looked for any more.
constexpr Duration kNodeLasted = std::chrono::seconds(2);
constexpr int kNodesLostMax = 5;

net::Runner::Options options_of(const Order& order, bool need_interface) {
  net::Runner::Options options;
  options.interfaces = *net::InterfaceRules::parse(ifaces_of(order));  // checked where they come from
  options.discovery_port = port_of(order);
  options.need_interface = need_interface;
  return options;
}

// One-shot commands need a network now; what runs on waits for one, the doctor says what is wrong with it, and what is
// said about people is for the own profile.
bool needs_interface(const Order& order) {
  switch (order.verb) {
    case Verb::chat:
    case Verb::doctor:
    case Verb::alias:
    case Verb::block:
    case Verb::unblock:
    case Verb::forget:
    case Verb::verify:
      return false;
    default:
      return !runs_on(order);
  }
}

bool renamed_self(const Event& event, std::string& nick) {
  const auto* peer = std::get_if<event::Peer>(&event.what);
  if (!peer || peer->what != event::Peer::What::renamed || peer->peer.trust != Trust::self) return false;
  nick = peer->peer.nick;
  return true;
}

// A command that is soon done takes nobody in: whoever came would lose the node in the middle of something.
bool takes_guests(const Order& order) { return runs_on(order) || order.verb == Verb::chat; }

int refuse_in_use(const Order& order, const front::Streams& streams, const front::Manner& manner,
                  const std::optional<int>& holder) {
  const auto who = holder ? " (pid " + std::to_string(*holder) + ")" : std::string();
  return front::fail(streams, manner, net::now().wall,
                     {ErrorCode::node_silent, "This profile is already in use by another earshot" + who + ".",
                      "Wait for its end, or use another identity with --profile NAME.", std::nullopt},
                     last_line(order));
}

// This process has the profile and its node.
class OwnRun {
 public:
  using Keys = std::shared_ptr<const crypto::NetworkKeys>;

  // `keys`: of the private network that the order names.
  OwnRun(const Order& order, const front::Streams& streams, const front::Manner& manner, const Keys& keys)
      : order_(order),
        streams_(streams),
        manner_(manner),
        identity_(store::open_identity(paths_of(order).identity, *seal_, *random_)),
        config_(member_of(config_of(nick_of(order)), order, keys)),
        about_(about(order, config_, identity_.id)),
        archive_(loop_, database(), core::net_id(config_), identity_.id, *seal_, order.settings.history_days,
                 [this](const std::string& what) {
                   front::warn(streams_, {ErrorCode::database, what, {}, std::nullopt});
                 }),
        node_(loop_, config_, identity_, *seal_, *random_, archive_.storage(),
              options_of(order, needs_interface(order))),
        nick_keeper_(node_.station.hall(), [&order](const Event& event) {
          if (std::string nick; renamed_self(event, nick)) write_nick(order, nick);
        }) {}

  int run() {
    if (is_first_time_)
      notice("new_passphrase",
             {ErrorCode::usage, "You have been on \"" + order_.network + "\" before, and never with this passphrase.",
              "If it was mistyped, end this and start again: another passphrase is another network.", std::nullopt});
    if (node_.station.runner().port_range_full())
      notice("port_range_full",
             {ErrorCode::port_taken, "All ports from 47475 to 47490 are taken; this node uses another one.",
              "A firewall may block it.", std::nullopt});
    if (takes_guests(order_)) open_reception();
    if (!order_.exec.empty()) exec_.emplace(order_.exec);
    auto* exec = exec_ ? &*exec_ : nullptr;
    stop_on_signals(loop_, node_.seat, exec, streams_.screen);
    node_.begin(choose_face(order_, node_.place, streams_, manner_, about_, {exec, &spawner_}, NodeIs::own),
                remembered_, [this] { end(); });
    if (streams_.screen)
      node_.seat.watch(*streams_.screen);
    else if (takes_input(order_))
      node_.seat.read_input();
    loop_.post([this] {  // the node has said before that it is ready
      for (const auto& it : notices_) node_.station.hall().tell({{}, net::now().wall, it});
    });
    loop_.run();
    return node_.seat.exit_code();
  }

 private:
  static Config member_of(Config config, const Order& order, const Keys& keys) {
    config.network = order.network;
    config.keys = keys;
    config.show_name = order.settings.show_name;
    for (const auto& peer : order.settings.peers)
      if (const auto address = parse_address(peer, port_of(order))) config.static_peers.push_back(*address);
    return config;
  }

  std::filesystem::path database() const {
    const auto paths = paths_of(order_);
    return config_.keys ? store::network_database(paths, config_.network, config_.keys->id) : paths.database;
  }

  // For people at once, or where they look; for readers of JSON a line, too.
  void notice(const char* code, const front::Trouble& trouble) {
    if (!streams_.screen) front::warn(streams_, trouble);
    if (manner_.json || streams_.screen) notices_.push_back({true, code, trouble.message, trouble.hint});
  }

  void open_reception() {
    try {
      reception_.emplace(loop_, paths_of(order_).socket, node_.station.hall(), about_);
    } catch (const std::runtime_error& error) {
      notice("no_attaching", {ErrorCode::internal,
                              std::string("No other earshot can attach to this one: ") + error.what() + ".",
                              {},
                              std::nullopt});
    }
  }

  void end() {
    if (reception_) {
      if (const auto guests = reception_->guests(); guests > 0 && !manner_.quiet)
        front::warn(streams_, {ErrorCode::node_silent,
                               "This was the node of the profile; with it end " + std::to_string(guests) +
                                   " other earshot that " + (guests == 1 ? "was" : "were") + " attached.",
                               {},
                               std::nullopt});
      reception_->close();
    }
    node_.station.runner().stop([this] { loop_.stop(); });
  }

  const Order& order_;
  const front::Streams& streams_;
  const front::Manner& manner_;
  const std::unique_ptr<crypto::Seal> seal_ = crypto::make_sodium_seal();
  const std::unique_ptr<Random> random_ = crypto::make_system_random();
  const crypto::Identity identity_;
  const Config config_;
  const front::About about_;
  const bool is_first_time_ =  // before there is a database
      config_.keys && store::knows_other_passphrase(paths_of(order_), config_.network, config_.keys->id);
  net::Loop loop_;
  Archive archive_;
  const Remembered remembered_ = archive_.begin();  // before its storage is handed out: it may give up
  std::optional<ExecQueue> exec_;
  Spawner spawner_{loop_, [this] { node_.seat.look_at_terminal(); }};
  Participant node_;
  Hall::Place nick_keeper_;
  std::optional<Reception> reception_;
  std::vector<event::Notice> notices_;
};

// The second that this takes passes before there is a loop, so nothing waits for it but the start.
Result<OwnRun::Keys, front::Trouble> keys_of(const Order& order, const front::Streams& streams) {
  if (order.network.empty()) return OwnRun::Keys();
  const auto passphrase = read_passphrase(order, [&](const front::Trouble& trouble) { front::warn(streams, trouble); });
  if (!passphrase) return Failure{passphrase.reason()};
  return crypto::make_network_keys(order.network, passphrase->text());
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
  const auto keys = screen.lend([&] { return keys_of(order, screen.streams()); });
  if (!keys) return fail(keys.reason());
  if (const auto trouble = screen.take()) return fail(*trouble);
  return {OwnRun(order, screen.streams(), manner, *keys).run()};
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
