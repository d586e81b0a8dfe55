#include "core/pull.h"

#include <algorithm>

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

// The id space in equal parts by the first byte. The last ends with the highest id.
PeerId part_end(std::size_t part, std::size_t parts) {
  PeerId end;
  end.bytes.fill(0xff);
  if (part + 1 < parts) end.bytes[0] = static_cast<std::uint8_t>((part + 1) * 256 / parts - 1);
  return end;
}

}  // namespace

bool Pull::is_pulling() const { return source_.has_value(); }

bool Pull::is_settled(Instant now) const { return in_step_ || now - started_ >= kSettleTime; }

void Pull::consider(Moment now, const PeerId& peer, const wire::Digest& digest) {
  if (digest == context_.roster.digest()) {
    in_step_ = true;
    return;
  }
  if (is_pulling() || waiting_) return;
  const Source source{peer, digest, context_.roster.digest()};
  if (fruitless_ && fruitless_->peer == peer && fruitless_->theirs == source.theirs && fruitless_->ours == source.ours)
    return;
  if (in_step_ && last_begun_ && now.instant - *last_begun_ < kBetweenPulls) return;
  waiting_ = source;
  begin_at_ = now.instant;
  // When many arrive at once their hellos tell most of it, and one relay could not serve them all.
  if (presence_.hellos_in_the_last_second(now.instant) > context_.config.pull_crowd)
    begin_at_ += context_.random.between(context_.config.pull_postpone_min, context_.config.pull_postpone_max);
}

void Pull::begin(Moment now, const Source& source) {
  const auto address = context_.roster.address(source.peer);
  if (!address) return;
  source_ = source;
  source_->ours = context_.roster.digest();
  last_begun_ = now.instant;
  brought_news_ = false;
  parts_asked_ = 0;
  // One question first: an address that somebody else gave us must not get sixteen.
  ask_parts(now, *address, context_.gate.is_proven(now.instant, *address) ? context_.config.pull_window : 1);
}

void Pull::ask_parts(Moment now, const Address& to, std::size_t until) {
  for (; parts_asked_ < until; ++parts_asked_) {
    Question question;
    question.to = to;
    if (parts_asked_ > 0) question.after = part_end(parts_asked_ - 1, context_.config.pull_window);
    question.until = part_end(parts_asked_, context_.config.pull_window);
    ask(now, question);
    questions_.push_back(std::move(question));
  }
}

void Pull::fetch(Moment now, const PeerId& id, const Address& from) {
  const bool under_way =
      std::any_of(questions_.begin(), questions_.end(), [&](const Question& question) { return question.only == id; });
  const auto fetches = std::count_if(questions_.begin(), questions_.end(),
                                     [](const Question& question) { return question.only.has_value(); });
  if (under_way || static_cast<std::size_t>(fetches) >= kFetchesMax) return;
  Question question;
  question.to = from;
  question.only = id;
  ask(now, question);
  // To an address that may be forged only one datagram for the one that came from it.
  if (!context_.gate.is_proven(now.instant, from)) question.tries = kTriesMax;
  questions_.push_back(std::move(question));
}

void Pull::ask(Moment now, Question& question) {
  context_.random.fill(question.nonce);
  ++question.tries;
  question.next = now.instant + context_.config.pull_retry;
  wire::Pull pull;
  pull.fr = context_.self.id;
  pull.nn = question.nonce;
  pull.only = question.only;
  pull.after = question.after;
  pull.until = question.until;
  if (!question.only) pull.rd = context_.roster.digest(question.after, question.until);
  context_.out.transmit(Urgency::repair, question.to,
                        make_datagram(context_, pull, 0, context_.gate.token_from(question.to)));
}

void Pull::receive(Moment now, const Received& received, const wire::Pull& pull) {
  if (!context_.gate.allow(now.instant, received.source, Gate::Work::page))
    return context_.counters.add(Count::dropped_too_fast);
  if (!context_.gate.is_proven(now.instant, received.source)) {
    context_.out.transmit(
        Urgency::repair, received.source,
        make_datagram(context_, wire::Cookie{}, 0, context_.gate.token_for(now.instant, received.source)));
    return;
  }
  wire::Page page;
  page.fr = context_.self.id;
  page.nn = pull.nn;
  std::size_t bytes = wire::encode_datagram({}, wire::encode_body(page)).size() + 64;  // the tag and `more`
  // False when the page is full.
  const auto add = [&](const std::string& body, const wire::Signature& signature) {
    const auto line = body.size() + 96;  // kind, signature, two spaces, line feed
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

std::vector<PeerId> Pull::receive(Moment now, const Received& received, const wire::Page& page) {
  auto question = std::find_if(questions_.begin(), questions_.end(),
                               [&](const Question& it) { return it.nonce == page.nn && it.to == received.source; });
  if (question == questions_.end()) {
    context_.counters.add(Count::dropped_unsolicited);
    return {};
  }
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
    if (verdict == Cards::Verdict::entered && question->only == card.id && page.fr == card.id)
      context_.roster.claim(card.id, {received.source});
  }
  if (source_ && !question->only) {
    const auto index = question - questions_.begin();
    ask_parts(now, received.source, context_.config.pull_window);
    question = questions_.begin() + index;
  }
  const bool goes_on = !question->only && page.more && last && *last > question->after && *last < question->until;
  if (goes_on) {
    question->after = *last;
    question->tries = 0;
    ask(now, *question);
  } else {
    questions_.erase(question);
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

// After the last question of a pull: were we told anything? If not, the same two rosters need not be compared again.
void Pull::finish() {
  const bool more =
      std::any_of(questions_.begin(), questions_.end(), [](const Question& question) { return !question.only; });
  if (more || !source_) return;
  in_step_ = true;
  if (!brought_news_) fruitless_ = source_;
  source_.reset();
}

std::optional<PeerId> Pull::another_source() const {
  const auto count = context_.roster.live_count();
  if (count < 2) return std::nullopt;
  auto steps = context_.random.below(count);
  for (const auto& [id, peer] : context_.roster.all())
    if (peer.live && steps-- == 0 && id != source_->peer) return id;
  return std::nullopt;
}

void Pull::wake(Moment now) {
  if (waiting_ && now.instant >= begin_at_) {
    const auto source = *waiting_;
    waiting_.reset();
    if (source.theirs != context_.roster.digest()) begin(now, source);
  }
  bool gave_up = false;
  std::erase_if(questions_, [&](Question& question) {
    if (now.instant < question.next) return false;
    if (question.tries >= kTriesMax) {
      if (!question.only) gave_up = true;
      return true;
    }
    ask(now, question);
    return false;
  });
  if (!gave_up || !source_) return;
  // The relay is silent: ask another one for everything that still differs.
  std::erase_if(questions_, [](const Question& question) { return !question.only; });
  const auto next = another_source();
  const auto silent = *source_;
  source_.reset();
  if (next) waiting_ = Source{*next, silent.theirs, {}};
  begin_at_ = now.instant;
}

std::optional<Instant> Pull::deadline() const {
  std::optional<Instant> first;
  if (waiting_) first = begin_at_;
  for (const auto& question : questions_)
    if (!first || question.next < *first) first = question.next;
  return first;
}

}  // namespace earshot::core
