// The answering side of repair: sends entries again to those who lack them. Several askers of one entry within a
// moment get one broadcast, one asker a unicast; nobody gets the same entry twice in quick succession; and no address
// gets more than a bounded number of repairs in a while. It does not know why somebody lacks an entry: wants come from
// rooms.cpp, missing acknowledgements from receipts.cpp.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/context.h"
#include "core/log.h"
#include "core/timers.h"

namespace earshot::core {

class Repair {
 public:
  Repair(Context& context, Logs& logs) : context_(context), logs_(logs) {}

  // Somebody at this address says that he lacks these places. Only what is there is sent, and at most so much of it.
  void asked(Moment now, const LogKey& key, const std::vector<wire::Range>& places, const Address& by);
  // Sends one entry to one address now, unless it had it less than `unless_within` ago or its share is used up.
  bool send_again(Moment now, const LogKey& key, Seq place, const Address& to, Duration unless_within);

  void wake(Moment now);
  std::optional<Instant> deadline() const { return timers_.next(); }

 private:
  // In the order in which they are sent: of one log the newest first, as each entry proves the one before it.
  struct Place {
    LogKey log;
    Seq seq;
    bool operator==(const Place&) const = default;
    bool operator<(const Place& other) const {
      return log != other.log ? log < other.log : seq.value > other.seq.value;
    }
  };
  struct Request {
    std::vector<Address> waiting;
    std::set<Address> served;  // lately
    bool served_all = false;   // by a broadcast, lately
    Instant served_at;
  };
  struct Share {
    Instant since;
    std::size_t used = 0;
  };

  Request* request_for(Instant now, const Place& place);
  bool was_served(Instant since, const Place& place, const Address& to) const;
  void ask_one(Moment now, const Place& place, const Address& by);
  void answer(Moment now, const Place& place, Request& request);
  void hold(Instant now, const Place& place, Request& request);
  // One datagram more for this address, or for everybody. Else: when the next share begins.
  std::optional<Instant> must_wait(Instant now, const std::optional<Address>& to);

  Context& context_;
  Logs& logs_;
  std::map<Place, Request> requests_;
  Timers<Place> timers_;  // the end of gathering, or of holding
  std::map<std::optional<Address>, Share> shares_;
};

}  // namespace earshot::core
