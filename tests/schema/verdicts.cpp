// What protocol/schema/ says of schemas and values: reads lines of JSON, `[schema, [value, …]]`,
// and writes a line for each: a letter for each value, y if it is as the schema says and n if not;
// or `refused: ` and why.
#include <iostream>
#include <string>

#include "protocol/fields/value.hpp"
#include "protocol/schema/schema.hpp"
#include "protocol/wire/json.hpp"

using namespace atrium;

namespace {

std::string verdict(const std::string& line) {
  const auto bytes = wire::from_json(line);
  if (!bytes) return "unreadable: " + bytes.failure().message;
  wire::cursor from(*bytes);
  std::uint32_t count = 0;
  std::string_view schema;
  if (!from.read_array(count) || count != 2 || !from.read_raw(schema) || !from.read_array(count))
    return "unreadable: not [schema, [value, …]]";
  fields::problems found;
  const auto compiled = schema::compiled::compile(schema, {}, found);
  if (!compiled) return "refused: " + found.take().message;
  std::string letters;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string_view value;
    from.read_raw(value);
    fields::problems wrong;
    letters += compiled->check(value, {}, wrong) ? 'y' : 'n';
  }
  return letters;
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) std::cout << verdict(line) << '\n';
}
