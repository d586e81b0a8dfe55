// The configuration files on disk, and how the command line, the environment and they together make an order.
#pragma once

#include <filesystem>
#include <vector>

#include "app/order.h"
#include "app/settings.h"

namespace earshot::app {

// What there is of them. A file that was asked for by name and cannot be read is a problem, one that is only usual not.
SettledSettings load_settings(const Order& order, const Variable& variable);

// What was not asked for on the command line or in the environment is as the settings have it. The demo takes nothing
// of the network from them.
void apply_settings(Order& order, const Settings& settings);

}  // namespace earshot::app
