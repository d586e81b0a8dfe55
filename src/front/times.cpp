#include "front/times.h"

#include <time.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "earshot/text/text.h"
#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::uint64_t kLastMs = 253'402'300'799'999;  // the end of the year 9999

std::time_t seconds_of(Wall at) { return static_cast<std::time_t>(std::min(at.ms, kLastMs) / 1000); }

std::tm local_of(Wall at) {
  const std::time_t seconds = seconds_of(at);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  return local;
}

constexpr std::array<const char*, 7> kWeekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> kShortMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string lower(std::string text) {
  for (char& letter : text) letter = ascii_lower(letter);
  return text;
}

}  // namespace

std::string rfc3339(Wall at) {
  const std::time_t seconds = seconds_of(at);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  return printed("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
                 utc.tm_min, utc.tm_sec, static_cast<int>(std::min(at.ms, kLastMs) % 1000));
}

std::string local_clock(Wall at) {
  const std::tm local = local_of(at);
  return printed("%02d:%02d", local.tm_hour, local.tm_min);
}

std::string day(Wall at) {
  static constexpr const char* kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                            "July",    "August",   "September", "October", "November", "December"};
  const std::tm local = local_of(at);
  return std::to_string(local.tm_mday) + " " + kMonths[local.tm_mon] + " " + std::to_string(local.tm_year + 1900);
}

std::string local_day(Wall at) {
  const std::tm local = local_of(at);
  return printed("%04d-%02d-%02d", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

std::string local_time(Wall at, const std::string& format) {
  if (format.empty()) return {};
  const std::tm local = local_of(at);
  std::array<char, 64> buffer{};
  const std::size_t size = std::strftime(buffer.data(), buffer.size(), format.c_str(), &local);
  return text::shown_line(std::string_view(buffer.data(), size)).str();
}

std::string short_day(Wall at, Wall now) {
  const std::tm local = local_of(at);
  const std::string weekday = kWeekdays[static_cast<std::size_t>(local.tm_wday)];
  const std::string month = kShortMonths[static_cast<std::size_t>(local.tm_mon)];
  if (local.tm_year == local_of(now).tm_year) return say("{1} {2} {3}", {weekday, local.tm_mday, month});
  return say("{1} {2} {3} {4}", {weekday, local.tm_mday, month, local.tm_year + 1900});
}

std::string seen_when(Wall then, Wall now) {
  constexpr std::uint64_t kSixDaysMs = 6ULL * 86'400'000;
  if (local_day(then) == local_day(now)) return local_clock(then);
  const std::tm local = local_of(then);
  if (then <= now && now.ms - then.ms < kSixDaysMs) return lower(kWeekdays[static_cast<std::size_t>(local.tm_wday)]);
  return say("{1}{2}", {local.tm_mday, lower(kShortMonths[static_cast<std::size_t>(local.tm_mon)])});
}

double milliseconds(Duration duration) { return static_cast<double>(duration.count()) / 1000.0; }

std::string milliseconds_column(Duration duration) { return printed("%.3f", milliseconds(duration)); }

std::string short_duration(Duration duration) {
  const double ms = milliseconds(duration);
  if (ms < 9.95) return printed("%.1f ms", ms);
  if (ms < 1000) return printed("%.0f ms", ms);
  if (ms < 9950) return printed("%.1f s", ms / 1000);
  return printed("%.0f s", ms / 1000);
}

std::string ago(Wall then, Wall now) {
  const std::uint64_t seconds = now.ms > then.ms ? (now.ms - then.ms) / 1000 : 0;
  if (seconds < 60) return say("now");
  if (seconds < 3600) return say("{1} min ago", {seconds / 60});
  if (seconds < 86'400) return say("{1} h ago", {seconds / 3600});
  return say_n("{n} day ago", "{n} days ago", seconds / 86'400);
}

}  // namespace earshot::front
