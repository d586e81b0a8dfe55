// Takes the names of people and machines out of a report that is shown to strangers (`doctor --report`).
#pragma once

#include <map>
#include <string>

#include "earshot/core/event.h"
#include "earshot/core/view.h"

namespace earshot::front {

class Anonymous {
 public:
  void learn(const PeerView& peer);
  event::Check without_names(const event::Check& check) const;

 private:
  std::string replaced(const std::string& text) const;

  std::map<PeerId, std::string> labels_;      // "peer-1" …
  std::map<std::string, std::string> known_;  // every word that names somebody, and what to write instead
};

}  // namespace earshot::front
