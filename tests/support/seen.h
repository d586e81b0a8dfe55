// What a user in front of one node has seen: its events, sorted for the stories to ask. It judges nothing.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "earshot/core/event.h"

namespace earshot::sim {

class Seen {
 public:
  void add(const Event& event);

  // --- people ---
  const std::map<PeerId, PeerView>& here() const { return here_; }  // here or away, as last told
  bool lists(const PeerId& id) const { return here_.contains(id); }
  std::size_t times(const PeerId& id, event::Peer::What what) const;

  // --- what others said, and what came back of own messages that were forgotten ---
  const std::vector<event::Message>& messages() const { return messages_; }
  std::vector<std::string> heard() const;
  std::vector<std::string> heard_from(const PeerId& author) const;

  // --- what became of own messages; of several with one text, the newest ---
  std::optional<MessageId> id_of(const std::string& text) const;
  std::optional<Of> of(const std::string& text) const;  // how many have it
  std::optional<DeliveryState> state(const std::string& text, const PeerId& to) const;
  const std::vector<event::State>& states() const { return states_; }

  // --- answers ---
  const std::vector<event::Reply>& replies() const { return replies_; }
  const std::vector<event::Check>& checks() const { return checks_; }
  const std::vector<event::Notice>& notices() const { return notices_; }
  const std::vector<event::Words>& words() const { return words_; }
  const std::vector<PeerView>& listed() const { return listed_; }  // answers to `peers`

 private:
  void add_what(const event::Ready&) {}
  void add_what(const event::Peer& peer);
  void add_what(const event::Message& message);
  void add_what(const event::State& state);
  void add_what(const event::Room&) {}
  void add_what(const event::Network&) {}
  void add_what(const event::Check& check) { checks_.push_back(check); }
  void add_what(const event::Notice& notice) { notices_.push_back(notice); }
  void add_what(const event::Words& words) { words_.push_back(words); }
  void add_what(const event::Reply& reply) { replies_.push_back(reply); }

  std::map<PeerId, PeerView> here_;
  std::map<std::pair<PeerId, event::Peer::What>, std::size_t> peer_events_;
  std::vector<event::Message> messages_;
  std::map<std::string, MessageId> own_;
  std::map<MessageId, Of> of_;
  std::map<std::pair<MessageId, PeerId>, DeliveryState> last_states_;
  std::vector<event::State> states_;
  std::vector<event::Check> checks_;
  std::vector<event::Notice> notices_;
  std::vector<event::Reply> replies_;
  std::vector<PeerView> listed_;
  std::vector<event::Words> words_;
};

}  // namespace earshot::sim
