#include "app/choose_face.h"

#include <unistd.h>

#include <array>

#include "app/checks.h"
#include "app/cli.h"
#include "app/screen.h"
#include "app/target_file.h"
#include "earshot/core/config.h"
#include "earshot/front/answers.h"
#include "earshot/front/faces.h"
#include "earshot/front/tui.h"
#include "earshot/store/profile.h"

namespace earshot::app {
namespace {

using namespace std::chrono_literals;

constexpr Duration kDemoShows = 10s;                             // a demo without input shows itself this long
constexpr std::size_t kEarlier = 10;                             // messages shown at the opening of a conversation
constexpr std::size_t kStandardInputMax = std::size_t{1} << 20;  // bytes; far above the longest message

constexpr std::size_t kPastedMax = 4'096;  // far above a QR code's text

std::string without_hash(const std::string& room) { return room.starts_with('#') ? room.substr(1) : room; }

// Text from the standard input loses one trailing newline.
std::string read_standard_input() {
  std::string text;
  std::array<char, 65'536> piece{};
  for (auto got = ::read(STDIN_FILENO, piece.data(), piece.size()); got > 0 && text.size() <= kStandardInputMax;
       got = ::read(STDIN_FILENO, piece.data(), piece.size()))
    text.append(piece.data(), static_cast<std::size_t>(got));
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

// The pasted text of a QR code. What stands behind it is the answer to the question.
std::string read_line() {
  std::string line;
  for (char letter = 0; line.size() < kPastedMax && ::read(STDIN_FILENO, &letter, 1) == 1 && letter != '\n';)
    line += letter;
  return line;
}

std::unique_ptr<front::Face> make_one_shot_face(const Order& order, front::Desk& desk, const front::Streams& streams,
                                                const front::Manner& manner, const front::About& about, NodeIs node) {
  front::OneShotOptions options;
  options.commands = command_names();
  switch (order.verb) {
    case Verb::send: {
      command::Send send;
      send.to = order.to;
      send.room = order.room;
      send.text = order.text ? *order.text : read_standard_input();
      send.reply_to = order.reply_to;
      send.wait = command::Send::Wait::delivered;
      send.timeout = order.timeout.value_or(5s);
      send.queue = order.queue;
      send.verified = order.verified;
      options.command = send;
      break;
    }
    case Verb::nick:
      options.command = command::Nick{order.word};
      break;
    case Verb::status:
      options.command = command::Status{};
      break;
    case Verb::rooms_join:
      options.command = command::Join{without_hash(*order.room)};
      break;
    case Verb::rooms_leave:
      options.command = command::Leave{without_hash(*order.room)};
      break;
    case Verb::add:
      options.command = command::Add{order.word};
      break;
    case Verb::alias:
      options.command = command::Alias{order.word, order.name};
      options.settle = Config{}.name_patience;
      break;
    case Verb::block:
    case Verb::unblock:
      options.command = command::Block{order.word, order.verb == Verb::block};
      options.settle = Config{}.name_patience;
      break;
    case Verb::forget:
      options.command = command::Forget{order.word, order.history};
      options.settle = Config{}.name_patience;
      options.confirmed = order.yes;
      break;
    case Verb::verify: {
      using Step = command::Verify::Step;
      const auto code = order.qr ? read_line() : order.code;
      const bool has_code = order.qr || !code.empty();
      options.command = command::Verify{order.word, code,
                                        !has_code   ? Step::show
                                        : order.yes ? Step::confirm
                                                    : Step::check};
      options.settle = Config{}.name_patience;
      options.may_ask = manner.in_is_terminal && !order.no_input && !order.json;
      break;
    }
    case Verb::rooms:
      options.command = command::Rooms{};
      options.settle = Config{}.name_patience;
      break;
    case Verb::doctor:
      options.command = command::Doctor{order.address};
      options.settle = Config{}.name_patience;
      options.checks = local_checks(*net::InterfaceRules::parse(ifaces_of(order)));
      options.report = order.report;
      break;
    default:
      options.command = command::Peers{order.all, {}};
      options.settle = order.wait;
      break;
  }
  if (node == NodeIs::running) options.settle = {};
  return front::make_one_shot(desk, streams, manner, about, options);
}

std::unique_ptr<front::Face> make_history_face(const Order& order, front::Desk& desk, const front::Streams& streams,
                                               const front::Manner& manner, const front::About& about) {
  front::HistoryOptions options;
  auto& query = options.query;
  if (order.address.starts_with('#'))
    query.room = order.address;
  else
    query.peer = order.address;
  if (order.room) query.room = order.room;
  query.from = order.from;
  query.since = order.since;
  query.until = order.until;
  query.words = order.grep;
  options.tell_of_more = order.since && !order.newest;
  query.n = order.newest.value_or(order.since ? front::HistoryOptions::kMessagesMax : query.n);
  return front::make_history(desk, streams, manner, about, options);
}

std::unique_ptr<front::Face> make_export_face(const Order& order, front::Desk& desk, const front::Streams& streams,
                                              const front::Manner& manner, const front::About& about) {
  front::ExportOptions options;
  options.as_text = order.as_text;
  if (!order.word.empty()) {
    const auto file = std::make_shared<TargetFile>(order.word, order.force);
    options.to = &file->stream();
    options.close = [file] { return file->close(); };
  }
  return front::make_export(desk, streams, manner, about, options);
}

std::unique_ptr<front::Face> make_tui_face(const Order& order, front::Desk& desk, const front::Streams& streams,
                                           const front::Manner& manner, const front::About& about,
                                           const Helpers& helpers, NodeIs node) {
  front::TuiOptions options;
  options.address = order.address;
  options.settings = order.settings.tui;
  options.colour = manner.colour != front::Manner::Colour::none;
  options.is_node = node != NodeIs::running;
  options.is_opening = node == NodeIs::coming;
  options.is_demo = order.verb == Verb::demo;
  options.term = store::environment("TERM").value_or("");
  options.term_program = store::environment("TERM_PROGRAM").value_or("");
  options.in_tmux = store::environment("TMUX").has_value();
  if (auto* spawner = helpers.spawner) {
    options.open = [spawner](const std::string& link) { spawner->open(link); };
    options.notify = [spawner](const std::string& command, const std::string& line) { spawner->notify(command, line); };
    options.edit = [spawner](const std::string& text, Spawner::Done done) { spawner->edit(text, std::move(done)); };
  }
  if (!options.is_demo) {
    options.remembered = read_remembered(order);
    options.keep = [&order](const std::string& text) { write_remembered(order, text); };
  }
  return front::make_tui(desk, *streams.screen, streams, about, options);
}

}  // namespace

std::unique_ptr<front::Face> choose_face(const Order& order, front::Desk& desk, const front::Streams& streams,
                                         const front::Manner& manner, const front::About& about, const Helpers& helpers,
                                         NodeIs node) {
  const auto show_at_least = order.verb == Verb::demo ? std::optional(kDemoShows) : std::nullopt;
  const front::EndOfInput end{order.drain, order.linger};
  switch (order.verb) {
    case Verb::demo:
    case Verb::chat:
      if (order.json) return front::make_bot(desk, streams, manner, about, {end, show_at_least});
      if (streams.screen) return make_tui_face(order, desk, streams, manner, about, helpers, node);
      return front::make_line_mode(desk, streams, manner, about,
                                   {.address = order.address,
                                    .end = end,
                                    .earlier = kEarlier,
                                    .commands = command_names(),
                                    .show_at_least = show_at_least});
    case Verb::bot:
      return front::make_bot(desk, streams, manner, about, {end, show_at_least});
    case Verb::run:
      return front::make_watch(streams, manner, about, front::Watch::node);
    case Verb::listen: {
      front::ListenOptions options;
      options.from = order.from;
      options.room = order.room.value_or("");
      options.count = order.count;
      options.timeout = order.timeout;
      options.since = order.since;
      options.after = order.after;
      if (auto* exec = helpers.exec) options.exec = [exec](const std::string& line) { exec->add(line); };
      return front::make_listen(desk, streams, manner, about, options);
    }
    case Verb::history:
      return make_history_face(order, desk, streams, manner, about);
    case Verb::export_all:
      return make_export_face(order, desk, streams, manner, about);
    case Verb::peers:
      if (order.watch) return front::make_watch(streams, manner, about, front::Watch::peers);
      [[fallthrough]];
    default:
      return make_one_shot_face(order, desk, streams, manner, about, node);
  }
}

}  // namespace earshot::app
