#include "front/anonymous.h"

#include <string_view>

#include "earshot/base/encoding.h"

namespace earshot::front {
namespace {

bool is_of_a_word(char it) {
  const auto octet = static_cast<unsigned char>(it);
  return octet >= 0x80 || (octet >= '0' && octet <= '9') || (octet >= 'A' && octet <= 'Z') ||
         (octet >= 'a' && octet <= 'z') || octet == '_';
}

}  // namespace

void Anonymous::learn(const PeerView& peer) {
  const std::string next = peer.trust == Trust::self ? "me" : "peer-" + std::to_string(labels_.size() + 1);
  const std::string label = labels_.emplace(peer.id, next).first->second;
  for (const std::string& word : {peer.ref, peer.name, peer.nick, peer.show_name, code_of(peer.id)})
    if (!word.empty()) known_[word] = label;
  if (!peer.host.empty()) known_[peer.host] = label + "-host";
}

// At each place the longest known word wins: "bob+7k3f" before "bob". Only whole words, else a short nick would
// tear holes into every sentence.
std::string Anonymous::replaced(const std::string& text) const {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool starts = at == 0 || !is_of_a_word(text[at - 1]);
    const std::pair<const std::string, std::string>* longest = nullptr;
    for (const auto& entry : known_) {
      const std::string& word = entry.first;
      if (!starts || text.compare(at, word.size(), word) != 0) continue;
      const std::size_t end = at + word.size();
      if (end < text.size() && is_of_a_word(text[end])) continue;
      if (longest == nullptr || word.size() > longest->first.size()) longest = &entry;
    }
    if (longest == nullptr) {
      out += text[at++];
    } else {
      out += longest->second;
      at += longest->first.size();
    }
  }
  return out;
}

event::Check Anonymous::without_names(const event::Check& check) const {
  event::Check clean = check;
  clean.detail = replaced(check.detail);
  clean.fix = replaced(check.fix);
  clean.peer.reset();
  return clean;
}

}  // namespace earshot::front
