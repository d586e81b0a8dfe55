#include "front/requests.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "earshot/base/rfc3339.h"
#include "earshot/front/node_lines.h"
#include "front/times.h"
#include "front/words.h"

namespace earshot::front {
namespace {

using Json = nlohmann::json;
using Asked = std::variant<Command, Subscribe, Ping, Quit>;

// A wait that nobody can mean: a day.
constexpr double kTimeoutSecondsMax = 86'400;

Duration duration_of(double seconds) { return Duration(std::llround(seconds * 1e6)); }
double seconds_of(Duration duration) {
  return std::min(static_cast<double>(std::max(duration, Duration{0}).count()) / 1e6, kTimeoutSecondsMax);
}

Failure<Trouble> bad(const std::string& message) { return Failure{Trouble{ErrorCode::bad_request, message, {}, {}}}; }

// Reads the fields of one object. The first field of a wrong type is remembered: the request is not carried out.
class RequestFields {
 public:
  explicit RequestFields(const Json& object) : object_(object) {}

  bool has(const char* key) const { return find(key) != nullptr; }
  std::string text(const char* key) { return take<std::string>(key, &Json::is_string, "a string").value_or(""); }
  bool flag(const char* key) { return take<bool>(key, &Json::is_boolean, "true or false").value_or(false); }
  std::optional<double> number(const char* key) { return take<double>(key, &Json::is_number, "a number"); }
  // A string, or a list of strings.
  std::vector<std::string> texts(const char* key) {
    const Json* field = find(key);
    if (field == nullptr) return {};
    if (field->is_string()) return {field->get<std::string>()};
    const auto is_string = [](const Json& it) { return it.is_string(); };
    if (!field->is_array() || !std::all_of(field->begin(), field->end(), is_string)) {
      complain(key, "a string or a list of strings");
      return {};
    }
    return field->get<std::vector<std::string>>();
  }
  std::string required(const char* key) {
    if (!has(key)) complain(key, "there");
    return text(key);
  }
  void complain(const char* key, const char* wanted) {
    if (fault_.empty()) fault_ = say("\"{1}\" has to be {2}.", {key, wanted});
  }
  const std::string& fault() const { return fault_; }

 private:
  const Json* find(const char* key) const {
    const auto at = object_.find(key);
    return at == object_.end() || at->is_null() ? nullptr : &*at;
  }
  template <class T>
  std::optional<T> take(const char* key, bool (Json::*is)() const noexcept, const char* wanted) {
    const Json* field = find(key);
    if (field == nullptr) return std::nullopt;
    if (!(field->*is)()) {
      complain(key, wanted);
      return std::nullopt;
    }
    return field->get<T>();
  }

  const Json& object_;
  std::string fault_;
};

const char* word(command::Send::Wait wait) {
  switch (wait) {
    case command::Send::Wait::none:
      return "none";
    case command::Send::Wait::sent:
      return "sent";
    case command::Send::Wait::delivered:
      return "delivered";
  }
  return "";
}

void read_wait(RequestFields& fields, command::Send& send) {
  const std::string wait = fields.text("wait");
  if (wait == "sent") {
    send.wait = command::Send::Wait::sent;
  } else if (wait == "delivered") {
    send.wait = command::Send::Wait::delivered;
  } else if (!wait.empty() && wait != "none") {
    fields.complain("wait", "none, sent or delivered");
  }
  if (const auto seconds = fields.number("timeout_s")) {
    if (*seconds > 0 && *seconds <= kTimeoutSecondsMax) {
      send.timeout = duration_of(*seconds);
    } else {
      fields.complain("timeout_s", "above 0, and at most a day");
    }
  }
}

Result<Asked, Trouble> parse_send(RequestFields& fields) {
  if (fields.has("dedupe")) return bad(say("\"dedupe\" is not in this version. Nothing was sent."));
  command::Send send;
  send.to = fields.texts("to");
  if (fields.has("room")) send.room = fields.text("room");
  if (send.to.empty() == !send.room) fields.complain("to", "there, or \"room\" instead");
  send.text = fields.required("text");
  send.reply_to = fields.text("reply_to");
  send.action = fields.flag("action");
  send.queue = fields.flag("queue");
  send.verified = fields.flag("verified");
  read_wait(fields, send);
  // '#room' is an address like any other.
  if (send.to.size() == 1 && send.to.front().starts_with('#')) {
    send.room = send.to.front();
    send.to.clear();
  }
  if (send.text.find('\0') != std::string::npos) {
    return Failure{Trouble{ErrorCode::bad_text, say("the text holds a NUL. Nothing was sent."), {}, {}}};
  }
  return Asked(Command(send));
}

const char* word(command::Verify::Step step) {
  using Step = command::Verify::Step;
  switch (step) {
    case Step::show:
      return "show";
    case Step::check:
      return "check";
    case Step::words:
      return "words";
    case Step::confirm:
      return "confirm";
    case Step::differ:
      return "differ";
  }
  return "";
}

Result<Asked, Trouble> parse_verify(RequestFields& fields) {
  using Step = command::Verify::Step;
  command::Verify verify;
  verify.to = fields.required("to");
  verify.code = fields.text("code");
  verify.step = verify.code.empty() ? Step::show : Step::confirm;
  if (fields.has("step")) {
    const std::string wanted = fields.text("step");
    const auto steps = {Step::show, Step::check, Step::words, Step::confirm, Step::differ};
    const auto* const step = std::find_if(steps.begin(), steps.end(), [&](Step it) { return wanted == word(it); });
    if (step == steps.end()) {
      fields.complain("step", "show, check, words, confirm or differ");
    } else {
      verify.step = *step;
    }
  }
  if (verify.step == Step::check && verify.code.empty()) fields.complain("code", "there");
  return Asked(Command(verify));
}

std::optional<Wall> time_of(RequestFields& fields, const char* key, const std::string& text) {
  const auto time = parse_rfc3339(text);
  if (!text.empty() && !time) fields.complain(key, "a time like 2026-11-25T10:41:11.405Z");
  return time;
}

void read_history(RequestFields& fields, command::History& history) {
  history.peer = fields.text("peer");
  if (fields.has("room")) history.room = fields.text("room");
  if (!history.peer.empty() && history.room) fields.complain("peer", "left out where there is a \"room\"");
  // '#room' is an address like any other.
  if (history.peer.starts_with('#')) history.room = std::exchange(history.peer, {});
  history.from = fields.text("from");
  history.since = time_of(fields, "since", fields.text("since"));
  history.until = time_of(fields, "until", fields.text("until"));
  history.before = fields.text("before");
  history.after = fields.text("after");
  history.oldest = fields.flag("oldest");
  history.by_arrival = fields.flag("by_arrival");
  const auto n = fields.number("n").value_or(static_cast<double>(history.n));
  if (n >= 1 && n <= command::History::kPageMax && n == std::floor(n))
    history.n = static_cast<std::size_t>(n);
  else
    fields.complain("n", "a whole number from 1 to 1000");
}

Result<Asked, Trouble> parse_history(RequestFields& fields) {
  command::History history;
  read_history(fields, history);
  history.words = fields.text("grep");
  return Asked(Command(history));
}

Result<Asked, Trouble> parse_search(RequestFields& fields) {
  command::History history;
  read_history(fields, history);
  history.words = fields.required("grep");
  if (history.words.empty()) fields.complain("grep", "what to look for");
  return Asked(Command(history));
}

Subscribe parse_subscribe(RequestFields& fields) {
  if (fields.has("since_seq")) fields.complain("since_seq", "left out in this version; see \"history\"");
  return {fields.texts("types"), fields.text("conv")};
}

using Parse = Result<Asked, Trouble> (*)(RequestFields&);
struct Word {
  const char* word;
  Parse parse;
};
// Every `do` of this version.
constexpr std::array kWords{
    Word{"send", parse_send},
    Word{"peers",
         [](RequestFields& it) -> Result<Asked, Trouble> {
           return Asked(Command(command::Peers{it.flag("all"), it.text("to")}));
         }},
    Word{"rooms", [](RequestFields&) -> Result<Asked, Trouble> { return Asked(Command(command::Rooms{})); }},
    Word{"history", parse_history},
    Word{"search", parse_search},
    Word{"status", [](RequestFields&) -> Result<Asked, Trouble> { return Asked(Command(command::Status{})); }},
    Word{"id", [](RequestFields&) -> Result<Asked, Trouble> { return Asked(Command(command::Ident{})); }},
    Word{
        "nick",
        [](RequestFields& it) -> Result<Asked, Trouble> { return Asked(Command(command::Nick{it.required("name")})); }},
    Word{"away",
         [](RequestFields& it) -> Result<Asked, Trouble> { return Asked(Command(command::Away{it.flag("on")})); }},
    Word{"add",
         [](RequestFields& it) -> Result<Asked, Trouble> {
           return Asked(Command(command::Add{it.required("address")}));
         }},
    Word{"doctor",
         [](RequestFields& it) -> Result<Asked, Trouble> { return Asked(Command(command::Doctor{it.text("to")})); }},
    Word{"alias",
         [](RequestFields& it) -> Result<Asked, Trouble> {
           return Asked(Command(command::Alias{it.required("to"), it.required("name")}));
         }},
    Word{"block",
         [](RequestFields& it) -> Result<Asked, Trouble> {
           return Asked(Command(command::Block{it.required("to"), true}));
         }},
    Word{"unblock",
         [](RequestFields& it) -> Result<Asked, Trouble> {
           return Asked(Command(command::Block{it.required("to"), false}));
         }},
    Word{"forget",
         [](RequestFields& it) -> Result<Asked, Trouble> {
           return Asked(Command(command::Forget{it.required("to"), it.flag("history")}));
         }},
    Word{"withdraw",
         [](RequestFields& it) -> Result<Asked, Trouble> {
           return Asked(Command(command::Withdraw{it.required("id")}));
         }},
    Word{"verify", parse_verify},
    Word{
        "join",
        [](RequestFields& it) -> Result<Asked, Trouble> { return Asked(Command(command::Join{it.required("room")})); }},
    Word{"leave",
         [](RequestFields& it) -> Result<Asked, Trouble> {
           return Asked(Command(command::Leave{it.required("room")}));
         }},
    Word{"subscribe", [](RequestFields& it) -> Result<Asked, Trouble> { return Asked(parse_subscribe(it)); }},
    Word{"ping", [](RequestFields&) -> Result<Asked, Trouble> { return Asked(Ping{}); }},
    Word{"quit", [](RequestFields&) -> Result<Asked, Trouble> { return Asked(Quit{}); }},
};

Result<Asked, Trouble> parse_action(const Json& object) {
  RequestFields fields(object);
  const std::string action = fields.required("do");
  if (!fields.fault().empty()) return bad(fields.fault());
  const auto* const word =
      std::find_if(kWords.begin(), kWords.end(), [&action](const Word& it) { return action == it.word; });
  if (word == kWords.end()) return bad(say("there is no action \"{1}\" in this version.", {action}));
  Result<Asked, Trouble> what = word->parse(fields);
  if (!fields.fault().empty()) return bad(fields.fault());
  return what;
}

// The same fields the other way.
struct Written {
  Json& line;

  void operator()(const command::Send& it) const {
    line["do"] = "send";
    if (it.room) {
      line["room"] = *it.room;
    } else {
      line["to"] = it.to;
    }
    line["text"] = it.text;
    if (!it.reply_to.empty()) line["reply_to"] = it.reply_to;
    line["action"] = it.action;
    line["wait"] = word(it.wait);
    line["timeout_s"] = seconds_of(std::max(it.timeout, Duration{1}));
    line["queue"] = it.queue;
    line["verified"] = it.verified;
  }
  void operator()(const command::Nick& it) const { line.update({{"do", "nick"}, {"name", it.name}}); }
  void operator()(const command::Away& it) const { line.update({{"do", "away"}, {"on", it.on}}); }
  void operator()(const command::Add& it) const { line.update({{"do", "add"}, {"address", it.address}}); }
  void operator()(const command::Join& it) const { line.update({{"do", "join"}, {"room", it.room}}); }
  void operator()(const command::Leave& it) const { line.update({{"do", "leave"}, {"room", it.room}}); }
  void operator()(const command::Peers& it) const {
    line.update({{"do", "peers"}, {"all", it.all}});
    if (!it.only.empty()) line["to"] = it.only;
  }
  void operator()(const command::Rooms&) const { line["do"] = "rooms"; }
  void operator()(const command::Status&) const { line["do"] = "status"; }
  void operator()(const command::Ident&) const { line["do"] = "id"; }
  void operator()(const command::Doctor& it) const {
    line["do"] = "doctor";
    if (!it.to.empty()) line["to"] = it.to;
  }
  void operator()(const command::Alias& it) const { line.update({{"do", "alias"}, {"to", it.to}, {"name", it.name}}); }
  void operator()(const command::Block& it) const { line.update({{"do", it.on ? "block" : "unblock"}, {"to", it.to}}); }
  void operator()(const command::Forget& it) const {
    line.update({{"do", "forget"}, {"to", it.to}, {"history", it.history}});
  }
  void operator()(const command::Withdraw& it) const { line.update({{"do", "withdraw"}, {"id", it.id}}); }
  void operator()(const command::Verify& it) const {
    line.update({{"do", "verify"}, {"to", it.to}, {"step", word(it.step)}});
    if (!it.code.empty()) line["code"] = it.code;
  }
  void operator()(const command::History& it) const {
    line.update({{"do", "history"}, {"oldest", it.oldest}, {"by_arrival", it.by_arrival}});
    line["n"] = std::min(it.n, command::History::kPageMax);
    if (it.room) line["room"] = *it.room;
    if (it.since) line["since"] = rfc3339(*it.since);
    if (it.until) line["until"] = rfc3339(*it.until);
    for (const auto& [key, value] :
         {std::pair("peer", &it.peer), std::pair("from", &it.from), std::pair("grep", &it.words),
          std::pair("before", &it.before), std::pair("after", &it.after)})
      if (!value->empty()) line[key] = *value;
  }
};

}  // namespace

std::string request_line(const Command& command, CommandId req) {
  Json line = Json::object();
  line["req"] = std::to_string(req.value);
  std::visit(Written{line}, command);
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Request, BadRequest> parse_request(std::string_view line) {
  const auto refuse = [](std::optional<std::string> req, const Trouble& trouble) {
    return Failure{BadRequest{std::move(req), trouble}};
  };
  if (line.size() > kInputLineBytesMax) {
    return refuse({}, bad(say("the line is longer than {1} bytes.", {kInputLineBytesMax})).reason);
  }
  const Json object = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (object.is_discarded()) return refuse({}, bad(say("the line is not JSON.")).reason);
  if (!object.is_object()) return refuse({}, bad(say("the line is not a JSON object.")).reason);
  std::optional<std::string> req;
  if (const auto at = object.find("req"); at != object.end() && !at->is_null()) {
    if (!at->is_string()) return refuse({}, bad(say("\"req\" has to be a string.")).reason);
    req = at->get<std::string>();
  }
  auto what = parse_action(object);
  if (!what) return refuse(req, what.reason());
  return Request{req, *what};
}

}  // namespace earshot::front
