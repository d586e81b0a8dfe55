// Who hears what at one node: the answer to a command goes to who gave it, everything else to all.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <vector>

#include "earshot/core/command.h"
#include "earshot/core/event.h"
#include "earshot/front/face.h"

namespace earshot::app {

class Hall {
 public:
  using Submit = std::function<Result<CommandId, Refusal>(const Command&)>;
  using Hear = std::function<void(const Event&)>;

  explicit Hall(Submit submit) : submit_(std::move(submit)) {}

  // Somebody who is there as long as the place is. What was asked for from it is carried out all the same.
  class Place final : public front::Desk {
   public:
    Place(Hall& hall, Hear hear);
    ~Place() override;
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    Result<CommandId, Refusal> submit(const Command& command) override;

   private:
    friend class Hall;
    Hall& hall_;
    Hear hear_;
  };

  void tell(const Event& event);

 private:
  struct Asked {
    Place* place;
    bool lists;     // rows before its answer
    bool examines;  // checks before its answer
  };
  void answer(const Event& event, const event::Reply& reply);

  Submit submit_;
  std::set<Place*> places_;
  std::map<CommandId, Asked> asked_;
  std::vector<Event> rows_;  // whose they are is known when the answer comes, which is in the same turn
};

}  // namespace earshot::app
