#include "earshot/net/runner.h"

#include <algorithm>
#include <array>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "net/endpoint.h"
#include "net/network_watch.h"

namespace earshot::net {
namespace {

// Per socket and turn; then the keyboard, the timers and the other sockets have theirs.
constexpr std::size_t kDatagramsPerTurn = 256;
// Between attempts to keep what could not be kept (the disk is full).
constexpr Duration kKeepAgain = std::chrono::seconds(1);
// Records that wait for the keeper: some 10 MB. The network's own log keeps half as many.
constexpr std::size_t kUnkeptMax = 20'000;

}  // namespace

struct Runner::Parts {
  Loop& loop;
  Node& node;
  Options options;
  Callbacks callbacks;
  Endpoint endpoint;
  Timer wake_timer;
  Timer keep_timer;
  std::array<std::unique_ptr<Watch>, 4> watches;
  std::optional<NetworkWatch> network_watch;
  std::shared_ptr<bool> alive = std::make_shared<bool>(true);  // for work that is posted to the loop

  std::vector<Store> unkept;
  bool keep_failed = false;
  std::vector<Event> events;
  std::vector<Recall> questions;
  std::uint64_t records_lost = 0;
  std::optional<Instant> armed;  // when the timer wakes us
  bool turn_posted = false;
  bool waits_to_send = false;
  std::function<void()> stopped;

  Parts(Loop& l, Node& n, const Options& o, Callbacks c)
      : loop(l),
        node(n),
        options(o),
        callbacks(std::move(c)),
        endpoint({.discovery_port = o.discovery_port,
                  .unicast_port_first = o.unicast_port_first,
                  .unicast_ports = o.unicast_ports,
                  .loopback = o.interfaces.loopback}),
        wake_timer(l, [this] { wake(); }),
        keep_timer(l, [this] {
          keep_failed = false;
          end_turn();
        }) {
    const auto findings = survey(options.interfaces);
    endpoint.use(usable(findings));
    if (!options.need_interface || !endpoint.view().interfaces.empty()) return;
    StartError error(ErrorCode::no_interface, "no usable network interface");
    error.interfaces = findings;
    throw error;
  }
  ~Parts() { *alive = false; }

  void start(const Remembered& remembered) {
    node.start(now(), endpoint.view(), remembered);
    drain();
    const auto inlets = endpoint.inlets();
    for (std::size_t i = 0; i < inlets.size(); ++i) {
      if (inlets[i].socket < 0) continue;
      watches[i] = std::make_unique<Watch>(loop, inlets[i].socket, [this, inlet = inlets[i]] { receive(inlet); });
    }
    network_watch.emplace(
        loop, [this] { look(); }, [this] { resumed(); });
    post_turn_end();
  }

  // --- inputs: each is followed by drain(), each turn by end_turn() ---

  void receive(const Endpoint::Inlet& inlet) {
    endpoint.receive(inlet, kDatagramsPerTurn, [this](const Datagram& datagram) {
      node.receive(now(), datagram);
      drain();
    });
    end_turn();
  }

  void wake() {
    armed.reset();
    node.wake(now());
    drain();
    end_turn();
  }

  void look() {
    std::vector<Interface> found;
    try {
      found = usable(survey(options.interfaces));
    } catch (const std::system_error&) {
      return;  // the kernel is short of memory; the next tick looks again
    }
    if (found == endpoint.view().interfaces) return;
    endpoint.use(std::move(found));
    node.network_changed(now(), endpoint.view());
    drain();
    end_turn();
  }

  void resumed() {
    armed.reset();  // the timer has slept as well
    node.resumed(now());
    drain();
    end_turn();
  }

  Result<CommandId, Refusal> submit(const Command& command) {
    auto result = node.submit(now(), command);
    drain();
    post_turn_end();
    return result;
  }

  // --- outputs ---

  void carry_out(Transmit& it) { endpoint.send(std::move(it)); }
  void carry_out(Event& it) { events.push_back(std::move(it)); }
  void carry_out(Recall& it) { questions.push_back(std::move(it)); }
  void carry_out(Store& it) {
    // Once one is lost, stored() may not be called for any later one.
    if (unkept.size() >= kUnkeptMax || records_lost > 0) {
      ++records_lost;
      return;
    }
    unkept.push_back(std::move(it));
  }

  void drain() {
    while (auto output = node.poll()) {
      std::visit([this](auto& it) { carry_out(it); }, *output);
    }
  }

  void post_turn_end() {
    if (std::exchange(turn_posted, true)) return;
    loop.post([this, still = alive] {
      if (!*still) return;
      turn_posted = false;
      end_turn();
    });
  }

  // What is said need not wait for the own disk; what acknowledges comes of stored(), and the listener before the
  // acknowledgement.
  void end_turn() {
    flush();
    keep();
    recall();
    tell();
    flush();
    arm();
    if (stopped && node.stopped()) loop.post(std::exchange(stopped, nullptr));
  }

  // Confirming may bring new records; those are kept at the end of another turn.
  void keep() {
    if (unkept.empty() || keep_failed) return;
    if (!callbacks.keep(unkept)) {
      keep_failed = true;
      return keep_timer.arm(kKeepAgain);
    }
    const Ticket last = unkept.back().ticket;
    unkept.clear();
    node.stored(now(), last);
    drain();
    if (!unkept.empty()) post_turn_end();
  }

  // After what came was kept: who is told of a message before the answer finds it there, too.
  void recall() {
    for (const auto& question : std::exchange(questions, {})) {
      node.recalled(now(), question.command, callbacks.recall ? callbacks.recall(question.query) : Recalled{});
      drain();
    }
  }

  void flush() {
    for (const int socket : endpoint.flush()) {
      if (waits_to_send) return;
      waits_to_send = true;
      watch_of(socket).when_writable([this] {
        waits_to_send = false;
        flush();
      });
    }
  }

  Watch& watch_of(int socket) {
    const auto inlets = endpoint.inlets();
    std::size_t i = 0;
    while (inlets[i].socket != socket) ++i;
    return *watches[i];
  }

  // The node can be woken early, so the timer is moved only forward: setting it anew for each message, and back again
  // for each acknowledgement, costs more than a few early wake-ups.
  void arm() {
    const auto deadline = node.deadline();
    if (!deadline || (armed && *armed <= *deadline)) return;
    armed = deadline;
    wake_timer.arm(std::max(*deadline - now().instant, Duration(0)));
  }

  // What is told may lead to a command, and that to events; those are told at the end of another turn.
  void tell() {
    for (const Event& event : std::exchange(events, {})) callbacks.event(event);
  }

  void stop(std::function<void()> when_stopped) {
    stopped = std::move(when_stopped);
    node.stop(now());
    drain();
    post_turn_end();
  }
};

Runner::Runner(Loop& loop, Node& node, const Options& options, Callbacks callbacks)
    : parts_(std::make_unique<Parts>(loop, node, options, std::move(callbacks))) {}
Runner::~Runner() = default;

void Runner::start(const Remembered& remembered) { parts_->start(remembered); }
Result<CommandId, Refusal> Runner::submit(const Command& command) { return parts_->submit(command); }
void Runner::stop(std::function<void()> stopped) { parts_->stop(std::move(stopped)); }

const NetworkView& Runner::network() const { return parts_->endpoint.view(); }
bool Runner::port_range_full() const { return parts_->endpoint.port_range_full(); }
std::size_t Runner::unicast_buffer() const { return parts_->endpoint.unicast_buffer(); }
std::size_t Runner::discovery_buffer() const { return parts_->endpoint.discovery_buffer(); }
Counters Runner::counters() const {
  Counters result = parts_->endpoint.counters();
  result.records_lost = parts_->records_lost;
  return result;
}

}  // namespace earshot::net
