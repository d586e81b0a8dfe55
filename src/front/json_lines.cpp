#include "front/json_lines.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "earshot/base/address.h"
#include "earshot/base/encoding.h"
#include "front/mention.h"
#include "front/times.h"

namespace earshot::front {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr int kFormat = 1;

OrderedJson line_of(const char* type, Wall at) { return {{"v", kFormat}, {"type", type}, {"ts", rfc3339(at)}}; }

// nlohmann escapes C0 only: DEL and C1 (U+0080 to U+009F, in UTF-8 C2 80 to C2 9F) would reach a terminal raw.
std::string escape_rest(const std::string& line) {
  std::string out;
  out.reserve(line.size());
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto octet = static_cast<unsigned char>(line[i]);
    const auto next = static_cast<unsigned char>(i + 1 < line.size() ? line[i + 1] : 0);
    if (octet == 0x7F) {
      out += "\\u007f";
    } else if (octet == 0xC2 && next >= 0x80 && next <= 0x9F) {
      out += next < 0x90 ? "\\u008" : "\\u009";
      out += "0123456789abcdef"[next & 0x0FU];
      ++i;
    } else {
      out += line[i];
    }
  }
  return out;
}

std::string dump(const OrderedJson& json, bool ascii) {
  return escape_rest(json.dump(-1, ' ', ascii, OrderedJson::error_handler_t::replace));
}

OrderedJson rtt_of(const std::optional<Duration>& rtt) {
  return rtt ? OrderedJson(milliseconds(*rtt)) : OrderedJson(nullptr);
}

std::string version_in(const std::string& program) {
  const std::string_view own = "earshot ";
  return program.starts_with(own) ? program.substr(own.size()) : program;
}

// Of a node that does not run the port is not known.
OrderedJson addresses_of(const PeerView& peer) {
  OrderedJson list = OrderedJson::array();
  for (const Address& address : peer.addresses)
    list.push_back(address.port == 0 ? ip_to_string(address) : to_string(address));
  return list;
}

OrderedJson peer_of(const PeerView& peer) {
  return {{"id", code_of(peer.id)},
          {"name", peer.name},
          {"nick", peer.nick},
          {"alias", peer.alias.empty() ? OrderedJson(nullptr) : OrderedJson(peer.alias)},
          {"tag", peer.tag},
          {"ref", peer.ref},
          {"show_name", peer.show_name},
          {"host", peer.host},
          {"trust", name(peer.trust)},
          {"verified_ts", peer.verified ? OrderedJson(rfc3339(*peer.verified)) : OrderedJson(nullptr)},
          {"state", name(peer.state)},
          {"addrs", addresses_of(peer)},
          {"rtt_ms", rtt_of(peer.rtt)},
          {"last_seen", peer.last_seen ? OrderedJson(rfc3339(*peer.last_seen)) : OrderedJson(nullptr)},
          {"version", version_in(peer.program)},
          {"caps", peer.features}};
}

OrderedJson conversation_of(const Conversation& conversation) {
  if (conversation.kind == Conversation::Kind::room) {
    return {{"kind", "room"}, {"id", conversation.name}, {"name", "#" + conversation.name}};
  }
  return {{"kind", "peer"}, {"id", code_of(conversation.peer)}, {"name", conversation.name}};
}

OrderedJson of_of(const Of& of) { return {{"delivered", of.delivered}, {"total", of.total}}; }

OrderedJson peers_of(const std::vector<PeerView>& peers) {
  OrderedJson list = OrderedJson::array();
  for (const PeerView& peer : peers) list.push_back(peer_of(peer));
  return list;
}

OrderedJson error_of(const Trouble& trouble) {
  OrderedJson error{{"code", name(trouble.code)}, {"exit", exit_code(trouble.code)}, {"message", trouble.message}};
  if (!trouble.hint.empty()) error["hint"] = trouble.hint;
  if (trouble.line) error["line"] = *trouble.line;
  if (!trouble.about.empty()) error["about"] = trouble.about;
  if (!trouble.candidates.empty()) error["candidates"] = peers_of(trouble.candidates);
  return error;
}

// One object per address: an interface may have several, and a script wants to greet one of them.
OrderedJson interfaces_of(const NetworkView& network) {
  OrderedJson list = OrderedJson::array();
  for (const Interface& interface : network.interfaces) {
    for (const InterfaceAddress& own : interface.addresses) {
      const auto broadcast = subnet_broadcast(own);
      list.push_back({{"name", interface.name},
                      {"addr", ip_to_string(own.address)},
                      {"broadcast", broadcast ? OrderedJson(ip_to_string(*broadcast)) : OrderedJson(nullptr)},
                      {"prefix", own.prefix_bits},
                      {"index", interface.index.value},
                      {"multicast", interface.multicast}});
    }
  }
  return list;
}

OrderedJson network_name(const About& about) {
  return about.network ? OrderedJson(*about.network) : OrderedJson(nullptr);
}

// Fills the fields of one event behind the common ones.
struct Fields {
  OrderedJson& line;
  const About& about;

  void operator()(const event::Ready& it) const {
    line["network"] = network_name(about);
    line["interfaces"] = interfaces_of(it.network);
    line["discovery_port"] = it.network.discovery_port;
    line["port"] = it.network.port;
    line["peers"] = it.peers;
  }
  void operator()(const event::Peer& it) const {
    line["event"] = word(it.what);
    line["peer"] = peer_of(it.peer);
    if (!it.old_name.empty()) line["old_name"] = it.old_name;
  }
  void operator()(const event::Message& it) const {
    line["id"] = to_string(it.id);
    line["dir"] = it.outgoing ? "out" : "in";
    line["conv"] = conversation_of(it.conversation);
    line["from"] = peer_of(it.from);
    line["text"] = it.text;
    if (!it.reply_to.empty()) line["reply_to"] = it.reply_to;
    if (it.action) line["action"] = true;
    line["mention"] = !it.outgoing && mentions(it.text, about.self.nick);
    line["sent_ts"] = rfc3339(it.sent);
    if (it.outgoing) {
      line["state"] = name(it.state);
      line["of"] = of_of(it.of);
    }
    line["replay"] = it.replay;
  }
  void operator()(const event::State& it) const {
    line["id"] = to_string(it.id);
    line["conv"] = conversation_of(it.conversation);
    line["to"] = peer_of(it.to);
    line["state"] = name(it.state);
    if (!it.reason.empty()) line["reason"] = it.reason;
    line["attempt"] = it.attempt;
    if (it.rtt) line["rtt_ms"] = rtt_of(it.rtt);
    line["of"] = of_of(it.of);
  }
  void operator()(const event::Room& it) const {
    line["event"] = word(it.what);
    line["room"] = it.room;
    line["joined"] = it.joined;
    line["members"] = it.members;
    line["unread"] = it.unread;
  }
  void operator()(const event::Network& it) const {
    line["event"] = word(it.what);
    line["interfaces"] = interfaces_of(it.network);
    line["discovery_port"] = it.network.discovery_port;
    line["port"] = it.network.port;
    if (!it.reason.empty()) line["reason"] = it.reason;
  }
  void operator()(const event::Check& it) const {
    line["name"] = it.name;
    line["status"] = name(it.status);
    line["detail"] = it.detail;
    if (!it.fix.empty()) line["fix"] = it.fix;
    if (it.peer) line["data"] = {{"peer", peer_of(*it.peer)}};
  }
  void operator()(const event::Notice& it) const {
    line["level"] = it.warn ? "warn" : "info";
    line["code"] = it.code;
    line["message"] = it.message;
    if (!it.hint.empty()) line["hint"] = it.hint;
  }
  void operator()(const event::Words& it) const {
    line["event"] = name(it.what);
    line["peer"] = peer_of(it.peer);
    if (!it.words.empty()) line["words"] = it.words;
    if (!it.reason.empty()) line["reason"] = it.reason;
  }
  void operator()(const event::Reply&) const {}
};

OrderedJson status_of(const About& about, const Answer& answer) {
  const event::Reply& reply = answer.reply;
  OrderedJson data{{"running", !answer.error || answer.error->code != ErrorCode::not_running},
                   {"pid", about.process != 0 ? OrderedJson(about.process) : OrderedJson(nullptr)},
                   {"profile", about.profile},
                   {"network", network_name(about)},
                   {"self", peer_of(reply.status ? reply.status->self : about.self)}};
  if (reply.status) {
    data["interfaces"] = interfaces_of(reply.status->network);
    data["discovery_port"] = reply.status->network.discovery_port;
    data["port"] = reply.status->network.port;
    data["peers"] = reply.status->peers;
    data["queued"] = reply.status->queued;
    data["other_networks"] = reply.status->other_networks;
    OrderedJson counters = OrderedJson::object();
    for (const auto& [counter, value] : reply.status->counters) counters[counter] = value;
    data["counters"] = std::move(counters);
  }
  data["version"] = about.version;
  data["formats"] = {kFormat};
  return data;
}

OrderedJson send_data(const event::Reply& reply) {
  OrderedJson data{{"ids", OrderedJson::array()}};
  for (const MessageId& id : reply.ids) data["ids"].push_back(to_string(id));
  if (reply.of) data["of"] = of_of(*reply.of);
  return data;
}

OrderedJson peers_data(const event::Reply& reply) {
  OrderedJson data{{"count", *reply.count}};
  if (reply.peer) data["peer"] = peer_of(*reply.peer);
  return data;
}

OrderedJson identity_of(const PeerView& self) {
  return {{"self", peer_of(self)}, {"code", code_of(self.id)}, {"addrs", addresses_of(self)}};
}

OrderedJson checks_of(const event::Reply::Checks& checks) {
  return {{"ok", checks.ok}, {"warn", checks.warn}, {"fail", checks.fail}, {"skip", checks.skip}};
}

OrderedJson paths_of(const ConfigAnswer& config) {
  OrderedJson paths = OrderedJson::array();
  for (const auto& it : config.paths) paths.push_back({{"name", it.name}, {"path", it.path}});
  return paths;
}

OrderedJson settings_of(const ConfigAnswer& config) {
  OrderedJson settings = OrderedJson::array();
  for (const auto& it : config.settings) {
    const OrderedJson value = it.is_list          ? OrderedJson(it.values)
                              : it.values.empty() ? OrderedJson("")
                                                  : OrderedJson(it.values[0]);
    settings.push_back({{"key", it.key}, {"value", value}, {"origin", it.origin}});
  }
  return settings;
}

OrderedJson problems_of(const ConfigAnswer& config) {
  OrderedJson problems = OrderedJson::array();
  for (const auto& it : config.problems)
    problems.push_back({{"level", it.is_error ? "error" : "warn"}, {"message", it.message}, {"hint", it.hint}});
  return problems;
}

OrderedJson config_of(const ConfigAnswer& config) {
  using Form = ConfigAnswer::Form;
  OrderedJson data = OrderedJson::object();
  if (config.form == Form::paths) data["paths"] = paths_of(config);
  if (config.form != Form::paths && config.form != Form::problems) data["settings"] = settings_of(config);
  if (config.form == Form::problems || !config.problems.empty()) data["problems"] = problems_of(config);
  return data;
}

// Null where there is nothing to say: the command was refused, or answers with `ok` alone.
OrderedJson data_of(const About& about, const Answer& answer) {
  const event::Reply& reply = answer.reply;
  switch (answer.action) {
    case Answered::send:
    case Answered::withdraw:
      return reply.ids.empty() && !reply.of ? OrderedJson(nullptr) : send_data(reply);
    case Answered::peers:
      return reply.count ? peers_data(reply) : OrderedJson(nullptr);
    case Answered::rooms:
      return reply.count ? OrderedJson{{"count", *reply.count}} : OrderedJson(nullptr);
    case Answered::status:
      return status_of(about, answer);
    case Answered::id:
      return reply.peer ? identity_of(*reply.peer) : OrderedJson(nullptr);
    case Answered::nick:
    case Answered::away:
    case Answered::add:
    case Answered::alias:
    case Answered::block:
    case Answered::unblock:
    case Answered::forget:
      return reply.peer ? OrderedJson{{"peer", peer_of(*reply.peer)}} : OrderedJson(nullptr);
    case Answered::verify:
      return reply.peer ? OrderedJson{{"peer", peer_of(*reply.peer)},
                                      {"my_code", code_of(about.self.id)},
                                      {"their_code", code_of(reply.peer->id)}}
                        : OrderedJson(nullptr);
    case Answered::doctor:
      return reply.checks ? checks_of(*reply.checks) : OrderedJson(nullptr);
    case Answered::history:
    case Answered::search:
      return reply.count ? OrderedJson{{"count", *reply.count}, {"more", reply.more}} : OrderedJson(nullptr);
    case Answered::subscribe:
      return {{"seq", answer.seq}};
    case Answered::text:
      return {{"text", answer.text}};
    case Answered::version:
      return {
          {"program", "earshot"}, {"version", about.version}, {"formats", {kFormat}}, {"libraries", answer.libraries}};
    case Answered::config:
      return config_of(answer.config);
    case Answered::join:
    case Answered::leave:
      return reply.room ? OrderedJson{{"room", *reply.room}} : OrderedJson(nullptr);
    case Answered::ping:
    case Answered::quit:
      break;
  }
  return nullptr;
}

}  // namespace

const char* word(event::Peer::What what) {
  switch (what) {
    case event::Peer::What::listed:
      return "listed";
    case event::Peer::What::here:
      return "here";
    case event::Peer::What::away:
      return "away";
    case event::Peer::What::gone:
      return "gone";
    case event::Peer::What::renamed:
      return "renamed";
    case event::Peer::What::aliased:
      return "aliased";
    case event::Peer::What::changed_key:
      return "changed_key";
    case event::Peer::What::verified:
      return "verified";
    case event::Peer::What::blocked:
      return "blocked";
    case event::Peer::What::unblocked:
      return "unblocked";
    case event::Peer::What::forgotten:
      return "forgotten";
  }
  return "";
}

const char* word(event::Room::What what) {
  switch (what) {
    case event::Room::What::listed:
      return "listed";
    case event::Room::What::joined:
      return "joined";
    case event::Room::What::left:
      return "left";
    case event::Room::What::members:
      return "members";
  }
  return "";
}

const char* word(event::Network::What what) {
  switch (what) {
    case event::Network::What::up:
      return "up";
    case event::Network::What::down:
      return "down";
    case event::Network::What::changed:
      return "changed";
  }
  return "";
}

const char* type_of(const Event& event) {
  static constexpr const char* kTypes[] = {"ready",   "peer",  "message", "state", "room",
                                           "network", "check", "notice",  "words", "result"};
  static_assert(std::size(kTypes) == std::variant_size_v<decltype(Event::what)>);
  return kTypes[event.what.index()];
}

Answered action_of(const Command& command) {
  static constexpr Answered kAnswered[] = {
      Answered::send,  Answered::nick,   Answered::away,   Answered::add,      Answered::join,   Answered::leave,
      Answered::peers, Answered::rooms,  Answered::status, Answered::id,       Answered::doctor, Answered::alias,
      Answered::block, Answered::forget, Answered::verify, Answered::withdraw, Answered::history};
  static_assert(std::size(kAnswered) == std::variant_size_v<Command>);
  if (const auto* block = std::get_if<command::Block>(&command)) return block->on ? Answered::block : Answered::unblock;
  const auto* history = std::get_if<command::History>(&command);
  if (history != nullptr && !history->words.empty()) return Answered::search;
  return kAnswered[command.index()];
}

std::string JsonLines::hello(Wall now) const {
  OrderedJson line = line_of("hello", now);
  line["program"] = "earshot";
  line["version"] = about_.version;
  line["formats"] = {kFormat};
  line["profile"] = about_.profile;
  line["network"] = network_name(about_);
  line["pid"] = about_.process;
  line["self"] = peer_of(about_.self);
  return dump(line, ascii_);
}

std::string JsonLines::event(const Event& event) const {
  OrderedJson line = line_of(type_of(event), event.at);
  if (event.seq) line["seq"] = *event.seq;
  std::visit(Fields{line, about_}, event.what);
  return dump(line, ascii_);
}

std::string JsonLines::result(Wall now, const Answer& answer) const {
  OrderedJson line = line_of("result", now);
  if (answer.req) line["req"] = *answer.req;
  const int exit = answer.error ? exit_code(answer.error->code) : 0;
  line["ok"] = exit == 0;
  line["exit"] = exit;
  OrderedJson data = data_of(about_, answer);
  if (!data.is_null()) line["data"] = std::move(data);
  if (answer.error) line["error"] = error_of(*answer.error);
  return dump(line, ascii_);
}

std::string JsonLines::gap(Wall now, std::uint64_t dropped, std::optional<std::uint64_t> from_seq) const {
  OrderedJson line = line_of("gap", now);
  line["dropped"] = dropped;
  if (from_seq) line["from_seq"] = *from_seq;
  return dump(line, ascii_);
}

std::string JsonLines::bye(Wall now, std::string_view reason, const std::optional<Trouble>& error) const {
  OrderedJson line = line_of("bye", now);
  line["reason"] = reason;
  line["exit"] = error ? exit_code(error->code) : 0;
  if (error) line["error"] = error_of(*error);
  return dump(line, ascii_);
}

}  // namespace earshot::front
