// The values of `format` that are checked. Private to protocol/schema/.
#pragma once

#include <string_view>

namespace atrium::schema {

struct text_format {
  std::string_view name;
  bool (*fits)(std::string_view text);
};

// Null for a format that is not known.
//
// date: RFC 3339 full-date, years 0001 to 9999. date-time: RFC 3339 date-time, with its offset;
// second 60 only where a leap second may be. email: an address that Atrium takes
// (protocol/identity/email.hpp), in ASCII.
const text_format* find_format(std::string_view name);

}  // namespace atrium::schema
