// The inverse of json_lines.cpp.
#include "earshot/front/node_lines.h"

#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "earshot/base/address.h"
#include "earshot/base/encoding.h"
#include "earshot/base/rfc3339.h"
#include "front/json_lines.h"
#include "front/times.h"

namespace earshot::front {
namespace {

using Json = nlohmann::json;

constexpr double kMillisecondsMax = 1e12;  // some thirty years

// Reads the fields of one object. What has to be there and is not, or is of another type, spoils the whole line.
class LineFields {
 public:
  LineFields(const Json& object, bool& is_spoilt) : object_(object), is_spoilt_(is_spoilt) {}

  const Json* find(const char* key) const {
    if (!object_.is_object()) return nullptr;
    const auto at = object_.find(key);
    return at == object_.end() || at->is_null() ? nullptr : &*at;
  }
  // Absent is empty, false, 0.
  std::string text(const char* key) const { return take<std::string>(key, &Json::is_string); }
  bool flag(const char* key) const { return take<bool>(key, &Json::is_boolean); }
  std::uint64_t number(const char* key) const {
    const auto value = take<std::uint64_t>(key, &Json::is_number_unsigned);
    return value <= kIntegerMax ? value : spoil<std::uint64_t>();
  }
  template <class Small>
  Small small(const char* key) const {
    const std::uint64_t value = number(key);
    return std::in_range<Small>(value) ? static_cast<Small>(value) : spoil<Small>();
  }
  std::optional<std::uint64_t> number_if_any(const char* key) const {
    return find(key) != nullptr ? std::optional(number(key)) : std::nullopt;
  }
  std::optional<Duration> milliseconds(const char* key) const {
    if (find(key) == nullptr) return std::nullopt;
    const auto value = take<double>(key, &Json::is_number);
    if (!(value >= 0 && value <= kMillisecondsMax)) return spoil<Duration>();
    return Duration(std::llround(value * 1000));
  }
  std::optional<Wall> time_if_any(const char* key) const {
    if (find(key) == nullptr) return std::nullopt;
    return parsed(parse_rfc3339(text(key)));
  }
  Wall time(const char* key) const { return parsed(parse_rfc3339(text(key))); }
  // One of the words that `name` gives for 0 to `last`.
  template <class Word>
  Word word(const char* key, Word last, const char* (*name)(Word)) const {
    const std::string wanted = text(key);
    for (unsigned i = 0; i <= static_cast<unsigned>(last); ++i)
      if (wanted == name(static_cast<Word>(i))) return static_cast<Word>(i);
    return spoil<Word>();
  }
  template <class Value>
  Value parsed(const std::optional<Value>& value) const {
    return value ? *value : spoil<Value>();
  }
  LineFields object(const char* key) const {
    static const Json kNothing;
    const Json* field = find(key);
    if (field != nullptr && field->is_object()) return {*field, is_spoilt_};
    is_spoilt_ = true;
    return {kNothing, is_spoilt_};
  }
  template <class Call>
  void each(const char* key, const Call& call) const {
    const Json* field = find(key);
    if (field == nullptr) return;
    if (!field->is_array()) is_spoilt_ = true;
    for (const Json& it : *field) call(it);
  }
  LineFields of(const Json& object) const { return {object, is_spoilt_}; }
  bool has(const char* key) const { return find(key) != nullptr; }

 private:
  template <class Value>
  Value spoil() const {
    is_spoilt_ = true;
    return Value{};
  }
  template <class Value>
  Value take(const char* key, bool (Json::*is)() const noexcept) const {
    const Json* field = find(key);
    if (field == nullptr) return Value{};
    return (field->*is)() ? field->get<Value>() : spoil<Value>();
  }

  const Json& object_;
  bool& is_spoilt_;
};

// Of our own program the line has the version alone; others have their name before it.
std::string program_of(const std::string& version) {
  return version.empty() || version.find(' ') != std::string::npos ? version : "earshot " + version;
}

PeerView read_peer(const LineFields& it) {
  PeerView peer;
  peer.id = it.parsed(parse_code(it.text("id")));
  peer.name = it.text("name");
  peer.nick = it.text("nick");
  peer.alias = it.text("alias");
  peer.tag = it.text("tag");
  peer.ref = it.text("ref");
  peer.show_name = it.text("show_name");
  peer.host = it.text("host");
  peer.trust = it.word("trust", Trust::self, &name);
  peer.verified = it.time_if_any("verified_ts");
  peer.state = it.word("state", PeerState::gone, &name);
  it.each("addrs", [&](const Json& text) {
    peer.addresses.push_back(
        it.parsed(text.is_string() ? parse_address(text.get_ref<const std::string&>(), 0) : std::nullopt));
  });
  peer.rtt = it.milliseconds("rtt_ms");
  peer.last_seen = it.time_if_any("last_seen");
  peer.program = program_of(it.text("version"));
  it.each("caps", [&](const Json& text) {
    peer.features.push_back(it.parsed(text.is_string() ? std::optional(text.get<std::string>()) : std::nullopt));
  });
  return peer;
}

Conversation read_conversation(const LineFields& it) {
  if (it.text("kind") == "room") return {Conversation::Kind::room, {}, it.text("id")};
  return {Conversation::Kind::peer, it.parsed(parse_code(it.text("id"))), it.text("name")};
}

Of read_of(const LineFields& it) { return {it.small<std::size_t>("delivered"), it.small<std::size_t>("total")}; }

// Addresses of one interface stand one after the other.
NetworkView read_network(const LineFields& it) {
  NetworkView network;
  it.each("interfaces", [&](const Json& object) {
    const LineFields own = it.of(object);
    const InterfaceIndex index{own.small<std::uint32_t>("index")};
    const Address address = own.parsed(parse_address(own.text("addr"), 0));
    auto& all = network.interfaces;
    if (all.empty() || all.back().index != index || all.back().name != own.text("name")) {
      Interface interface;
      interface.index = index;
      interface.name = own.text("name");
      interface.multicast = own.flag("multicast");
      interface.loopback = is_loopback(address);
      all.push_back(interface);
    }
    all.back().addresses.push_back({address, own.small<std::uint8_t>("prefix")});
  });
  network.discovery_port = it.small<std::uint16_t>("discovery_port");
  network.port = it.small<std::uint16_t>("port");
  return network;
}

Trouble read_error(const LineFields& it) {
  Trouble trouble;
  trouble.code = it.word("code", ErrorCode::terminated, &name);
  trouble.message = it.text("message");
  trouble.hint = it.text("hint");
  trouble.line = it.number_if_any("line");
  trouble.about = it.text("about");
  it.each("candidates", [&](const Json& object) { trouble.candidates.push_back(read_peer(it.of(object))); });
  return trouble;
}

std::optional<std::string> read_network_name(const LineFields& it) {
  return it.has("network") ? std::optional(it.text("network")) : std::nullopt;
}

Hello read_hello(const LineFields& it) {
  return {
      {it.text("version"), it.text("profile"), read_network_name(it), it.number("pid"), read_peer(it.object("self"))}};
}

event::Message read_message(const LineFields& it) {
  event::Message message;
  message.id = it.parsed(parse_message_id(it.text("id")));
  message.outgoing = it.text("dir") == "out";
  message.conversation = read_conversation(it.object("conv"));
  message.from = read_peer(it.object("from"));
  message.text = it.text("text");
  message.reply_to = it.text("reply_to");
  message.action = it.flag("action");
  message.sent = it.time("sent_ts");
  if (message.outgoing) {
    message.state = it.word("state", DeliveryState::failed, &name);
    message.of = read_of(it.object("of"));
  }
  message.replay = it.flag("replay");
  return message;
}

event::State read_state(const LineFields& it) {
  event::State state;
  state.id = it.parsed(parse_message_id(it.text("id")));
  state.conversation = read_conversation(it.object("conv"));
  state.to = read_peer(it.object("to"));
  state.state = it.word("state", DeliveryState::failed, &name);
  state.reason = it.text("reason");
  state.attempt = it.number("attempt");
  state.rtt = it.milliseconds("rtt_ms");
  state.of = read_of(it.object("of"));
  return state;
}

event::Check read_check(const LineFields& it) {
  event::Check check;
  check.status = it.word("status", event::Check::Status::skip, &event::name);
  check.name = it.text("name");
  check.detail = it.text("detail");
  check.fix = it.text("fix");
  if (it.has("data")) check.peer = read_peer(it.object("data").object("peer"));
  return check;
}

event::Words read_words(const LineFields& it) {
  event::Words words;
  words.what = it.word("event", event::Words::What::failed, &event::name);
  words.peer = read_peer(it.object("peer"));
  it.each("words", [&](const Json& text) {
    words.words.push_back(it.parsed(text.is_string() ? std::optional(text.get<std::string>()) : std::nullopt));
  });
  words.reason = it.text("reason");
  return words;
}

event::Reply::Status read_status(const LineFields& it) {
  event::Reply::Status status;
  status.network = read_network(it);
  status.self = read_peer(it.object("self"));
  status.peers = it.small<std::size_t>("peers");
  status.queued = it.small<std::size_t>("queued");
  status.other_networks = it.small<std::size_t>("other_networks");
  const Json* counters = it.find("counters");
  if (counters == nullptr || !counters->is_object()) return status;
  for (const auto& [counter, value] : counters->items())
    status.counters.emplace_back(counter, it.object("counters").number(counter.c_str()));
  return status;
}

// Which fields there are depends on the command; no two commands mean different things by one of them.
void read_data(const LineFields& it, event::Reply& reply) {
  it.each("ids", [&](const Json& text) {
    reply.ids.push_back(
        it.parsed(text.is_string() ? parse_message_id(text.get_ref<const std::string&>()) : std::nullopt));
  });
  if (it.has("of")) reply.of = read_of(it.object("of"));
  if (it.has("peer")) reply.peer = read_peer(it.object("peer"));
  if (it.has("code")) reply.peer = read_peer(it.object("self"));  // of `id`
  if (it.has("room")) reply.room = it.text("room");
  if (it.has("count")) reply.count = it.small<std::size_t>("count");
  reply.more = it.flag("more");
  if (it.has("queued")) reply.status = read_status(it);
  if (!it.has("skip")) return;
  reply.checks = {it.small<std::size_t>("ok"), it.small<std::size_t>("warn"), it.small<std::size_t>("fail"),
                  it.small<std::size_t>("skip")};
}

event::Reply read_result(const LineFields& it) {
  event::Reply reply;
  const std::string req = it.text("req");
  const char* const end = req.data() + req.size();
  const auto number = std::from_chars(req.data(), end, reply.command.value);
  if (number.ec != std::errc{} || number.ptr != end) (void)it.parsed(std::optional<int>());
  if (it.has("error")) {
    const Trouble trouble = read_error(it.object("error"));
    reply.error = Refusal{trouble.code, trouble.about, trouble.candidates};
  }
  if (it.has("data")) read_data(it.object("data"), reply);
  return reply;
}

Event read_event(const LineFields& it, decltype(Event::what) what) {
  return {it.number_if_any("seq"), it.time("ts"), std::move(what)};
}

using Read = NodeLine (*)(const LineFields&);
struct Type {
  const char* word;
  Read read;
};
constexpr std::array kTypes{
    Type{"hello", [](const LineFields& it) -> NodeLine { return read_hello(it); }},
    Type{"ready",
         [](const LineFields& it) -> NodeLine {
           return read_event(it, event::Ready{read_network(it), it.small<std::size_t>("peers")});
         }},
    Type{"peer",
         [](const LineFields& it) -> NodeLine {
           return read_event(it, event::Peer{it.word("event", event::Peer::What::forgotten, &word),
                                             read_peer(it.object("peer")), it.text("old_name")});
         }},
    Type{"message", [](const LineFields& it) -> NodeLine { return read_event(it, read_message(it)); }},
    Type{"state", [](const LineFields& it) -> NodeLine { return read_event(it, read_state(it)); }},
    Type{"room",
         [](const LineFields& it) -> NodeLine {
           return read_event(it, event::Room{it.word("event", event::Room::What::members, &word), it.text("room"),
                                             it.flag("joined"), it.small<std::size_t>("members"), it.number("unread")});
         }},
    Type{"network",
         [](const LineFields& it) -> NodeLine {
           return read_event(it, event::Network{it.word("event", event::Network::What::changed, &word),
                                                read_network(it), it.text("reason")});
         }},
    Type{"check", [](const LineFields& it) -> NodeLine { return read_event(it, read_check(it)); }},
    Type{"notice",
         [](const LineFields& it) -> NodeLine {
           return read_event(
               it, event::Notice{it.text("level") == "warn", it.text("code"), it.text("message"), it.text("hint")});
         }},
    Type{"words", [](const LineFields& it) -> NodeLine { return read_event(it, read_words(it)); }},
    Type{"result", [](const LineFields& it) -> NodeLine { return read_event(it, read_result(it)); }},
    Type{"gap",
         [](const LineFields& it) -> NodeLine {
           return Gap{it.number("dropped"), it.number_if_any("from_seq")};
         }},
    Type{
        "bye",
        [](const LineFields& it) -> NodeLine {
          return Bye{it.text("reason"), it.has("error") ? std::optional(read_error(it.object("error"))) : std::nullopt};
        }},
};

}  // namespace

std::optional<NodeLine> parse_node_line(std::string_view line) {
  const Json object = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return std::nullopt;
  bool is_spoilt = false;
  const LineFields fields(object, is_spoilt);
  const std::string type = fields.text("type");
  for (const Type& known : kTypes) {
    if (type != known.word) continue;
    NodeLine read = known.read(fields);
    return is_spoilt ? std::nullopt : std::optional(std::move(read));
  }
  return std::nullopt;
}

}  // namespace earshot::front
