#include "front/times.h"

#include <time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>

#include "front/words.h"

namespace earshot::front {
namespace {

constexpr std::uint64_t kLastMs = 253'402'300'799'999;  // the end of the year 9999

std::time_t seconds_of(Wall at) { return static_cast<std::time_t>(std::min(at.ms, kLastMs) / 1000); }

template <class... Numbers>
std::string print(const char* format, Numbers... numbers) {
  std::array<char, 96> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, numbers...);
  return buffer.data();
}

}  // namespace

std::string rfc3339(Wall at) {
  const std::time_t seconds = seconds_of(at);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  return print("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
               utc.tm_min, utc.tm_sec, static_cast<int>(std::min(at.ms, kLastMs) % 1000));
}

std::optional<Wall> parse_rfc3339(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:dd.dddZ";
  if (text.size() != kForm.size()) return std::nullopt;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (kForm[i] == 'd' ? !is_digit : text[i] != kForm[i]) return std::nullopt;
  }
  const auto number = [text](std::size_t at, std::size_t digits) {
    unsigned value = 0;
    for (const char digit : text.substr(at, digits)) value = value * 10 + static_cast<unsigned>(digit - '0');
    return value;
  };
  const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(number(0, 4))),
                                        std::chrono::month(number(5, 2)), std::chrono::day(number(8, 2))};
  if (!day.ok() || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 59) return std::nullopt;
  const auto at = std::chrono::sys_days(day).time_since_epoch() + std::chrono::hours(number(11, 2)) +
                  std::chrono::minutes(number(14, 2)) + std::chrono::seconds(number(17, 2)) +
                  std::chrono::milliseconds(number(20, 3));
  if (at.count() < 0) return std::nullopt;
  return Wall{static_cast<std::uint64_t>(at.count())};
}

std::string local_clock(Wall at) {
  const std::time_t seconds = seconds_of(at);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  return print("%02d:%02d", local.tm_hour, local.tm_min);
}

std::string day(Wall at) {
  static constexpr const char* kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                            "July",    "August",   "September", "October", "November", "December"};
  const std::time_t seconds = seconds_of(at);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  return std::to_string(local.tm_mday) + " " + kMonths[local.tm_mon] + " " + std::to_string(local.tm_year + 1900);
}

double milliseconds(Duration duration) { return static_cast<double>(duration.count()) / 1000.0; }

std::string milliseconds_column(Duration duration) { return print("%.3f", milliseconds(duration)); }

std::string short_duration(Duration duration) {
  const double ms = milliseconds(duration);
  if (ms < 9.95) return print("%.1f ms", ms);
  if (ms < 1000) return print("%.0f ms", ms);
  if (ms < 9950) return print("%.1f s", ms / 1000);
  return print("%.0f s", ms / 1000);
}

std::string ago(Wall then, Wall now) {
  const std::uint64_t seconds = now.ms > then.ms ? (now.ms - then.ms) / 1000 : 0;
  if (seconds < 60) return say("now");
  if (seconds < 3600) return say("{1} min ago", {seconds / 60});
  if (seconds < 86'400) return say("{1} h ago", {seconds / 3600});
  return say_n("{n} day ago", "{n} days ago", seconds / 86'400);
}

}  // namespace earshot::front
