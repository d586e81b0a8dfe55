#include "front/tables.h"

#include <initializer_list>
#include <vector>

#include "earshot/base/address.h"
#include "earshot/base/encoding.h"
#include "earshot/text/text.h"
#include "front/paint.h"
#include "front/phrases.h"
#include "front/times.h"
#include "front/trust_words.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kAddressColumns = 28;
constexpr std::size_t kWordColumns = 12;
constexpr std::size_t kStatusColumns = 6;
constexpr std::size_t kCheckColumns = 14;

std::string cell(const std::string& stored) { return text::shown_line(stored).str(); }

std::string address_of(const PeerView& peer) {
  return peer.addresses.empty() ? std::string() : to_string(peer.addresses.front());
}

std::string tabbed(std::initializer_list<std::string> cells) {
  std::string row;
  for (const std::string& text : cells) row += text + '\t';
  row.pop_back();
  return row;
}

// The last column needs no spaces behind it.
std::string trimmed(std::string row) {
  row.erase(row.find_last_not_of(' ') + 1);
  return row;
}

std::string presence_word(const PeerView& peer, Wall now) {
  if (peer.state == PeerState::here) return {};
  if (peer.state == PeerState::away) return say("away");
  return peer.last_seen ? say("seen {1}", {ago(*peer.last_seen, now)}) : say("not here");
}

// Shown text with line breaks, the later lines moved to the right.
std::string hanging(const std::string& stored, std::size_t columns) {
  std::string out;
  for (const char letter : text::shown(stored).str()) {
    out += letter;
    if (letter == '\n') out.append(columns, ' ');
  }
  return out;
}

}  // namespace

std::string grouped(const std::string& code) {
  std::string out;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (i > 0 && i % 4 == 0) out += ' ';
    out += code[i];
  }
  return out;
}

std::string peer_row(const Manner& manner, const PeerView& peer, Wall now) {
  if (!manner.out_is_terminal) {
    return tabbed({cell(peer.ref), name(peer.state), name(peer.trust), cell(peer.show_name), cell(peer.host),
                   address_of(peer), peer.rtt ? milliseconds_column(*peer.rtt) : std::string(),
                   peer.last_seen ? rfc3339(*peer.last_seen) : std::string()});
  }
  const std::string shown = cell(peer.name);
  const std::string spaces = padded(shown, kNameColumns).substr(shown.size());
  const std::string rtt = peer.rtt ? short_duration(*peer.rtt) : std::string();
  return trimmed("  " + Paint(manner.colour).name(peer.id, shown) + spaces + ' ' +
                 padded(cell(peer.host), kNameColumns) + ' ' + padded(address_of(peer), kAddressColumns) + ' ' +
                 padded(rtt, kWordColumns) + padded(trust_word(peer), kWordColumns) + presence_word(peer, now));
}

std::string peer_details(const PeerView& peer) {
  std::vector<std::string> addresses;
  for (const Address& address : peer.addresses) addresses.push_back(to_string(address));
  const std::string alias = peer.alias.empty() ? std::string() : say("  alias      {1}", {peer.alias}) + '\n';
  return say("  name       {1}", {peer.ref}) + '\n' + alias + say("  trust      {1}", {trust_sentence(peer)}) + '\n' +
         say("  code       {1}", {grouped(code_of(peer.id))}) + '\n' +
         say("  addresses  {1}", {list_of(addresses, addresses.size())}) + '\n' +
         say("  program    {1}", {peer.program});
}

std::string room_row(const Manner& manner, const event::Room& room) {
  const std::string shown = "#" + cell(room.room);
  if (!manner.out_is_terminal) {
    return tabbed({shown, room.joined ? "yes" : "no", std::to_string(room.members), std::to_string(room.unread)});
  }
  const std::string here = say_n("{n} other here", "{n} others here", room.members);
  return trimmed("  " + padded(shown, kNameColumns) + ' ' + padded(here, kNameColumns) +
                 (room.joined ? say("joined") : std::string()));
}

std::string status_rows(const About& about, const std::optional<event::Reply::Status>& status) {
  const std::string running =
      about.process == 0 ? say("running    yes") : say("running    yes (process {1})", {about.process});
  std::string rows = running + '\n' + say("profile    {1}", {about.profile}) + '\n' +
                     (about.is_private ? say("private    {1}", {*about.network}) + '\n' : std::string()) +
                     say("name       {1}", {status ? status->self.ref : about.self.ref}) + '\n' +
                     say("version    {1}", {about.version});
  if (!status) return rows;
  const std::string where = interfaces_in_words(status->network);
  return rows + '\n' + say("network    {1}", {where.empty() ? say("none") : where}) + '\n' +
         say("ports      {1} and {2} (UDP)", {status->network.discovery_port, status->network.port}) + '\n' +
         say("people     {1} here", {status->peers}) + '\n' +
         say("waiting    {1} to be acknowledged", {status->queued});
}

std::string check_rows(const event::Check& check) {
  const std::size_t indent = kStatusColumns + kCheckColumns;
  std::string rows = padded(name(check.status), kStatusColumns) + padded(cell(check.name), kCheckColumns) +
                     hanging(check.detail, indent);
  if (check.fix.empty()) return rows;
  return rows + '\n' + std::string(indent, ' ') + hanging(check.fix, indent);
}

}  // namespace earshot::front
