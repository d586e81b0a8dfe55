#include "app/config_command.h"

#include <algorithm>

#include "app/own_profile.h"
#include "app/wording.h"
#include "earshot/front/answers.h"
#include "earshot/net/loop.h"
#include "earshot/text/text.h"

namespace earshot::app {
namespace {

// Of those that an option or a variable can say, too.
struct Stronger {
  const char* name;
  const char* option;
  const char* variable;
};
constexpr Stronger kStronger[] = {
    {"nick", "--nick", "EARSHOT_NICK"},           {"network", "--network", "EARSHOT_NETWORK"},
    {"passphrase_file", "--passphrase-file", ""}, {"net.interfaces", "--iface", "EARSHOT_IFACE"},
    {"net.port", "--port", "EARSHOT_PORT"},       {"ui.mode", "", "EARSHOT_MODE"}};

// The settings with what is stronger put in their place.
Settings in_effect(const Order& order) {
  Settings settings = order.settings;
  settings.nick = nick_of(order);
  if (order.network != text::room_name(settings.network)) settings.network = order.network;
  if (!order.passphrase_file.empty()) settings.passphrase_file = order.passphrase_file;
  settings.interfaces = ifaces_of(order);
  settings.port = port_of(order);
  return settings;
}

std::string origin_of(const Order& order, const SettledSettings& settled, const front::ConfigSetting& now,
                      const Variable& variable) {
  const auto found = settled.origins.find(now.key);
  const bool is_of_file = found != settled.origins.end();
  const auto of_file = setting_of(settled.settings, now.key).values;
  for (const auto& [name, option, environment] : kStronger) {
    if (now.key != name || now.values == of_file) continue;
    const auto value = *environment != '\0' ? variable(environment).value_or("") : "";
    if (!value.empty() && now.values == std::vector<std::string>{value}) return environment;
    return now.key == "nick" && order.nick.empty() ? "profile" : option;
  }
  return is_of_file ? found->second : "built in";
}

}  // namespace

int run_config(const Order& order, const SettledSettings& settled, const Variable& variable,
               const front::Streams& streams, const front::Manner& manner) {
  front::ConfigAnswer answer;
  const auto settings = in_effect(order);
  const auto add = [&](const std::string& name) {
    auto setting = setting_of(settings, name);
    setting.origin = origin_of(order, settled, setting, variable);
    answer.settings.push_back(std::move(setting));
  };
  for (const auto& problem : settled.problems)
    answer.problems.push_back({problem.is_error, problem.message, problem.hint});
  const auto paths = paths_of(order);
  switch (order.verb) {
    case Verb::config_get: {
      const auto names = setting_names();
      if (std::find(names.begin(), names.end(), order.word) == names.end())
        return front::fail(streams, manner, net::now().wall,
                           usage("There is no setting \"" + order.word + "\".", did_you_mean_setting(order.word)));
      add(order.word);
      answer.form = front::ConfigAnswer::Form::value;
      break;
    }
    case Verb::config_check:
      answer.form = front::ConfigAnswer::Form::problems;
      break;
    case Verb::config_path:
      answer.form = front::ConfigAnswer::Form::paths;
      answer.paths.push_back({"settings", order.config_file.empty() ? paths.settings.string() : order.config_file});
      for (const auto& path : paths.system_settings) answer.paths.push_back({"system settings", path.string()});
      answer.paths.insert(answer.paths.end(), {{"identity", paths.identity.string()},
                                               {"database", paths.database.string()},
                                               {"state", paths.state.string()},
                                               {"socket", paths.socket.string()},
                                               {"lock", paths.lock.string()},
                                               {"downloads", paths.downloads.string()}});
      break;
    default:
      for (const auto& name : setting_names()) add(name);
      answer.form =
          order.origin ? front::ConfigAnswer::Form::settings_with_origin : front::ConfigAnswer::Form::settings;
      for (const auto& it : settings.tui.keys)
        answer.settings.push_back({"keys." + it.key, {it.action}, false, "[keys]"});
  }
  return front::show_config(streams, manner, net::now().wall, answer);
}

}  // namespace earshot::app
