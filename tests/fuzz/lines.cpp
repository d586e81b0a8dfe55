// Any line at the control socket or the bot's input is a request or a trouble in words, and any line of a node is read
// or not, without exceptions. What was understood survives: written as a line and read again it is written alike.
// The first byte says who writes: 'n' a node, else a face.
#include "earshot/front/node_lines.h"
#include "earshot/text/text.h"
#include "front/json_lines.h"
#include "front/requests.h"
#include "fuzz/targets.h"

namespace earshot::fuzz {

namespace {

void expect_one_line(const std::string& line) {
  require(text::is_utf8(line) && line.find('\n') == std::string::npos, "a line is one, and UTF-8");
}

void face_writes(BytesView line) {
  const auto request = front::parse_request(line);
  if (!request) return require(!request.reason().trouble.message.empty(), "what is refused is refused in words");
  const auto* command = std::get_if<Command>(&request->what);
  if (!command) return;
  const auto written = front::request_line(*command, {7});
  expect_one_line(written);
  const auto reread = front::parse_request(written);
  require(reread && std::holds_alternative<Command>(reread->what), "a command survives being written");
  require(front::request_line(std::get<Command>(reread->what), {7}) == written, "a command is written alike again");
}

void node_writes(BytesView line) {
  const auto read = front::parse_node_line(line);
  const auto* event = read ? std::get_if<Event>(&*read) : nullptr;
  if (!event || std::holds_alternative<event::Reply>(event->what)) return;
  const front::JsonLines json({}, false);
  const auto written = json.event(*event);
  expect_one_line(written);
  const auto reread = front::parse_node_line(written);
  require(reread && std::holds_alternative<Event>(*reread), "an event survives being written");
  require(json.event(std::get<Event>(*reread)) == written, "an event is written alike again");
}

}  // namespace

void lines(BytesView input) {
  if (input.empty()) return;
  if (input.front() == 'n')
    node_writes(input.substr(1));
  else
    face_writes(input.substr(1));
}

}  // namespace earshot::fuzz
