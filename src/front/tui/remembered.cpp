#include "front/tui/remembered.h"

#include <nlohmann/json.hpp>

#include "earshot/base/encoding.h"
#include "earshot/text/text.h"

namespace earshot::front {
namespace {

using Json = nlohmann::json;

constexpr int kFileFormat = 1;

std::string name_of(const ConversationKey& key) {
  const auto* room = std::get_if<Room>(&key);
  return room != nullptr ? "#" + room->name : code_of(std::get<PeerId>(key));
}

std::optional<ConversationKey> parse_key_name(std::string_view name) {
  if (name.starts_with('#')) {
    const auto room = text::room_name(name);
    return room ? std::optional<ConversationKey>(Room{*room}) : std::nullopt;
  }
  const auto peer = parse_code(name);
  return peer ? std::optional<ConversationKey>(*peer) : std::nullopt;
}

std::string text_of(const Json& object, const char* key) {
  const auto at = object.find(key);
  if (at == object.end() || !at->is_string()) return {};
  auto text = at->get<std::string>();
  return text.size() <= Remembering::kTextBytesMax ? text : std::string();
}

bool flag_of(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_boolean() && at->get<bool>();
}

std::uint64_t number_of(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_number_unsigned() ? at->get<std::uint64_t>() : 0;
}

}  // namespace

std::string to_text(const Remembering& remembering) {
  Json talks = Json::object();
  std::size_t written = 0;
  for (const auto& [key, talk] : remembering.talks) {
    Json it = Json::object();
    if (!talk.draft.empty()) it["draft"] = talk.draft;
    if (talk.read) it["read"] = to_string(*talk.read);
    if (talk.has_unread) it["unread"] = true;
    if (it.empty() || ++written > Remembering::kTalksMax) continue;
    talks[name_of(key)] = it;
  }
  Json all{{"v", kFileFormat}, {"talks", talks}, {"starts", remembering.starts}, {"spoken", remembering.has_spoken}};
  if (remembering.current) all["current"] = name_of(*remembering.current);
  if (remembering.until) all["until"] = remembering.until->ms;
  Json sent = Json::array();
  const std::size_t left_out = remembering.sent.size() - std::min(remembering.sent.size(), Remembering::kSentMax);
  for (std::size_t i = left_out; i < remembering.sent.size(); ++i)
    if (remembering.sent[i].size() <= Remembering::kTextBytesMax) sent.push_back(remembering.sent[i]);
  all["sent"] = sent;
  return all.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
}

Remembering parse_remembering(std::string_view text) {
  Remembering remembering;
  const Json all = Json::parse(text, nullptr, false);
  if (!all.is_object()) return remembering;
  remembering.starts = number_of(all, "starts");
  remembering.has_spoken = flag_of(all, "spoken");
  remembering.current = parse_key_name(text_of(all, "current"));
  if (const auto until = number_of(all, "until"); until > 0 && until <= kIntegerMax) remembering.until = Wall{until};
  if (const auto talks = all.find("talks"); talks != all.end() && talks->is_object()) {
    for (const auto& [name, talk] : talks->items()) {
      const auto key = parse_key_name(name);
      if (!key || !talk.is_object() || remembering.talks.size() >= Remembering::kTalksMax) continue;
      remembering.talks[*key] = {text_of(talk, "draft"), parse_message_id(text_of(talk, "read")),
                                 flag_of(talk, "unread")};
    }
  }
  if (const auto sent = all.find("sent"); sent != all.end() && sent->is_array())
    for (const auto& it : *sent)
      if (it.is_string() && remembering.sent.size() < Remembering::kSentMax)
        remembering.sent.push_back(it.get<std::string>());
  return remembering;
}

}  // namespace earshot::front
