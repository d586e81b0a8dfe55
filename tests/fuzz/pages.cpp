// A peer that is asked for what we lack, beacons and logs, and answers with pages of its own making: what tried_node.h
// says holds for the node that asked. Every step (node_script.h has the mark between them) is the answer to one
// question: the lines of a page as they are in one, '+' before them if there are more. Any page survives being written.
#include <deque>

#include "fuzz/liar.h"
#include "fuzz/node_script.h"
#include "fuzz/targets.h"

namespace earshot::fuzz {

using namespace literals;

namespace {

constexpr std::size_t kAnswersMax = 200;

class Relay {
 public:
  explicit Relay(Liar& liar) : liar_(liar) {
    liar.says(promising_card());
    listen();
  }

  void answer(BytesView step) {
    if (pulls_.empty()) wait();
    if (pulls_.empty()) return;
    const auto pull = pulls_.front();
    pulls_.pop_front();
    const bool more = step.starts_with('+');
    if (more) step.remove_prefix(1);
    Bytes body = wire::encode_body(wire::Page{liar_.identity().id, pull.nn, more, {}});
    if (!step.empty()) body.append("\n").append(step);
    expect_survival(body);
    liar_.sends_as(wire::Kind::page, body);
    liar_.node().commit();
    listen();
  }

 private:
  static void expect_survival(BytesView body) {
    const auto page = wire::decode_body(wire::Kind::page, body);
    if (!page) return;
    const auto rewritten = wire::encode_body(*page);
    const auto reread = wire::decode_body(wire::Kind::page, rewritten);
    require(reread && *reread == *page, "a page survives being written");
  }

  // It knows more than the node, and always something else than before.
  wire::Here promising_card() {
    auto card = liar_.card();
    card.n = 50;
    card.rd.fill(++lies_);
    card.hd = {lies_};
    return card;
  }

  // The node asks for reasons of its own: it hears a beacon, and an answer to its pings.
  void wait() {
    liar_.says(promising_card());
    liar_.node().pass(1s);
    listen();
  }

  void listen() {
    for (const auto& it : liar_.node().take_sent()) {
      const auto split = wire::decode_head(it.datagram);
      const auto message = wire::decode_body(split->head.kind, split->body);
      if (const auto* pull = std::get_if<wire::Pull>(&*message)) pulls_.push_back(*pull);
      if (const auto* ping = std::get_if<wire::Ping>(&*message)) pong(*ping);
    }
  }

  void pong(const wire::Ping& ping) {
    const auto card = promising_card();
    wire::Pong pong{.id = card.id, .nn = ping.nn, .ep = card.ep, .no = card.no, .hd = card.hd, .rd = card.rd};
    pong.n = card.n;
    pong.dg.emplace().fill(lies_);
    liar_.says(pong);
  }

  Liar& liar_;
  std::deque<wire::Pull> pulls_;
  std::uint8_t lies_ = 0;
};

}  // namespace

void pages(BytesView input) {
  Liar liar(options_of(take_step(input)));
  Relay relay(liar);
  for (std::size_t steps = 0; !input.empty() && steps < kAnswersMax; ++steps) relay.answer(take_step(input));
  liar.node().pass(10s);
}

}  // namespace earshot::fuzz
