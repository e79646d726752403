// JSON Schema for what tenants define themselves (features.md F12): a part of drafts 7 and 2020-12
// that says what one record may hold and can be checked in one pass. Each value meets at most one
// schema (there is no $ref, allOf, if, …), so the work is that of reading the value once, times
// what a pattern or a comparison costs at most.
//
// Known: `type`, `enum`, `const`; of strings `minLength`, `maxLength` (code points), `pattern`
// (RE2's language, found anywhere in the text), `format` (date, date-time, email); of numbers
// `minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`, `multipleOf` (whole numbers); of
// arrays `items` (one schema), `minItems`, `maxItems`, `uniqueItems`; of objects `properties`,
// `required`, `additionalProperties`, `minProperties`, `maxProperties`. `true` and `false` are
// schemas. `title`, `description`, `default`, `examples`, `$comment` and, at the root, `$schema`
// have no effect. Whatever else is refused: a rule that would not be kept is worse than none.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string_view>

#include "protocol/fields/problems.hpp"

namespace atrium::schema {

inline constexpr std::size_t bytes_max = 65536;
inline constexpr std::size_t depth_max = 16;      // schemas within schemas
inline constexpr std::size_t schemas_max = 1000;  // in one another, the root counted
inline constexpr std::size_t patterns_max = 64;
inline constexpr std::size_t pattern_bytes_max = 1024;

// What a property of one simple type holds.
enum class simple_type : std::uint8_t { string, integer, number, boolean };
constexpr auto enum_names(simple_type) {
  return std::array<std::string_view, 4>{"string", "integer", "number", "boolean"};
}

struct node;

// Immutable; may be shared by threads.
class compiled {
 public:
  // The schema in an encoded map, such as fields::decode_dynamic lets through; nothing when
  // anything in it is wrong, which is in `found` then, with paths below `at`. The root must be of
  // type object.
  static std::optional<compiled> compile(std::string_view encoded, const fields::path& at,
                                         fields::problems& found);

  // Whether the encoded value (as above) is as the schema says; all that is wrong is in `found`.
  bool check(std::string_view encoded, const fields::path& at, fields::problems& found) const;

  // The type of the property at this path, names parted by dots ("loyalty.tier"): declared in
  // `properties`, and of one simple type, apart from null.
  std::optional<simple_type> simple_property(std::string_view dotted) const;

 private:
  explicit compiled(std::shared_ptr<const node> root) : root_(std::move(root)) {}

  std::shared_ptr<const node> root_;
};

}  // namespace atrium::schema
