// mixins.define list: the fields that a tenant adds to its customers and addresses.
#pragma once

#include "protocol/methods/definition.hpp"
#include "protocol/records/mixin_schema.hpp"

namespace atrium::methods {

struct mixins_define {
  static constexpr definition about{
      "mixins.define",
      "Says what the tenant's own fields may hold. Checked when `mixins` is next written; records "
      "that are there stay as they are.",
      audience::administrators, any_of(records::scope::admin), effect::tenant};
  static constexpr std::array errors{errc::version_conflict, errc::limit_reached};
  using result = records::mixin_schema;
  records::mixin_entity entity = records::mixin_entity::customer;
  fields::dynamic_map schema;
  std::vector<std::string> indexed;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using m = mixins_define;
    return list{
        parameter{"entity", &m::entity, "What the schema is for."},
        parameter{"schema", &m::schema,
                  "JSON Schema of type object: type, enum, const, the bounds of strings, numbers, "
                  "arrays and objects, pattern (RE2), format (date, date-time, email), properties, "
                  "required, additionalProperties, items. Other keywords are refused.",
                  rule{.bytes_max = atrium::schema::bytes_max}},
        parameter{
            "indexed", &m::indexed,
            "Properties of customers, of simple type, to sort and filter by, as loyalty.tier; "
            "at most 16; see Lists.",
            rule{.bytes_max = 256}}};
  }
};

struct mixins_list {
  static constexpr definition about{"mixins.list", "The schemas' versions, the newest first.",
                                    audience::administrators, any_scope, effect::read};
  static constexpr std::array<errc, 0> errors{};
  using result = items_of<records::mixin_schema>;
  std::optional<records::mixin_entity> entity;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using m = mixins_list;
    // A schema can be long: fewer make a page than of other things.
    return list{
        parameter{"entity", &m::entity, "Only those for it (default: one entity after another)."},
        parameter{"limit", &m::limit, "At most so many (default 10).", rule{.min = 1, .max = 50}},
        parameter{"cursor", &m::cursor, "next_cursor of the page before.", rule{.bytes_max = 128}}};
  }
};

}  // namespace atrium::methods
