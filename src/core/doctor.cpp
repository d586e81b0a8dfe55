#include "core/doctor.h"

#include <algorithm>

#include "core/names.h"

namespace earshot::core {

namespace {

using namespace std::chrono_literals;

// Three, so that one lost greeting is not taken for a firewall.
constexpr std::size_t kGreetings = 3;
constexpr Duration kGreetingGap = 300ms;
// Three tries of half a second, and a little.
constexpr Duration kAnswerTime = 2s;
constexpr std::size_t kAskedMax = 64;

using Status = event::Check::Status;

event::Check check(Status status, std::string name, std::string detail, std::string fix = {}) {
  return {.status = status,
          .name = std::move(name),
          .detail = std::move(detail),
          .fix = std::move(fix),
          .peer = std::nullopt};
}

std::string open_ports(std::uint16_t discovery_port) {
  return "sudo ufw allow " + std::to_string(discovery_port) +
         "/udp; sudo ufw allow 47475:47490/udp; sudo ufw allow "
         "47475:47490/tcp";
}

}  // namespace

std::optional<Refusal> Doctor::begin(Moment now, CommandId command, std::optional<PeerId> only) {
  if (examination_) return Refusal{.code = ErrorCode::busy, .about = {}, .candidates = {}};
  results_ = {};
  cards_.clear_heard_own();
  examination_ = Examination{.command = command,
                             .only = only,
                             .first_beacon = own_card_.no + 1,
                             .greetings = 0,
                             .next = now.instant,
                             .asked = {},
                             .asked_at = std::nullopt};
  return std::nullopt;
}

void Doctor::wake(Moment now) {
  if (!examination_) return;
  auto& it = *examination_;
  if (it.asked_at) {
    const bool all_answered =
        std::none_of(it.asked.begin(), it.asked.end(), [&](const PeerId& id) { return buddies_.is_probing(id); });
    if (all_answered || now.instant >= it.next) conclude(now);
    return;
  }
  if (now.instant < it.next) return;
  it.next = now.instant + kGreetingGap;
  if (it.greetings++ < kGreetings) return presence_.beacon_now(now);
  ask_peers(now);
}

void Doctor::ask_peers(Moment now) {
  auto& it = *examination_;
  it.asked_at = now.instant;
  it.next = now.instant + kAnswerTime;
  for (const auto& [id, peer] : context_.roster.all()) {
    if (it.only ? id != *it.only : !peer.live || it.asked.size() >= kAskedMax) continue;
    it.asked.push_back(id);
    buddies_.probe(now, id);
  }
}

void Doctor::conclude(Moment now) {
  check_broadcast(now);
  check_heard(now);
  for (const auto& id : examination_->asked) check_two_way(now, id);
  event::Reply reply;
  reply.command = examination_->command;
  reply.checks = results_;
  if (results_.fail > 0) reply.error = Refusal{.code = ErrorCode::check_failed, .about = {}, .candidates = {}};
  examination_.reset();
  context_.out.event(now.wall, std::move(reply));
}

void Doctor::check_broadcast(Moment now) {
  if (network_.interfaces.empty())
    return say(now, check(Status::fail, "network", "no network to talk on", "connect a cable or Wi-Fi"));
  for (const auto& interface : network_.interfaces) {
    const bool heard = cards_.heard_own_on().contains(interface.index);
    if (heard)
      say(now,
          check(Status::ok, "broadcast", "sent on " + interface.name + " and heard back: this computer's side works"));
    else
      say(now, check(Status::fail, "broadcast", "sent on " + interface.name + " and not heard back",
                     "likely: a firewall on this computer blocks UDP " + std::to_string(network_.discovery_port) +
                         "\ntry: " + open_ports(network_.discovery_port)));
  }
}

void Doctor::check_heard(Moment now) {
  if (cards_.has_twin())
    say(now, check(Status::fail, "identity", "this identity also runs on another machine",
                   "stop one of the two: both cannot work with the same key"));
  if (const auto nodes = elsewhere_.nodes(); nodes > elsewhere_.private_nodes())
    say(now, check(Status::warn, "networks", std::to_string(nodes) + " nodes here use another network"));
  if (const auto nodes = elsewhere_.private_nodes(); nodes > 0)
    say(now, check(Status::warn, "passphrase",
                   std::to_string(nodes) + " nodes here use another network's name or another passphrase",
                   "if they should be with you, compare both letter by letter"));
  std::string names;
  for (const auto& [id, peer] : context_.roster.all())
    if (peer.live && names.size() < 200) names += (names.empty() ? "" : ", ") + view_of(context_.roster, peer).ref;
  if (!names.empty()) return say(now, check(Status::ok, "heard", names));
  say(now, check(Status::warn, "heard", "nobody else",
                 "often the cause: nobody else runs earshot yet, guest Wi-Fi that keeps devices apart, a VPN that is "
                 "on, a firewall on the other computer\ntry: run earshot doctor there, too"));
}

void Doctor::check_two_way(Moment now, const PeerId& id) {
  const auto* peer = context_.roster.find(id);
  if (!peer) return;
  const auto who = view_of(context_.roster, *peer).ref;
  const bool answered = !buddies_.is_probing(id) && peer->heard >= *examination_->asked_at;
  const bool hears_group = answered && peer->hears_own_beacon && *peer->hears_own_beacon >= examination_->first_beacon;
  const bool heard_on_group = context_.roster.is_near(id, now.instant);
  const auto add = "earshot add " + (peer->paths.empty() ? "ADDRESS" : ip_to_string(peer->paths.front().address));
  event::Check result;
  if (!answered)
    result = check(Status::fail, "two-way", who + " hears nothing of us, or cannot answer",
                   "likely: it has just left, or a firewall there blocks its unicast port\ntry there: " +
                       open_ports(network_.discovery_port));
  else if (!hears_group && !heard_on_group)
    result =
        check(Status::fail, "one-way", "no broadcast passes between " + who + " and me, only what is sent directly",
              "likely: another network, guest Wi-Fi, an access point that keeps broadcasts back, or a firewall that "
              "blocks UDP " +
                  std::to_string(network_.discovery_port) + " on both sides\ntry on both: " +
                  open_ports(network_.discovery_port) + "\nwho is new here is not found: " + add);
  else if (!hears_group)
    result = check(Status::fail, "one-way", who + " does not hear my broadcasts, only my answers",
                   "likely: a firewall blocks UDP " + std::to_string(network_.discovery_port) +
                       " here or there,\nor the access point drops broadcast in one direction\ntry: " + add +
                       "    then, on both: " + open_ports(network_.discovery_port));
  else if (!heard_on_group)
    result = check(Status::fail, "one-way", who + " hears my broadcasts, but I do not hear those of it",
                   "likely: a firewall on this computer, or the access point drops broadcast in one direction\ntry: " +
                       open_ports(network_.discovery_port));
  else
    result = check(Status::ok, "two-way", who + " and I hear each other");
  result.peer = view_of(context_.roster, *peer);
  say(now, std::move(result));
}

void Doctor::say(Moment now, event::Check result) {
  switch (result.status) {
    case Status::ok:
      ++results_.ok;
      break;
    case Status::warn:
      ++results_.warn;
      break;
    case Status::fail:
      ++results_.fail;
      break;
    case Status::skip:
      ++results_.skip;
      break;
  }
  context_.out.event(now.wall, std::move(result));
}

std::optional<Instant> Doctor::deadline() const {
  return examination_ ? std::optional(examination_->next) : std::nullopt;
}

}  // namespace earshot::core
