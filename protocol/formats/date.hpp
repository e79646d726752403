// Calendar dates as text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium::formats {

// A date of the proleptic Gregorian calendar as ISO 8601 writes it, YYYY-MM-DD, years 0001 to 9999;
// any other spelling and any day that does not exist is refused with invalid_field. The range that
// makes sense (a birth lies between 1850 and today) is the caller's. Such texts sort by date. Pure
// and thread-safe.
outcome<std::string> date(std::string_view typed);

// The UTC date at a time of the years 1 to 9999, in milliseconds since 1970 UTC. Pure and
// thread-safe.
std::string date_at(std::int64_t time_ms);

}  // namespace atrium::formats
