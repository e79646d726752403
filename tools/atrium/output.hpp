// Answers as people and programs read them.
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atrium::cli {

// One encoded value as JSON on a line.
void print_json(std::ostream& to, std::string_view value);

// A map as aligned "key: value" lines; maps inside it by dotted keys. Times are shown as UTC.
void print_object(std::ostream& to, std::string_view map);

// Encoded maps as a table with these members as columns; a member that none of them has is left
// out.
void print_table(std::ostream& to, std::span<const std::string> rows,
                 std::span<const std::string_view> columns);

// Milliseconds since 1970 as "2026-03-01T12:00:00.123Z".
std::string utc(std::int64_t milliseconds);

}  // namespace atrium::cli
