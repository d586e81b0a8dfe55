// Who the user is: what the profile on disk, the machine and the command line say.
#pragma once

#include <optional>
#include <string>

#include "app/order.h"
#include "earshot/core/config.h"
#include "earshot/crypto/identity.h"
#include "earshot/front/face.h"
#include "earshot/store/profile.h"

namespace earshot::app {

std::string version();

store::ProfilePaths paths_of(const Order& order);

// For this run, else as kept, else the login name.
std::string nick_of(const Order& order);
// For the next start. The nick must be one.
void write_nick(const Order& order, const std::string& nick);

Config config_of(const std::string& nick);

front::About about(const Order& order, const Config& config, const PeerId& id);
// The same without a node. Creates the identity when there is none.
front::About about_profile(const Order& order);

}  // namespace earshot::app
