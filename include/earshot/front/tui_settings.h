// What a person may set about the terminal interface: [ui], [notify] and [keys] of the configuration file, and /set.
// Values only; each has a name, "ui.presence", by which it is read and assigned as text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::front {

struct TuiSettings {
  enum class Switch : std::uint8_t { automatic, on, off };
  enum class Colours : std::uint8_t { automatic, many, sixteen, none };
  enum class Presence : std::uint8_t { smart, all, none };
  enum class Enter : std::uint8_t { send, newline };

  Switch sidebar = Switch::automatic;
  Switch ascii = Switch::automatic;
  Colours colours = Colours::automatic;
  Presence presence = Presence::smart;
  Enter enter = Enter::send;      // newline: then Alt-Enter sends
  std::string time = "%H:%M";     // for strftime; at most 10 columns
  std::size_t name_width = 8;     // columns
  std::size_t paste_confirm = 4;  // lines from which a paste is asked about

  struct Notify {
    enum class Content : std::uint8_t { name, none, text };
    enum class How : std::uint8_t { automatic, osc, bell, command, off };
    bool direct = true;
    bool mentions = true;
    bool rooms = false;
    Content content = Content::name;
    How how = How::automatic;
    std::string command;
    // Minutes of the day, local; over midnight when the first is the later one.
    struct Quiet {
      std::size_t from = 0;
      std::size_t to = 0;
      bool operator==(const Quiet&) const = default;
    };
    std::optional<Quiet> quiet;
    bool operator==(const Notify&) const = default;
  };
  Notify notify;

  struct KeyBinding {
    std::string key;
    std::string action;
    bool operator==(const KeyBinding&) const = default;
  };
  std::vector<KeyBinding> keys;  // in their order, all of them good
  bool operator==(const TuiSettings&) const = default;
};

// "ui.sidebar" … "notify.quiet": all but the keys.
std::vector<std::string> tui_setting_names();
// As it is written in the file, without quotes. The name has to be one of these.
std::string value_of(const TuiSettings& settings, std::string_view name);
// A sentence: nothing was changed, and why.
std::optional<std::string> assign(TuiSettings& settings, std::string_view name, std::string_view value);
std::optional<std::string> bind_key(TuiSettings& settings, std::string_view key, std::string_view action);

// "{1} is \"{2}\", but it can be {3}.": the one sentence for a value that is none.
std::string cannot_be(std::string_view name, std::string_view value, std::string_view can_be);

}  // namespace earshot::front
