// Somebody on the wire who is no peer: injects what it likes, and keeps account of what it gets for it.
#pragma once

#include "lan/story.h"

namespace earshot::sim {

struct Account {
  std::size_t datagrams = 0, bytes = 0;
};

class Stranger {
 public:
  explicit Stranger(SimLan& lan) : lan_(lan), address_(lan.stranger_address()) {}

  void sends(SimHost& to, const Bytes& datagram, Channel channel) {
    ++put_in_.datagrams;
    put_in_.bytes += datagram.size();
    lan_.inject(to, datagram, address_, channel);
  }
  const Account& put_in() const { return put_in_; }
  Account got_out() const {
    Account account;
    for (const auto& sent : lan_.tapped()) {
      if (is_group(sent) || sent.to != address_) continue;
      ++account.datagrams;
      account.bytes += sent.bytes->size();
    }
    return account;
  }

 private:
  SimLan& lan_;
  Address address_;
  Account put_in_;
};

inline Bytes noise(Random& chance, std::size_t bytes_max) {
  Bytes noise(chance.below(bytes_max + 1), '\0');
  chance.fill({reinterpret_cast<std::uint8_t*>(noise.data()), noise.size()});
  return noise;
}

inline Channel any_channel(Random& chance) { return chance.below(2) == 0 ? Channel::group : Channel::unicast; }

// A LAN in the middle of talk, all of it recorded.
inline Hosts talking(SimLan& lan, std::size_t count) {
  const auto hosts = settled(lan, count);
  for (auto* host : hosts) {
    host->says_lines(2);
    host->tells_lines(2, hosts[host == hosts[0] ? 1 : 0]->nick());
  }
  lan.run_for(10s);
  return hosts;
}

// Nothing that a user sees has changed since.
class Unmoved {
 public:
  explicit Unmoved(const Hosts& hosts) : hosts_(hosts) {
    for (const auto* host : hosts) heard_.push_back(host->heard());
  }
  void expect() const {
    for (std::size_t i = 0; i < hosts_.size(); ++i) EXPECT_EQ(hosts_[i]->heard(), heard_[i]) << hosts_[i]->nick();
    EXPECT_TRUE(all_list_all(hosts_));
    EXPECT_EQ(times_told(hosts_, event::Peer::What::gone), 0u);
    EXPECT_EQ(times_told(hosts_, event::Peer::What::renamed), 0u);
  }

 private:
  Hosts hosts_;
  std::vector<std::vector<std::string>> heard_;
};

inline void expect_fair(const Stranger& stranger) {
  EXPECT_LE(stranger.got_out().bytes, stranger.put_in().bytes);
  EXPECT_LE(stranger.got_out().datagrams, stranger.put_in().datagrams);
}

}  // namespace earshot::sim
