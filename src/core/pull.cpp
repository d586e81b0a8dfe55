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
constexpr std::size_t kNameTriesMax = 12;  // nothing else brings a name, and messages wait for it (reading.cpp)
// After the last try. Longer than any round trip on a LAN: Wi-Fi that saves power may take most of a second.
constexpr Duration kPatience = 2s;
// Messages on their way make the digests of logs differ for a moment.
constexpr Duration kLogsMendMin = 500ms;
constexpr Duration kLogsMendMax = 1s;
constexpr std::size_t kPutOffMax = 3;
// From one comparison with a peer that brought nothing to the next with it, while digests differ: doubles up to this.
constexpr Duration kFruitlessMax = 5min;
constexpr std::size_t kFruitlessPeersMax = 256;
constexpr std::size_t kLogLinesMax = 8'192;  // taken in one pull
constexpr std::size_t kNamesMax = 1'024;
constexpr std::size_t kRelaysMax = 8;  // asked in one pull, one after the other
// The question for one beacon, with token and tag. Any beacon that came pays for it, and for its repetition with a
// token after a cookie.
constexpr std::size_t kOpeningBytesMax = 180;
constexpr std::size_t kPageRoom = 64;  // for the tag and `more`

// The id space in equal parts by the first byte. The last ends with the highest id.
PeerId part_end(std::size_t part, std::size_t parts) {
  PeerId end;
  end.bytes.fill(0xff);
  if (part + 1 < parts) end.bytes[0] = static_cast<std::uint8_t>((part + 1) * 256 / parts - 1);
  return end;
}

// The whole id space begins behind this one. No key is zero.
const DigestKey kBeginning = end_of(PeerId{});

}  // namespace

bool Pull::is_settled(Instant now) const { return in_step_ || now - started_ >= kSettleTime; }

void Pull::consider(Moment now, const PeerId& peer, const wire::Digest& digest) {
  const bool is_soon = last_begun_ && now.instant - *last_begun_ < kBetweenPulls;
  if (digest == context_.roster.digest()) {
    in_step_ = true;
    // Everybody is known, but not yet what they said.
    if (!logs_compared_at_ && !is_pulling_ && !waiting_ && !is_soon) wait_for(now, {.peer = peer}, {});
    return;
  }
  if (is_pulling_ || (waiting_ && waiting_->relay.compare_roster)) return;
  if (fruitless_ == Comparison{peer, digest, context_.roster.digest()}) return;
  if (in_step_ && is_soon) return;
  wait_for(now, {.peer = peer, .roster = digest, .compare_roster = true}, {});
}

bool Pull::is_worth_comparing(Moment now, const PeerId& peer, const wire::Digest& digest) const {
  const auto& ours = rooms_.digests().all();
  if (digest == ours && rooms_.complete_digests().all() == ours) return false;
  if (is_pulling_ || waiting_) return false;
  if (logs_compared_at_ && now.instant - *logs_compared_at_ < kBetweenPulls) return false;
  const auto before = fruitless_logs_.find(peer);
  if (before == fruitless_logs_.end()) return true;
  const auto& [what, when, times] = before->second;
  if (what == Comparison{peer, digest, ours}) return false;
  auto pause = kBetweenPulls;
  for (std::size_t i = 0; i < times && pause < kFruitlessMax; ++i) pause *= 2;
  return now.instant - when >= std::min<Duration>(pause, kFruitlessMax);
}

void Pull::consider_logs(Moment now, const PeerId& peer, const wire::Digest& digest) {
  if (!is_worth_comparing(now, peer, digest)) return;
  const auto mending = logs_compared_at_ ? context_.random.between(kLogsMendMin, kLogsMendMax) : Duration{};
  wait_for(now, {.peer = peer, .logs = digest}, mending);
}

void Pull::wait_for(Moment now, Relay relay, Duration time) {
  waiting_ = Waiting{std::move(relay), now.instant + time, rooms_.digests().all()};
}

// Whether there still is anything to compare.
bool Pull::is_worth_beginning(const Waiting& waiting) {
  const auto& relay = waiting.relay;
  if (relay.compare_roster) return relay.roster != context_.roster.digest() || !logs_compared_at_;
  if (!relay.logs) return true;
  const auto& ours = rooms_.digests().all();
  if (relay.logs == ours && rooms_.complete_digests().all() == ours) return false;
  // What differed may be here by now; the next pong will tell.
  if (ours != waiting.our_logs && ++put_off_ < kPutOffMax) return false;
  put_off_ = 0;
  return true;
}

// --- asking ---

void Pull::begin(Moment now, const Relay& relay) {
  const auto address = askable(now, relay.peer);
  if (!address) return;
  is_pulling_ = true;
  compare_roster_ = relay.compare_roster;
  relay_.reset();
  relays_asked_ = 0;
  rtt_.reset();
  ours_ = context_.roster.digest();
  our_logs_ = rooms_.digests().all();
  brought_news_ = brought_log_news_ = false;
  log_lines_ = 0;
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
  for (const auto& it : context_.roster.all()) {
    const Peer& peer = it.second;
    const bool is_asked = std::any_of(questions_.begin(), questions_.end(), [&](const Question& question) {
      return question.aim == Aim::opening && question.relay.peer == peer.id;
    });
    if (peer.live && !is_asked && peer.id != except && askable(now, peer.id)) others.push_back(&peer);
  }
  if (others.empty()) return;
  const auto& other = *others[context_.random.below(others.size())];
  open(now, {.peer = other.id, .roster = other.card.rd, .compare_roster = compare_roster_}, *askable(now, other.id));
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
  relay_address_ = answered.to;
  rtt_ = rtt;
  std::erase_if(questions_, [](const Question& question) { return is_of_a_pull(question.aim); });
  if (!compare_roster_) return begin_logs(now);
  subject_ = Subject::roster;
  ask_parts(now);
}

void Pull::ask_parts(Moment now) {
  auto after = kBeginning;
  for (std::size_t part = 0; part < context_.config.pull_window; ++part) {
    const auto until = part_end(part, context_.config.pull_window);
    ask_first(now, {.aim = Aim::part,
                    .relay = *relay_,
                    .to = relay_address_,
                    .subject = subject_,
                    .after = after,
                    .until = until});
    after = end_of(until);
  }
}

// One question for all of them: often nothing differs, or little.
void Pull::begin_logs(Moment now) {
  compare_roster_ = false;
  subject_ = Subject::logs;
  ask_first(now, {.aim = Aim::part,
                  .relay = *relay_,
                  .to = relay_address_,
                  .subject = subject_,
                  .of_all_logs = true,
                  .after = kBeginning,
                  .until = part_end(0, 1)});
}

bool Pull::can_fetch(const PeerId& id) const {
  std::size_t fetches = 0;
  for (const auto& question : questions_) {
    if (is_of_a_pull(question.aim)) continue;
    if (++fetches == kFetchesMax || question.only == id) return false;
  }
  return true;
}

void Pull::fetch(Moment now, const PeerId& id, const Address& from) {
  if (can_fetch(id)) ask_first(now, {.aim = Aim::beacon, .to = from, .only = id});
}

void Pull::fetch_name(Moment now, const PeerId& id, const Address& from) {
  if (names_wanted_.size() < kNamesMax) names_wanted_.emplace_back(id, from);
  ask_for_names(now);
}

void Pull::ask_for_names(Moment now) {
  while (!names_wanted_.empty() && can_fetch(names_wanted_.front().first)) {
    const auto [id, from] = names_wanted_.front();
    names_wanted_.pop_front();
    if (!context_.roster.find(id)) ask_first(now, {.aim = Aim::name, .to = from, .only = id});
  }
}

void Pull::ask_first(Moment now, Question question) {
  ask(now, question);
  if (question.tries.count() > 0) questions_.push_back(std::move(question));
}

// Asked again only where the address may get another one. Until the patience ends an answer to any try counts.
void Pull::ask(Moment now, Question& question) {
  question.next = now.instant + pause(question);
  if (question.tries.count() == (question.aim == Aim::name ? kNameTriesMax : kTriesMax)) {
    question.next = question.tries.newest().when + kPatience;
    return;
  }
  wire::Pull pull;
  pull.fr = context_.self.id;
  context_.random.fill(pull.nn);
  pull.only = question.only;
  pull.past = question.aim == Aim::name;
  pull.after = question.after.id;
  pull.until = question.until;
  if (question.subject == Subject::logs) {
    pull.dg = rooms_.complete_digests().within(question.after, question.until);
    if (question.after != end_of(pull.after)) pull.ep = question.after.epoch;
  } else if (!question.only) {
    pull.rd = context_.roster.digest(pull.after, pull.until);
  }
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
  context_.out.transmit(Urgency::repair, received.source, make_datagram(context_, answer_to(pull)));
}

wire::Page Pull::answer_to(const wire::Pull& pull) {
  wire::Page page;
  page.fr = context_.self.id;
  page.nn = pull.nn;
  const std::size_t around = wire::encode_datagram({}, wire::encode_body(page)).size() + kPageRoom;
  const auto most = datagram_bytes_max(context_);
  auto bytes = around;
  // False when the page is full. A body that no page can hold is passed over, or nobody behind it would be found.
  const auto add = [&](wire::Kind kind, const std::string& body, const wire::Signature& signature) {
    const auto line = body.size() + 96;  // kind, signature, two spaces, line feed
    if (around + line > most) return true;
    if (page.lines.size() == wire::kPageLinesMax || bytes + line > most) return false;
    bytes += line;
    page.lines.push_back({kind, signature, body});
    return true;
  };
  const auto add_beacon = [&](const PeerId& id) {
    if (id == context_.self.id) return add(wire::Kind::here, presence_.beacon().body, presence_.beacon().signature);
    const auto* peer = context_.roster.find(id);
    const bool is_meant = peer && !peer->body.empty() && (peer->live || pull.past);
    // What a disk has changed would be held against us.
    const bool is_sound =
        is_meant && (peer->has_beacon || is_signed_by(context_, id, wire::Kind::here, peer->body, peer->signature));
    return !is_sound || add(wire::Kind::here, peer->body, peer->signature);
  };
  const auto add_entry = [&](const DigestKey& key) {
    const auto* entry = rooms_.newest({key.id, key.epoch});
    return !entry || add(wire::Kind::post, entry->body, entry->signature);
  };
  if (pull.only) {
    add_beacon(*pull.only);
  } else if (pull.dg) {
    const auto after = pull.ep ? DigestKey{pull.after, *pull.ep} : end_of(pull.after);
    if (rooms_.digests().within(after, pull.until) != *pull.dg)
      page.more = !rooms_.digests().each(after, pull.until, add_entry);
  } else if (context_.roster.digest(pull.after, pull.until) != pull.rd) {
    page.more = !context_.roster.each_live(pull.after, pull.until, add_beacon);
  }
  return page;
}

// --- what comes back ---

std::vector<Pull::Doubt> Pull::receive(Moment now, const Received& received, const wire::Page& page) {
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
  std::vector<Doubt> doubts;
  std::optional<DigestKey> last;
  for (const auto& line : page.lines)
    if (const auto key = take(now, received, page, line, question, doubts)) last = key;
  ask_for_names(now);
  if (question.aim == Aim::opening) settle_on(now, question, rtt);
  if (question.aim != Aim::part) return doubts;
  rtt_ = (*rtt_ * 7 + rtt) / 8;
  const bool goes_on =
      page.more && last && *last > question.after && last->id <= question.until && log_lines_ < kLogLinesMax;
  if (goes_on && question.of_all_logs) {
    ask_parts(now);
  } else if (goes_on) {
    question.after = *last;
    question.tries = {};
    question.asked_with_token = false;
    ask_first(now, std::move(question));
  }
  if (!is_asking()) finish(now);
  return doubts;
}

std::optional<DigestKey> Pull::take(Moment now, const Received& received, const wire::Page& page,
                                    const wire::Page::Line& line, const Question& question,
                                    std::vector<Doubt>& doubts) {
  const bool is_of_logs = question.subject == Subject::logs;
  const bool is_wanted = line.kind == (is_of_logs ? wire::Kind::post : wire::Kind::here);
  const auto message = is_wanted ? wire::decode_body(line.kind, line.body)
                                 : Result<wire::Message, wire::DecodeError>(Failure{wire::DecodeError::unknown_kind});
  if (!message) {
    context_.counters.add(message.reason());
    return std::nullopt;
  }
  if (const auto* card = std::get_if<wire::Here>(&*message)) {
    take(now, received, page, line, *card, question, doubts);
    return end_of(card->id);
  }
  const auto& post = std::get<wire::Post>(*message);
  ++log_lines_;
  if (rooms_.receive_relayed(now, question.relay.peer, received.source, line, post)) brought_log_news_ = true;
  return DigestKey{post.au, post.ep};
}

void Pull::take(Moment now, const Received& received, const wire::Page& page, const wire::Page::Line& line,
                const wire::Here& card, const Question& question, std::vector<Doubt>& doubts) {
  if (question.aim == Aim::name) {
    if (card.id == question.only && cards_.remember(now, received.source, line, card)) named_.push_back(card.id);
    return;
  }
  const auto verdict = cards_.receive_relayed(now, received.source, received.interface, line, card);
  // As long as the two disagree about somebody they have to be compared.
  const auto* known = context_.roster.find(card.id);
  const bool is_doubt = known && !known->live && card.ep <= known->card.ep;
  if (is_doubt) doubts.push_back({card.id, card.ep});
  if (verdict == Cards::Verdict::entered || is_doubt) brought_news_ = true;
  // A stranger that was fetched from its own address may be reached there.
  if (verdict == Cards::Verdict::entered && question.only == card.id && page.fr == card.id)
    context_.roster.claim(card.id, {received.source});
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
                     [](const Question& question) { return is_of_a_pull(question.aim); });
}

// After the last question about the roster, or about logs: were we told anything? If not, the same two need not be
// compared again.
void Pull::finish(Moment now) {
  if (subject_ == Subject::logs) return finish_logs(now);
  in_step_ = true;
  if (!brought_news_ && relay_->roster) fruitless_ = Comparison{relay_->peer, *relay_->roster, ours_};
  begin_logs(now);
}

void Pull::finish_logs(Moment now) {
  is_pulling_ = false;
  logs_compared_at_ = now.instant;
  if (brought_log_news_) {
    fruitless_logs_.erase(relay_->peer);
  } else if (relay_->logs) {
    if (!fruitless_logs_.contains(relay_->peer)) make_room(fruitless_logs_, kFruitlessPeersMax, context_.random);
    auto& fruitless = fruitless_logs_[relay_->peer];
    fruitless = {{relay_->peer, *relay_->logs, our_logs_}, now.instant, fruitless.times + 1};
  }
}

// --- time ---

void Pull::wake(Moment now) {
  if (waiting_ && now.instant >= waiting_->begin_at) {
    const auto waiting = *std::exchange(waiting_, std::nullopt);
    if (is_worth_beginning(waiting)) begin(now, waiting.relay);
  }
  bool is_silent = false;
  std::erase_if(questions_, [&](Question& question) {
    if (now.instant < question.next) return false;
    const bool is_over = now.instant - question.tries.newest().when >= kPatience;
    if (is_over && question.aim == Aim::part) is_silent = true;
    if (!is_over) ask(now, question);
    return is_over;
  });
  ask_for_names(now);
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
  if (waiting_) first = waiting_->begin_at;
  if (is_pulling_ && !relay_ && relays_asked_ < kRelaysMax && (!first || open_next_ < *first)) first = open_next_;
  for (const auto& question : questions_)
    if (!first || question.next < *first) first = question.next;
  return first;
}

}  // namespace earshot::core
