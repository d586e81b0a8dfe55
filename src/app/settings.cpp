#include "app/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <optional>

#include "app/config_file.h"
#include "app/wording.h"
#include "earshot/base/address.h"
#include "earshot/net/interfaces.h"
#include "earshot/net/runner.h"
#include "earshot/text/text.h"

namespace earshot::app {
namespace {

using Values = std::vector<std::string>;

constexpr std::uint64_t kHistoryDaysMax = 36'500;  // a hundred years
constexpr std::size_t kPeersMax = 64;
constexpr std::size_t kShowNameBytesMax = 64;

// Of later versions, whose files must not trouble this one.
constexpr std::array kWithoutEffect{"ui.mouse",     "privacy.read_receipts", "privacy.typing",
                                    "files.accept", "files.max_size",        "web.port",
                                    "web.idle_stop"};

struct Setting {
  std::string name;
  bool is_list = false;
  std::function<Values(const Settings&)> read;
  std::function<bool(Settings&, const Values&)> write;  // false: not such a value, nothing was changed
  std::string can_be;
};

Setting text_setting(const char* name, std::string Settings::*member, bool (*is_good)(const std::string&),
                     const char* can_be) {
  return {name, false, [member](const Settings& it) { return Values{it.*member}; },
          [member, is_good](Settings& it, const Values& values) {
            if (!values[0].empty() && !is_good(values[0])) return false;
            it.*member = values[0];
            return true;
          },
          can_be};
}

Setting list_setting(const char* name, Values Settings::*member, bool (*is_good)(const Values&), const char* can_be) {
  return {name, true, [member](const Settings& it) { return it.*member; },
          [member, is_good](Settings& it, const Values& values) {
            if (!is_good(values)) return false;
            it.*member = values;
            return true;
          },
          can_be};
}

std::optional<std::uint64_t> number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && stopped == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

Setting port_setting() {
  return {"net.port", false, [](const Settings& it) { return Values{std::to_string(it.port)}; },
          [](Settings& it, const Values& values) {
            const auto port = number(values[0]);
            if (!port || !is_discovery_port(*port)) return false;
            it.port = static_cast<std::uint16_t>(*port);
            return true;
          },
          "1024 to 65535, but not 47475 to 47490"};
}

const std::map<std::string, Mode>& modes() {
  static const std::map<std::string, Mode> all{{"auto", Mode::automatic}, {"tui", Mode::tui}, {"plain", Mode::plain}};
  return all;
}

Setting mode_setting() {
  return {"ui.mode", false,
          [](const Settings& it) {
            for (const auto& [word, mode] : modes())
              if (mode == it.mode) return Values{word};
            return Values{};
          },
          [](Settings& it, const Values& values) {
            const auto mode = mode_of(values[0]);
            it.mode = mode.value_or(it.mode);
            return mode.has_value();
          },
          "auto, tui or plain"};
}

Setting days_setting() {
  return {"privacy.history_days", false, [](const Settings& it) { return Values{std::to_string(it.history_days)}; },
          [](Settings& it, const Values& values) {
            const auto days = number(values[0]);
            if (!days || *days > kHistoryDaysMax) return false;
            it.history_days = *days;
            return true;
          },
          "0, which keeps everything, to 36500"};
}

bool are_peers(const Values& values) {
  return values.size() <= kPeersMax && std::all_of(values.begin(), values.end(), [](const std::string& it) {
           const auto address = parse_address(it, 0);
           return address && is_one_host(*address);
         });
}

const std::vector<Setting>& table() {
  static const std::vector<Setting> settings = [] {
    std::vector<Setting> all{
        text_setting(
            "nick", &Settings::nick, [](const std::string& it) { return text::nick(it).has_value(); },
            "1 to 32 letters, digits and - _ ."),
        text_setting(
            "show_name", &Settings::show_name,
            [](const std::string& it) { return text::clean_line(it, kShowNameBytesMax) == it; },
            "a line of at most 64 bytes"),
        text_setting(
            "network", &Settings::network,
            [](const std::string& it) { return !it.starts_with('#') && text::room_name(it); },
            "1 to 32 letters, digits and - _ ."),
        text_setting(
            "passphrase_file", &Settings::passphrase_file,
            [](const std::string& it) { return it.find('\0') == std::string::npos; }, "a path"),
        list_setting(
            "net.interfaces", &Settings::interfaces,
            [](const Values& it) { return bool(net::InterfaceRules::parse(it)); },
            "names of interfaces as for --iface, or \"lo\" alone"),
        port_setting(),
        list_setting("net.peers", &Settings::peers, are_peers, "addresses like \"10.0.8.5\", at most 64"),
        mode_setting(),
    };
    const auto add_tui = [&all](const std::string& name) {
      all.push_back(
          {name, false, [name](const Settings& it) { return Values{front::value_of(it.tui, name)}; }, {}, {}});
    };
    for (const auto& name : front::tui_setting_names()) add_tui(name);
    all.push_back(days_setting());
    return all;
  }();
  return settings;
}

const Setting* find(const std::string& name) {
  const auto& all = table();
  const auto found = std::find_if(all.begin(), all.end(), [&name](const Setting& it) { return it.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::string in_quotes(const Values& values) {
  std::string all;
  for (const auto& value : values) all += (all.empty() ? "" : ", ") + value;
  return all;
}

// A sentence: nothing was changed, and why.
std::optional<std::string> assign(Settings& settings, const Setting& setting, const ConfigItem& item) {
  if (setting.is_list && !item.is_list) return setting.name + " is a list: [\"" + in_quotes(item.values) + "\"].";
  if (!setting.is_list && (item.is_list || item.values.size() != 1))
    return setting.name + " is one value, and no list.";
  if (!setting.write) return front::assign(settings.tui, setting.name, item.values[0]);
  if (setting.write(settings, item.values)) return std::nullopt;
  return front::cannot_be(setting.name, in_quotes(item.values), setting.can_be);
}

// Where an item belongs when it is not of another profile.
struct Place {
  std::string section;  // without the profile
  bool is_of_profile = false;
  bool is_of_other = false;
};
Place place_of(const ConfigItem& item, const std::string& profile) {
  constexpr std::string_view kProfile = "profile.";
  if (!item.section.starts_with(kProfile)) return {item.section};
  const auto rest = item.section.substr(kProfile.size());
  const auto dot = std::min(rest.find('.'), rest.size());
  return {dot == rest.size() ? "" : rest.substr(dot + 1), rest.substr(0, dot) == profile,
          rest.substr(0, dot) != profile};
}

class Settling {
 public:
  Settling(const std::string& profile, const std::filesystem::path& home) : profile_(profile), home_(home) {}

  SettledSettings settle(const std::vector<SettingsText>& files) && {
    std::vector<ConfigText> texts;
    for (const auto& file : files) {
      texts.push_back(parse_config(file.text));
      for (const auto& problem : texts.back().problems)
        wrong(true, where(file, problem.line) + ": " + problem.message, problem.hint);
    }
    for (const bool of_profile : {false, true})
      for (std::size_t i = 0; i < files.size(); ++i)
        for (const auto& item : texts[i].items) take(files[i], item, of_profile);
    return std::move(result_);
  }

 private:
  static std::string where(const SettingsText& file, std::size_t line) {
    return file.name + " line " + std::to_string(line);
  }
  void wrong(bool is_error, std::string message, std::string hint = {}) {
    result_.problems.push_back({is_error, std::move(message), std::move(hint)});
  }

  void take(const SettingsText& file, const ConfigItem& item, bool of_profile) {
    const auto place = place_of(item, profile_);
    if ((place.is_of_profile || place.is_of_other) != of_profile) return;
    // What is for another profile is looked at, and changes nothing.
    Settings unused = result_.settings;
    Settings& settings = place.is_of_other ? unused : result_.settings;
    const auto at = where(file, item.line);
    if (place.section == "keys") {
      const auto action = item.values.empty() || item.is_list ? std::string() : item.values[0];
      if (const auto refused = front::bind_key(settings.tui, item.key, action))
        return wrong(true, at + ": " + *refused);
      return;
    }
    const auto name = place.section.empty() ? item.key : place.section + "." + item.key;
    const auto* setting = find(name);
    if (!setting) return unknown(at, name);
    if (const auto refused = assign(settings, *setting, item)) return wrong(true, at + ": " + *refused);
    if (name == "passphrase_file") complete(settings.passphrase_file, file.folder);
    if (!place.is_of_other) result_.origins[name] = at;
  }

  void unknown(const std::string& at, const std::string& name) {
    if (std::find(kWithoutEffect.begin(), kWithoutEffect.end(), name) != kWithoutEffect.end())
      return wrong(false, at + ": " + name + " has no effect in this version.");
    wrong(false, at + ": there is no setting \"" + name + "\".", did_you_mean_setting(name));
  }

  void complete(std::string& path, const std::filesystem::path& folder) const {
    if (path.empty()) return;
    path = path.starts_with("~/") ? (home_ / path.substr(2)).string() : (folder / path).string();
  }

  const std::string& profile_;
  const std::filesystem::path& home_;
  SettledSettings result_;
};

}  // namespace

SettledSettings settle(const std::vector<SettingsText>& files, const std::string& profile,
                       const std::filesystem::path& home) {
  return Settling(profile, home).settle(files);
}

std::optional<Mode> mode_of(const std::string& word) {
  const auto found = modes().find(word);
  return found == modes().end() ? std::nullopt : std::optional(found->second);
}

bool is_discovery_port(std::uint64_t port) {
  const bool is_of_peers = port >= net::kUnicastPortFirst && port < net::kUnicastPortFirst + net::kUnicastPorts;
  return port >= 1'024 && port <= 65'535 && !is_of_peers;
}

std::vector<std::string> setting_names() {
  std::vector<std::string> names;
  for (const auto& it : table()) names.push_back(it.name);
  return names;
}

front::ConfigSetting setting_of(const Settings& settings, const std::string& name) {
  const auto* setting = find(name);
  if (!setting) return {};
  return {name, setting->read(settings), setting->is_list, {}};
}

std::string did_you_mean_setting(const std::string& name) {
  const auto suggestion = did_you_mean(name, setting_names());
  return suggestion.starts_with("Did") ? suggestion : "See: earshot config show";
}

}  // namespace earshot::app
