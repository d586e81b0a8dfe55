#include "earshot/base/rfc3339.h"

#include <chrono>

namespace earshot {
namespace {

using namespace std::chrono_literals;

// Takes its text from the front.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool is_good() const { return is_good_; }
  bool is_at_end() const { return rest_.empty(); }
  // Exactly so many digits.
  int number(std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) value = value * 10 + digit();
    return value;
  }
  char one_of(std::string_view letters) {
    const char letter = rest_.empty() ? '\0' : rest_.front();
    if (letter == '\0' || letters.find(letter) == std::string_view::npos) {
      is_good_ = false;
      return '\0';
    }
    rest_.remove_prefix(1);
    return letter;
  }
  bool skip(char letter) {
    if (!rest_.starts_with(letter)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool is_at_digit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }
  int digit() {
    const char letter = one_of("0123456789");
    return letter == '\0' ? 0 : letter - '0';
  }

 private:
  std::string_view rest_;
  bool is_good_ = true;
};

// Milliseconds; what is finer is cut off.
int fraction(Reader& reader) {
  int value = 0, worth = 100;
  do {
    value += reader.digit() * worth;
    worth /= 10;
  } while (reader.is_at_digit());
  return value;
}

std::chrono::minutes offset(Reader& reader) {
  const char sign = reader.one_of("Zz+-");
  if (sign != '+' && sign != '-') return 0min;
  const auto hours = reader.number(2);
  reader.one_of(":");
  const auto minutes = reader.number(2);
  if (hours > 23 || minutes > 59) reader.one_of("");
  const auto ahead = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return sign == '+' ? ahead : -ahead;
}

}  // namespace

std::optional<Wall> parse_rfc3339(std::string_view text) {
  Reader reader(text);
  const std::chrono::year year{reader.number(4)};
  reader.one_of("-");
  const std::chrono::month month{static_cast<unsigned>(reader.number(2))};
  reader.one_of("-");
  const std::chrono::year_month_day day{year, month, std::chrono::day(static_cast<unsigned>(reader.number(2)))};
  reader.one_of("Tt ");
  const int hours = reader.number(2);
  reader.one_of(":");
  const int minutes = reader.number(2);
  reader.one_of(":");
  const int seconds = reader.number(2);
  const int ms = reader.skip('.') ? fraction(reader) : 0;
  const auto ahead = offset(reader);
  if (!reader.is_good() || !reader.is_at_end() || !day.ok() || hours > 23 || minutes > 59 || seconds > 59)
    return std::nullopt;
  const auto at = std::chrono::sys_days(day).time_since_epoch() + std::chrono::hours(hours) +
                  std::chrono::minutes(minutes) - ahead + std::chrono::seconds(seconds) + std::chrono::milliseconds(ms);
  if (at < 0s) return std::nullopt;
  return Wall{static_cast<std::uint64_t>(std::chrono::milliseconds(at).count())};
}

}  // namespace earshot
