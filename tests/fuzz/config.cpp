// Any bytes as a settings file: settings within their limits, and problems that say their line, without exceptions. The
// same bytes say the same again.
#include "app/config_file.h"

#include <algorithm>

#include "app/settings.h"
#include "fuzz/targets.h"

namespace earshot::fuzz {

void config(BytesView input) {
  const auto lines = static_cast<std::size_t>(std::ranges::count(input, '\n')) + 1;
  const auto parsed = app::parse_config(input);
  for (const auto& item : parsed.items) {
    require(item.line >= 1 && item.line <= lines, "an item stands on a line of the file");
    require(item.is_list || item.values.size() == 1, "what is no list is one value");
  }
  for (const auto& problem : parsed.problems)
    require(problem.line <= lines && !problem.message.empty(), "a problem is of a line of the file, in words");

  const std::vector<app::SettingsText> files{{"config.toml", "/home/ann/.config/earshot", Bytes(input)}};
  const auto settled = app::settle(files, "work", "/home/ann");
  require(app::is_discovery_port(settled.settings.port), "a port that is no good is not taken");
  for (const auto& problem : settled.problems) require(!problem.message.empty(), "a problem is said in words");
  const auto again = app::settle(files, "work", "/home/ann");
  require(again.problems.size() == settled.problems.size() && again.origins == settled.origins, "the same again");
  for (const auto& name : app::setting_names())
    require(app::setting_of(settled.settings, name).values == app::setting_of(again.settings, name).values,
            "the same settings again");
}

}  // namespace earshot::fuzz
