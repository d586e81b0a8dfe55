// What is answered without a node: each prints one answer, for people or as JSON, and returns the exit code.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "earshot/base/time.h"
#include "earshot/core/event.h"
#include "earshot/core/view.h"
#include "earshot/front/face.h"

namespace earshot::front {

// A failure before any face stood. Commands that run on end with `bye`, others with `result`.
enum class LastLine : std::uint8_t { result, bye };
int fail(const Streams&, const Manner&, Wall now, const Trouble&, LastLine = LastLine::result);
// A warning on the way; goes to the error stream only.
void warn(const Streams&, const Trouble&);

// Help and completion scripts.
int show_text(const Streams&, const Manner&, Wall now, const std::string& text);
int show_version(const Streams&, const Manner&, Wall now, const About&, const std::vector<std::string>& libraries);
// `id`: name, tag, code and the addresses at which others can greet this machine; only the name; or a QR code too.
enum class IdForm : std::uint8_t { whole, brief, qr };
int show_id(const Streams&, const Manner&, Wall now, const About&, IdForm form);
// `nick` with no node running: what the next one will use.
int show_nick(const Streams&, const Manner&, Wall now, const About&, const std::string& old_nick);
// `status` of a profile whose node nobody can attach to. `process` of About is 0 where it is not known.
int show_status(const Streams&, const Manner&, Wall now, const About&, bool is_running);

struct ConfigSetting {
  std::string key;
  std::vector<std::string> values;  // one, or those of a list
  bool is_list = false;
  std::string origin;
};
struct ConfigAnswer {
  // What is asked for; the rest is not looked at, but the problems, which are told in any case.
  enum class Form : std::uint8_t { settings, settings_with_origin, value, problems, paths };
  Form form = Form::settings;
  std::vector<ConfigSetting> settings;
  struct Problem {
    bool is_error = false;
    std::string message;
    std::string hint;
  };
  std::vector<Problem> problems;
  struct Path {
    std::string name;
    std::string path;
  };
  std::vector<Path> paths;
};
// `config`: 2 if there is an error among the problems.
int show_config(const Streams&, const Manner&, Wall now, const ConfigAnswer&);

}  // namespace earshot::front
