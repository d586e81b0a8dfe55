#include "app/remote_node.h"

#include "earshot/front/node_lines.h"
#include "earshot/text/text.h"

namespace earshot::app {
namespace {

constexpr std::size_t kRequestsWaitingMax = 100;

Failure<Refusal> refuse(ErrorCode code) { return Failure{Refusal{code, {}, {}}}; }

}  // namespace

RemoteNode::RemoteNode(net::Loop& loop, int connection, Callbacks callbacks)
    : callbacks_(std::move(callbacks)),
      connection_(loop, connection,
                  {.line = [this](std::string_view line) { take(line); },
                   .end = [this] { end({}); },
                   .closed =
                       [this] {
                         if (parted_) return parted_();
                         end({});
                       },
                   .taken = [this] { callbacks_.taken(); }}) {}

Result<CommandId, Refusal> RemoteNode::submit(const Command& command) {
  if (ended_) return refuse(ErrorCode::node_silent);
  // In a line it would become another text.
  if (const auto* send = std::get_if<command::Send>(&command); send && !text::is_utf8(send->text))
    return refuse(ErrorCode::bad_text);
  const CommandId id{last_.value + 1};
  const auto line = front::request_line(command, id);
  if (line.size() > front::kInputLineBytesMax) return refuse(ErrorCode::text_too_long);
  last_ = id;
  connection_.write(line);
  return id;
}

bool RemoteNode::is_ready() const { return connection_.lines_waiting() < kRequestsWaitingMax; }

void RemoteNode::part(std::function<void()> parted) {
  parted_ = std::move(parted);
  connection_.close_after_all();
}

void RemoteNode::take(std::string_view line) {
  const auto read = front::parse_node_line(line);
  if (!read || ended_) return;
  if (const auto* hello = std::get_if<front::Hello>(&*read)) callbacks_.hello(hello->about);
  if (const auto* event = std::get_if<Event>(&*read)) callbacks_.event(*event);
  if (const auto* gap = std::get_if<front::Gap>(&*read)) callbacks_.missed(gap->dropped, gap->from_seq);
  if (const auto* bye = std::get_if<front::Bye>(&*read)) end(bye->error);
}

void RemoteNode::end(const std::optional<front::Trouble>& why) {
  if (std::exchange(ended_, true) || parted_) return;
  callbacks_.ended(why);
}

}  // namespace earshot::app
