#include "text/unicode.h"

#include <utf8proc.h>

#include <cassert>
#include <cstdlib>
#include <memory>
#include <new>

#include "earshot/text/text.h"

namespace earshot::text {

namespace {

const utf8proc_uint8_t* octets(std::string_view text) { return reinterpret_cast<const utf8proc_uint8_t*>(text.data()); }

const utf8proc_property_t& property(char32_t code) {
  return *utf8proc_get_property(static_cast<utf8proc_int32_t>(code));
}

std::string mapped(std::string_view utf8, int options) {
  utf8proc_uint8_t* result = nullptr;
  const auto size = utf8proc_map(octets(utf8), static_cast<utf8proc_ssize_t>(utf8.size()), &result,
                                 static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | options));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(result, &std::free);
  if (size == UTF8PROC_ERROR_NOMEM) throw std::bad_alloc();
  assert(size >= 0);
  return {reinterpret_cast<const char*>(result), static_cast<std::size_t>(size)};
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  utf8proc_int32_t code = 0;
  const auto bytes = utf8proc_iterate(octets(text), static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (bytes <= 0) return {};
  return {static_cast<char32_t>(code), static_cast<std::size_t>(bytes), true};
}

void append(std::string& text, char32_t code) {
  utf8proc_uint8_t bytes[4];
  const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code), bytes);
  text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

Kind kind(char32_t code) {
  const utf8proc_property_t& of = property(code);
  if (of.category == UTF8PROC_CATEGORY_CN || of.category == UTF8PROC_CATEGORY_CO) return Kind::unknown;
  if (of.ignorable) return Kind::format;
  switch (of.category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
      return Kind::letter;
    case UTF8PROC_CATEGORY_ND:
      return Kind::digit;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
      return Kind::mark;
    case UTF8PROC_CATEGORY_ZS:
      return Kind::space;
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return Kind::line_break;
    case UTF8PROC_CATEGORY_CC:
      return code == '\n' ? Kind::line_break : Kind::control;
    case UTF8PROC_CATEGORY_CF:
      return Kind::format;
    case UTF8PROC_CATEGORY_CS:
      return Kind::unknown;
    default:
      return Kind::other;
  }
}

int width(char32_t code) { return utf8proc_charwidth(static_cast<utf8proc_int32_t>(code)); }

int MarkRun::next(char32_t code) {
  const auto bound = property(code).boundclass;
  const bool joins = kind(code) == Kind::mark || bound == UTF8PROC_BOUNDCLASS_V || bound == UTF8PROC_BOUNDCLASS_T;
  length_ = joins ? length_ + 1 : 0;
  return length_;
}

std::string nfc(std::string_view utf8) { return mapped(utf8, 0); }
std::string nfc_folded(std::string_view utf8) { return mapped(utf8, UTF8PROC_CASEFOLD); }
std::string nfkc_folded(std::string_view utf8) { return mapped(utf8, UTF8PROC_CASEFOLD | UTF8PROC_COMPAT); }
std::string bare_folded(std::string_view utf8) {
  return mapped(utf8, UTF8PROC_CASEFOLD | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK);
}

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const CodePoint first = first_code_point(bytes);
    if (!first.valid) return false;
    bytes.remove_prefix(first.bytes);
  }
  return true;
}

std::size_t cluster_end(std::string_view utf8, std::size_t from) {
  assert(from < utf8.size());
  CodePoint last = first_code_point(utf8.substr(from));
  std::size_t end = from + last.bytes;
  // Flags and joined emoji need the state; it may begin anew at each cluster.
  for (utf8proc_int32_t state = 0; end < utf8.size();) {
    const CodePoint next = first_code_point(utf8.substr(end));
    if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(last.value),
                                         static_cast<utf8proc_int32_t>(next.value), &state))
      break;
    end += next.bytes;
    last = next;
  }
  return end;
}

std::string_view cut(std::string_view utf8, std::size_t bytes_max) {
  if (utf8.size() <= bytes_max) return utf8;
  std::size_t end = bytes_max;
  const auto continues = [&](std::size_t at) { return (static_cast<unsigned char>(utf8[at]) & 0xC0) == 0x80; };
  while (end > 0 && continues(end)) --end;
  return utf8.substr(0, end);
}

}  // namespace earshot::text
