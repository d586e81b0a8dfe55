// Why a face ends although nobody asked it to.
#include "front/troubles.h"
#include "front/words.h"

namespace earshot::front {

Trouble in_words(Stop why) {
  switch (why) {
    case Stop::interrupt:
      return in_words(ErrorCode::interrupted);
    case Stop::terminate:
      return in_words(ErrorCode::terminated);
    case Stop::node_ended:
      break;
  }
  return {ErrorCode::node_silent,
          say("the earshot that this one was attached to has ended."),
          say("Start it again; to have one that goes on: earshot run"),
          {}};
}

}  // namespace earshot::front
