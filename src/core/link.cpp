#include "core/link.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/deliveries.h"
#include "core/gate.h"
#include "core/roster.h"

namespace earshot::core {

namespace {

// So many probes without an answer: the peer may have lost the session, so a handshake starts beside them. On a LAN
// this is about 0.1 s.
constexpr std::size_t kProbesPatient = 4;
// RFC 9002, 6.2.4: two packets a probe, so that one lost packet more does not double the wait.
constexpr std::size_t kPacketsPerProbe = 2;
// The most that a commit to a slow disk takes; then the news that it is done was lost.
constexpr Duration kStorageWait = std::chrono::milliseconds(50);
constexpr Duration kWaitMax = std::chrono::seconds(5);
constexpr Duration kAskAgain = std::chrono::milliseconds(100);  // whether an address is the peer's; doubled each time
constexpr std::size_t kReplacedMax = 2;
// A challenge to an address that the peer only claims is larger than its answer, so that the peer may answer it before
// it knows our address to be good.
constexpr std::size_t kChallengePlainMin = 2 * kPaddingStep;

// The wait after so many tries.
Duration doubled(Duration wait, std::size_t tries) {
  for (std::size_t i = 0; i < tries && wait < kWaitMax; ++i) wait *= 2;
  return std::min(wait, kWaitMax);
}

}  // namespace

Link::Live::Live(const Config& config, std::unique_ptr<Session> session_, const Rtt& rtt, Instant now)
    : session(std::move(session_)), flight(config, rtt), acks(config.ack_delay_max), born(now), used(now) {}

// --- sessions ---

void Link::adopt(Moment now, Handshakes::Established established, Role role) {
  const auto* known = context_.roster.find(peer_);
  Rtt estimate(known && known->rtt ? *known->rtt : context_.config.initial_rtt);
  if (live_) estimate = live_->flight.rtt();
  if (established.rtt) estimate.sample(*established.rtt, Duration{0});
  replace(now.instant);
  live_ = std::make_unique<Live>(context_.config, std::move(established.session), estimate, now.instant);
  paths_.use(established.address);
  if (established.is_proven) reached(now, established.address);
  outbox_.restart();
  storage_probe_.reset();
  if (role == Role::responder) return;
  flush(now);
  if (live_->session->next_packet() == 0) send_probe(now);
}

// What is sent to this address arrives at the peer.
void Link::reached(Moment now, const Address& address) {
  live_->is_reached = true;
  live_->ask_again.reset();
  context_.gate.prove(now.instant, address);
  context_.roster.heard(peer_, now.instant, now.wall, address);
}

void Link::replace(Instant now) {
  if (!live_) return;
  if (replaced_.size() == kReplacedMax) replaced_.erase(replaced_.begin());
  replaced_.push_back({std::move(live_->session), now + context_.config.old_session_life});
  live_.reset();
}

Session* Link::session(std::uint32_t index) {
  if (live_ && live_->session->index() == index) return live_->session.get();
  const auto found = std::find_if(replaced_.begin(), replaced_.end(),
                                  [&](const Replaced& it) { return it.session->index() == index; });
  return found == replaced_.end() ? nullptr : found->session.get();
}

bool Link::wants_new_session() const { return live_ && (live_->worn_out || live_->flight.probes() >= kProbesPatient); }

void Link::distrust_session() {
  if (live_) live_->worn_out = true;
}

void Link::drop_session() {
  live_.reset();
  outbox_.restart();
  storage_probe_.reset();
}

void Link::close(Moment now) {
  inbox_.forget_held();
  if (!live_) return;
  FramePacker packer;
  packer.close();
  send(now, Urgency::answer, paths_.address(), packer, {}, 0);
  drop_session();
}

// --- what comes in ---

std::vector<Inbox::Message> Link::take(Moment now, const Received& received, const Session& session,
                                       const Session::Opened& opened) {
  const auto& frames = opened.frames;
  std::vector<Inbox::Message> complete;
  take_delivered(now, frames);
  const bool kept = inbox_.take(frames, complete);
  if (!live_ || live_->session.get() != &session) return complete;
  if (frames.cl) {
    drop_session();
    return complete;
  }
  live_->used = now.instant;
  if (kept) live_->acks.received(now.instant, *received.head.packet, FramePacker::asks(frames));
  take_acks(now, frames);
  take_path(now, received, opened);
  return complete;
}

void Link::take_delivered(Moment now, const wire::Frames& frames) {
  if (!frames.de || !frames.dl) return;
  if (*frames.de > outbox_.stream()) return move_stream_above(*frames.de);
  if (*frames.de < outbox_.stream()) return;
  const auto done = outbox_.stored(*frames.dl);
  if (outbox_.stream() != *frames.de) forget_cargo();
  for (auto message = done.begin(); message != done.end(); ++message) {
    const auto next = std::next(message);
    if (next == done.end() || next->stream != message->stream)
      context_.out.store(record::Delivered{peer_, message->stream, message->first});
    context_.deliveries.delivered(now, message->id, peer_);
  }
}

// A former life of ours got further than we know: in a lower stream nothing would ever count as new.
void Link::move_stream_above(std::uint64_t stream) {
  if (outbox_.move_above(stream)) context_.out.store(record::EpochUsed{Epoch{outbox_.newest_stream()}});
  forget_cargo();
}

// What is under way belongs to another stream: that it arrives says nothing about this one.
void Link::forget_cargo() {
  if (live_) live_->flight.forget_cargo();
}

void Link::take_acks(Moment now, const wire::Frames& frames) {
  if (frames.a.empty()) return;
  const bool of_unsent = std::any_of(frames.a.begin(), frames.a.end(),
                                     [&](const wire::Range& it) { return it.last >= live_->session->next_packet(); });
  if (of_unsent) return context_.counters.add(Count::dropped_unsolicited);
  const Duration held(frames.ad.value_or(0));
  const auto verdict = live_->flight.acknowledged(now.instant, frames.a, held);
  for (const auto& packet : verdict.acked) outbox_.acknowledged(packet.cargo);
  for (const auto& packet : verdict.lost) outbox_.lost(packet.number, packet.cargo);
  if (verdict.rtt) context_.roster.measured(peer_, held < *verdict.rtt ? *verdict.rtt - held : *verdict.rtt);
}

// Who sends from where, and the challenges of both sides.
void Link::take_path(Moment now, const Received& received, const Session::Opened& opened) {
  const auto& frames = opened.frames;
  const auto& source = received.source;
  const auto before = paths_.address();
  if (frames.pr)
    if (const auto proven = paths_.answered(*frames.pr)) {
      reached(now, *proven);
      context_.roster.prefer(peer_, *proven);
      if (*proven != before) live_->flight.path_changed();
      live_->acks.answer_by(now.instant);  // what was told lately may have gone to the old address
    }
  const bool is_usual = live_->is_reached && source == paths_.address();
  if (is_usual) reached(now, source);
  const bool challenges = !is_usual && opened.is_newest && paths_.wants_challenge(now.instant, source, received.size);
  if (!frames.pc && !challenges) return;

  constexpr std::size_t bytes = kPaddingStep + kSealedOverheadMax;
  if (!is_usual && !context_.gate.is_proven(now.instant, source) && paths_.credit(source) < bytes) return;
  FramePacker packer;
  if (frames.pc) packer.respond(*frames.pc);
  if (challenges) packer.challenge(paths_.challenge(now.instant, source, context_.random));
  if (is_usual)
    add_answer(now.instant, packer, 0);
  else
    paths_.spend(source, bytes);
  send(now, Urgency::answer, source, packer, {}, 0);
}

void Link::stored(Moment now, const Inbox::Message& message) {
  inbox_.stored(message);
  if (live_) live_->acks.answer_by(now.instant);
}

void Link::compare(Moment now, const wire::Frames& step) {
  FramePacker packer;
  packer.compare(step);
  if (live_->acks.due()) add_answer(now.instant, packer, 0);
  send(now, Urgency::chat, paths_.address(), packer, {}, 0);
}

std::vector<Outbox::Message> Link::abandon() {
  auto given_up = outbox_.abandon();
  if (given_up.empty()) return given_up;
  context_.out.store(record::EpochUsed{Epoch{outbox_.newest_stream()}});
  forget_cargo();
  return given_up;
}

// --- what goes out ---

bool Link::may_ask() const { return live_ && context_.roster.is_live(peer_); }

bool Link::may_send_messages() const { return may_ask() && live_->is_reached; }

// The answer to a question may be lost although the question was acknowledged: then nothing is under way any more, and
// neither side would say another word.
void Link::want_open(Moment now, bool is_wanted) {
  if (!live_) return;
  if (!is_wanted) live_->ask_again.reset();
  if (!is_wanted || !may_ask() || live_->is_reached || !live_->flight.empty()) return;
  if (live_->ask_again && now.instant < *live_->ask_again) return;
  if (++live_->asked > kProbesPatient) live_->worn_out = true;
  // The address may be a third party's, named by a peer that acknowledges and does not answer.
  live_->ask_again = now.instant + doubled(kAskAgain, live_->asked - 1);
  send_challenge(now, paths_.address());
}

void Link::flush(Moment now) {
  if (!live_) return;
  bool sent_messages = false;
  while (may_send_messages() && outbox_.has_waiting() && live_->flight.has_room()) {
    send_messages(now);
    sent_messages = true;
  }
  // An answer of its own must not overtake the messages: the gap in the numbers would look like a loss.
  const auto due = live_->is_reached ? live_->acks.due() : std::nullopt;
  if (due && *due <= now.instant) send_answer(now, sent_messages ? Urgency::chat : Urgency::answer);
  watch_storage(now.instant);
}

// One packet, as full as it gets. Only while something waits.
void Link::send_messages(Moment now) {
  FramePacker packer;
  if (live_->acks.due()) add_answer(now.instant, packer, FramePacker::bytes_of_first(outbox_.waiting()));
  packer.stream(outbox_.stream(), outbox_.lowest());
  const auto packet = live_->session->next_packet();
  Flight::Cargo cargo;
  std::vector<MessageId> complete;
  while (outbox_.has_waiting() && packer.fits(outbox_.waiting())) {
    packer.add(outbox_.waiting());
    cargo.push_back(outbox_.waiting().i);
    if (const auto* message = outbox_.sent(packet)) complete.push_back(message->id);
  }
  send(now, Urgency::chat, paths_.address(), packer, std::move(cargo), 0);
  for (const auto& id : complete) context_.deliveries.sent(now, id, peer_);
}

void Link::send_answer(Moment now, Urgency urgency) {
  FramePacker packer;
  if (add_answer(now.instant, packer, 0)) return send(now, urgency, paths_.address(), packer, {}, 0);
  live_->acks.answered();
}

bool Link::add_answer(Instant now, FramePacker& packer, std::size_t reserved) {
  const FramePacker::Answer answer{.newest_first = live_->acks.newest_first(),
                                   .held = live_->acks.held(now),
                                   .stream = inbox_.stream(),
                                   .stored = inbox_.stored_up_to()};
  const bool added = packer.answer(answer, reserved);
  if (added) live_->acks.answered();
  return added;
}

// Only to be acknowledged; and what comes back proves an address that is not proven yet.
void Link::send_probe(Moment now) {
  if (!live_->is_reached) return send_challenge(now, paths_.address());
  FramePacker packer;
  wire::Nonce nonce{};
  context_.random.fill(nonce);
  packer.challenge(nonce);
  if (live_->acks.due()) add_answer(now.instant, packer, 0);
  send(now, Urgency::chat, paths_.address(), packer, {}, 0);
}

void Link::check_paths(Moment now) {
  if (!live_) return;
  const auto current = paths_.address();
  const auto* known = context_.roster.find(peer_);
  if (known)
    for (const auto& path : known->paths)
      if (path.address != current) send_challenge(now, path.address);
  send_challenge(now, current);
}

void Link::send_challenge(Moment now, const Address& to) {
  FramePacker packer;
  packer.challenge(paths_.challenge(now.instant, to, context_.random));
  send(now, Urgency::answer, to, packer, {}, kChallengePlainMin);
}

void Link::send(Moment now, Urgency urgency, const Address& to, const FramePacker& packer, Flight::Cargo cargo,
                std::size_t plain_min) {
  const auto packet = live_->session->next_packet();
  context_.out.transmit(urgency, to, live_->session->seal(packer.plain(plain_min)));
  const auto& config = context_.config;
  if (packet + 1 >= config.rekey_packets) live_->worn_out = true;
  if (!packer.asks()) return;
  live_->flight.sent(now.instant, packet, std::move(cargo));
  if (now.instant - live_->born >= config.rekey_use || now.instant - live_->used >= config.rekey_idle)
    live_->worn_out = true;
  live_->used = now.instant;
}

// --- time ---

void Link::wake(Moment now) {
  std::erase_if(replaced_, [&](const Replaced& it) { return it.until <= now.instant; });
  if (!live_) return;
  const auto loss = live_->flight.loss_deadline();
  if (loss && *loss <= now.instant)
    for (const auto& packet : live_->flight.take_lost(now.instant)) outbox_.lost(packet.number, packet.cargo);
  if (may_ask() && live_->flight.take_probe(now.instant)) probe(now);
  if (may_send_messages() && storage_probe_ && *storage_probe_ <= now.instant) {
    storage_probe_.reset();
    ++storage_probes_;
    send_probe(now);
  }
  flush(now);
}

// Real data first: if the packet was lost, this repairs it.
void Link::probe(Moment now) {
  bool asked = false;
  for (std::size_t i = 0; i < kPacketsPerProbe; ++i) {
    const auto* cargo = live_->flight.cargo(i);
    if (cargo) outbox_.again(*cargo);
    if (!outbox_.has_waiting() || !may_send_messages()) continue;
    send_messages(now);
    asked = true;
  }
  if (!asked) send_probe(now);
}

void Link::watch_storage(Instant now) {
  if (!outbox_.awaits_storage()) {
    storage_probe_.reset();
    storage_probes_ = 0;
    return;
  }
  if (storage_probe_) return;
  storage_probe_ = now + doubled(kStorageWait, storage_probes_);
}

std::optional<Instant> Link::deadline() const {
  std::optional<Instant> first;
  const auto consider = [&](std::optional<Instant> when) {
    if (when && (!first || *when < *first)) first = when;
  };
  for (const auto& replaced : replaced_) consider(replaced.until);
  if (!live_) return first;
  if (live_->is_reached) consider(live_->acks.due());
  consider(live_->flight.loss_deadline());
  if (may_ask()) consider(live_->flight.probe_deadline());
  if (may_send_messages()) consider(storage_probe_);
  if (may_ask() && !live_->is_reached && live_->flight.empty()) consider(live_->ask_again);
  return first;
}

}  // namespace earshot::core
