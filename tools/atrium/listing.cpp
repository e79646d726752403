#include "tools/atrium/listing.hpp"

#include <ostream>

#include "tools/atrium/output.hpp"
#include "tools/client/answer.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

namespace {

constexpr std::int64_t page_items = 200;

}  // namespace

void print_all(const context& from, std::string_view method, bool pages,
               std::span<const std::string_view> columns) {
  client through = greeted(from);
  std::vector<std::string> rows;
  std::string cursor;
  do {
    parameters named;
    if (pages) named.integer("limit", page_items).text_if("cursor", cursor);
    const std::string answer = ask(through, method, named.map(), tenant_options(from));
    for_each_element(member(answer, "items"), [&](auto one) { rows.emplace_back(one); });
    cursor = text_member(answer, "next_cursor").value_or("");
  } while (pages && !cursor.empty());
  if (!from.json) return print_table(from.out, rows, columns);
  print_json(from.out, parameters{}.encoded_list("items", rows).map());
}

void print_answer(const context& from, std::string_view method, std::string_view named) {
  const std::string answer = ask_once(from, method, named);
  if (from.json) return print_json(from.out, answer);
  print_object(from.out, answer);
}

}  // namespace atrium::cli
