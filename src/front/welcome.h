// The first thirty seconds: what somebody reads who has just started the chat, alone or not.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "earshot/base/time.h"
#include "earshot/core/event.h"
#include "earshot/core/view.h"
#include "earshot/front/face.h"

namespace earshot::front {

// When what is said, from the start.
inline constexpr Duration kLookAround = std::chrono::milliseconds(1500);  // then the welcome goes on
inline constexpr Duration kNobodyYet = std::chrono::seconds(3);
inline constexpr Duration kNobodyPanel = std::chrono::seconds(10);
inline constexpr Duration kNameSearch = std::chrono::seconds(2);  // by then a second bearer of a name would be known

std::vector<std::string> welcome_head(const About& about, const NetworkView& network);
// Somebody who was found while looking.
std::string welcome_row(const PeerView& peer);
// What to do now. `people`: some of those who are here, to have real names in the examples.
std::vector<std::string> welcome_rest(const About& about, const std::vector<PeerView>& people);
// Nobody came within ten seconds: what was tried, and what may help.
std::vector<std::string> nobody_panel(const About& about, const event::Reply::Status& status);

}  // namespace earshot::front
