#include "app/attached.h"

#include <optional>
#include <set>

#include "app/choose_face.h"
#include "app/remote_node.h"
#include "app/seat.h"
#include "earshot/front/answers.h"

namespace earshot::app {
namespace {

using namespace std::chrono_literals;

constexpr Duration kHelloWithin = 2s;  // far more than a node needs that works
constexpr Duration kPartWithin = 1s;

std::set<std::string> names_of(const std::vector<Interface>& interfaces) {
  std::set<std::string> names;
  for (const auto& interface : interfaces) names.insert(interface.name);
  return names;
}

// What was asked for by options and the running node does not have.
std::optional<front::Trouble> difference(const Order& order, const front::About& node, const NetworkView& running) {
  std::string what;
  if (order.network != node.network.value_or("")) what = "another network";
  if (order.port != 0 && order.port != running.discovery_port)
    what = "discovery port " + std::to_string(running.discovery_port);
  if (!order.ifaces.empty()) {
    const auto wanted = net::usable(net::survey(*net::InterfaceRules::parse(order.ifaces)));
    if (names_of(wanted) != names_of(running.interfaces)) what = "other interfaces";
  }
  if (what.empty()) return std::nullopt;
  return front::Trouble{
      ErrorCode::node_differs, "The earshot of this profile that runs uses " + what + ".",
      "Leave out --network, --iface and --port, end that one, or use another identity with --profile NAME.",
      std::nullopt};
}

class AttachedRun {
 public:
  AttachedRun(const Order& order, const front::Streams& streams, const front::Manner& manner, int connection)
      : order_(order),
        streams_(streams),
        manner_(manner),
        seat_(loop_),
        node_(loop_, connection,
              {.hello =
                   [this](const front::About& about) {
                     about_ = about;
                     about_->is_private = !order_.network.empty();
                   },
               .event = [this](const Event& event) { take(event); },
               .missed = [this](auto events, auto from_seq) { seat_.missed(events, from_seq); },
               .ended = [this](const auto& why) { end(why); },
               .taken = [this] { seat_.look(); }}),
        silent_(loop_,
                [this] {
                  fail({ErrorCode::node_silent, "The earshot of this profile that runs does not answer.",
                        "End it, or use another identity with --profile NAME.", std::nullopt});
                }),
        parting_(loop_, [this] { loop_.stop(); }) {}

  AttachedEnd run() {
    silent_.arm(kHelloWithin);
    loop_.run();
    return {failed_ ? *failed_ : seat_.exit_code(), node_ended_};
  }

 private:
  void take(const Event& event) {
    const auto* ready = std::get_if<event::Ready>(&event.what);
    if (!seat_.is_taken() && ready && about_ && !failed_) sit_down(ready->network);
    seat_.event(event);
  }

  void sit_down(const NetworkView& network) {
    silent_.disarm();
    if (const auto trouble = difference(order_, *about_, network)) return fail(*trouble);
    if (!order_.exec.empty()) exec_.emplace(order_.exec);
    seat_.sit_down(
        choose_face(order_, node_, streams_, manner_, *about_, {exec_ ? &*exec_ : nullptr, &spawner_}, NodeIs::running),
        [this] {
          parting_.arm(kPartWithin);
          node_.part([this] { loop_.stop(); });
        });
    stop_on_signals(loop_, seat_, exec_ ? &*exec_ : nullptr, streams_.screen);
    seat_.wait_for([this] { return node_.is_ready(); });
    seat_.start();
    if (streams_.screen)
      seat_.watch(*streams_.screen);
    else if (takes_input(order_))
      seat_.read_input();
  }

  void end(const std::optional<front::Trouble>& why) {
    node_ended_ = true;
    if (seat_.is_taken()) return seat_.stop(front::Stop::node_ended);
    fail(why.value_or(front::Trouble{ErrorCode::node_silent, "The earshot of this profile that ran has ended.",
                                     "Try again.", std::nullopt}));
  }

  void fail(const front::Trouble& trouble) {
    failed_ = front::fail(streams_, manner_, net::now().wall, trouble, last_line(order_));
    loop_.stop();
  }

  const Order& order_;
  const front::Streams& streams_;
  const front::Manner& manner_;
  net::Loop loop_;
  std::optional<ExecQueue> exec_;
  Spawner spawner_{loop_, [this] { seat_.look_at_terminal(); }};
  std::optional<front::About> about_;
  std::optional<int> failed_;
  bool node_ended_ = false;
  Seat seat_;
  RemoteNode node_;
  net::Timer silent_, parting_;
};

}  // namespace

AttachedEnd run_attached(const Order& order, const front::Streams& streams, const front::Manner& manner,
                         int connection) {
  return AttachedRun(order, streams, manner, connection).run();
}

}  // namespace earshot::app
