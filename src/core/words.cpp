// The fixed words of the core's enumerations, as scripts see them.
#include "earshot/core/error.h"
#include "earshot/core/event.h"
#include "earshot/core/view.h"

namespace earshot {

const char* name(Trust trust) {
  switch (trust) {
    case Trust::fresh:
      return "new";
    case Trust::seen:
      return "seen";
    case Trust::verified:
      return "verified";
    case Trust::changed:
      return "changed";
    case Trust::blocked:
      return "blocked";
    case Trust::self:
      return "self";
  }
  return "";
}

const char* name(PeerState state) {
  switch (state) {
    case PeerState::here:
      return "here";
    case PeerState::away:
      return "away";
    case PeerState::gone:
      return "gone";
  }
  return "";
}

const char* name(DeliveryState state) {
  switch (state) {
    case DeliveryState::queued:
      return "queued";
    case DeliveryState::sent:
      return "sent";
    case DeliveryState::delivered:
      return "delivered";
    case DeliveryState::failed:
      return "failed";
  }
  return "";
}

const char* event::name(event::Check::Status status) {
  switch (status) {
    case Check::Status::ok:
      return "ok";
    case Check::Status::warn:
      return "warn";
    case Check::Status::fail:
      return "fail";
    case Check::Status::skip:
      return "skip";
  }
  return "";
}

const char* event::name(event::Words::What what) {
  switch (what) {
    case Words::What::asked:
      return "asked";
    case Words::What::ready:
      return "ready";
    case Words::What::failed:
      return "failed";
  }
  return "";
}

namespace {
struct ErrorWord {
  const char* word;
  int exit;
};

ErrorWord word(ErrorCode code) {
  switch (code) {
    case ErrorCode::no_match:
      return {"no_match", 1};
    case ErrorCode::timeout:
      return {"timeout", 1};
    case ErrorCode::check_failed:
      return {"check_failed", 1};
    case ErrorCode::not_running:
      return {"not_running", 1};
    case ErrorCode::not_confirmed:
      return {"not_confirmed", 1};
    case ErrorCode::usage:
      return {"usage", 2};
    case ErrorCode::bad_config:
      return {"bad_config", 2};
    case ErrorCode::bad_request:
      return {"bad_request", 2};
    case ErrorCode::bad_text:
      return {"bad_text", 2};
    case ErrorCode::text_too_long:
      return {"text_too_long", 2};
    case ErrorCode::need_input:
      return {"need_input", 2};
    case ErrorCode::node_differs:
      return {"node_differs", 2};
    case ErrorCode::no_such_peer:
      return {"no_such_peer", 3};
    case ErrorCode::no_such_room:
      return {"no_such_room", 3};
    case ErrorCode::no_such_id:
      return {"no_such_id", 3};
    case ErrorCode::ambiguous:
      return {"ambiguous", 4};
    case ErrorCode::not_here:
      return {"not_here", 5};
    case ErrorCode::no_answer:
      return {"no_answer", 5};
    case ErrorCode::queued:
      return {"queued", 6};
    case ErrorCode::key_changed:
      return {"key_changed", 7};
    case ErrorCode::not_verified:
      return {"not_verified", 7};
    case ErrorCode::code_differs:
      return {"code_differs", 7};
    case ErrorCode::blocked_here:
      return {"blocked_here", 7};
    case ErrorCode::refused:
      return {"refused", 8};
    case ErrorCode::too_large:
      return {"too_large", 8};
    case ErrorCode::partial:
      return {"partial", 9};
    case ErrorCode::no_interface:
      return {"no_interface", 10};
    case ErrorCode::port_taken:
      return {"port_taken", 10};
    case ErrorCode::no_node:
      return {"no_node", 11};
    case ErrorCode::node_silent:
      return {"node_silent", 11};
    case ErrorCode::database:
      return {"database", 11};
    case ErrorCode::identity_file:
      return {"identity_file", 11};
    case ErrorCode::disk_full:
      return {"disk_full", 11};
    case ErrorCode::busy:
      return {"busy", 11};
    case ErrorCode::internal:
      return {"internal", 11};
    case ErrorCode::unsupported:
      return {"unsupported", 12};
    case ErrorCode::interrupted:
      return {"interrupted", 130};
    case ErrorCode::terminated:
      return {"terminated", 143};
  }
  return {"", 2};
}
}  // namespace

const char* name(ErrorCode code) { return word(code).word; }
int exit_code(ErrorCode code) { return word(code).exit; }

}  // namespace earshot
