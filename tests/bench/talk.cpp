// One-way latency of messages between processes on one machine, whose clocks are one: each text begins with the time
// at which it was given to the node.
//   bench_talk hear INTERFACE COUNT      joins, hears that many messages, prints the statistics
//   bench_talk say INTERFACE WHO COUNT EVERY_US     waits for WHO (a nick, or #N for N peers), then speaks
//   bench_talk hear-raw PORT COUNT       the same with a bare UDP socket and nothing else
//   bench_talk say-raw ADDRESS PORT COUNT EVERY_US
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <ctime>
#include <set>

#include "bench/bench.h"

namespace earshot::bench {
namespace {

using namespace literals;

constexpr std::size_t kTextBytes = 100;
constexpr std::size_t kDatagramBytes = 250;  // what a message of that size makes on the wire
constexpr Duration kTimeLimit = 60s;

std::string stamped(std::size_t bytes) {
  auto text = std::to_string(microseconds(net::now().instant));
  text.resize(std::max(bytes, text.size()), ' ');
  return text;
}

std::int64_t age(const char* stamped_text) {
  return microseconds(net::now().instant) - std::strtoll(stamped_text, nullptr, 10);
}

int hear(const std::string& interface, std::size_t count) {
  net::Loop loop;
  Machine machine;
  std::vector<std::int64_t> ages;
  net::Timer limit(loop, [&] { loop.stop(); });
  limit.arm(kTimeLimit);
  Peer peer(loop, machine, "hear" + std::to_string(getpid()), interface, [&](const Event& event) {
    const auto* message = std::get_if<event::Message>(&event.what);
    if (!message || message->outgoing) return;
    ages.push_back(age(message->text.c_str()));
    if (ages.size() == count) limit.arm(500ms);  // acknowledges the last ones
  });
  loop.run();
  print("hear", ages);
  return ages.size() == count ? 0 : 1;
}

int say(const std::string& interface, const std::string& who, std::size_t count, Duration every) {
  net::Loop loop;
  Machine machine;
  std::set<PeerId> here;
  const bool to_room = who.front() == '#';
  const auto crowd = to_room ? std::stoul(who.substr(1)) : 1;
  std::string to;
  std::size_t delivered = 0;
  std::vector<std::int64_t> round_trips;
  std::unique_ptr<Peer> peer;
  net::Timer next(loop, [] {});
  std::size_t said = 0;
  std::function<void()> speak = [&] {
    command::Send send;
    if (to_room)
      send.room = "lobby";
    else
      send.to = {to};
    send.queue = true;
    send.text = stamped(kTextBytes);
    if (!peer->runner().submit(send)) std::abort();
    ++said;
  };
  net::Timer pace(loop, [&] {
    speak();
    if (said < count) pace.arm(every);
  });
  net::Timer limit(loop, [&] { loop.stop(); });
  limit.arm(kTimeLimit);
  peer = std::make_unique<Peer>(loop, machine, "say", interface, [&](const Event& event) {
    if (const auto* seen = std::get_if<event::Peer>(&event.what); seen && seen->what == event::Peer::What::here) {
      if (!to_room && !seen->peer.nick.starts_with(who)) return;
      to = seen->peer.ref;
      here.insert(seen->peer.id);
      if (here.size() == crowd && said == 0) pace.arm(3s);  // everybody has settled
    }
    if (const auto* state = std::get_if<event::State>(&event.what); state && state->state == DeliveryState::delivered) {
      round_trips.push_back(state->rtt->count());
      if (++delivered == count * crowd) loop.stop();
    }
  });
  loop.run();
  print("acknowledged", round_trips);
  return delivered == count * crowd ? 0 : 1;
}

int raw_socket() {
  const int udp = ::socket(AF_INET, SOCK_DGRAM, 0);
  const timeval timeout{5, 0};
  ::setsockopt(udp, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  return udp;
}

int hear_raw(std::uint16_t port, std::size_t count) {
  const int udp = raw_socket();
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_port = htons(port);
  if (::bind(udp, reinterpret_cast<sockaddr*>(&own), sizeof own) != 0) return 2;
  std::vector<std::int64_t> ages;
  char buffer[2'048]{};
  while (ages.size() < count && ::recv(udp, buffer, sizeof buffer - 1, 0) > 0) ages.push_back(age(buffer));
  ::close(udp);
  print("raw", ages);
  return ages.size() == count ? 0 : 1;
}

int say_raw(const std::string& address, std::uint16_t port, std::size_t count, Duration every) {
  const int udp = raw_socket();
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  ::inet_pton(AF_INET, address.c_str(), &to.sin_addr);
  const timespec pause{0, static_cast<long>(every.count() * 1'000)};
  for (std::size_t i = 0; i < count; ++i) {
    ::nanosleep(&pause, nullptr);  // the pace of the messages, not a wait for anything
    const auto text = stamped(kDatagramBytes);
    ::sendto(udp, text.data(), text.size(), 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
  }
  ::close(udp);
  return 0;
}

int run(const std::vector<std::string>& words) {
  const auto number = [&](std::size_t i) { return std::stoul(words.at(i)); };
  const auto& role = words.at(0);
  if (role == "hear") return hear(words.at(1), number(2));
  if (role == "say") return say(words.at(1), words.at(2), number(3), Duration(number(4)));
  if (role == "hear-raw") return hear_raw(static_cast<std::uint16_t>(number(1)), number(2));
  if (role == "say-raw")
    return say_raw(words.at(1), static_cast<std::uint16_t>(number(2)), number(3), Duration(number(4)));
  return 2;
}

}  // namespace
}  // namespace earshot::bench

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  return earshot::bench::run({argv + 1, argv + argc});
}
