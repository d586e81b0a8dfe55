// The rules of which interface is used, apart from where the facts come from.
#pragma once

#include <span>
#include <vector>

#include "earshot/net/interfaces.h"
#include "net/links.h"

namespace earshot::net {

std::vector<InterfaceFinding> judge(std::span<const Link> links, const InterfaceRules& rules);

}  // namespace earshot::net
