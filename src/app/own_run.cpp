#include "app/own_run.h"

#include <utility>
#include <vector>

#include "app/choose_face.h"
#include "app/key_making.h"
#include "app/own_profile.h"
#include "app/reception.h"
#include "app/seat.h"
#include "earshot/core/network.h"
#include "earshot/crypto/identity.h"
#include "earshot/crypto/system_random.h"
#include "earshot/front/answers.h"
#include "earshot/front/tui.h"
#include "earshot/store/identity_file.h"

namespace earshot::app {
namespace {

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

net::Runner::Options options_of(const Order& order) {
  net::Runner::Options options;
  options.interfaces = *net::InterfaceRules::parse(ifaces_of(order));  // checked where they come from
  options.discovery_port = port_of(order);
  options.need_interface = needs_interface(order);
  return options;
}

Config member_of(Config config, const Order& order) {
  config.network = order.network;
  config.show_name = order.settings.show_name;
  for (const auto& peer : order.settings.peers)
    if (const auto address = parse_address(peer, 0)) config.static_peers.push_back(*address);
  return config;
}

bool renamed_self(const Event& event, std::string& nick) {
  const auto* peer = std::get_if<event::Peer>(&event.what);
  if (!peer || peer->what != event::Peer::What::renamed || peer->peer.trust != Trust::self) return false;
  nick = peer->peer.nick;
  return true;
}

// A command that is soon done takes nobody in: whoever came would lose the node in the middle of something.
bool takes_guests(const Order& order) { return runs_on(order) || order.verb == Verb::chat; }

// A screen is there before the node.
class OwnRun {
 public:
  OwnRun(const Order& order, const front::Streams& streams, const front::Manner& manner)
      : order_(order),
        streams_(streams),
        manner_(manner),
        identity_(store::open_identity(paths_of(order).identity, *seal_, *random_)),
        config_(member_of(config_of(nick_of(order)), order)),
        about_(about(order, config_, identity_.id)),
        hall_([this](const Command& command) { return submit(command); }),
        seat_(loop_),
        place_(hall_, [this](const Event& event) { seat_.event(event); }),
        nick_keeper_(hall_, [&order](const Event& event) {
          if (std::string nick; renamed_self(event, nick)) write_nick(order, nick);
        }) {}

  int run(OptionalPassphrase passphrase) {
    for (const auto& it : passphrase.warnings) notice("passphrase", it);
    if (!order_.exec.empty()) exec_.emplace(order_.exec);
    streams_.screen ? begin_on_screen(std::move(passphrase.secret)) : begin(std::move(passphrase.secret));
    loop_.run();
    if (!station_) streams_.screen->leave();  // nobody looks on while the keys are made for nothing
    return seat_.exit_code();
  }

 private:
  Result<CommandId, Refusal> submit(const Command& command) {
    if (station_) return station_->runner().submit(command);
    return Failure{Refusal{ErrorCode::no_node, {}, {}}};
  }

  void begin(std::optional<Secret> passphrase) {
    make_node(passphrase ? crypto::make_network_keys(order_.network, passphrase->text()) : nullptr);
    sit_down(NodeIs::own);
    start_node();
    seat_.start();
    if (takes_input(order_)) seat_.read_input();
  }

  // The screen is there at once; a large database takes its time, and the keys of a private network a second.
  void begin_on_screen(std::optional<Secret> passphrase) {
    sit_down(NodeIs::coming);
    seat_.start();
    if (passphrase) {
      making_.emplace(loop_, order_.network, *std::move(passphrase), [this] {
        make_node(making_->take());
        start_node();
      });
    } else {
      make_node(nullptr);
      start_node();
    }
    seat_.watch(*streams_.screen);
  }

  void sit_down(NodeIs node) {
    auto* exec = exec_ ? &*exec_ : nullptr;
    stop_on_signals(loop_, seat_, exec, streams_.screen);
    seat_.sit_down(choose_face(order_, place_, streams_, manner_, about_, {exec, &spawner_}, node), [this] { end(); });
  }

  void make_node(Keys keys) {
    config_.keys = std::move(keys);
    tell_if_first_time();  // before there is a database
    archive_.emplace(loop_, database(), core::net_id(config_), identity_.id, *seal_, order_.settings.history_days,
                     [this](const std::string& what) {
                       front::warn(streams_, {ErrorCode::database, what, {}, std::nullopt});
                     });
    remembered_ = archive_->begin();  // before its storage is handed out: it may give up
    station_.emplace(loop_, hall_, config_, identity_, *seal_, *random_, archive_->storage(), options_of(order_));
    if (station_->runner().port_range_full())
      notice("port_range_full",
             {ErrorCode::port_taken, "All ports from 47475 to 47490 are taken; this node uses another one.",
              "A firewall may block it.", std::nullopt});
    if (takes_guests(order_)) open_reception();
  }

  void start_node() {
    station_->runner().start(remembered_);
    loop_.post([this] {  // the node has said before that it is ready
      for (const auto& it : notices_) hall_.tell({{}, net::now().wall, it});
    });
  }

  std::filesystem::path database() const {
    const auto paths = paths_of(order_);
    return config_.keys ? store::network_database(paths, config_.network, config_.keys->id) : paths.database;
  }

  void tell_if_first_time() {
    if (!config_.keys || !store::knows_other_passphrase(paths_of(order_), config_.network, config_.keys->id)) return;
    notice("new_passphrase",
           {ErrorCode::usage, "You have been on \"" + order_.network + "\" before, and never with this passphrase.",
            "If it was mistyped, end this and start again: another passphrase is another network.", std::nullopt});
  }

  // For people at once, or where they look; for readers of JSON a line, too.
  void notice(const char* code, const front::Trouble& trouble) {
    if (!streams_.screen) front::warn(streams_, trouble);
    if (manner_.json || streams_.screen) notices_.push_back({true, code, trouble.message, trouble.hint});
  }

  void open_reception() {
    try {
      reception_.emplace(loop_, paths_of(order_).socket, hall_, about_);
    } catch (const std::runtime_error& error) {
      notice("no_attaching", {ErrorCode::internal,
                              std::string("No other earshot can attach to this one: ") + error.what() + ".",
                              {},
                              std::nullopt});
    }
  }

  void end() {
    if (!station_) return loop_.stop();
    if (reception_) {
      if (const auto guests = reception_->guests(); guests > 0 && !manner_.quiet)
        front::warn(streams_, {ErrorCode::node_silent,
                               "This was the node of the profile; with it end " + std::to_string(guests) +
                                   " other earshot that " + (guests == 1 ? "was" : "were") + " attached.",
                               {},
                               std::nullopt});
      reception_->close();
    }
    station_->runner().stop([this] { loop_.stop(); });
  }

  const Order& order_;
  const front::Streams& streams_;
  const front::Manner& manner_;
  const std::unique_ptr<crypto::Seal> seal_ = crypto::make_sodium_seal();
  const std::unique_ptr<Random> random_ = crypto::make_system_random();
  const crypto::Identity identity_;
  Config config_;
  const front::About about_;
  net::Loop loop_;
  std::optional<ExecQueue> exec_;
  Spawner spawner_{loop_, [this] { seat_.look_at_terminal(); }};
  std::optional<Archive> archive_;
  Remembered remembered_;
  Hall hall_;
  std::optional<Station> station_;  // once there are the keys
  Seat seat_;
  Hall::Place place_;
  Hall::Place nick_keeper_;
  std::optional<Reception> reception_;
  std::vector<event::Notice> notices_;
  std::optional<KeyMaking> making_;
};

}  // namespace

int run_own(const Order& order, const front::Streams& streams, const front::Manner& manner,
            OptionalPassphrase passphrase) {
  return OwnRun(order, streams, manner).run(std::move(passphrase));
}

}  // namespace earshot::app
