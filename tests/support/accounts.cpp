#include "support/accounts.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include "earshot/wire/codec.h"

namespace earshot::sim {

namespace {

// Of a datagram that leaves, what an honest receiver would repeat; of one that comes, what it repeats.
std::vector<std::string> challenges_in(BytesView datagram, bool leaves) {
  constexpr std::size_t kLetters = 11;  // of 8 octets
  std::vector<std::string> found;
  for (const BytesView key : {R"("tk":")", R"("nn":")"})
    for (auto at = datagram.find(key); at != BytesView::npos; at = datagram.find(key, at + 1))
      found.emplace_back(datagram.substr(at + key.size(), kLetters));
  const auto split = wire::decode_head(datagram);
  const auto index = !split ? std::nullopt : leaves ? split->head.index : split->head.receiver;
  if (index) found.push_back("index " + std::to_string(*index));
  return found;
}

// Of its own accord a node pings whose beacon it has verified, says things in rooms, and asks for a session.
bool may_be_unasked(wire::Kind kind) {
  using wire::Kind;
  return kind == Kind::ping || kind == Kind::post || kind == Kind::head || kind == Kind::ack || kind == Kind::want ||
         kind == Kind::hs1;
}

}  // namespace

bool Accounts::repeats_what_it_alone_was_told(const Address& from, BytesView datagram) const {
  return std::ranges::any_of(challenges_in(datagram, false), [&](const std::string& it) {
    const auto told = told_.find(it);
    return told != told_.end() && told->second.size() == 1 && told->second.contains(from);
  });
}

void Accounts::came(const Address& from, BytesView datagram) {
  auto& account = accounts_[from];
  ++account.datagrams_in;
  account.bytes_in += datagram.size();
  if (!account.is_proven && account.all_out > 0) account.is_proven = repeats_what_it_alone_was_told(from, datagram);
}

std::optional<Complaint> Accounts::went(const Address& to, BytesView datagram, bool at_once) {
  auto& account = accounts_[to];
  ++account.all_out;
  for (const auto& it : challenges_in(datagram, true)) told_[it].insert(to);
  const auto split = wire::decode_head(datagram);
  if (!split) return Complaint{"a node sends what no node can read", to_string(to)};
  const auto kind = split->head.kind;
  if (account.is_proven) return std::nullopt;
  // What was called is asked, too, whether it is there.
  if (!at_once && (may_be_unasked(kind) || (kind == wire::Kind::d && account.was_called))) {
    account.was_called |= kind == wire::Kind::hs1;
    return std::nullopt;
  }
  ++account.datagrams_out;
  account.bytes_out += datagram.size();
  if (account.datagrams_out <= account.datagrams_in && account.bytes_out <= account.bytes_in) return std::nullopt;
  std::ostringstream words;
  words << to_string(to) << " was sent " << account.datagrams_out << " datagrams and " << account.bytes_out
        << " bytes for " << account.datagrams_in << " and " << account.bytes_in << ", the last of kind "
        << wire::name(kind);
  return Complaint{"an address that proved nothing got more than it sent", words.str()};
}

std::size_t Accounts::datagrams_to(const Address& address) const {
  const auto found = accounts_.find(address);
  return found == accounts_.end() ? 0 : found->second.all_out;
}

}  // namespace earshot::sim
