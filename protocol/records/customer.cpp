#include "protocol/records/customer.hpp"

#include "protocol/formats/date.hpp"

namespace atrium::records {

outcome<std::string> birth_date(std::string_view typed) {
  outcome<std::string> date = formats::date(typed);
  if (date && *date < "1850") return refusal(errc::invalid_field, "must not lie before 1850");
  return date;
}

bool is_in_future(std::string_view date, std::int64_t now_ms) {
  constexpr std::int64_t kiribati_is_ahead_ms = 14 * std::int64_t{3'600'000};
  return date > formats::date_at(now_ms + kiribati_is_ahead_ms);
}

outcome<std::string> external_id_text(std::string_view typed) {
  for (unsigned char letter : typed)
    if (letter < 0x20 || letter == 0x7f)
      return refusal(errc::invalid_field, "must not contain control characters");
  if (typed.empty()) return refusal(errc::invalid_field, "must not be empty");
  return std::string(typed);
}

}  // namespace atrium::records
