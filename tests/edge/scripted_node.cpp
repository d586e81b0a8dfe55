#include "edge/scripted_node.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <utility>

namespace earshot {
namespace {

std::map<std::string, Script*>& scripts() {
  static std::map<std::string, Script*> all;
  return all;
}

}  // namespace

Script::Script(const std::string& nick) { scripts()[nick] = this; }
Script::~Script() {
  std::erase_if(scripts(), [this](const auto& entry) { return entry.second == this; });
}

std::size_t Script::count(const std::string& input) const {
  return static_cast<std::size_t>(std::ranges::count(inputs, input));
}

struct Node::Parts {
  Script& script;
  std::uint64_t commands = 0;

  void input(const std::string& name) {
    assert(script.outputs.empty() && "the outputs of the last input were not drained");
    script.inputs.push_back(name);
    script.answer(name);
  }
};

Node::Node(const Config& config, const crypto::Identity&, const crypto::Seal&, Random&)
    : parts_(new Parts{*scripts().at(config.nick)}) {}
Node::~Node() = default;

void Node::start(Moment, const NetworkView& network, const Remembered&) {
  parts_->script.network = network;
  parts_->input("start");
}

void Node::receive(Moment, const Datagram& datagram) {
  parts_->script.last = datagram;
  parts_->input("receive " + std::string(datagram.bytes));
}

void Node::wake(Moment) { parts_->input("wake"); }

void Node::network_changed(Moment, const NetworkView& network) {
  parts_->script.network = network;
  parts_->input("network_changed");
}

void Node::resumed(Moment) { parts_->input("resumed"); }
void Node::stored(Moment, Ticket up_to) { parts_->input("stored " + std::to_string(up_to.value)); }

void Node::recalled(Moment, CommandId question, const Recalled& answer) {
  parts_->input("recalled " + std::to_string(question.value) + ": " + std::to_string(answer.messages.size()));
}

Result<CommandId, Refusal> Node::submit(Moment, const Command&) {
  parts_->input("submit");
  return CommandId{++parts_->commands};
}

void Node::stop(Moment) { parts_->input("stop"); }
bool Node::stopped() const { return parts_->script.stopped; }

std::optional<Output> Node::poll() {
  auto& outputs = parts_->script.outputs;
  if (outputs.empty()) return std::nullopt;
  Output next = std::move(outputs.front());
  outputs.pop_front();
  return next;
}

std::optional<Instant> Node::deadline() const { return parts_->script.deadline; }

}  // namespace earshot
