// One host of the pretended LAN: a real Node with its identity, network cards, disk and clock, and what the user in
// front of it does and sees. SimLan drives it and carries what it sends.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "earshot/core/node.h"
#include "support/disk.h"
#include "support/faults.h"
#include "support/keeper.h"
#include "support/seeded_random.h"
#include "support/seen.h"
#include "support/wall_clock.h"

namespace earshot::sim {

class SimLan;

// A network card. A segment is one wire or one Wi-Fi: group datagrams stay on it.
struct Card {
  InterfaceIndex index;
  std::size_t segment = 0;
  std::optional<Address> v4, v6;  // port 0; the v6 one is link-local, its scope is the card's index
  bool multicast = true;
  bool plugged = true;
};

struct HostOptions {
  std::vector<std::size_t> segments{0};  // one card on each; the same twice: cable and Wi-Fi of one LAN
  bool ipv6_and_multicast = true;        // without: broadcast only, a third of the group datagrams
  std::vector<Address> static_peers{};
  std::chrono::seconds wall_skew{0};                  // this far off is its wall clock
  std::shared_ptr<const crypto::NetworkKeys> keys{};  // of its private network; none: as the LAN's config has it
  std::optional<std::uint8_t> id_begins{};            // with this octet; none: with any
  std::optional<std::uint64_t> luck{};                // its key and chance come of it; none: of the LAN's chance
};

class SimHost {
 public:
  SimHost(SimLan& lan, HostNumber number, Config config, crypto::Identity identity, std::vector<Card> cards,
          std::chrono::seconds wall_skew, std::uint64_t luck);

  const PeerId& id() const { return identity_.id; }
  const crypto::Identity& identity() const { return identity_; }
  const std::string& nick() const { return config_.nick; }
  HostNumber number() const { return number_; }
  Address address(std::size_t card = 0) const;  // v4, with the port
  bool is_on() const { return node_ != nullptr; }
  bool is_asleep() const { return asleep_; }

  // --- what its user does ---
  void says(const std::string& room, const std::string& text);  // fails the test when it is refused
  void tells(const std::string& to, const std::string& text);
  std::vector<std::string> says_lines(std::size_t count, const std::string& room = "lobby");
  std::vector<std::string> tells_lines(std::size_t count, const std::string& to);
  Result<CommandId, Refusal> does(const Command& command);

  // --- what its user sees, since the node last started ---
  const Seen& sees() const { return seen_; }
  std::vector<std::string> heard() const { return seen_.heard(); }
  std::vector<std::string> heard_from(const SimHost& author) const { return seen_.heard_from(author.id()); }
  bool lists(const SimHost& other) const { return seen_.lists(other.id()); }
  // For all of the newest message of this text; {0, 0} when there is none.
  Of of(const std::string& text) const { return seen_.of(text).value_or(Of{}); }
  bool has_delivered(const std::string& text, const SimHost& to) const;

  // --- what happens to it ---
  void stop();                                      // says bye and goes on until that is done
  void crash();                                     // no bye; what was not yet on disk is lost
  void restart();                                   // a new node with the same identity and what is on its disk
  void lose_data(std::chrono::seconds clock_back);  // the disk is empty, and the clock is wrong
  const Disk& disk() const { return disk_; }
  Disk backup() const { return disk_; }
  void restore_backup(const Disk& backup);  // the disk is as it was then
  void disk_does(Commit what) { commit_does_ = what; }
  void disk_takes(std::optional<Duration> time) { commit_takes_ = time; }      // for a commit; none: as the LAN has it
  void set_clock_forward(std::chrono::seconds by) { clock_.set_forward(by); }  // or back
  void clock_behaves(WallClock::Manner manner);
  void sleep();  // neither hears nor acts until it wakes up
  void wake_up();
  void unplug(std::size_t card = 0);
  void plug(std::size_t card = 0);
  void change_address(std::size_t card = 0);

 private:
  friend class SimLan;

  // --- driven by SimLan ---
  void arrive(const Datagram& datagram);
  void wake_if_due();
  void commit();            // the write under way is done, or has failed
  void learn_of_network();  // the edge tells the node after its debounce
  bool listens() const { return node_ && !asleep_; }

  template <class Act>
  auto input(const Act& act);
  void drain();
  void carry_out(Transmit& transmit);
  void carry_out(Store& store);
  void carry_out(Event& event);
  void carry_out(Recall& question);
  void sends(const command::Send& send);
  Moment now() const;
  NetworkView network() const;
  void keep(std::size_t count);  // of the batch that is being written

  SimLan& lan_;
  const HostNumber number_;
  Config config_;
  const crypto::Identity identity_;
  std::vector<Card> cards_;
  WallClock clock_;
  SeededRandom random_;

  std::unique_ptr<Node> node_;
  std::uint32_t life_ = 0;  // which start: what was meant for an earlier one is void
  bool asleep_ = false;
  std::optional<Instant> wake_at_;
  std::vector<CommandId> questions_;
  std::size_t wakes_without_progress_ = 0;
  Keeper keeper_;
  Commit commit_does_ = Commit::done;
  std::optional<Duration> commit_takes_;
  Disk disk_;
  std::size_t lines_ = 0;
  Seen seen_;
};

}  // namespace earshot::sim
