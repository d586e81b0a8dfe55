// What was said before: `earshot history` and `earshot export`. Both ask page by page, so that neither the node nor a
// reader ever holds more than one.
#include <deque>
#include <vector>

#include "earshot/base/encoding.h"
#include "earshot/front/faces.h"
#include "front/json_lines.h"
#include "front/phrases.h"
#include "front/sheet.h"
#include "front/troubles.h"
#include "front/words.h"

namespace earshot::front {
namespace {

MessageId id_of(const Event& event) { return std::get<event::Message>(event.what).id; }

// The questions and their answers; what is done with the pages is the faces' own.
class Pages : public Face {
 public:
  Pages(Desk& desk, const Streams& streams, const Manner& manner, const About& about)
      : sheet_(streams), lines_(about, manner.out_is_terminal), manner_(manner), phrases_(manner), desk_(desk) {}

  void event(Moment now, const Event& event) final {
    if (exit_) return;
    if (is_recalled(event)) return page_.push_back(event);
    const auto* reply = std::get_if<event::Reply>(&event.what);
    if (reply == nullptr || reply->command != asked_) return;
    answered(now, std::exchange(page_, {}), *reply);
  }
  void stop(Moment now, Stop why) final {
    if (!exit_) finish(now, in_words(why));
  }
  void wake(Moment) override {}
  std::optional<Instant> deadline() const override { return std::nullopt; }
  std::optional<int> finished() const final { return exit_; }

 protected:
  virtual void answered(Moment now, std::vector<Event> page, const event::Reply& reply) = 0;
  virtual bool has_result() const { return manner_.json; }

  void ask(Moment now, const command::History& query) {
    query_ = query;
    const auto id = desk_.submit(query);
    if (!id) return finish(now, in_words(id.reason(), query_));
    asked_ = *id;
  }
  std::string line_of(Moment now, const Event& event) const {
    return manner_.json ? lines_.event(event) : phrases_.recalled(now.wall, std::get<event::Message>(event.what));
  }
  void finish(Moment now, const std::optional<Trouble>& error) {
    if (has_result()) {
      Answer answer;
      answer.action = action_of(query_);
      answer.error = error;
      if (!error || error->code == ErrorCode::no_match) answer.reply.count = told_;
      answer.reply.more = more_;
      sheet_.line(lines_.result(now.wall, answer));
    }
    if (error) sheet_.error(error_line(*error));
    exit_ = error ? exit_code(error->code) : 0;
  }

  Sheet sheet_;
  JsonLines lines_;
  Manner manner_;
  Phrases phrases_;
  command::History query_;  // the one that was asked last
  std::size_t told_ = 0;
  bool more_ = false;

 private:
  Desk& desk_;
  CommandId asked_;
  std::vector<Event> page_;
  std::optional<int> exit_;
};

// The newest so many, shown oldest first: gathered from the end.
class History final : public Pages {
 public:
  History(Desk& desk, const Streams& streams, const Manner& manner, const About& about, const HistoryOptions& options)
      : Pages(desk, streams, manner, about), options_(options) {}

  void start(Moment now) override { ask(now, options_.query); }

 private:
  void answered(Moment now, std::vector<Event> page, const event::Reply& reply) override {
    // Beyond the last page there is nothing to find, or its neighbour has been dropped meanwhile.
    const bool is_end = reply.error && !gathered_.empty();
    if (reply.error && !is_end) return finish(now, in_words(*reply.error, query_));
    gathered_.insert(gathered_.begin(), page.begin(), page.end());
    more_ = reply.more && !is_end;
    if (more_ && gathered_.size() < options_.query.n) {
      auto next = options_.query;
      next.n -= gathered_.size();
      next.before = to_string(id_of(gathered_.front()));
      return ask(now, next);
    }
    for (const auto& event : gathered_) sheet_.line(line_of(now, event));
    told_ = gathered_.size();
    tell(now);
    finish(now, std::nullopt);
  }

  void tell(Moment) {
    if (manner_.quiet || manner_.json) return;
    if (told_ == 0 && manner_.out_is_terminal) sheet_.error(say("Nothing was said here."));
    if (more_ && options_.tell_of_more)
      sheet_.error(say("There is more before these {1} messages. For all: earshot export", {told_}));
  }

  HistoryOptions options_;
  std::deque<Event> gathered_;
};

class Export final : public Pages {
 public:
  Export(Desk& desk, const Streams& streams, const Manner& manner, const About& about, const ExportOptions& options)
      : Pages(desk, streams, manner_of(manner, options), about),
        out_(options.to != nullptr ? *options.to : streams.out),
        wants_result_(manner.json),
        options_(options) {}

  void start(Moment now) override {
    next_.oldest = true;
    next_.n = command::History::kPageMax;
    ask(now, next_);
  }
  void wake(Moment now) override {
    if (waits_until_ && now.instant >= *waits_until_) go_on(now);
  }
  std::optional<Instant> deadline() const override { return finished() ? std::nullopt : waits_until_; }

 private:
  // The form is that of the file, whatever the terminal is.
  static Manner manner_of(Manner manner, const ExportOptions& options) {
    if (options.to != nullptr || options.as_text) manner.out_is_terminal = false;
    manner.json = !options.as_text;
    manner.colour = Manner::Colour::none;
    return manner;
  }
  bool has_result() const override { return wants_result_; }

  void answered(Moment now, std::vector<Event> page, const event::Reply& reply) override {
    if (reply.error) return finish(now, in_words(*reply.error, query_));
    for (const auto& event : page) out_ << line_of(now, event) << '\n' << std::flush;
    told_ += page.size();
    if (reply.more && out_) {
      next_.after = to_string(id_of(page.back()));
      return go_on(now);
    }
    finish(now, options_.close ? options_.close() : std::nullopt);
  }
  void go_on(Moment now) {
    waits_until_.reset();
    if (sheet_.has_room()) return ask(now, next_);
    waits_until_ = now.instant + kReaderLooked;
  }

  std::ostream& out_;
  bool wants_result_;
  ExportOptions options_;
  command::History next_;
  std::optional<Instant> waits_until_;
};

}  // namespace

std::unique_ptr<Face> make_history(Desk& desk, const Streams& streams, const Manner& manner, const About& about,
                                   const HistoryOptions& options) {
  return std::make_unique<History>(desk, streams, manner, about, options);
}

std::unique_ptr<Face> make_export(Desk& desk, const Streams& streams, const Manner& manner, const About& about,
                                  const ExportOptions& options) {
  return std::make_unique<Export>(desk, streams, manner, about, options);
}

}  // namespace earshot::front
