#include "app/session.h"

#include <optional>
#include <vector>

#include "app/attached.h"
#include "app/checks.h"
#include "app/choose_face.h"
#include "app/offline.h"
#include "app/own_profile.h"
#include "app/profile_access.h"
#include "app/reception.h"
#include "app/seat.h"
#include "earshot/crypto/identity.h"
#include "earshot/crypto/system_random.h"
#include "earshot/front/answers.h"
#include "earshot/store/identity_file.h"

namespace earshot::app {
namespace {

// For a command that is soon done, or a node that is only just starting or ending.
constexpr Duration kAccessPatience = std::chrono::seconds(10);

net::Runner::Options options_of(const Order& order, bool need_interface) {
  net::Runner::Options options;
  options.interfaces = *net::InterfaceRules::parse(order.ifaces);  // checked by the command line
  if (order.port != 0) options.discovery_port = order.port;
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
  OwnRun(const Order& order, const front::Streams& streams, const front::Manner& manner)
      : order_(order),
        streams_(streams),
        manner_(manner),
        identity_(store::open_identity(paths_of(order).identity, *seal_, *random_)),
        config_(config_of(nick_of(order))),
        about_(about(order, config_, identity_.id)),
        archive_(loop_, paths_of(order), identity_.id, *seal_,
                 [this](const std::string& what) {
                   front::warn(streams_, {ErrorCode::database, what, {}, std::nullopt});
                 }),
        node_(loop_, config_, identity_, *seal_, *random_, archive_.storage(),
              options_of(order, needs_interface(order))),
        nick_keeper_(node_.station.hall(), [&order](const Event& event) {
          if (std::string nick; renamed_self(event, nick)) write_nick(order, nick);
        }) {}

  int run() {
    if (node_.station.runner().port_range_full())
      notice("port_range_full",
             {ErrorCode::port_taken, "All ports from 47475 to 47490 are taken; this node uses another one.",
              "A firewall may block it.", std::nullopt});
    if (takes_guests(order_)) open_reception();
    if (!order_.exec.empty()) exec_.emplace(order_.exec);
    auto* exec = exec_ ? &*exec_ : nullptr;
    stop_on_signals(loop_, node_.seat, exec);
    node_.begin(choose_face(order_, node_.place, streams_, manner_, about_, exec, NodeIs::own), remembered_,
                [this] { end(); });
    if (takes_input(order_)) node_.seat.read_input();
    loop_.post([this] {  // the node has said before that it is ready
      for (const auto& it : notices_) node_.station.hall().tell({{}, net::now().wall, it});
    });
    loop_.run();
    return node_.seat.exit_code();
  }

 private:
  // For people at once; for readers of JSON a line, too.
  void notice(const char* code, const front::Trouble& trouble) {
    front::warn(streams_, trouble);
    if (manner_.json) notices_.push_back({true, code, trouble.message, trouble.hint});
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
  net::Loop loop_;
  Archive archive_;
  const Remembered remembered_ = archive_.begin();  // before its storage is handed out: it may give up
  std::optional<ExecQueue> exec_;
  Participant node_;
  Hall::Place nick_keeper_;
  std::optional<Reception> reception_;
  std::vector<event::Notice> notices_;
};

}  // namespace

int run_session(const Order& order, const front::Streams& streams, const front::Manner& manner) {
  const auto access = access_profile(paths_of(order), kAccessPatience);
  if (access.connection >= 0 && order.verb != Verb::run) return run_attached(order, streams, manner, access.connection);
  if (!access.lock) return refuse_in_use(order, streams, manner, access.holder);
  if (order.verb == Verb::history || order.verb == Verb::export_all) return run_offline(order, streams, manner);
  if (order.verb == Verb::send && order.queue)
    return front::fail(
        streams, manner, net::now().wall,
        {ErrorCode::no_node, "Nothing was queued: no node of this profile is running that could deliver it.",
         "Start one: earshot, or earshot run", std::nullopt},
        last_line(order));
  return OwnRun(order, streams, manner).run();
}

std::optional<int> run_at_running_node(const Order& order, const front::Streams& streams, const front::Manner& manner) {
  const auto access = access_profile(paths_of(order), Duration{0});
  if (access.connection < 0) return std::nullopt;
  return run_attached(order, streams, manner, access.connection);
}

}  // namespace earshot::app
