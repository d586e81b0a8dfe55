#include "sim/byzantine.h"

#include <algorithm>

#include "earshot/core/network.h"
#include "support/said.h"

namespace earshot::sim {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kLinesMax = 200;
constexpr Duration kThinks = 200us;
constexpr std::uint64_t kFirstEpoch = 1'000;
constexpr std::uint64_t kSaidAtOnceMax = 12;

}  // namespace

Byzantine::Byzantine(Crowd& crowd, std::uint64_t luck)
    : crowd_(crowd),
      address_(crowd.lan().stranger_address()),
      network_(core::net_id(Config{})),
      chance_(luck),
      identity_(crypto::make_identity(crowd.lan().seal(), chance_)) {}

// --- what it hears ---

void Byzantine::hears(const Sent& sent) {
  const auto split = wire::decode_head(*sent.bytes);
  if (!split) return;
  const auto& [kind, signature] = std::pair(split->head.kind, split->head.signature);
  const auto message = wire::decode_body(kind, split->body);
  if (!message) return;
  if (const auto* here = std::get_if<wire::Here>(&*message)) lives_[here->id] = {here->ep, here->hd.value};
  if (kind == wire::Kind::here || kind == wire::Kind::post) {
    wire::Page::Line line{kind, *signature, std::string(split->body)};
    if (lines_.size() < kLinesMax)
      lines_.push_back(std::move(line));
    else
      lines_[chance_.below(kLinesMax)] = std::move(line);
  }
  if (!is_there_ || sent.by != Sent::By::unicast || sent.to != address_) return;
  if (split->head.token) tokens_[sent.from] = *split->head.token;
  for (const auto& answer : answers(*message))
    crowd_.lan().inject_later(*crowd_.lan().hosts()[sent.from], written(chance_, answer, sent.from), address_, kThinks);
}

std::vector<wire::Message> Byzantine::answers(const wire::Message& question) {
  if (chance_.below(4) == 0) return {};
  if (const auto* here = std::get_if<wire::Here>(&question); here != nullptr && here->q > 0) return {card(chance_)};
  if (const auto* ping = std::get_if<wire::Ping>(&question)) {
    const auto said = card(chance_);
    return {wire::Pong{.id = said.id,
                       .nn = ping->nn,
                       .ep = said.ep,
                       .no = said.no,
                       .hb = chance_.below(100),
                       .hd = said.hd,
                       .rd = said.rd,
                       .n = said.n,
                       .dg = wrong_digest(chance_)}};
  }
  if (const auto* pull = std::get_if<wire::Pull>(&question)) return {page(chance_, pull->nn)};
  if (const auto* want = std::get_if<wire::Want>(&question)) {
    std::vector<wire::Message> posts;
    for (const auto& range : want->rg)
      for (auto place = range.first; place <= range.last && posts.size() < 4; ++place)
        posts.emplace_back(post(chance_, place));
    if (chance_.below(3) == 0)
      posts.emplace_back(wire::None{.fr = identity_.id, .au = want->au, .ep = want->ep, .lo = {wrong(chance_, 1)}});
    return posts;
  }
  return {};
}

// --- what it says ---

void Byzantine::speaks(std::uint64_t luck) {
  is_there_ = true;
  if (!std::exchange(was_there_, true)) crowd_.expect_guest(identity_.id);
  SeededRandom chance(luck);
  const auto& hosts = crowd_.lan().hosts();
  for (auto times = 1 + chance.below(kSaidAtOnceMax); times > 0; --times) {
    const auto message = chance.below(3) == 0 ? card(chance) : drawn(chance);
    const bool to_all = chance.below(2) == 0;
    const auto one = static_cast<HostNumber>(chance.below(hosts.size()));
    for (const auto& host : hosts)
      if (to_all || host->number() == one)
        crowd_.lan().inject(*host, written(chance, message, host->number()), address_,
                            to_all ? Channel::group : Channel::unicast);
  }
}

wire::Message Byzantine::drawn(Random& chance) {
  const auto self = identity_.id;
  const auto& [id, life] = somebody(chance);
  const Epoch epoch = chance.below(4) == 0 ? Epoch{wrong(chance, life.epoch.value)} : life.epoch;
  const auto first = wrong(chance, life.head), last = std::max(first, wrong(chance, life.head));
  wire::Nonce nonce;
  chance.fill(nonce);
  switch (chance.below(10)) {
    case 0:
      return wire::Bye{self, {kFirstEpoch}, beacons_ + 1};
    case 1:
      return wire::Lost{self, id, epoch, chance.below(2) == 0};
    case 2:
      return wire::Ping{chance.below(2) == 0 ? self : id, nonce, wrong_digest(chance)};
    case 3:
      return wire::Pull{.fr = self, .nn = nonce, .after = {}, .until = id, .dg = wrong_digest(chance)};
    case 4:
      return page(chance, nonce);
    case 5:
      return wire::LogHead{self, {kFirstEpoch + chance.below(3)}, {wrong(chance, said_)}};
    case 6:
      return wire::Want{self, id, epoch, {{first, last}}};
    case 7:
      return wire::None{self, id, epoch, {first}};
    case 8:
      return wire::Ack{self, id, epoch, {first}, {last}, {}};
    default:
      return post(chance, wrong(chance, ++said_));
  }
}

// A number near the right one, or one at the edge of what a number may be.
std::uint64_t Byzantine::wrong(Random& chance, std::uint64_t right) const {
  switch (chance.below(6)) {
    case 0:
      return 1;
    case 1:
      return std::max<std::uint64_t>(1, right);
    case 2:
      return std::min(kIntegerMax, right + 1 + chance.below(10));
    case 3:
      return std::min(kIntegerMax, right + 1'000 + chance.below(100));
    case 4:
      return kIntegerMax - chance.below(2);
    default:
      return 1 + chance.below(10);
  }
}

wire::Digest Byzantine::wrong_digest(Random& chance) const {
  wire::Digest digest{};
  if (chance.below(3) > 0) chance.fill(digest);
  return digest;
}

const std::pair<const PeerId, Byzantine::Life>& Byzantine::somebody(Random& chance) const {
  static const std::pair<const PeerId, Life> kNobody{};
  if (lives_.empty()) return kNobody;
  return *std::next(lives_.begin(), static_cast<std::ptrdiff_t>(chance.below(lives_.size())));
}

// In the name and place of others, now and then.
wire::Here Byzantine::card(Random& chance) {
  const auto& hosts = crowd_.lan().hosts();
  wire::Here card{.id = identity_.id,
                  .ep = {kFirstEpoch + chance.below(3)},
                  .no = chance.below(20) == 0 ? wrong(chance, beacons_) : ++beacons_,
                  .nm = "byzantine",
                  .ap = "earshot 0.1.0"};
  const auto& other = *hosts[chance.below(hosts.size())];
  if (chance.below(3) == 0) card.nm = other.nick();
  card.at = {to_string(chance.below(2) == 0 ? address_ : other.address())};
  if (chance.below(3) == 0) card.rm = {"byz"};
  card.hd = {chance.below(2) == 0 ? said_ : wrong(chance, said_)};
  card.rd = wrong_digest(chance);
  card.n = wrong(chance, hosts.size());
  card.q = chance.below(3);
  card.st = chance.below(2);
  return card;
}

// The same place has another text each time.
wire::Post Byzantine::post(Random& chance, std::uint64_t place) {
  wire::Post post{.au = identity_.id,
                  .ep = {kFirstEpoch + chance.below(3)},
                  .sq = {place},
                  .ts = wrong(chance, 1'700'000'000'000),
                  .rm = chance.below(8) == 0 ? "byz" : "lobby",
                  .tx = "lie " + std::to_string(chance.below(1'000))};
  if (chance.below(2) == 0) chance.fill(post.pv);
  const auto parts = 2 + chance.below(3);
  if (chance.below(6) == 0) post.pt = {1 + chance.below(parts), parts};
  return post;
}

wire::Page Byzantine::page(Random& chance, const wire::Nonce& asked) {
  wire::Page page{.fr = identity_.id, .nn = asked, .more = chance.below(2) == 0};
  std::size_t bytes = 0;
  for (auto count = chance.below(wire::kPageLinesMax + 1); count > 0 && !lines_.empty(); --count) {
    const auto& line = lines_[chance.below(lines_.size())];
    bytes += line.body.size() + 100;
    if (bytes < wire::kDatagramBytesMax - 200) page.lines.push_back(line);
  }
  return page;
}

Bytes Byzantine::written(Random& chance, const wire::Message& message, HostNumber to) {
  const auto kind = wire::kind_of(message);
  const auto token = tokens_.find(to);
  const bool is_question = kind == wire::Kind::pull || kind == wire::Kind::want || kind == wire::Kind::ping;
  if (is_question && token != tokens_.end() && chance.below(2) == 0)
    return wire::encode_datagram({.kind = kind, .token = token->second}, wire::encode_body(message));
  return said_as(crowd_.lan().seal(), network_, identity_, kind, wire::encode_body(message),
                 kind == wire::Kind::ping ? 512 : 0);
}

}  // namespace earshot::sim
