// A node that is tried: one real Node with a disk, a clock and an account of what everybody sent to it and got from it.
// Whatever comes to it:
//   - nothing stops it, and it never wants to be woken for ever at one and the same time
//   - what it sends are datagrams that another node would take, of at most kDatagramBytesMax
//   - an address that has not proven that it receives gets no more datagrams and bytes in answer than came from it
//   - every event can be told to a face as a line, and every record of a log can be read back
//   - its tables take no more memory than their limits allow
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "earshot/core/node.h"
#include "fuzz/open_seal.h"
#include "support/disk.h"
#include "support/seeded_random.h"

namespace earshot::fuzz {

struct TriedOptions {
  std::uint8_t host = 1;  // of 10.0.0.0/24
  bool is_private = false;
  bool has_small_tables = false;
  bool has_static_peer = false;
};

class TriedNode {
 public:
  TriedNode(const crypto::Seal& seal, const TriedOptions& options);

  static Address address_of(std::uint8_t host);
  // The same for every node of this host, so that inputs may name it.
  static crypto::Identity identity_of(const crypto::Seal& seal, std::uint8_t host);

  // --- what happens to it ---
  void receive(const Address& source, Channel channel, BytesView datagram);
  void submit(const Command& command);
  void pass(Duration time);  // it is woken whenever it wants to be
  void commit();             // the records so far are on the disk
  void lose_network();
  void find_network(std::uint8_t host);  // at another address
  void sleep(Duration time);
  void stop();
  void restart();  // after a crash: what was not on the disk is lost

  // --- what came of it ---
  std::vector<Transmit> take_sent();  // since the last call
  bool has_uncommitted() const { return !uncommitted_.empty(); }
  Instant now() const { return instant_; }

 private:
  // What an address has sent and got, in answers.
  struct Account {
    std::size_t datagrams_in = 0, bytes_in = 0, datagrams_out = 0, bytes_out = 0;
    std::set<std::string> challenges;  // sent there, and an echo would prove it
    bool is_proven = false;
  };

  template <class Act>
  void input(const Act& act);
  void drain();
  void carry_out(Transmit& transmit);
  void carry_out(Event& event);
  void carry_out(Store& store);
  void carry_out(Recall& question) { questions_.push_back(question.command); }
  void enter(Account& account, const Transmit& transmit);
  void expect_bounded_memory() const;
  Moment moment() const;
  NetworkView network(std::uint8_t host) const;

  const crypto::Seal& seal_;
  const TriedOptions options_;
  const crypto::Identity identity_;
  Config config_;
  SeededRandom random_;
  std::unique_ptr<Node> node_;
  sim::Disk disk_;
  std::vector<Store> uncommitted_;
  std::vector<CommandId> questions_;
  std::vector<Transmit> sent_;
  std::map<Address, Account> accounts_;
  std::set<Address> named_by_user_;
  const Address* answering_ = nullptr;  // whose datagram is being received
  Instant instant_;
  std::size_t wakes_without_progress_ = 0;
  std::size_t bytes_in_ = 0, memory_before_ = 0;
};

}  // namespace earshot::fuzz
