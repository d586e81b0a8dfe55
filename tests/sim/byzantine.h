// A member with good keys who keeps to no rule but those of form: what it says is signed, can be read, and is wrong. It
// answers questions with lies, tells one this and another that, and accuses who is here. In peace it is silent, and
// what it has said may not matter any more.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "sim/crowd.h"
#include "support/seeded_random.h"

namespace earshot::sim {

class Byzantine {
 public:
  // `luck`: its key comes of it, and its answers.
  Byzantine(Crowd& crowd, std::uint64_t luck);

  void hears(const Sent& sent);
  void speaks(std::uint64_t luck);  // from now on it is there, and answers
  void falls_silent() { is_there_ = false; }
  bool was_there() const { return was_there_; }

 private:
  // The newest life of a host, as it told of itself.
  struct Life {
    Epoch epoch;
    std::uint64_t head = 0;
  };
  std::uint64_t wrong(Random& chance, std::uint64_t right) const;
  wire::Digest wrong_digest(Random& chance) const;
  const std::pair<const PeerId, Life>& somebody(Random& chance) const;

  wire::Message drawn(Random& chance);
  wire::Here card(Random& chance);
  wire::Post post(Random& chance, std::uint64_t place);
  wire::Page page(Random& chance, const wire::Nonce& asked);
  std::vector<wire::Message> answers(const wire::Message& question);
  Bytes written(Random& chance, const wire::Message& message, HostNumber to);

  Crowd& crowd_;
  const Address address_;
  const NetId network_;
  SeededRandom chance_;
  crypto::Identity identity_;
  bool is_there_ = false;
  bool was_there_ = false;
  std::uint64_t beacons_ = 0, said_ = 0;
  std::map<PeerId, Life> lives_;
  std::vector<wire::Page::Line> lines_;       // signed by others: to be relayed at a wrong time
  std::map<HostNumber, wire::Token> tokens_;  // with which it is believed to be where it says
};

}  // namespace earshot::sim
