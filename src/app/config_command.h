// `earshot config`: what the settings are, where they come from, and what is wrong with them.
#pragma once

#include "app/order.h"
#include "app/settings.h"
#include "earshot/front/face.h"

namespace earshot::app {

// The order with the settings applied. Returns the exit code.
int run_config(const Order& order, const SettledSettings& settled, const Variable& variable,
               const front::Streams& streams, const front::Manner& manner);

}  // namespace earshot::app
