// The program: reads what is asked for, and carries it out with a node or without one.
#include <langinfo.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <clocale>
#include <iostream>
#include <string_view>
#include <system_error>

#include <CLI/Version.hpp>

#include "app/checks.h"
#include "app/cli.h"
#include "app/config_command.h"
#include "app/line_writer.h"
#include "app/own_profile.h"
#include "app/seat.h"
#include "app/session.h"
#include "app/settings_files.h"
#include "app/target_file.h"
#include "app/wording.h"
#include "earshot/crypto/system_random.h"
#include "earshot/front/answers.h"
#include "earshot/net/loop.h"
#include "earshot/store/identity_file.h"
#include "earshot/store/profile.h"
#include "earshot/text/passphrase.h"
#include "earshot/text/text.h"

namespace earshot::app {
namespace {

int status(const Order& order, const front::Streams& streams, const front::Manner& manner) {
  if (const auto exit = run_at_running_node(order, streams, manner)) return *exit;
  const auto attempt = store::ProfileLock::take(paths_of(order).lock);
  auto about = about_profile(order);
  about.process = static_cast<std::uint64_t>(attempt.holder.value_or(0));
  return front::show_status(streams, manner, net::now().wall, about, attempt.lock == nullptr);
}

int change_nick(const Order& order, const front::Streams& streams, const front::Manner& manner) {
  if (const auto exit = run_at_running_node(order, streams, manner)) return *exit;
  if (const auto& of_file = order.settings.nick; !of_file.empty() && of_file != order.word)
    front::warn(streams, usage("The settings say nick = \"" + of_file + "\", and so the next start will.",
                               "earshot config show --origin says where"));
  auto self = about_profile(order);
  const auto old_nick = self.self.nick;
  const auto nick = text::nick(order.word);
  if (!nick)
    return front::fail(streams, manner, net::now().wall,
                       {ErrorCode::usage, "\"" + order.word + "\" cannot be a nick.",
                        "1 to 32 letters, digits and - _ . and not only digits", std::nullopt});
  write_nick(order, *nick);
  self.self.nick = self.self.name = *nick;
  self.self.ref = *nick + "+" + self.self.tag;
  return front::show_nick(streams, manner, net::now().wall, self, old_nick);
}

int carry_out(const Order& order, const front::Streams& streams, const front::Manner& manner) {
  const auto wall = net::now().wall;
  switch (order.verb) {
    case Verb::version:
      return front::show_version(streams, manner, wall,
                                 {.version = version(), .profile = {}, .network = {}, .self = {}},
                                 {std::string("CLI11 ") + CLI11_VERSION});
    case Verb::help:
    case Verb::completion:
      return front::show_text(streams, manner, wall, order.help_text);
    case Verb::passphrase:
      return front::show_text(streams, manner, wall, text::make_passphrase(*crypto::make_system_random()) + "\n");
    case Verb::id:
      return front::show_id(streams, manner, wall, about_profile(order),
                            order.brief ? front::IdForm::brief
                            : order.qr  ? front::IdForm::qr
                                        : front::IdForm::whole);
    case Verb::nick:
      return change_nick(order, streams, manner);
    case Verb::status:
      return status(order, streams, manner);
    case Verb::rooms_join:
    case Verb::rooms_leave:
      if (const auto exit = run_at_running_node(order, streams, manner)) return *exit;
      return front::fail(streams, manner, wall,
                         {ErrorCode::no_node, "No node of this profile is running that could join or leave a room.",
                          "Start one: earshot, or earshot run", std::nullopt});
    case Verb::demo:
      return run_demo(order, streams, manner);
    case Verb::chat:
      if (!manner.in_is_terminal && order.address.empty())
        return front::fail(streams, manner, wall,
                           {ErrorCode::need_input, "The input is no terminal, so say whom it goes to.",
                            "earshot bob < notes.txt, or earshot '#lobby' < notes.txt", std::nullopt});
      [[fallthrough]];
    default:
      return run_session(order, streams, manner);
  }
}

bool is_of_config(Verb verb) {
  return verb == Verb::config_show || verb == Verb::config_get || verb == Verb::config_check ||
         verb == Verb::config_path;
}

// The others are the same whatever the settings are.
bool has_settings(Verb verb) {
  return verb != Verb::help && verb != Verb::completion && verb != Verb::version && verb != Verb::passphrase;
}

int obey_with_settings(const Order& asked, const front::Streams& streams, const front::Manner& manner) {
  auto order = asked;
  const auto settled = load_settings(order, store::environment);
  apply_settings(order, settled.settings);
  if (is_of_config(order.verb)) return run_config(order, settled, store::environment, streams, manner);
  for (const auto& problem : settled.problems) {
    const front::Trouble trouble{ErrorCode::bad_config, problem.message, problem.hint, std::nullopt};
    if (problem.is_error) return front::fail(streams, manner, net::now().wall, trouble, last_line(order));
    if (!order.quiet) front::warn(streams, trouble);
  }
  return carry_out(order, streams, manner);
}

// What goes wrong before or beside the node in words and an exit code.
int obey(const Order& order, const Terminals& terminals, const front::Streams& streams) {
  const auto manner = manner_of(order, terminals, store::environment);
  const auto fail = [&](const front::Trouble& trouble) {
    return front::fail(streams, manner, net::now().wall, trouble, last_line(order));
  };
  if (needs_text(order, terminals))
    return fail({ErrorCode::need_input, "There is no text to send.",
                 "Give it behind the name, by a pipe, or type it after: earshot send TO -", std::nullopt});
  if (needs_answer(order, terminals))
    return fail({ErrorCode::need_input, "There is a question to be answered, and nobody to ask. Nothing was changed.",
                 "To answer it with yes: --yes", std::nullopt});
  try {
    return has_settings(order.verb) ? obey_with_settings(order, streams, manner) : carry_out(order, streams, manner);
  } catch (const store::IdentityFileError& error) {
    return fail({ErrorCode::identity_file, error.what(), {}, std::nullopt});
  } catch (const TargetFileError& error) {
    return fail(error.trouble);
  } catch (const net::StartError& error) {
    return fail(in_words(error));
  } catch (const std::exception& error) {
    return fail(in_words(error));
  }
}

// The standard output takes nothing any more, so it is said on the other one.
int refuse_output(int error) {
  std::ostream nowhere(nullptr);
  const std::system_error why(error, std::generic_category(), "the standard output cannot be written");
  return front::fail({nowhere, std::cerr, {}}, {}, net::now().wall, in_words(why));
}

int run(const std::vector<std::string>& words) {
  const Terminals terminals{isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, isatty(STDERR_FILENO) == 1};
  const auto order = parse(words, store::environment);
  if (!order) {
    const auto meant = gist(words, store::environment);
    return front::fail({std::cout, std::cerr, {}}, manner_of(meant, terminals, store::environment), net::now().wall,
                       order.reason(), last_line(meant));
  }
  // A reader that goes away, as head does, ends what runs on like a terminal that does, and all is well.
  const bool has_loop = runs_on(*order) || order->verb == Verb::chat;
  LineWriter writer(STDOUT_FILENO, [has_loop] {
    if (has_loop) ::kill(::getpid(), SIGHUP);
  });
  std::ostream out(&writer);
  const auto code = obey(*order, terminals, {out, std::cerr, [&writer] { return writer.waiting(); }});
  const bool was_stopped =
      code == exit_code(ErrorCode::interrupted) || code == exit_code(ErrorCode::terminated) || code == kHungUp;
  if (was_stopped) writer.give_up();
  if (const int error = writer.finish(); error != 0 && (code == 0 || code == kHungUp)) return refuse_output(error);
  return was_stopped && writer.is_closed() ? 0 : code;
}

}  // namespace
}  // namespace earshot::app

int main(int argc, char** argv) {
  ::umask(077);  // whatever is made here is for its owner alone
  // Letters have the widths that they have where UTF-8 is; nothing else depends on the language.
  if (std::setlocale(LC_CTYPE, "") == nullptr || std::string_view(::nl_langinfo(CODESET)) != "UTF-8")
    std::setlocale(LC_CTYPE, "C.UTF-8");
  ::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of write()
  return earshot::app::run({argv + 1, argv + argc});
}
