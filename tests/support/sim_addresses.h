// The addresses that the pretended LAN gives out.
#pragma once

#include <cstddef>
#include <cstdint>

#include "earshot/base/address.h"

namespace earshot::sim {

inline Address without_port(Address address) {
  address.port = 0;
  address.scope = 0;
  return address;
}

// 10.segment.x.y/16
inline Address v4_address(std::size_t segment, std::uint32_t number) {
  Address address;
  address.ip = {10, static_cast<std::uint8_t>(segment), static_cast<std::uint8_t>(number / 250),
                static_cast<std::uint8_t>(number % 250 + 1)};
  return address;
}

// fe80::segment:number
inline Address v6_address(std::size_t segment, std::uint32_t number) {
  Address address;
  address.family = Address::Family::v6;
  address.ip = {0xfe, 0x80};
  address.ip[13] = static_cast<std::uint8_t>(segment);
  address.ip[14] = static_cast<std::uint8_t>(number >> 8);
  address.ip[15] = static_cast<std::uint8_t>(number);
  return address;
}

}  // namespace earshot::sim
