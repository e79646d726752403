// One schema, ready to check a value. Private to protocol/schema/.
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/schema/format.hpp"

namespace atrium::schema {

enum class value_type : std::uint8_t { null, boolean, integer, number, string, array, object };
inline constexpr std::array<std::string_view, 7> value_type_names{
    "null", "boolean", "integer", "number", "string", "array", "object"};

using type_set = std::uint8_t;
constexpr type_set only(value_type type) {
  return static_cast<type_set>(1U << static_cast<unsigned>(type));
}
inline constexpr type_set any_type = 0x7f;

// An inclusive range of counts.
struct count_range {
  std::uint64_t min = 0;
  std::uint64_t max = std::numeric_limits<std::uint64_t>::max();
};

struct node {
  bool nothing = false;  // `false`: no value is as it says
  type_set types = any_type;
  std::optional<std::vector<std::string>>
      among;                           // `enum`, canonical (protocol/schema/canonical.hpp)
  std::optional<std::string> exactly;  // `const`, canonical

  std::optional<double> minimum, maximum, above, below;  // the last two exclusive
  std::optional<double> multiple_of;

  count_range code_points;
  std::unique_ptr<const re2::RE2> pattern;
  const text_format* format = nullptr;

  count_range items_count;
  bool unique_items = false;
  std::unique_ptr<const node> items;

  count_range properties_count;
  std::map<std::string, std::unique_ptr<const node>, std::less<>> properties;
  std::vector<std::string> required;
  std::unique_ptr<const node> others;  // `additionalProperties`
};

}  // namespace atrium::schema
