#include "earshot/base/address.h"

// Of the system's network headers only the two functions that turn an address into text and back. No socket, no lookup.
#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace earshot {
namespace {

using Family = Address::Family;

constexpr std::array<std::uint8_t, 16> kLoopbackV6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
constexpr std::array<std::uint8_t, 12> kMappedV4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::size_t bits_of(Family family) { return family == Family::v4 ? 32 : 128; }

std::uint32_t v4_number(const Address& address) {
  const auto& ip = address.ip;
  return std::uint32_t{ip[0]} << 24 | std::uint32_t{ip[1]} << 16 | std::uint32_t{ip[2]} << 8 | ip[3];
}

// Decimal digits only, no leading zero: one spelling for each number.
template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc{} || stopped != end) return std::nullopt;
  return number;
}

// inet_pton wants a NUL at the end and would take one in the middle for it.
bool parse_ip(int system_family, std::string_view text, std::array<std::uint8_t, 16>& ip) {
  if (text.size() >= INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos) return false;
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  std::ranges::copy(text, terminated.begin());
  return inet_pton(system_family, terminated.data(), ip.data()) == 1;
}

std::optional<Address> parse_v4(std::string_view ip, std::uint16_t port) {
  Address address{.family = Family::v4, .ip = {}, .port = port, .scope = 0};
  if (!parse_ip(AF_INET, ip, address.ip)) return std::nullopt;
  return address;
}

std::optional<Address> parse_v6(std::string_view ip, std::uint16_t port) {
  Address address{.family = Family::v6, .ip = {}, .port = port, .scope = 0};
  const auto percent = ip.find('%');
  if (!parse_ip(AF_INET6, ip.substr(0, percent), address.ip)) return std::nullopt;
  if (percent == std::string_view::npos) return address;
  const auto scope = parse_number<std::uint32_t>(ip.substr(percent + 1));
  if (!scope || *scope == 0 || !is_link_local_v6(address)) return std::nullopt;
  address.scope = *scope;
  return address;
}

// `rest` is what follows the IP: nothing, or ":" and a port.
std::optional<std::uint16_t> parse_port(std::string_view rest, std::uint16_t port_default) {
  if (rest.empty()) return port_default;
  if (rest.front() != ':') return std::nullopt;
  return parse_number<std::uint16_t>(rest.substr(1));
}

}  // namespace

std::string ip_to_string(const Address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(address.family == Family::v4 ? AF_INET : AF_INET6, address.ip.data(), text.data(), text.size());
  std::string result = text.data();
  if (address.scope != 0) result.append("%").append(std::to_string(address.scope));
  return result;
}

std::string to_string(const Address& address) {
  const bool brackets = address.family == Family::v6;  // its colons would hide the port's
  std::string result = brackets ? "[" : "";
  result.append(ip_to_string(address)).append(brackets ? "]:" : ":").append(std::to_string(address.port));
  return result;
}

std::optional<Address> parse_address(std::string_view text, std::uint16_t port_default) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    const auto port = parse_port(text.substr(close + 1), port_default);
    return port ? parse_v6(text.substr(1, close - 1), *port) : std::nullopt;
  }
  if (std::ranges::count(text, ':') > 1) return parse_v6(text, port_default);  // bare: no room for a port
  const auto colon = std::min(text.find(':'), text.size());
  const auto port = parse_port(text.substr(colon), port_default);
  return port ? parse_v4(text.substr(0, colon), *port) : std::nullopt;
}

bool is_loopback(const Address& address) {
  return address.family == Family::v4 ? address.ip[0] == 127 : address.ip == kLoopbackV6;
}

bool is_link_local_v6(const Address& address) {
  return address.family == Family::v6 && address.ip[0] == 0xfe && (address.ip[1] & 0xc0) == 0x80;
}

bool is_one_host(const Address& address) {
  if (address.family == Family::v4) {
    // 0.0.0.0/8 means "this network"; from 224 on come multicast, reserved and broadcast. Loopback is always a /8, so
    // its broadcast address is known without asking for a prefix.
    return address.ip[0] != 0 && address.ip[0] < 224 && v4_number(address) != 0x7fff'ffff;
  }
  // A mapped v4 address would lead a v6 socket past the tests above.
  if (std::equal(kMappedV4.begin(), kMappedV4.end(), address.ip.begin())) return false;
  const bool unspecified = address.ip == std::array<std::uint8_t, 16>{};
  return !unspecified && address.ip[0] != 0xff;
}

bool same_subnet(const InterfaceAddress& own, const Address& other) {
  const Address& address = own.address;
  if (address.family != other.family || own.prefix_bits > bits_of(address.family)) return false;
  if (is_link_local_v6(address) && address.scope != other.scope) return false;
  const std::size_t whole = own.prefix_bits / 8;
  if (!std::equal(address.ip.begin(), address.ip.begin() + static_cast<std::ptrdiff_t>(whole), other.ip.begin())) {
    return false;
  }
  const unsigned rest = own.prefix_bits % 8;
  return rest == 0 || (address.ip[whole] ^ other.ip[whole]) >> (8 - rest) == 0;
}

std::optional<Address> subnet_broadcast(const InterfaceAddress& own) {
  if (own.address.family != Family::v4 || own.prefix_bits > 30) return std::nullopt;
  const std::uint32_t number = v4_number(own.address) | 0xffff'ffffU >> own.prefix_bits;
  if (number == 0xffff'ffffU) return std::nullopt;  // not a subnet's: it leaves by one interface or none
  Address result = own.address;
  for (unsigned i = 0; i < 4; ++i) result.ip[i] = static_cast<std::uint8_t>(number >> (24 - 8 * i));
  return result;
}

}  // namespace earshot
