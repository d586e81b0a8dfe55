// What goes on, until stopped: who comes and goes (`peers --watch`), or the node's own state (`run`), which is all
// that a journal should hold.
#include "earshot/front/faces.h"
#include "front/json_stream.h"
#include "front/phrases.h"
#include "front/tables.h"
#include "front/troubles.h"
#include "front/words.h"

namespace earshot::front {
namespace {

class Watcher final : public Face {
 public:
  Watcher(const Streams& streams, const Manner& manner, const About& about, Watch what)
      : sheet_(streams),
        stream_(streams, manner, about),
        manner_(manner),
        phrases_(manner),
        about_(about),
        what_(what) {}

  void start(Moment now) override;
  void event(Moment now, const Event& event) override;
  void missed(Moment now, std::uint64_t events, std::optional<std::uint64_t> from_seq) override {
    if (!exit_ && manner_.json) stream_.missed(now, events, from_seq);
  }
  void stop(Moment now, Stop why) override;
  void wake(Moment) override {}
  std::optional<Instant> deadline() const override { return std::nullopt; }
  std::optional<int> finished() const override { return exit_; }

 private:
  bool is_wanted(const Event& event) const;
  std::optional<std::string> in_words_of(Moment now, const Event& event) const;

  Sheet sheet_;
  JsonStream stream_;
  Manner manner_;
  Phrases phrases_;
  About about_;
  Watch what_;
  std::optional<int> exit_;
};

void Watcher::start(Moment now) {
  if (manner_.json) stream_.hello(now);
  if (what_ == Watch::node && !manner_.json && !manner_.quiet)
    sheet_.error(say("earshot {1} runs as {2}. Ctrl-C ends it.", {about_.version, about_.self.ref}));
}

bool Watcher::is_wanted(const Event& event) const {
  const auto* peer = std::get_if<event::Peer>(&event.what);
  if (what_ == Watch::peers) return peer != nullptr && peer->peer.trust != Trust::self;
  return std::holds_alternative<event::Ready>(event.what) || std::holds_alternative<event::Network>(event.what) ||
         std::holds_alternative<event::Notice>(event.what);
}

std::optional<std::string> Watcher::in_words_of(Moment now, const Event& event) const {
  if (const auto* peer = std::get_if<event::Peer>(&event.what)) {
    if (peer->what == event::Peer::What::listed) return peer_row(manner_, peer->peer, now.wall);
    return phrases_.presence(event.at, *peer);
  }
  if (const auto* ready = std::get_if<event::Ready>(&event.what)) {
    if (ready->network.interfaces.empty()) return std::nullopt;
    return phrases_.notice(event.at, say("the network is up: {1}", {interfaces_in_words(ready->network)}));
  }
  if (const auto* network = std::get_if<event::Network>(&event.what)) return phrases_.network(event.at, *network);
  if (const auto* notice = std::get_if<event::Notice>(&event.what)) return phrases_.notice(event.at, *notice);
  return std::nullopt;
}

void Watcher::event(Moment now, const Event& event) {
  if (exit_ || !is_wanted(event)) return;
  if (manner_.json) {
    stream_.event(now, event);
    return;
  }
  const auto words = in_words_of(now, event);
  if (!words || !sheet_.has_room()) return;
  if (what_ == Watch::peers) {
    sheet_.line(*words);
  } else if (!manner_.quiet) {
    sheet_.error(*words);
  }
}

void Watcher::stop(Moment now, Stop why) {
  if (exit_) return;
  const Trouble trouble = in_words(why);
  if (manner_.json) {
    stream_.bye(now, name(trouble.code), trouble);
  } else if (why == Stop::node_ended) {
    sheet_.error(error_line(trouble));
  }
  exit_ = exit_code(trouble.code);
}

}  // namespace

std::unique_ptr<Face> make_watch(const Streams& streams, const Manner& manner, const About& about, Watch what) {
  return std::make_unique<Watcher>(streams, manner, about, what);
}

}  // namespace earshot::front
