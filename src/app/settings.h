// The settings of the configuration files: which there are, what they can be, and which file's word counts. Pure; the
// files are read by settings_files.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "earshot/front/answers.h"
#include "earshot/front/face.h"
#include "earshot/front/tui_settings.h"

namespace earshot::app {

enum class Mode : std::uint8_t { automatic, tui, plain };
std::optional<Mode> mode_of(const std::string& word);

// Empty or 0 where nothing is set, unless another value is built in.
struct Settings {
  std::string nick;
  std::string show_name;
  std::string network;
  std::string passphrase_file;  // with its folder
  std::vector<std::string> interfaces;
  std::uint16_t port = 47'474;
  std::vector<std::string> peers;  // addresses, with or without a port
  Mode mode = Mode::automatic;
  std::uint64_t history_days = 0;
  front::TuiSettings tui;
};

struct SettingsText {
  std::string name;              // for people: "config.toml"
  std::filesystem::path folder;  // relative names of files begin there
  std::string text;
};

struct SettingsProblem {
  bool is_error = false;  // else a warning: nothing depends on it
  std::string message;    // with file and line
  std::string hint{};
};

struct SettledSettings {
  Settings settings;
  std::vector<SettingsProblem> problems;
  std::map<std::string, std::string> origins;  // of a setting that is in a file: "config.toml line 12"
};
// `files`: the weakest first. A section [profile.NAME] of any of them is stronger than the rest of all.
SettledSettings settle(const std::vector<SettingsText>& files, const std::string& profile,
                       const std::filesystem::path& home);

// 1024 to 65535, but none of those that the peers themselves have.
bool is_discovery_port(std::uint64_t port);

// All settings but the keys, in the order of the manual.
std::vector<std::string> setting_names();
// As it is shown; of one that is no list one value.
front::ConfigSetting setting_of(const Settings& settings, const std::string& name);
// The nearest one, as a question; or where they are.
std::string did_you_mean_setting(const std::string& name);

}  // namespace earshot::app
