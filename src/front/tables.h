// Rows of lists: aligned for a terminal; in a pipe tabs between the cells and nothing else.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "earshot/base/time.h"
#include "earshot/core/event.h"
#include "earshot/core/view.h"
#include "earshot/front/face.h"

namespace earshot::front {

inline constexpr std::size_t kNameColumns = 16;  // people and hosts

// Pipe: ref, state, trust, show name, host, address, rtt_ms, last_seen.
std::string peer_row(const Manner& manner, const PeerView& peer, Wall now);
// Everything about one person, a line each.
std::string peer_details(const PeerView& peer);
// The code in groups of four, for comparing.
std::string grouped(const std::string& code);
// Pipe: name, joined, members here, unread.
std::string room_row(const Manner& manner, const event::Room& room);
// What `status` says, a line each; more of a node that answers.
std::string status_rows(const About& about, const std::optional<event::Reply::Status>& status);
// One check of the doctor, and below it what to try.
std::string check_rows(const event::Check& check);

}  // namespace earshot::front
