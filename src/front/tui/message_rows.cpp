#include "front/tui/message_rows.h"

#include <algorithm>

#include "earshot/text/text.h"
#include "front/times.h"
#include "front/words.h"

namespace earshot::front {
namespace {

using Piece = EntryPlan::Piece;

constexpr std::size_t kMarkColumns = 2;
constexpr std::size_t kTimeColumnsMax = 12;
// On a wide screen notes stay near what they are about.
constexpr std::size_t kNoteEdgeMax = 72;
constexpr std::size_t kNoteGap = 2;

// Where things begin in a row:  TIME|sign|mark|_|NAME|_|text  or, where names stand above,  sign|text.
struct Columns {
  explicit Columns(const MessageLook& look, bool is_notice) {
    if (look.names_above) {
      text = is_notice ? 2 : 1;
    } else {
      time = std::min(kTimeColumnsMax, look.times ? width(local_time({}, look.time_format)) : 0);
      sign = time;
      mark = sign + 1;
      name = mark + kMarkColumns + 1;
      text = name + look.name_columns + 1;
    }
    text_columns = look.columns > text ? look.columns - text : 1;
  }
  std::size_t time = 0, sign = 0, mark = 0, name = 0, text = 0, text_columns = 1;
};

std::string spaces(std::size_t columns) { return std::string(columns, ' '); }

std::string shown_text(const Said& said) {
  const std::string text = text::shown(said.text).str();
  return said.action ? say("* {1} ", {said.name}) + text : text;
}

std::string failure_words(const std::string& reason) {
  if (reason == "withdrawn") return say("[withdrawn]");
  if (reason == "expired") return say("[not delivered in 14 days: /retry]");
  if (reason == "refused") return say("[not delivered: refused there]");
  if (reason == "key_changed") return say("[not delivered: the key has changed]");
  if (reason == "unsupported") return say("[not delivered: not supported there]");
  return say("[not delivered: /retry]");
}

std::optional<Span> state_note(const Said& said, const MessageLook& look, bool is_newest_own) {
  if (!said.outgoing) return std::nullopt;
  if (said.state == DeliveryState::failed)
    return Span{failure_words(said.reason), said.has_failed() ? look.palette.alarm() : look.palette.faint()};
  if (said.is_in_room && is_newest_own && said.of.delivered < said.of.total)
    return Span{say("[{1} of {2} have it]", {said.of.delivered, said.of.total}), look.palette.faint()};
  return std::nullopt;
}

// Lays out one entry's text and what is noted behind it.
class Planner {
 public:
  Planner(const Entry& entry, const MessageLook& look, const EntryPlace& place)
      : entry_(entry), look_(look), columns_(look, !entry.said) {
    plan_.place = place;
  }

  EntryPlan plan() && {
    if (entry_.said && look_.names_above && needs_header()) add({Piece::Kind::header, {}, 0});
    if (entry_.said && !entry_.said->reply_to.empty()) add({Piece::Kind::quote, {}, 0});
    std::vector<TextRange> links;
    for (const Markup& it : entry_.markup)
      if (it.kind == Markup::Kind::link) links.push_back(it.range);
    const auto rows = wrap(entry_.shown, columns_.text_columns, links);
    std::size_t link = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::string numbers;
      for (; link < links.size() && links[link].end <= rows[i].end; ++link)
        numbers += '[' + std::to_string(entry_.first_link + link) + ']';
      std::optional<Span> state;
      if (i + 1 == rows.size() && entry_.said) state = state_note(*entry_.said, look_, plan_.place.is_newest_own);
      add_text(rows[i], numbers, state);
    }
    return std::move(plan_);
  }

 private:
  bool needs_header() const { return entry_.said->outgoing || !plan_.place.is_grouped; }
  void add(const Piece& piece) { plan_.pieces.push_back(piece); }

  std::uint32_t keep(Span note) {
    plan_.notes.push_back(std::move(note));
    return static_cast<std::uint32_t>(plan_.notes.size());
  }

  // On the same row if there is room, else on rows of its own.
  void add_text(TextRange range, const std::string& numbers, const std::optional<Span>& state) {
    const std::size_t used = kNoteGap + visible_width(range);
    Piece text{Piece::Kind::text, range, 0};
    std::vector<Span> below;
    for (const Span& note : {Span{numbers, look_.palette.faint()}, state.value_or(Span{})}) {
      if (note.text.empty()) continue;
      if (text.note == 0 && used + width(note.text) <= columns_.text_columns) {
        text.note = keep(note);
      } else {
        below.push_back(note);
      }
    }
    add(text);
    for (const Span& note : below)
      for (const TextRange& row : wrap(note.text, columns_.text_columns))
        add({Piece::Kind::note, {}, keep({note.text.substr(row.begin, row.end - row.begin), note.style})});
  }

  std::size_t visible_width(TextRange range) const {
    std::string_view text = std::string_view(entry_.shown).substr(range.begin, range.end - range.begin);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return width(text);
  }

  const Entry& entry_;
  const MessageLook& look_;
  Columns columns_;
  EntryPlan plan_;
};

Style style_of(Markup::Kind kind, Style style) {
  style.bold = style.bold || kind == Markup::Kind::bold;
  style.underline = style.underline || kind == Markup::Kind::italic || kind == Markup::Kind::link;
  return style;
}

// Writes one row of an entry.
class RowWriter {
 public:
  RowWriter(const Entry& entry, const EntryPlan& plan, const MessageLook& look)
      : entry_(entry), plan_(plan), look_(look), columns_(look, !entry.said) {}

  MessageRow write(std::size_t row, bool is_selected, const std::optional<std::string>& quote) && {
    const Piece& piece = plan_.pieces[row];
    if (piece.kind == Piece::Kind::header) {
      header();
    } else {
      look_.names_above ? sign_above(row, is_selected) : head_beside(row, is_selected);
      content(piece, quote);
    }
    return std::move(out_);
  }

 private:
  void put(std::string text, const Style& style = {}) { out_.spans.push_back({std::move(text), style}); }

  std::string time() const {
    return padded(fitted_text(local_time(entry_.at, look_.time_format), columns_.time), columns_.time);
  }

  void put_name(const std::string& name) {
    put(name, entry_.said->outgoing ? look_.palette.own_name() : look_.palette.name(entry_.said->from));
  }

  // "11:02 bob", "09:13 +"
  void header() {
    if (look_.times) put(local_time(entry_.at, look_.time_format) + ' ');
    if (entry_.said->outgoing) {
      out_.spans.push_back(delivery_mark(*entry_.said, look_));
    } else {
      put_name(entry_.said->name);
    }
  }

  // The first row of text has the sign; of a notice the star, which no text of others can have there.
  void sign_above(std::size_t row, bool is_selected) {
    const bool is_first = row == 0 || plan_.pieces[row - 1].kind == Piece::Kind::header;
    if (is_first && is_selected) out_.cursor = 0;
    const char sign = is_first && is_selected ? '>' : is_first && !entry_.said ? '*' : ' ';
    put(std::string(1, sign) + spaces(columns_.text - 1));
  }

  void head_beside(std::size_t row, bool is_selected) {
    if (row > 0) return put(spaces(columns_.text));
    put(time(), look_.palette.faint());
    if (is_selected) out_.cursor = columns_.sign;
    put(is_selected ? ">" : " ");
    if (entry_.said && entry_.said->outgoing) {
      out_.spans.push_back(delivery_mark(*entry_.said, look_));
      put(spaces(kMarkColumns - 1));
    } else {
      put(spaces(kMarkColumns));
    }
    put(" ");
    const std::string name = !entry_.said ? "*" : plan_.place.is_grouped ? "" : entry_.said->name;
    const std::string cut = fitted_text(name, look_.name_columns);
    if (entry_.said) {
      put_name(cut);
    } else {
      put(cut);
    }
    put(spaces(look_.name_columns - std::min(width(cut), look_.name_columns) + 1));
  }

  void content(const Piece& piece, const std::optional<std::string>& quote) {
    if (piece.kind == Piece::Kind::quote) {
      const std::string words = quote ? *quote : say("(an earlier message)");
      return put(fitted_text(say("| {1}", {words}), columns_.text_columns), look_.palette.faint());
    }
    std::size_t used = 0;
    if (piece.kind == Piece::Kind::text) used = put_text(piece.range);
    if (piece.note == 0) return;
    const Span& note = plan_.notes[piece.note - 1];
    if (piece.kind == Piece::Kind::text) {
      const std::size_t needed = used + width(note.text);
      const std::size_t edge = std::min(columns_.text_columns, std::max(kNoteEdgeMax, needed + kNoteGap));
      put(spaces(edge - std::min(edge, needed)));
    }
    put(note.text, note.style);
  }

  // Without the spaces at its end. Returns its width.
  std::size_t put_text(TextRange range) {
    const std::string_view all = entry_.shown;
    while (range.end > range.begin && all[range.end - 1] == ' ') --range.end;
    const Style plain = entry_.is_alarm ? look_.palette.alarm() : Style{};
    std::size_t at = range.begin;
    const auto up_to = [&](std::size_t end, const Style& style) {
      if (end > at) put(std::string(all.substr(at, end - at)), style);
      at = std::max(at, end);
    };
    auto mark = std::partition_point(entry_.markup.begin(), entry_.markup.end(),
                                     [&range](const Markup& it) { return it.range.end <= range.begin; });
    for (; mark != entry_.markup.end() && mark->range.begin < range.end; ++mark) {
      up_to(std::max(at, mark->range.begin), plain);
      up_to(std::min(range.end, mark->range.end), style_of(mark->kind, plain));
    }
    up_to(range.end, plain);
    return width(all.substr(range.begin, range.end - range.begin));
  }

  const Entry& entry_;
  const EntryPlan& plan_;
  const MessageLook& look_;
  Columns columns_;
  MessageRow out_;
};

MessageRow line_row(const MessageLook& look, char sign, const std::string& words, const Style& style) {
  const std::string middle = fitted_text(say(" {1} ", {words}), look.columns);
  const std::size_t rest = look.columns - std::min(look.columns, width(middle));
  return {{{std::string(rest / 2, sign) + middle + std::string(rest - rest / 2, sign), style}}, {}};
}

}  // namespace

Entry::Entry(Said what) : at(what.at), said(std::move(what)), shown(shown_text(*said)), markup(markup_in(shown)) {}

std::size_t Entry::links() const {
  return static_cast<std::size_t>(
      std::count_if(markup.begin(), markup.end(), [](const Markup& it) { return it.kind == Markup::Kind::link; }));
}

EntryPlan plan_entry(const Entry& entry, const MessageLook& look, const EntryPlace& place) {
  return Planner(entry, look, place).plan();
}

MessageRow entry_row(const Entry& entry, const EntryPlan& plan, const MessageLook& look, std::size_t row,
                     bool is_selected, const std::optional<std::string>& quote) {
  return RowWriter(entry, plan, look).write(row, is_selected, quote);
}

MessageRow day_row(const MessageLook& look, Wall day, Wall now) {
  return line_row(look, '-', short_day(day, now), look.palette.faint());
}

MessageRow unread_row(const MessageLook& look, std::size_t count) {
  return line_row(look, '=', say("{1} new", {count}), look.palette.bold());
}

Span delivery_mark(const Said& said, const MessageLook& look) {
  switch (said.state) {
    case DeliveryState::queued:
      return {"o", look.palette.faint()};
    case DeliveryState::sent:
      return said.of.delivered > 0 ? Span{"~", look.palette.partial()} : Span{">", look.palette.faint()};
    case DeliveryState::delivered:
      return {look.unicode_marks ? "\u2713" : "+", {}};
    case DeliveryState::failed:
      return {look.unicode_marks ? "\u2717" : "!", said.has_failed() ? look.palette.alarm() : look.palette.faint()};
  }
  return {" ", {}};
}

}  // namespace earshot::front
