#include "earshot/front/answers.h"

#include "earshot/base/encoding.h"
#include "earshot/core/key_text.h"
#include "front/json_lines.h"
#include "front/phrases.h"
#include "front/qr.h"
#include "front/sheet.h"
#include "front/tables.h"
#include "front/troubles.h"
#include "front/words.h"

namespace earshot::front {
namespace {

int tell(const Streams& streams, const Manner& manner, Wall now, const About& about, const Answer& answer) {
  Sheet(streams).line(JsonLines(about, manner.out_is_terminal).result(now, answer));
  return answer.error ? exit_code(answer.error->code) : 0;
}

}  // namespace

int fail(const Streams& streams, const Manner& manner, Wall now, const Trouble& trouble, LastLine last) {
  Sheet sheet(streams);
  if (manner.json) {
    const JsonLines lines(About{}, manner.out_is_terminal);
    Answer answer;
    answer.action = Answered::ping;  // no data
    answer.error = trouble;
    sheet.line(last == LastLine::bye ? lines.bye(now, name(trouble.code), trouble) : lines.result(now, answer));
  }
  sheet.error(error_line(trouble));
  return exit_code(trouble.code);
}

void warn(const Streams& streams, const Trouble& trouble) { Sheet(streams).error(error_line(trouble)); }

int show_text(const Streams& streams, const Manner& manner, Wall now, const std::string& text) {
  if (!manner.json) {
    streams.out << text << std::flush;
    return 0;
  }
  Answer answer;
  answer.action = Answered::text;
  answer.text = text;
  return tell(streams, manner, now, About{}, answer);
}

int show_version(const Streams& streams, const Manner& manner, Wall now, const About& about,
                 const std::vector<std::string>& libraries) {
  if (!manner.json) {
    Sheet(streams).line(say("earshot {1}", {about.version}));
    return 0;
  }
  Answer answer;
  answer.action = Answered::version;
  answer.libraries = libraries;
  return tell(streams, manner, now, about, answer);
}

int show_id(const Streams& streams, const Manner& manner, Wall now, const About& about, IdForm form) {
  if (manner.json) {
    Answer answer;
    answer.action = Answered::id;
    answer.reply.peer = about.self;
    return tell(streams, manner, now, about, answer);
  }
  Sheet sheet(streams);
  if (form == IdForm::brief) {
    sheet.line(say("{1}", {about.self.ref}));
    return 0;
  }
  std::vector<std::string> addresses;
  for (const Address& address : about.self.addresses) addresses.push_back(ip_to_string(address));
  sheet.line(say("name       {1}", {about.self.ref}));
  sheet.line(say("code       {1}", {grouped(code_of(about.self.id))}));
  sheet.line(addresses.empty() ? say("addresses  none")
                               : say("addresses  {1}", {list_of(addresses, addresses.size())}));
  if (form != IdForm::qr) return 0;
  const std::string text = core::key_text(about.self.id);
  for (const std::string& line : qr_lines(text)) sheet.line(line);
  sheet.line(text);
  return 0;
}

int show_nick(const Streams& streams, const Manner& manner, Wall now, const About& about, const std::string& old_nick) {
  if (manner.json) {
    Event event;
    event.at = now;
    event.what = event::Peer{event::Peer::What::renamed, about.self, old_nick};
    Sheet(streams).line(JsonLines(about, manner.out_is_terminal).event(event));
    Answer answer;
    answer.action = Answered::nick;
    answer.reply.peer = about.self;
    return tell(streams, manner, now, about, answer);
  }
  if (!manner.quiet) Sheet(streams).error(now_called(about.self));
  return 0;
}

int show_status(const Streams& streams, const Manner& manner, Wall now, const About& about, bool is_running) {
  Answer answer;
  answer.action = Answered::status;
  if (!is_running) {
    answer.error = Trouble{ErrorCode::not_running,
                           say("no node of the profile \"{1}\" is running.", {about.profile}),
                           say("Start one: earshot, or earshot run"),
                           {}};
  }
  if (!manner.json && !answer.error) {
    Sheet(streams).line(status_rows(about, std::nullopt));
    return 0;
  }
  if (answer.error) Sheet(streams).error(error_line(*answer.error));
  if (!manner.json) return exit_code(answer.error->code);
  return tell(streams, manner, now, about, answer);
}

}  // namespace earshot::front
