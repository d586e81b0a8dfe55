#include "sim/chart.h"

#include <algorithm>
#include <iomanip>

#include "earshot/base/encoding.h"
#include "earshot/wire/codec.h"

namespace earshot::sim {

namespace {

constexpr std::size_t kBodyShown = 300;

std::string target_of(const SimLan& lan, const Sent& sent) {
  if (sent.by != Sent::By::unicast) return "all";
  const auto host = std::ranges::find_if(lan.hosts(), [&](const auto& it) { return it->address() == sent.to; });
  return host == lan.hosts().end() ? to_string(sent.to) : (*host)->nick();
}

const char* word(event::Peer::What what) {
  using What = event::Peer::What;
  return what == What::here ? "is here" : what == What::away ? "is away" : what == What::gone ? "is gone" : "changed";
}

struct Words {
  std::string operator()(const event::Peer& it) const { return it.peer.name + ' ' + word(it.what); }
  std::string operator()(const event::Message& it) const {
    return it.from.name +
           (it.outgoing ? " says "
            : it.replay ? " said "
                        : ": ") +
           to_string(it.id) + ' ' + it.text.substr(0, kBodyShown);
  }
  std::string operator()(const event::State& it) const {
    return to_string(it.id) + " to " + it.to.name + " is in state " + std::to_string(static_cast<int>(it.state));
  }
  std::string operator()(const event::Notice& it) const { return it.code; }
  template <class Other>
  std::string operator()(const Other&) const {
    return {};
  }
};

}  // namespace

Chart::Chart(const std::string& file) : is_open_(!file.empty()) {
  if (is_open_) file_.open(file);
}

void Chart::joined(const SimHost& who) { nicks_.emplace_back(base64url(view(who.id().bytes)), who.nick()); }

std::string Chart::named(std::string text) const {
  for (const auto& [id, nick] : nicks_)
    for (auto at = text.find(id); at != std::string::npos; at = text.find(id, at)) text.replace(at, id.size(), nick);
  return text;
}

void Chart::line(Instant since, const SimLan& lan, const std::string& text) {
  file_ << std::fixed << std::setprecision(6) << std::chrono::duration<double>(lan.now() - since).count() << ' ' << text
        << '\n';
}

void Chart::sent(Instant since, const SimLan& lan, const Sent& sent) {
  if (!is_open_) return;
  const auto split = wire::decode_head(*sent.bytes);
  const auto kind = split ? split->head.kind : wire::Kind::e;
  const bool is_text =
      kind != wire::Kind::e && kind != wire::Kind::d && kind != wire::Kind::hs1 && kind != wire::Kind::hs2;
  auto body =
      is_text ? named(std::string(split->body)).substr(0, kBodyShown) : std::to_string(sent.bytes->size()) + " bytes";
  std::ranges::replace(body, '\n', '|');  // of a page
  line(since, lan,
       lan.hosts()[sent.from]->nick() + " -> " + target_of(lan, sent) + ' ' + wire::name(kind) + ' ' + body);
}

void Chart::shown(Instant since, const SimLan& lan, const SimHost& viewer, const Event& event) {
  if (!is_open_) return;
  const auto words = std::visit(Words{}, event.what);
  if (!words.empty()) line(since, lan, viewer.nick() + " sees: " + words);
}

}  // namespace earshot::sim
