// The demo's companions: real nodes whose face plays a small script. They write to nobody's terminal.
#include <algorithm>
#include <deque>

#include "earshot/front/faces.h"
#include "front/words.h"

namespace earshot::front {
namespace {

// Second 4 juno writes in #lobby, second 6 pip writes directly; counted from the start of the demo. pip's node starts
// at second 1, juno's at second 2: src/app/demo does that, so each counts from its own start.
constexpr Duration kPipWritesAfter = std::chrono::seconds(5);
constexpr Duration kJunoWritesAfter = std::chrono::seconds(2);
// Long enough to look like a person, short enough to see at once.
constexpr Duration kAnswersAfter = std::chrono::milliseconds(700);
constexpr std::size_t kAnswersMax = 16;  // somebody who pastes a book gets no book back

class CompanionFace final : public Face {
 public:
  CompanionFace(Desk& desk, Companion who) : desk_(desk), who_(who) {}

  void start(Moment now) override {
    write_at_ = now.instant + (who_ == Companion::pip ? kPipWritesAfter : kJunoWritesAfter);
  }
  void event(Moment now, const Event& event) override;
  void stop(Moment, Stop) override { stopped_ = true; }
  void wake(Moment now) override;
  std::optional<Instant> deadline() const override;
  std::optional<int> finished() const override { return stopped_ ? std::optional(0) : std::nullopt; }

 private:
  struct Answer {
    Instant at;
    command::Send send;
  };
  void write_first();

  Desk& desk_;
  Companion who_;
  std::string guest_;  // the person who runs the demo, in a form that names one key
  std::optional<Instant> write_at_;
  std::deque<Answer> answers_;  // earliest first
  bool stopped_ = false;
};

bool is_companion(const PeerView& peer) { return peer.nick == "pip" || peer.nick == "juno"; }

void CompanionFace::event(Moment now, const Event& event) {
  if (const auto* peer = std::get_if<event::Peer>(&event.what)) {
    if (peer->peer.trust != Trust::self && !is_companion(peer->peer)) guest_ = peer->peer.ref;
    return;
  }
  const auto* message = std::get_if<event::Message>(&event.what);
  if (message == nullptr || message->outgoing || is_companion(message->from)) return;
  command::Send send;
  if (message->conversation.kind == Conversation::Kind::room) {
    send.room = message->conversation.name;
  } else {
    send.to = {message->from.ref};
  }
  send.text = say("I have it: look at the mark beside your line");
  if (answers_.size() < kAnswersMax) answers_.push_back(Answer{now.instant + kAnswersAfter, send});
}

void CompanionFace::write_first() {
  command::Send send;
  if (who_ == Companion::juno) {
    send.room = "lobby";
    send.text = say("hello, I am juno. Everyone here can read this line.");
  } else {
    if (guest_.empty()) return;
    send.to = {guest_};
    send.text = say("hi, pip here. This line is for you alone, and encrypted. Write me something!");
  }
  (void)desk_.submit(send);
}

void CompanionFace::wake(Moment now) {
  if (write_at_ && now.instant >= *write_at_) {
    write_at_.reset();
    write_first();
  }
  while (!answers_.empty() && now.instant >= answers_.front().at) {
    const command::Send send = answers_.front().send;
    answers_.pop_front();
    (void)desk_.submit(send);
  }
}

std::optional<Instant> CompanionFace::deadline() const {
  if (stopped_) return std::nullopt;
  if (answers_.empty()) return write_at_;
  return write_at_ ? std::min(*write_at_, answers_.front().at) : answers_.front().at;
}

}  // namespace

std::unique_ptr<Face> make_companion(Desk& desk, Companion who) { return std::make_unique<CompanionFace>(desk, who); }

}  // namespace earshot::front
