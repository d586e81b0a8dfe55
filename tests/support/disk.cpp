#include "support/disk.h"

#include <algorithm>

namespace earshot::sim {

void Disk::keep(const Record& record) {
  std::visit([this](const auto& it) { take(it); }, record);
}

void Disk::take(const record::Direct& it) {
  if (!it.outgoing) return take(record::Received{it.peer, it.stream, it.last});
  unsent_[{it.peer, it.stream, it.first}] = it;
  take(record::EpochUsed{Epoch{it.stream}});
}

void Disk::take(const record::Delivered& it) {
  std::erase_if(unsent_, [&](const auto& entry) {
    const auto& [peer, stream, first] = entry.first;
    return peer == it.peer && stream == it.stream && first <= it.first;
  });
}

void Disk::take(const record::Received& it) {
  auto& up_to = received_[{it.peer, it.stream}];
  up_to = std::max(up_to, it.stored_up_to);
}

void Disk::take(const record::Abandoned& it) {
  std::erase_if(unsent_, [&](const auto& entry) { return entry.second.id == it.id; });
}

void Disk::take(const record::EpochUsed& it) { used_ = std::max(used_, it.epoch.value); }

void Disk::take(const record::Joined& it) {
  if (it.joined)
    rooms_.insert(it.room);
  else
    rooms_.erase(it.room);
}

bool Disk::has_unsent(const MessageId& id) const {
  return std::ranges::any_of(unsent_, [&](const auto& entry) { return entry.second.id == id; });
}

Remembered Disk::begin(Wall now) {
  used_ = std::max(used_ + 1, now.ms);
  Remembered remembered;
  remembered.epoch = Epoch{used_};
  for (const auto& [id, peer] : peers_) remembered.peers.push_back(peer);
  for (const auto& [place, up_to] : received_) remembered.received.push_back({place.first, place.second, up_to});
  for (const auto& [place, direct] : unsent_) remembered.unsent.push_back(direct);
  for (const auto& [place, entry] : entries_) remembered.entries.push_back(entry);
  remembered.rooms.assign(rooms_.begin(), rooms_.end());
  return remembered;
}

}  // namespace earshot::sim
