#include "earshot/front/tui_settings.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <utility>

#include "earshot/text/text.h"
#include "front/tui/actions.h"
#include "front/words.h"

namespace earshot::front {
namespace {

using Ui = TuiSettings;
using Notify = TuiSettings::Notify;

constexpr std::size_t kTimeBytesMax = 16;
constexpr std::size_t kCommandBytesMax = 1'024;
constexpr std::size_t kMinutesOfHour = 60;

struct Setting {
  std::string name;
  std::function<std::string(const TuiSettings&)> read;
  std::function<bool(TuiSettings&, std::string_view)> write;  // false: not such a value, nothing was changed
  std::string can_be;
};

std::string either(const std::vector<std::string>& words) {
  std::string all;
  for (std::size_t i = 0; i < words.size(); ++i)
    all += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  return all;
}

// `part`: the member's place, as a function from settings to it.
template <class Part, class Value>
Setting choice(const char* name, Part part, const std::vector<std::pair<std::string, Value>>& values) {
  std::vector<std::string> words;
  for (const auto& [word, value] : values) words.push_back(word);
  return {name,
          [part, values](const TuiSettings& settings) {
            const auto is_it = [&](const auto& it) { return it.second == part(settings); };
            return std::find_if(values.begin(), values.end(), is_it)->first;
          },
          [part, values](TuiSettings& settings, std::string_view word) {
            const auto found =
                std::find_if(values.begin(), values.end(), [&](const auto& it) { return it.first == word; });
            if (found == values.end()) return false;
            part(settings) = found->second;
            return true;
          },
          either(words)};
}

template <class Part>
Setting boolean(const char* name, Part part) {
  return choice<Part, bool>(name, part, {{"true", true}, {"false", false}});
}

template <class Part>
Setting number(const char* name, Part part, std::size_t least, std::size_t most) {
  return {name, [part](const TuiSettings& settings) { return std::to_string(part(settings)); },
          [part, least, most](TuiSettings& settings, std::string_view text) {
            std::size_t value = 0;
            const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), value);
            if (error != std::errc{} || stopped != text.data() + text.size() || value < least || value > most)
              return false;
            part(settings) = value;
            return true;
          },
          say("{1} to {2}", {least, most})};
}

template <class Part>
Setting words(const char* name, Part part, bool (*is_good)(std::string_view), std::string can_be) {
  return {name, [part](const TuiSettings& settings) { return part(settings); },
          [part, is_good](TuiSettings& settings, std::string_view text) {
            if (!is_good(text)) return false;
            part(settings) = text;
            return true;
          },
          std::move(can_be)};
}

// Hours, minutes, seconds, day and month in figures: nothing that is long, and nothing that strftime does not know.
bool is_time_form(std::string_view text) {
  if (text.find('%') == std::string_view::npos || text.size() > kTimeBytesMax) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] < ' ' || text[i] > '~') return false;
    if (text[i] == '%' && (++i == text.size() || std::string_view("HIMSpdm").find(text[i]) == std::string_view::npos))
      return false;
  }
  return true;
}

bool is_command(std::string_view text) {
  return text.size() <= kCommandBytesMax && text::is_utf8(text) && text.find('\0') == std::string_view::npos;
}

// "07:30".
std::optional<std::size_t> minutes(std::string_view clock) {
  const auto figure = [&clock](std::size_t at) { return static_cast<std::size_t>(clock[at] - '0'); };
  if (clock.size() != 5 || clock[2] != ':') return std::nullopt;
  for (const std::size_t at : {0U, 1U, 3U, 4U})
    if (clock[at] < '0' || clock[at] > '9') return std::nullopt;
  const std::size_t hour = figure(0) * 10 + figure(1);
  const std::size_t minute = figure(3) * 10 + figure(4);
  return hour < 24 && minute < kMinutesOfHour ? std::optional(hour * kMinutesOfHour + minute) : std::nullopt;
}

std::string clock(std::size_t minutes) {
  const auto two = [](std::size_t figure) { return (figure < 10 ? "0" : "") + std::to_string(figure); };
  return two(minutes / kMinutesOfHour) + ":" + two(minutes % kMinutesOfHour);
}

Setting quiet_time() {
  return {"notify.quiet",
          [](const TuiSettings& settings) {
            const auto& quiet = settings.notify.quiet;
            return quiet ? clock(quiet->from) + "-" + clock(quiet->to) : std::string();
          },
          [](TuiSettings& settings, std::string_view text) {
            const std::size_t dash = std::min(text.find('-'), text.size());
            const auto from = minutes(text.substr(0, dash));
            const auto to = minutes(text.substr(std::min(dash + 1, text.size())));
            if (!text.empty() && (!from || !to)) return false;
            settings.notify.quiet = text.empty() ? std::nullopt : std::optional(Notify::Quiet{*from, *to});
            return true;
          },
          say("empty, or two times like 22:00-07:00")};
}

const std::vector<Setting>& settings_table() {
  using Switch = Ui::Switch;
  const std::vector<std::pair<std::string, Switch>> switches{
      {"auto", Switch::automatic}, {"on", Switch::on}, {"off", Switch::off}};
  const auto ui = [](auto member) {
    return [member](auto& settings) -> auto& { return settings.*member; };
  };
  const auto notify = [](auto member) {
    return [member](auto& settings) -> auto& { return settings.notify.*member; };
  };
  static const std::vector<Setting> table{
      choice("ui.sidebar", ui(&Ui::sidebar), switches),
      choice("ui.ascii", ui(&Ui::ascii), switches),
      choice<decltype(ui(&Ui::colours)), Ui::Colours>("ui.colors", ui(&Ui::colours),
                                                      {{"auto", Ui::Colours::automatic},
                                                       {"256", Ui::Colours::many},
                                                       {"16", Ui::Colours::sixteen},
                                                       {"none", Ui::Colours::none}}),
      choice<decltype(ui(&Ui::presence)), Ui::Presence>(
          "ui.presence", ui(&Ui::presence),
          {{"smart", Ui::Presence::smart}, {"all", Ui::Presence::all}, {"none", Ui::Presence::none}}),
      choice<decltype(ui(&Ui::enter)), Ui::Enter>("ui.enter", ui(&Ui::enter),
                                                  {{"send", Ui::Enter::send}, {"newline", Ui::Enter::newline}}),
      words("ui.time", ui(&Ui::time), is_time_form, say("a time like %H:%M or %I:%M %p")),
      number("ui.name_width", ui(&Ui::name_width), 4, 16),
      number("ui.paste_confirm", ui(&Ui::paste_confirm), 2, 1'000),
      boolean("notify.direct", notify(&Notify::direct)),
      boolean("notify.mentions", notify(&Notify::mentions)),
      boolean("notify.rooms", notify(&Notify::rooms)),
      choice<decltype(notify(&Notify::content)), Notify::Content>(
          "notify.content", notify(&Notify::content),
          {{"name", Notify::Content::name}, {"none", Notify::Content::none}, {"text", Notify::Content::text}}),
      choice<decltype(notify(&Notify::how)), Notify::How>("notify.how", notify(&Notify::how),
                                                          {{"auto", Notify::How::automatic},
                                                           {"osc", Notify::How::osc},
                                                           {"bell", Notify::How::bell},
                                                           {"command", Notify::How::command},
                                                           {"off", Notify::How::off}}),
      words("notify.command", notify(&Notify::command), is_command, say("a command for /bin/sh")),
      quiet_time(),
  };
  return table;
}

const Setting* find(std::string_view name) {
  const auto& table = settings_table();
  const auto found = std::find_if(table.begin(), table.end(), [name](const Setting& it) { return it.name == name; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace

std::vector<std::string> tui_setting_names() {
  std::vector<std::string> names;
  for (const Setting& it : settings_table()) names.push_back(it.name);
  return names;
}

std::string value_of(const TuiSettings& settings, std::string_view name) {
  const Setting* const setting = find(name);
  return setting == nullptr ? std::string() : setting->read(settings);
}

std::optional<std::string> assign(TuiSettings& settings, std::string_view name, std::string_view value) {
  const Setting* const setting = find(name);
  if (setting == nullptr) return say("there is no setting \"{1}\"", {name});
  if (!setting->write(settings, value)) return cannot_be(name, value, setting->can_be);
  return std::nullopt;
}

std::optional<std::string> bind_key(TuiSettings& settings, std::string_view key, std::string_view action) {
  if (auto refused = KeyBindings().bind(key, action)) return refused;
  settings.keys.push_back({std::string(key), std::string(action)});
  return std::nullopt;
}

std::string cannot_be(std::string_view name, std::string_view value, std::string_view can_be) {
  return say("{1} is \"{2}\", but it can be {3}.", {name, value, can_be});
}

KeyBindings bindings_of(const TuiSettings& settings) {
  KeyBindings keys;
  if (settings.enter == TuiSettings::Enter::newline) {
    keys.bind("enter", name_of(Action::newline));
    keys.bind("alt-enter", name_of(Action::send));
  }
  for (const auto& it : settings.keys) keys.bind(it.key, it.action);
  return keys;
}

}  // namespace earshot::front
