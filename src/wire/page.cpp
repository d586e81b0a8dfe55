#include "wire/page.h"

#include <cassert>
#include <optional>
#include <utility>

#include "earshot/base/encoding.h"
#include "wire/field_reader.h"
#include "wire/field_writer.h"

namespace earshot::wire {
namespace {

// What stands before the mark, taken off `rest`; the whole rest if there is no mark.
BytesView take_until(char mark, BytesView& rest) {
  const BytesView taken = rest.substr(0, rest.find(mark));
  rest.remove_prefix(taken.size());
  return taken;
}

bool skip(char mark, BytesView& rest) {
  if (!rest.starts_with(mark)) return false;
  rest.remove_prefix(1);
  return true;
}

// Nothing for a kind of a later version.
Result<std::optional<Page::Line>, DecodeError> decode_line(BytesView text) {
  const BytesView kind_name = take_until(' ', text);
  skip(' ', text);
  const BytesView signature = take_until(' ', text);
  Page::Line line;
  const bool complete = read_base64url(signature, line.signature) && skip(' ', text) && text.starts_with('{');
  if (!complete) return Failure{DecodeError::bad_field};
  const auto kind = kind_of(kind_name);
  if (!kind) return std::optional<Page::Line>{};
  if (!is_signed(*kind)) return Failure{DecodeError::bad_field};
  line.kind = *kind;
  line.body = text;
  return std::optional{std::move(line)};
}

}  // namespace

Result<Message, DecodeError> decode_page(BytesView body) {
  auto page = decode_object<Page>(take_until('\n', body));
  if (!page) return Failure{page.reason()};
  for (std::size_t lines = 0; skip('\n', body); ++lines) {
    if (lines == kPageLinesMax) return Failure{DecodeError::bad_field};
    auto line = decode_line(take_until('\n', body));
    if (!line) return Failure{line.reason()};
    if (*line) page->lines.push_back(std::move(**line));
  }
  return Message{std::move(*page)};
}

std::string encode_page(const Page& page) {
  std::string body;
  body.reserve(kDatagramBytesMax);
  append_object(body, page);
  for (const Page::Line& line : page.lines) {
    assert(line.body.starts_with('{') && line.body.find('\n') == std::string::npos);
    body.append("\n").append(name(line.kind)).append(" ");
    append_base64url(body, view(line.signature));
    body.append(" ").append(line.body);
  }
  return body;
}

}  // namespace earshot::wire
