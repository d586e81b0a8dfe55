#include "core/pull.h"

#include <algorithm>
#include <utility>

#include "core/gate.h"

namespace earshot::core {

namespace {

using namespace std::chrono_literals;

// A node that has just started knows nobody for this long at most.
constexpr Duration kSettleTime = 2s;
// Once settled, digests differ for a moment with every arrival; most differences mend themselves.
constexpr Duration kBetweenPulls = 3s;
constexpr std::size_t kFetchesMax = 64;
constexpr std::size_t kTriesMax = 5;
// After the last try. Longer than any round trip on a LAN: Wi-Fi that saves power may take most of a second.
constexpr Duration kPatience = 2s;
constexpr std::size_t kRelaysMax = 8;  // asked in one pull, one after the other
// The question for one beacon, with token and tag. Any beacon that came pays for it, and for its repetition with a
// token after a cookie.
constexpr std::size_t kOpeningBytesMax = 180;

// The id space in equal parts by the first byte. The last ends with the highest id.
PeerId part_end(std::size_t part, std::size_t parts) {
  PeerId end;
  end.bytes.fill(0xff);
  if (part + 1 < parts) end.bytes[0] = static_cast<std::uint8_t>((part + 1) * 256 / parts - 1);
  return end;
}

}  // namespace

bool Pull::is_settled(Instant now) const { return in_step_ || now - started_ >= kSettleTime; }

void Pull::consider(Moment now, const PeerId& peer, const wire::Digest& digest) {
  if (digest == context_.roster.digest()) {
    in_step_ = true;
    return;
  }
  if (is_pulling_ || waiting_) return;
  if (fruitless_ == Comparison{peer, digest, context_.roster.digest()}) return;
  if (in_step_ && last_begun_ && now.instant - *last_begun_ < kBetweenPulls) return;
  waiting_ = Relay{peer, digest};
  begin_at_ = now.instant;
  // When many arrive at once their hellos tell most of it, and one relay could not serve them all.
  if (presence_.hellos_in_the_last_second(now.instant) > context_.config.pull_crowd)
    begin_at_ += context_.random.between(context_.config.pull_postpone_min, context_.config.pull_postpone_max);
}

// --- asking ---

void Pull::begin(Moment now, const Relay& relay) {
  const auto address = askable(now, relay.peer);
  if (!address) return;
  is_pulling_ = true;
  relay_.reset();
  relays_asked_ = 0;
  rtt_.reset();
  ours_ = context_.roster.digest();
  brought_news_ = false;
  last_begun_ = now.instant;
  open(now, relay, *address);
}

// An address that is not proven gets one short question, paid for by the beacon that came from it.
void Pull::open(Moment now, const Relay& relay, const Address& address) {
  ++relays_asked_;
  ask_first(now, {.aim = Aim::opening, .relay = relay, .to = address, .only = relay.peer});
  const bool can_repeat = context_.gate.is_proven(now.instant, address);
  open_next_ = now.instant + (can_repeat ? kTriesMax : 1) * context_.config.pull_retry;
}

// Some live peer that may be asked and is not being asked, each with the same chance.
void Pull::open_another(Moment now, const std::optional<PeerId>& except) {
  open_next_ = now.instant + context_.config.pull_retry;
  std::vector<const Peer*> others;
  for (const auto& [id, peer] : context_.roster.all()) {
    const bool is_asked = std::any_of(questions_.begin(), questions_.end(), [&](const Question& it) {
      return it.aim == Aim::opening && it.relay.peer == id;
    });
    if (peer.live && !is_asked && id != except && askable(now, id)) others.push_back(&peer);
  }
  if (others.empty()) return;
  const auto& other = *others[context_.random.below(others.size())];
  open(now, {other.id, other.card.rd}, *askable(now, other.id));
}

// The best path that is proven, or from which enough has come.
std::optional<Address> Pull::askable(Moment now, const PeerId& id) const {
  const auto* peer = context_.roster.find(id);
  if (!peer) return std::nullopt;
  for (const auto& path : peer->paths)
    if (context_.gate.may_get(now.instant, path.address, kOpeningBytesMax)) return path.address;
  return std::nullopt;
}

// The first to answer is the relay. Its address is proven: it gets all questions at once.
void Pull::settle_on(Moment now, const Question& answered, Duration rtt) {
  relay_ = answered.relay;
  rtt_ = rtt;
  std::erase_if(questions_, [](const Question& question) { return question.aim != Aim::beacon; });
  PeerId after;
  for (std::size_t part = 0; part < context_.config.pull_window; ++part) {
    const auto until = part_end(part, context_.config.pull_window);
    ask_first(now, {.aim = Aim::part, .relay = *relay_, .to = answered.to, .after = after, .until = until});
    after = until;
  }
}

void Pull::fetch(Moment now, const PeerId& id, const Address& from) {
  const bool under_way = std::any_of(questions_.begin(), questions_.end(), [&](const Question& question) {
    return question.aim == Aim::beacon && question.only == id;
  });
  const auto fetches = std::count_if(questions_.begin(), questions_.end(),
                                     [](const Question& question) { return question.aim == Aim::beacon; });
  if (under_way || static_cast<std::size_t>(fetches) >= kFetchesMax) return;
  ask_first(now, {.aim = Aim::beacon, .to = from, .only = id});
}

void Pull::ask_first(Moment now, Question question) {
  ask(now, question);
  if (question.tries.count() > 0) questions_.push_back(std::move(question));
}

// Asked again only where the address may get another one. Until the patience ends an answer to any try counts.
void Pull::ask(Moment now, Question& question) {
  question.next = now.instant + pause(question);
  if (question.tries.count() == kTriesMax) {
    question.next = question.tries.newest().when + kPatience;
    return;
  }
  wire::Pull pull;
  pull.fr = context_.self.id;
  context_.random.fill(pull.nn);
  pull.only = question.only;
  pull.after = question.after;
  pull.until = question.until;
  if (!question.only) pull.rd = context_.roster.digest(question.after, question.until);
  auto datagram = make_datagram(context_, pull, 0, context_.gate.token_from(question.to));
  if (!context_.gate.allow_sending(now.instant, question.to, datagram.size())) return;
  question.tries.add(now.instant, question.to, pull.nn);
  context_.out.transmit(Urgency::repair, question.to, std::move(datagram));
}

// Between two tries: once the relay has answered, twice as long as that took.
Duration Pull::pause(const Question& question) const {
  const auto& shortest = context_.config.pull_retry;
  return question.aim != Aim::part ? shortest : std::clamp<Duration>(2 * *rtt_, shortest, kPatience / 2);
}

// --- answering ---

void Pull::receive(Moment now, const Received& received, const wire::Pull& pull) {
  if (!context_.gate.allow(now.instant, received.source, Gate::Work::page))
    return context_.counters.add(Count::dropped_too_fast);
  if (!context_.gate.is_proven(now.instant, received.source)) {
    auto token = make_datagram(context_, wire::Cookie{}, 0, context_.gate.token_for(now.instant, received.source));
    if (context_.gate.allow_sending(now.instant, received.source, token.size()))
      context_.out.transmit(Urgency::repair, received.source, std::move(token));
    return;
  }
  wire::Page page;
  page.fr = context_.self.id;
  page.nn = pull.nn;
  const std::size_t around = wire::encode_datagram({}, wire::encode_body(page)).size() + 64;  // the tag and `more`
  auto bytes = around;
  // False when the page is full. A body that no page can hold is passed over, or nobody behind it would be found.
  const auto add = [&](const std::string& body, const wire::Signature& signature) {
    const auto line = body.size() + 96;  // kind, signature, two spaces, line feed
    if (around + line > wire::kDatagramBytesMax) return true;
    if (page.lines.size() == wire::kPageLinesMax || bytes + line > wire::kDatagramBytesMax) return false;
    bytes += line;
    page.lines.push_back({wire::Kind::here, signature, body});
    return true;
  };
  const auto add_id = [&](const PeerId& id) {
    if (id == context_.self.id) return add(presence_.beacon().body, presence_.beacon().signature);
    const auto* peer = context_.roster.find(id);
    return !peer || !peer->live || add(peer->body, peer->signature);
  };
  if (pull.only) {
    add_id(*pull.only);
  } else if (context_.roster.digest(pull.after, pull.until) != pull.rd) {
    page.more = !context_.roster.each_live(pull.after, pull.until, add_id);
  }
  context_.out.transmit(Urgency::repair, received.source, make_datagram(context_, page));
}

// --- what comes back ---

std::vector<PeerId> Pull::receive(Moment now, const Received& received, const wire::Page& page) {
  const auto found = std::find_if(questions_.begin(), questions_.end(),
                                  [&](const Question& it) { return it.tries.answered(page.nn, received.source); });
  if (found == questions_.end()) {
    context_.counters.add(Count::dropped_unsolicited);
    return {};
  }
  auto question = std::move(*found);
  questions_.erase(found);
  const auto rtt = now.instant - question.tries.answered(page.nn, received.source)->when;
  context_.gate.prove(now.instant, received.source);
  std::vector<PeerId> doubtful;
  std::optional<PeerId> last;
  for (const auto& line : page.lines) {
    const auto message = line.kind == wire::Kind::here
                             ? wire::decode_body(line.kind, line.body)
                             : Result<wire::Message, wire::DecodeError>(Failure{wire::DecodeError::unknown_kind});
    if (!message) {
      context_.counters.add(message.reason());
      continue;
    }
    const auto& card = std::get<wire::Here>(*message);
    last = card.id;
    const auto verdict = cards_.receive_relayed(now, received.source, received.interface, line, card);
    if (verdict == Cards::Verdict::entered) brought_news_ = true;
    if (verdict == Cards::Verdict::repeated && !context_.roster.is_live(card.id)) doubtful.push_back(card.id);
    // A stranger that was fetched from its own address may be reached there.
    if (verdict == Cards::Verdict::entered && question.only == card.id && page.fr == card.id)
      context_.roster.claim(card.id, {received.source});
  }
  if (question.aim == Aim::opening) settle_on(now, question, rtt);
  if (question.aim != Aim::part) return doubtful;
  rtt_ = (*rtt_ * 7 + rtt) / 8;
  const bool goes_on = page.more && last && *last > question.after && *last < question.until;
  if (goes_on) {
    question.after = *last;
    question.tries = {};
    ask_first(now, std::move(question));
  } else {
    finish();
  }
  return doubtful;
}

void Pull::receive_cookie(Moment now, const Received& received) {
  for (auto& question : questions_) {
    if (question.to != received.source || question.asked_with_token) continue;
    question.asked_with_token = true;
    ask(now, question);
  }
}

bool Pull::is_asking() const {
  return std::any_of(questions_.begin(), questions_.end(),
                     [](const Question& question) { return question.aim != Aim::beacon; });
}

// After the last question of a pull: were we told anything? If not, the same two rosters need not be compared again.
void Pull::finish() {
  if (is_asking()) return;
  is_pulling_ = false;
  in_step_ = true;
  if (!brought_news_) fruitless_ = Comparison{relay_->peer, relay_->theirs, ours_};
}

// --- time ---

void Pull::wake(Moment now) {
  if (waiting_ && now.instant >= begin_at_) {
    const auto relay = *std::exchange(waiting_, std::nullopt);
    if (relay.theirs != context_.roster.digest()) begin(now, relay);
  }
  bool is_silent = false;
  std::erase_if(questions_, [&](Question& question) {
    if (now.instant < question.next) return false;
    const bool is_over = now.instant - question.tries.newest().when >= kPatience;
    if (is_over && question.aim == Aim::part) is_silent = true;
    if (!is_over) ask(now, question);
    return is_over;
  });
  if (!is_pulling_) return;
  if (relay_ && is_silent) {
    // It answered once and does no longer: another one is asked for everything that still differs.
    std::erase_if(questions_, [](const Question& question) { return question.aim == Aim::part; });
    const auto silent = std::exchange(relay_, std::nullopt)->peer;
    rtt_.reset();
    if (relays_asked_ < kRelaysMax) open_another(now, silent);
  } else if (!relay_ && relays_asked_ < kRelaysMax && now.instant >= open_next_) {
    open_another(now, std::nullopt);
  }
  if (!is_asking()) is_pulling_ = false;
}

std::optional<Instant> Pull::deadline() const {
  std::optional<Instant> first;
  if (waiting_) first = begin_at_;
  if (is_pulling_ && !relay_ && relays_asked_ < kRelaysMax && (!first || open_next_ < *first)) first = open_next_;
  for (const auto& question : questions_)
    if (!first || question.next < *first) first = question.next;
  return first;
}

}  // namespace earshot::core
