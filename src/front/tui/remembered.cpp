#include "front/tui/remembered.h"

#include <nlohmann/json.hpp>

#include "earshot/base/encoding.h"
#include "earshot/text/text.h"

namespace earshot::front {
namespace {

using Json = nlohmann::json;

constexpr int kFileFormat = 1;
constexpr std::size_t kFrameBytes = 4'096;  // more than all that is neither a talk nor a text
constexpr std::size_t kAroundBytes = 4;     // quotes, colon, comma

std::string dumped(const Json& json) { return json.dump(-1, ' ', true, Json::error_handler_t::replace); }

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
  std::size_t room = kRememberedBytesMax - kFrameBytes;
  const auto fits = [&room](const Json& it, std::size_t with) {
    const std::size_t size = dumped(it).size() + with;
    if (size > room) return false;
    room -= size;
    return true;
  };
  Json talks = Json::object();
  for (const auto& [key, talk] : remembering.talks) {
    Json it = Json::object();
    if (talk.read) it["read"] = to_string(*talk.read);
    if (talk.has_unread) it["unread"] = true;
    Json with_draft = it;
    if (!talk.draft.empty()) with_draft["draft"] = talk.draft;
    if (with_draft.empty() || talks.size() >= Remembering::kTalksMax) continue;
    const std::string name = name_of(key);
    if (fits(with_draft, name.size() + kAroundBytes))
      talks[name] = with_draft;
    else if (fits(it, name.size() + kAroundBytes))
      talks[name] = it;
  }
  Json all{{"v", kFileFormat}, {"talks", talks}, {"starts", remembering.starts}, {"spoken", remembering.has_spoken}};
  if (remembering.current) all["current"] = name_of(*remembering.current);
  if (remembering.until) all["until"] = remembering.until->ms;
  Json sent = Json::array();
  const std::size_t left_out = remembering.sent.size() - std::min(remembering.sent.size(), Remembering::kSentMax);
  std::size_t first = remembering.sent.size();
  while (first > left_out && fits(remembering.sent[first - 1], kAroundBytes)) --first;
  for (; first < remembering.sent.size(); ++first) sent.push_back(remembering.sent[first]);
  all["sent"] = sent;
  return dumped(all) + "\n";
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
      if (it.is_string() && remembering.sent.size() < Remembering::kSentMax &&
          it.get_ref<const std::string&>().size() <= Remembering::kTextBytesMax)
        remembering.sent.push_back(it.get<std::string>());
  return remembering;
}

}  // namespace earshot::front
