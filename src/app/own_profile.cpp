#include "app/own_profile.h"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "earshot/base/encoding.h"
#include "earshot/crypto/system_random.h"
#include "earshot/net/interfaces.h"
#include "earshot/store/identity_file.h"
#include "earshot/text/text.h"

namespace earshot::app {
namespace {

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

std::string login_name() {
  const auto* user = getpwuid(getuid());
  return user ? user->pw_name : "";
}

std::filesystem::path nick_file(const Order& order) { return paths_of(order).data / "nick"; }

}  // namespace

std::string version() { return EARSHOT_VERSION; }

store::ProfilePaths paths_of(const Order& order) {
  return store::profile_paths(order.profile.empty() ? store::kDefaultProfile : std::string_view(order.profile),
                              store::environment, order.network);
}

std::string nick_of(const Order& order) {
  if (!order.nick.empty()) return order.nick;
  std::string kept;
  std::ifstream file(nick_file(order));
  if (std::getline(file, kept) && text::nick(kept)) return kept;
  return text::clean_nick(login_name());
}

void write_nick(const Order& order, const std::string& nick) {
  const auto file = nick_file(order);
  std::filesystem::create_directories(file.parent_path());
  const auto fresh = std::filesystem::path(file).concat(".new");
  std::ofstream(fresh) << nick << '\n';
  std::filesystem::rename(fresh, file);
}

Config config_of(const std::string& nick) {
  Config config;
  config.nick = nick;
  config.host = text::clean_line(host_name(), 64);
  config.program = "earshot " + version();
  return config;
}

front::About about(const Order& order, const Config& config, const PeerId& id) {
  front::About about;
  about.version = version();
  about.profile = order.profile.empty() ? std::string(store::kDefaultProfile) : order.profile;
  if (!config.network.empty()) about.network = config.network;
  about.is_private = !order.network.empty();
  about.process = static_cast<std::uint64_t>(getpid());
  about.self.id = id;
  about.self.nick = about.self.name = config.nick;
  about.self.tag = code_of(id).substr(0, 4);
  about.self.ref = config.nick + "+" + about.self.tag;
  about.self.host = config.host;
  about.self.trust = Trust::self;
  about.self.program = config.program;
  return about;
}

front::About about_profile(const Order& order) {
  const auto seal = crypto::make_sodium_seal();
  const auto random = crypto::make_system_random();
  const auto identity = store::open_identity(paths_of(order).identity, *seal, *random);
  auto config = config_of(nick_of(order));
  config.network = order.network;
  auto result = about(order, config, identity.id);
  for (const auto& interface : net::usable(net::survey(*net::InterfaceRules::parse(ifaces_of(order)))))
    for (const auto& own : interface.addresses) result.self.addresses.push_back(own.address);
  return result;
}

}  // namespace earshot::app
