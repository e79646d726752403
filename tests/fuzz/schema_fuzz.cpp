// A schema and a value for it, from arbitrary bytes that the scanner lets through: the schema is
// compiled or refused with a reason, the value passes or fails with one, twice in the same way.
#include "protocol/schema/schema.hpp"

#include <string>

#include "protocol/fields/named.hpp"
#include "protocol/wire/utf8.hpp"
#include "tests/fuzz/parameters.hpp"

using namespace atrium;
using fuzz::expect;

namespace {

void expect_reasons(fields::problems& found) {
  for (const field_error& each : found.take().fields)
    expect(wire::is_valid_utf8(each.path) && wire::is_valid_utf8(each.message) &&
               !each.message.empty(),
           "a refusal is text whatever it is about");
}

struct schema_and_value {
  fields::dynamic_map schema;
  fields::dynamic_map value;
  std::string path;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using s = schema_and_value;
    return list{parameter{"schema", &s::schema, ""}, parameter{"value", &s::value, ""},
                parameter{"path", &s::path, ""}};
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto named = fuzz::parameters_in(data, size);
  if (!named) return 0;
  const auto given = fields::decode_parameters<schema_and_value>(*named);
  if (!given) return 0;
  fields::problems found;
  const auto compiled = schema::compiled::compile(given->schema.bytes, {}, found);
  expect(compiled.has_value() == found.none(), "a schema is refused if anything is wrong with it");
  if (!compiled) return expect_reasons(found), 0;
  compiled->simple_property(given->path);
  const bool fits = compiled->check(given->value.bytes, {}, found);
  expect(fits == found.none(), "a value is refused if anything is wrong with it");
  fields::problems again;
  expect(compiled->check(given->value.bytes, {}, again) == fits, "a second look says the same");
  if (!fits) expect_reasons(found);
  return 0;
}
