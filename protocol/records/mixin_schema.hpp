// What a tenant has defined of its own for one entity (features.md F12): a JSON Schema, in
// versions.
#pragma once

#include "protocol/fields/tagged.hpp"
#include "protocol/schema/schema.hpp"

namespace atrium::records {

enum class mixin_entity : std::uint8_t { customer, address };
constexpr auto enum_names(mixin_entity) {
  return std::array<std::string_view, 2>{"customer", "address"};
}
// Its number in the keys of the store (docs/data_format.md).
constexpr std::uint64_t number_of(mixin_entity entity) {
  return static_cast<std::uint64_t>(entity) + 1;
}

// The journal's word for a definition.
inline constexpr std::string_view mixins_defined = "mixins.defined";

// A property that lists can be sorted and filtered by. Path, type and column belong together for
// ever (docs/data_format.md, The index environment).
struct indexed_property {
  std::string path;  // names parted by dots
  schema::simple_type type = schema::simple_type::string;
  std::int64_t column = 0;
  bool operator==(const indexed_property&) const = default;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using i = indexed_property;
    return list{parameter{"path", &i::path, "Of the property, names parted by dots."},
                parameter{"type", &i::type, "What it holds."},
                parameter{"column", &i::column, "Its number in the index."}};
  }
};

struct mixin_schema {
  std::int64_t version = 1;
  mixin_entity entity = mixin_entity::customer;
  fields::dynamic_map schema;
  std::vector<indexed_property> indexed;
  std::int64_t defined_at = 0;
  std::vector<indexed_property>
      columns;  // all that were ever given out; in the newest version only
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using m = mixin_schema;
    return list{
        field{1, "version", &m::version, impersonal, shown, "Raised by one with each definition."},
        field{2, "entity", &m::entity, impersonal, shown, "What the schema is for."},
        field{3, "schema", &m::schema, impersonal, shown, "JSON Schema, as it was given."},
        field{4, "indexed", &m::indexed, impersonal, shown,
              "Properties that lists can be sorted and filtered by."},
        field{5, "defined_at", &m::defined_at, impersonal, shown, "Milliseconds since 1970 UTC."},
        field{40, "columns", &m::columns, impersonal, hidden,
              "Every column that was ever given out."}};
  }
};

}  // namespace atrium::records
