#include "front/times.h"

#include <time.h>

#include <algorithm>
#include <array>
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

std::string local_day(Wall at) {
  const std::time_t seconds = seconds_of(at);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  return print("%04d-%02d-%02d", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
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
