#include "net/port_holder.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <system_error>

namespace earshot::net {
namespace {

namespace fs = std::filesystem;

// A line of /proc/net/udp: "sl local:port remote:port st queues timer retransmits uid timeout inode …", the port in
// hexadecimal. The descriptors of a process are links to "socket:[inode]".
void add_sockets(const char* table, std::uint16_t port, std::set<std::string>& links) {
  std::ifstream file(table);
  std::string line;
  std::getline(file, line);  // the heading
  while (std::getline(file, line)) {
    std::istringstream words(line);
    std::string slot, local, remote, state, queues, timer, retransmits, user, timeout, inode;
    words >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> user >> timeout >> inode;
    const auto colon = local.find(':');
    if (!words || colon == std::string::npos) continue;
    std::uint16_t bound = 0;
    std::from_chars(local.data() + colon + 1, local.data() + local.size(), bound, 16);
    if (bound == port) links.insert("socket:[" + inode + "]");
  }
}

bool has_one_of(const fs::path& process, const std::set<std::string>& links) {
  std::error_code error;
  fs::directory_iterator descriptor(process / "fd", error);  // refused for other users' processes
  for (; !error && descriptor != fs::directory_iterator(); descriptor.increment(error)) {
    std::error_code gone;
    if (links.contains(fs::read_symlink(descriptor->path(), gone).string())) return true;
  }
  return false;
}

}  // namespace

std::optional<PortHolder> find_udp_port_holder(std::uint16_t port) {
  std::set<std::string> links;
  add_sockets("/proc/net/udp", port, links);
  add_sockets("/proc/net/udp6", port, links);
  if (links.empty()) return std::nullopt;

  std::error_code error;
  fs::directory_iterator process("/proc", error);
  for (; !error && process != fs::directory_iterator(); process.increment(error)) {
    const std::string name = process->path().filename();
    const bool is_number = std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_number || !has_one_of(process->path(), links)) continue;
    PortHolder holder;
    std::from_chars(name.data(), name.data() + name.size(), holder.pid);
    std::ifstream program(process->path() / "comm");
    std::getline(program, holder.program);
    return holder;
  }
  return std::nullopt;
}

}  // namespace earshot::net
