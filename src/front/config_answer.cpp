// What `earshot config` prints.
#include <algorithm>

#include "earshot/front/answers.h"
#include "front/json_lines.h"
#include "front/sheet.h"
#include "front/troubles.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::size_t kSettingColumns = 34;
constexpr std::size_t kPathColumns = 17;

bool is_bare(const std::string& value) {
  const bool is_number = !value.empty() && value.find_first_not_of("0123456789") == std::string::npos;
  return is_number || value == "true" || value == "false";
}

std::string quoted(const std::string& value) {
  const char* const quote = value.find('"') == std::string::npos ? "\"" : "'";
  return quote + value + quote;
}

// As it stands in a file.
std::string written(const ConfigSetting& setting) {
  if (!setting.is_list && !setting.values.empty())
    return is_bare(setting.values[0]) ? setting.values[0] : quoted(setting.values[0]);
  std::string all;
  for (const std::string& value : setting.values) all += (all.empty() ? "" : ", ") + quoted(value);
  return "[" + all + "]";
}

void print(Sheet& sheet, const ConfigAnswer& answer) {
  switch (answer.form) {
    case ConfigAnswer::Form::settings:
      for (const auto& it : answer.settings) sheet.line(say("{1} = {2}", {it.key, written(it)}));
      return;
    case ConfigAnswer::Form::settings_with_origin:
      for (const auto& it : answer.settings)
        sheet.line(padded(say("{1} = {2}", {it.key, written(it)}), kSettingColumns) + say("  # {1}", {it.origin}));
      return;
    case ConfigAnswer::Form::value:
      for (const auto& it : answer.settings)
        for (const std::string& value : it.values) sheet.line(say("{1}", {value}));
      return;
    case ConfigAnswer::Form::problems:
      if (answer.problems.empty()) sheet.line(say("ok"));
      return;
    case ConfigAnswer::Form::paths:
      for (const auto& it : answer.paths)
        sheet.line(padded(say("{1}", {it.name}), kPathColumns) + say("{1}", {it.path}));
      return;
  }
}

}  // namespace

int show_config(const Streams& streams, const Manner& manner, Wall now, const ConfigAnswer& config) {
  Sheet sheet(streams);
  Answer answer;
  answer.action = Answered::config;
  answer.config = config;
  for (const auto& it : config.problems) {
    const Trouble trouble{ErrorCode::bad_config, it.message, it.hint, {}};
    if (it.is_error && !answer.error) answer.error = trouble;
    sheet.error(error_line(trouble));
  }
  if (manner.json)
    sheet.line(JsonLines(About{}, manner.out_is_terminal).result(now, answer));
  else
    print(sheet, config);
  return answer.error ? exit_code(answer.error->code) : 0;
}

}  // namespace earshot::front
