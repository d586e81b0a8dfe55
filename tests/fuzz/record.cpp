// Seeds for the fuzzers: three nodes talk on a pretended wire, and what came to the first of them is written as inputs
// for the targets: fuzz_record FOLDER writes FOLDER/TARGET/NAME. Run once, and again when the protocol has changed;
// scripts/fuzz --minimise then keeps what is of use.
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>

#include "earshot/wire/codec.h"
#include "front/requests.h"
#include "fuzz/node_script.h"
#include "fuzz/targets.h"

namespace earshot::fuzz {

using namespace literals;

namespace {

namespace fs = std::filesystem;

class Seeds {
 public:
  explicit Seeds(fs::path folder) : folder_(std::move(folder)) {}
  void keep(const std::string& target, const std::string& name, const Bytes& input) const {
    fs::create_directories(folder_ / target);
    std::ofstream(folder_ / target / name, std::ios::binary) << input;
  }

 private:
  fs::path folder_;
};

// The nodes of hosts 1, 2 and 3; what happens to the first is written down.
class Wire {
 public:
  Wire(Seeds& seeds, std::string name, const std::string& options, Duration head_start)
      : seeds_(seeds), name_(std::move(name)), options_(options_of(options)), script_(options) {
    for (const auto host : std::array<std::uint8_t, 2>{2, 3}) nodes_[host] = make_node(host);
    run(head_start);
    if (head_start > 0ms) does(2, R"({"do":"send","room":"lobby","text":"before you came"})");
    run(head_start);
    nodes_[1] = make_node(1);
  }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  ~Wire() {
    seeds_.keep("node", name_, script_);
    seeds_.keep("session", name_, frames_);
    seeds_.keep("pages", name_, pages_);
  }

  void run(Duration time) {
    for (; time > 0ms; time -= kTick) tick();
  }
  void does(std::uint8_t host, const std::string& line) {
    const auto request = front::parse_request(line);
    require(request && std::holds_alternative<Command>(request->what), "the recorder knows its commands");
    if (host == 1) write("!" + line);
    nodes_[host]->submit(std::get<Command>(request->what));
  }
  void crash() {
    write("k");
    nodes_[1]->restart();
  }

 private:
  static constexpr Duration kTick = 50ms;

  std::unique_ptr<TriedNode> make_node(std::uint8_t host) {
    auto options = options_;
    options.host = host;
    return std::make_unique<TriedNode>(seal_, options);
  }
  void write(const Bytes& step) { script_.append(kBetweenSteps).append(step); }

  void tick() {
    for (std::uint8_t host = 1; host <= 3; ++host) {
      if (!nodes_[host]) continue;
      if (host == 1) write("+" + std::to_string(kTick / 1ms));
      nodes_[host]->pass(kTick);
      if (host == 1 && nodes_[host]->has_uncommitted()) write("*");
      nodes_[host]->commit();
      for (const auto& it : nodes_[host]->take_sent()) carry(host, it);
    }
  }

  void carry(std::uint8_t from, const Transmit& transmit) {
    keep_parts(from, transmit.datagram);
    const auto* address = std::get_if<Address>(&transmit.to);
    for (std::uint8_t host = 1; host <= 3; ++host) {
      if (host == from || !nodes_[host] || (address && *address != TriedNode::address_of(host))) continue;
      const char first = address ? '0' : 'A';
      if (host == 1) write(Bytes(1, static_cast<char>(first + from - 1)).append(transmit.datagram));
      nodes_[host]->receive(TriedNode::address_of(from), address ? Channel::unicast : Channel::group,
                            transmit.datagram);
    }
  }

  // What other targets begin with.
  void keep_parts(std::uint8_t from, const Bytes& datagram) {
    const auto split = wire::decode_head(datagram);
    const std::string kind = wire::name(split->head.kind);
    if (kinds_.insert(kind).second) seeds_.keep("datagram", name_ + "-" + kind, datagram);
    if (kind == "d" && from != 1) {
      const Bytes inside(split->body.substr(0, split->body.size() - kTagBytes));
      frames_.append(kBetweenSteps).append(inside);
      seeds_.keep("frames", name_ + "-" + std::to_string(++packets_), "f" + inside);
    }
    const auto lines = split->body.find('\n');
    if (kind == "page" && lines != BytesView::npos) pages_.append(kBetweenSteps).append(split->body.substr(lines + 1));
  }

  Seeds& seeds_;
  const std::string name_;
  const TriedOptions options_;
  OpenSeal seal_;
  std::map<std::uint8_t, std::unique_ptr<TriedNode>> nodes_;
  Bytes script_, frames_, pages_;
  std::set<std::string> kinds_;
  std::size_t packets_ = 0;
};

void talk(Wire& wire) {
  wire.run(1s);
  wire.does(1, R"({"do":"send","room":"lobby","text":"hello everybody"})");
  wire.does(1, R"({"do":"send","to":"host2","text":"a secret"})");
  wire.run(300ms);
  wire.does(2, R"({"do":"send","to":"host1","text":"another one","reply_to":"m-abc"})");
  wire.does(3, R"({"do":"send","room":"lobby","text":"hi","action":true})");
  wire.run(1s);
}

void record(Seeds& seeds) {
  for (const char* options : {"o", "p", "s", "t"}) {
    Wire wire(seeds, std::string("talk-") + options, options, 0ms);
    talk(wire);
  }
  {
    Wire wire(seeds, "latecomer", "o", 2s);
    wire.does(2, R"({"do":"join","room":"ops"})");
    wire.run(3s);
  }
  {
    Wire wire(seeds, "crash", "o", 0ms);
    talk(wire);
    wire.crash();
    wire.run(2s);
  }
  {
    Wire wire(seeds, "words", "o", 0ms);
    wire.run(1s);
    wire.does(1, R"({"do":"verify","to":"host2","step":"words"})");
    wire.does(2, R"({"do":"verify","to":"host1","step":"words"})");
    wire.run(1s);
    wire.does(1, R"({"do":"verify","to":"host2","step":"confirm"})");
  }
  {
    Wire wire(seeds, "long", "o", 0ms);
    wire.run(1s);
    const std::string text(3'000, 'x');
    wire.does(2, R"({"do":"send","to":"host1","text":")" + text + R"("})");
    wire.does(3, R"({"do":"send","room":"lobby","text":")" + text + R"("})");
    wire.run(1s);
  }
}

}  // namespace

}  // namespace earshot::fuzz

int main(int count, char** arguments) {
  if (count != 2) return 2;
  earshot::fuzz::Seeds seeds(arguments[1]);
  earshot::fuzz::record(seeds);
}
