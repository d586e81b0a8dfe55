// What a host has on its disk: the records that were committed, as the next start remembers them.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "earshot/core/remembered.h"

namespace earshot::sim {

class Disk {
 public:
  void keep(const Record& record);
  void wipe() { *this = {}; }
  // For the start that begins now: its epoch is used from then on.
  Remembered begin(Wall now);
  using Place = std::tuple<PeerId, Epoch, Seq>;
  const std::map<Place, record::Entry>& entries() const { return entries_; }
  bool has_unsent(const MessageId& id) const;  // an own direct message that nobody has acknowledged

 private:
  void take(const record::Entry& it) { entries_[{it.author, it.epoch, it.seq}] = it; }
  void take(const record::Direct& it);
  void take(const record::Delivered& it);
  void take(const record::Received& it);
  void take(const record::Abandoned& it);
  void take(const record::Peer& it) { peers_[it.id] = it; }
  void take(const record::EpochUsed& it);
  void take(const record::Joined& it);
  void take(const record::Forgotten& it) { peers_.erase(it.peer); }

  std::uint64_t used_ = 0;
  std::map<Place, record::Entry> entries_;
  std::map<std::tuple<PeerId, std::uint64_t, std::uint64_t>, record::Direct> unsent_;
  std::map<std::pair<PeerId, std::uint64_t>, std::uint64_t> received_;
  std::map<PeerId, record::Peer> peers_;
  std::set<std::string> rooms_;
};

}  // namespace earshot::sim
