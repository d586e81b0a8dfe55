// From the values in the files to the structs of the program.
#include "earshot/base/encoding.h"
#include "vectors.h"

namespace earshot::vectors {
namespace {

using wire::Kind;

template <std::size_t N>
std::array<std::uint8_t, N> array(const Json& hexadecimal) {
  return to_array<N>(octets(hexadecimal)).value();
}

std::uint64_t number(const Json& values, const char* key) { return values.at(key).get<std::uint64_t>(); }
bool flag(const Json& values, const char* key) { return number(values, key) == 1; }
std::string text(const Json& values, const char* key) { return values.at(key).get<std::string>(); }
std::vector<std::string> texts(const Json& values, const char* key) {
  return values.at(key).get<std::vector<std::string>>();
}

std::vector<wire::Range> ranges(const Json& pairs) {
  std::vector<wire::Range> ranges;
  for (const auto& pair : pairs) ranges.push_back({pair.at(0), pair.at(1)});
  return ranges;
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> part(const Json& values) {
  const auto& pair = values.at("pt");
  if (pair.is_null()) return std::nullopt;
  return std::pair<std::uint64_t, std::uint64_t>{pair.at(0), pair.at(1)};
}

wire::Here here(const Json& values) {
  wire::Here here{.id = peer(values.at("id")), .ep = {number(values, "ep")}, .no = number(values, "no")};
  here.nm = text(values, "nm");
  here.sn = text(values, "sn");
  here.ho = text(values, "ho");
  here.ap = text(values, "ap");
  here.at = texts(values, "at");
  here.rm = texts(values, "rm");
  here.hd = {number(values, "hd")};
  here.rd = array<8>(values.at("rd"));
  here.n = number(values, "n");
  here.vs_min = values.at("vs").at(0);
  here.vs_max = values.at("vs").at(1);
  here.ft = texts(values, "ft");
  here.st = number(values, "st");
  here.q = number(values, "q");
  return here;
}

wire::Ping ping(const Json& values) {
  wire::Ping ping{.fr = peer(values.at("fr")), .nn = array<8>(values.at("nn"))};
  if (values.contains("dg")) ping.dg = array<8>(values.at("dg"));
  return ping;
}

wire::Pong pong(const Json& values) {
  wire::Pong pong{.id = peer(values.at("id")), .nn = array<8>(values.at("nn")), .ep = {number(values, "ep")}};
  pong.no = number(values, "no");
  pong.hb = number(values, "hb");
  pong.hd = {number(values, "hd")};
  pong.rd = array<8>(values.at("rd"));
  pong.n = number(values, "n");
  if (values.contains("dg")) pong.dg = array<8>(values.at("dg"));
  return pong;
}

wire::Pull pull(const Json& values) {
  wire::Pull pull;
  pull.fr = peer(values.at("fr"));
  pull.nn = array<8>(values.at("nn"));
  if (values.contains("only")) {
    pull.only = peer(values.at("only"));
    pull.past = values.contains("past") && flag(values, "past");
    return pull;
  }
  pull.after = peer(values.at("after"));
  pull.until = peer(values.at("until"));
  if (values.contains("ep")) pull.ep = Epoch{number(values, "ep")};
  if (values.contains("dg"))
    pull.dg = array<8>(values.at("dg"));
  else
    pull.rd = array<8>(values.at("rd"));
  return pull;
}

wire::Page page(const Json& values) {
  wire::Page page{
      .fr = peer(values.at("fr")), .nn = array<8>(values.at("nn")), .more = flag(values, "more"), .lines = {}};
  for (const auto& line : values.at("lines"))
    page.lines.push_back({.kind = wire::kind_of(text(line, "kind")).value(),
                          .signature = array<64>(line.at("signature")),
                          .body = text(line, "body")});
  return page;
}

wire::Post post(const Json& values) {
  wire::Post post{.au = peer(values.at("au")), .ep = {number(values, "ep")}, .sq = {number(values, "sq")}};
  post.pv = array<16>(values.at("pv"));
  post.ts = number(values, "ts");
  post.rm = text(values, "rm");
  post.tx = text(values, "tx");
  post.pt = part(values);
  post.re = text(values, "re");
  post.me = flag(values, "me");
  return post;
}

wire::Ack ack(const Json& values) {
  return {.fr = peer(values.at("fr")),
          .au = peer(values.at("au")),
          .ep = {number(values, "ep")},
          .lo = {number(values, "lo")},
          .hd = {number(values, "hd")},
          .mi = ranges(values.at("mi"))};
}

wire::Frames::Text frame_text(const Json& values) {
  return {.i = number(values, "i"),
          .ts = number(values, "ts"),
          .tx = text(values, "tx"),
          .pt = part(values),
          .re = text(values, "re"),
          .me = flag(values, "me")};
}

}  // namespace

Bytes octets(const Json& hexadecimal) { return from_hex(hexadecimal.get<std::string>()).value(); }

crypto::Key key(const Json& hexadecimal) { return array<32>(hexadecimal); }

PeerId peer(const Json& hexadecimal) { return {array<32>(hexadecimal)}; }

std::optional<wire::NetTag> tag(const Json& names, const std::string& network) {
  const auto& tag = named(names.at("networks"), network).at("tag");
  return tag.is_null() ? std::nullopt : std::optional(array<4>(tag));
}

wire::Message message_of(Kind kind, const Json& values) {
  switch (kind) {
    case Kind::here:
      return here(values);
    case Kind::bye:
      return wire::Bye{peer(values.at("id")), {number(values, "ep")}, number(values, "no")};
    case Kind::lost:
      return wire::Lost{peer(values.at("by")), peer(values.at("id")), {number(values, "ep")}, flag(values, "f")};
    case Kind::ping:
      return ping(values);
    case Kind::pong:
      return pong(values);
    case Kind::pull:
      return pull(values);
    case Kind::page:
      return page(values);
    case Kind::post:
      return post(values);
    case Kind::head:
      return wire::LogHead{peer(values.at("id")), {number(values, "ep")}, {number(values, "hd")}};
    case Kind::want:
      return wire::Want{peer(values.at("fr")), peer(values.at("au")), {number(values, "ep")}, ranges(values.at("rg"))};
    case Kind::none:
      return wire::None{peer(values.at("fr")), peer(values.at("au")), {number(values, "ep")}, {number(values, "lo")}};
    case Kind::ack:
      return ack(values);
    case Kind::hs1:
    case Kind::hs2:
    case Kind::ck:
    case Kind::d:
    case Kind::e:
      return wire::Cookie{};  // the only one of these with a body that follows from values
  }
  return wire::Cookie{};
}

wire::Frames frames_of(const Json& values) {
  wire::Frames frames;
  if (values.contains("a")) frames.a = ranges(values.at("a"));
  for (const auto& [key, value] :
       {std::pair{"ad", &frames.ad}, {"se", &frames.se}, {"lo", &frames.lo}, {"de", &frames.de}, {"dl", &frames.dl}})
    if (values.contains(key)) *value = number(values, key);
  if (values.contains("m"))
    for (const auto& each : values.at("m")) frames.m.push_back(frame_text(each));
  if (values.contains("pc")) frames.pc = array<8>(values.at("pc"));
  if (values.contains("pr")) frames.pr = array<8>(values.at("pr"));
  if (values.contains("vq")) frames.vq = number(values, "vq");
  for (const auto& [key, value] : {std::pair{"vc", &frames.vc}, {"vr", &frames.vr}, {"vo", &frames.vo}})
    if (values.contains(key)) *value = array<32>(values.at(key));
  frames.cl = values.contains("cl") && flag(values, "cl");
  return frames;
}

wire::HandshakePayload payload_of(const Json& values) {
  return {.id = peer(values.at("id")),
          .vs_min = values.at("vs").at(0),
          .vs_max = values.at("vs").at(1),
          .ft = texts(values, "ft")};
}

wire::Head head_of(const Json& datagram) {
  wire::Head head{.kind = wire::kind_of(text(datagram, "kind")).value()};
  if (datagram.contains("signature")) head.signature = array<64>(datagram.at("signature"));
  const auto fields = datagram.value("head", Json::object());
  if (fields.contains("token")) head.token = array<8>(fields.at("token"));
  if (fields.contains("index")) head.index = fields.at("index").get<std::uint32_t>();
  if (fields.contains("receiver")) head.receiver = fields.at("receiver").get<std::uint32_t>();
  if (fields.contains("packet")) head.packet = fields.at("packet").get<std::uint64_t>();
  return head;
}

}  // namespace earshot::vectors
