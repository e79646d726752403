// Filters, searches, sorts and cursors from arbitrary bytes: they are read or refused with a
// reason, what was read is bounded and always the same, and a cursor is never taken for one.
#include <array>

#include "protocol/lists/cursor.hpp"
#include "protocol/methods/customer_lists.hpp"
#include "protocol/wire/json.hpp"
#include "protocol/wire/utf8.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace atrium;
using fuzz::expect;

namespace {

constexpr std::array<std::uint8_t, 16> some_key{};
// A condition of the wire becomes some of the index; an id's beginning, one for each length.
constexpr std::size_t conditions_max =
    lists::filter_conditions_max * 64 + lists::filter_values_max * 8 + lists::search_bytes_max * 64;

std::size_t count(const lists::condition& of) {
  std::size_t all = 1;
  for (const lists::condition& each : of.parts) all += count(each);
  return all;
}

void expect_reasons(fields::problems& found) {
  for (const field_error& each : found.take().fields)
    expect(!each.message.empty() && wire::is_valid_utf8(each.path) &&
               wire::is_valid_utf8(each.message),
           "a refusal says why, in text");
}

std::string read_all(const methods::customers_list& asked) {
  const identity::reference_cipher references(some_key);
  static const auto of_mixins = lists::columns_of(std::vector<records::indexed_property>{
      {"a", schema::simple_type::string, 1000}, {"b.c", schema::simple_type::number, 1001}});
  const lists::scope of{references, of_mixins};
  fields::problems found;
  lists::condition filter, search;
  lists::order by;
  if (asked.filter) filter = lists::read_filter(asked.filter->bytes, of, {}, found);
  if (asked.search) search = lists::read_search(*asked.search, of, {}, found);
  if (asked.sort) by = lists::read_sort(*asked.sort, of, {}, found);
  if (!found.none()) return expect_reasons(found), "";
  expect(count(filter) + count(search) <= conditions_max, "a list has a bounded condition");
  const std::string digest = lists::digest_of(filter, by) + lists::digest_of(search, by);
  if (asked.cursor)
    expect(!lists::open_cursor(*asked.cursor, digest, "key"), "nobody makes up a cursor");
  return digest;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string named(fuzz::text_of(data, size));
  if (const auto bytes = wire::from_json(named)) named = *bytes;
  // What the scanner vouches for.
  wire::cursor whole(named);
  if (!whole.skip() || !whole.at_end()) return 0;
  const auto asked = fields::decode_parameters<methods::customers_list>(named);
  if (!asked) return 0;
  expect(read_all(*asked) == read_all(*asked), "the same list is read the same way");
  return 0;
}
