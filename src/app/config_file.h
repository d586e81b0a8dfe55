// One configuration file, taken apart: sections, keys and values with the lines they stand on. Its format is the part
// of TOML that CLI11's reader gets right; what that would silently misread is refused here. Knows no setting.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::app {

struct ConfigItem {
  std::string section;  // "", "ui", "profile.work.net"
  std::string key;
  std::vector<std::string> values;  // one, or those of a list
  bool is_list = false;
  std::size_t line = 0;  // from 1
};

struct ConfigProblem {
  std::size_t line = 0;  // 0: of the file as a whole
  std::string message;
  std::string hint{};
};

struct ConfigText {
  std::vector<ConfigItem> items;
  std::vector<ConfigProblem> problems;  // of lines that gave no item
};
ConfigText parse_config(std::string_view text);

}  // namespace earshot::app
