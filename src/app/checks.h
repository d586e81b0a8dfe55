// What the doctor can tell without the network: files, interfaces, firewall. And the words for a network that cannot be
// had at all.
#pragma once

#include <vector>

#include "earshot/core/event.h"
#include "earshot/front/face.h"
#include "earshot/net/interfaces.h"
#include "earshot/net/start_error.h"

namespace earshot::app {

std::vector<event::Check> local_checks(const net::InterfaceRules& rules);
event::Check check_of(const front::Trouble& trouble);
front::Trouble in_words(const net::StartError& error);

}  // namespace earshot::app
