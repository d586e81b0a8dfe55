// What an address that is nobody's on the LAN has sent, and what it got for it. Until it has shown that it receives, it
// may not get more: its source may be forged, and somebody else sits there. The hostile peer keeps one,
// and so does the simulator.
//
// An address has shown it when it repeats something that was sent there and to no other address: a token, a nonce, the
// index of a session. What is sealed it repeats unseen, and says so itself.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "earshot/base/address.h"
#include "earshot/base/types.h"
#include "support/complaint.h"

namespace earshot::sim {

class Accounts {
 public:
  void came(const Address& from, BytesView datagram);
  // `at_once`: in the same input as something that came from there.
  std::optional<Complaint> went(const Address& to, BytesView datagram, bool at_once);
  void proves(const Address& address) { accounts_[address].is_proven = true; }

  std::size_t datagrams_to(const Address& address) const;

 private:
  struct Account {
    std::size_t datagrams_in = 0, bytes_in = 0, datagrams_out = 0, bytes_out = 0;
    std::size_t all_out = 0;  // what is sent unasked, too
    bool is_proven = false;
    bool was_called = false;  // for a session, because of a claim in a beacon
  };
  bool repeats_what_it_alone_was_told(const Address& from, BytesView datagram) const;

  std::map<Address, Account> accounts_;
  std::map<std::string, std::set<Address>> told_;
};

}  // namespace earshot::sim
