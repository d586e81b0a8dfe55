// Times and durations as they are written: RFC 3339 for scripts and pipes, short and local for people.
#pragma once

#include <string>

#include "earshot/base/time.h"

namespace earshot::front {

// "2025-11-22T11:02:03.123Z". Years beyond 9999, which only a wrong clock gives, are written as 9999.
std::string rfc3339(Wall at);
// "11:02", in the time zone of the process.
std::string local_clock(Wall at);
// "3 March 2025", likewise.
std::string day(Wall at);
// As strftime() writes it; may be shown.
std::string local_time(Wall at, const std::string& format);
// "Fri 21 Nov", for a line between two days; "Fri 21 Nov 2025" if the year is not that of `now`.
std::string short_day(Wall at, Wall now);
// "11:02" today, "tue" within a week, else "12aug": at most five columns.
std::string seen_when(Wall then, Wall now);
// "2025-11-22", the same.
std::string local_day(Wall at);
// "0.8 ms", "12 ms", "3 s": two figures are enough.
std::string short_duration(Duration duration);
// "2 min ago" for a person who reads a table.
std::string ago(Wall then, Wall now);
double milliseconds(Duration duration);
// "0.633": milliseconds for a column.
std::string milliseconds_column(Duration duration);

}  // namespace earshot::front
