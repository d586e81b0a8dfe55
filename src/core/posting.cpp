#include "core/posting.h"

#include <algorithm>
#include <utility>

#include "core/deliveries.h"
#include "core/entry_acks.h"
#include "core/names.h"
#include "core/roster.h"
#include "core/spread.h"
#include "earshot/core/ids.h"

namespace earshot::core {

namespace {

// The body of a post: with its line and a page around it that is a datagram. What is larger no page could show.
constexpr std::size_t kPostBytesMax = 990;
// Of a body without the texts of room, reply and message: 51 for `au`, 22 each for `ep`, `sq` and `ts` at their
// largest, 30 for `pv`, 42 for the keys of `rm`, `tx`, `pt`, `re` and `me`, and the braces; rounded up.
constexpr std::size_t kPostBytesAround = 204;
// A stamp further ahead than this is a wrong clock, which nobody has to follow.
constexpr std::uint64_t kStampAheadMax = 60'000;

// How many bytes the character that starts at `at` takes, in valid UTF-8.
std::size_t character_bytes(std::string_view text, std::size_t at) {
  const auto is_continuation = [&](std::size_t i) { return (static_cast<unsigned char>(text[i]) & 0xc0) == 0x80; };
  std::size_t bytes = 1;
  while (at + bytes < text.size() && is_continuation(at + bytes)) ++bytes;
  return bytes;
}

}  // namespace

std::vector<std::string_view> cut_into_parts(std::string_view text, std::size_t escaped_max) {
  if (wire::escaped_size(text) <= escaped_max) return {text};
  std::vector<std::string_view> parts;
  std::size_t begin = 0, room = escaped_max;
  for (std::size_t at = 0; at < text.size();) {
    const auto bytes = character_bytes(text, at);
    const auto escaped = wire::escaped_size(text.substr(at, bytes));
    if (escaped > room) {
      parts.push_back(text.substr(begin, at - begin));
      begin = at;
      room = escaped_max;
    }
    room -= escaped;
    at += bytes;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

Result<MessageId, Refusal> Posting::post(Moment now, const Room& room, const std::string& text,
                                         const std::string& reply_to, bool action,
                                         const std::vector<PeerId>& recipients) {
  const auto around = kPostBytesAround + wire::escaped_size(room.name) + wire::escaped_size(reply_to);
  const auto most = kPostBytesMax - (wire::kDatagramBytesMax - datagram_bytes_max(context_)) - around;
  const auto parts = cut_into_parts(text, std::min(context_.config.post_text_bytes, most));
  if (parts.size() > wire::kPartsMax)
    return Failure{Refusal{.code = ErrorCode::text_too_long, .about = {}, .candidates = {}}};

  const auto first = logs_.own().known().next();
  const auto id = room_message_id(context_.self.id, context_.epoch, first);
  // Before the first byte leaves: the marks begin with "under way".
  context_.deliveries.begin(now, {.id = id,
                                  .conversation = conversation_in(room),
                                  .recipients = recipients,
                                  .state = DeliveryState::sent,
                                  .text = text,
                                  .reply_to = reply_to,
                                  .action = action,
                                  .sent = Wall{std::min(std::max(now.wall.ms, clock_ + 1), kIntegerMax)}});
  wire::Post post{.au = context_.self.id, .ep = context_.epoch, .rm = room.name, .re = reply_to, .me = action};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    post.tx = parts[i];
    if (parts.size() > 1) post.pt = {i + 1, parts.size()};
    append(now, post);
    post.re.clear();  // once is enough
    post.me = false;
  }
  receipts_.posted(now, id, first, logs_.own().known(), recipients);
  return id;
}

void Posting::append(Moment now, wire::Post post) {
  auto& log = logs_.own();
  const auto* newest = log.find(log.known());
  if (newest) post.pv = newest->hash;
  post.sq = log.known().next();
  clock_ = std::min(std::max(now.wall.ms, clock_ + 1), kIntegerMax);
  post.ts = clock_;

  const auto body = wire::encode_body(post);
  const auto entry = make_entry(body, sign(context_, wire::Kind::post, body), post.pv);
  context_.out.store(record::Entry{post.au, post.ep, post.sq, body, entry.signature});
  spread(context_, now.instant, Urgency::chat, datagram_of(context_, entry), [](const PeerId&) { return true; });
  log.add(post.sq, entry);
  log.mark_stored(post.sq);
  logs_.added(log.key(), post.sq);
  logs_.digest_changed(log.key());

  posted_at_ = now.instant;
  is_repeated_ = false;
  repeat_at_ = now.instant + tail_pause();
}

// In a crowd it is known who lacks the entry when the time for answers is over; a few are reminded one by one before.
Duration Posting::tail_pause() const {
  const auto& config = context_.config;
  const auto window = ack_window(config, context_.roster.live_count());
  return window == Duration{} ? config.tail_copy : std::min(config.tail_copy, window + config.tail_slack);
}

void Posting::seen(Moment now, std::uint64_t stamp) {
  if (stamp <= now.wall.ms + kStampAheadMax) clock_ = std::max(clock_, stamp);
}

void Posting::wake(Moment now) {
  if (repeat_at_ && *repeat_at_ <= now.instant) repeat_newest(now);
}

// First the entry itself, then only how far the log goes. Whoever acknowledged it needs neither.
void Posting::repeat_newest(Moment now) {
  repeat_at_.reset();
  if (receipts_.all_have_newest()) return;
  const auto& log = logs_.own();
  const auto* newest = log.find(log.known());
  const bool whole = !is_repeated_ && newest;
  const auto lacks = [&](const PeerId& peer) { return receipts_.lacks_newest(peer); };
  const auto datagram =
      whole ? datagram_of(context_, *newest)
            : make_datagram(context_, wire::LogHead{.id = context_.self.id, .ep = context_.epoch, .hd = log.known()});
  spread(context_, now.instant, Urgency::repair, datagram, lacks);

  if (!std::exchange(is_repeated_, true)) repeat_at_ = posted_at_ + context_.config.head_after;
}

}  // namespace earshot::core
