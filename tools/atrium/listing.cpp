#include "tools/atrium/listing.hpp"

#include <algorithm>
#include <cctype>
#include <memory>
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

void print_map(const context& to, std::string_view map) {
  to.json ? print_json(to.out, map) : print_object(to.out, map);
}

void print_answer(const context& from, std::string_view method, std::string_view named) {
  print_map(from, ask_once(from, method, named));
}

void add_naming(command group, context& with, const naming_command& about) {
  command added = group.add_command(about.verb, about.text);
  const auto name = std::make_shared<std::string>();
  std::string positional = about.parameter;
  std::transform(positional.begin(), positional.end(), positional.begin(), ::toupper);
  added.add_option(positional, *name, about.parameter_text).required();
  const std::string words = group.name() + " " + about.verb;
  added.footer("Example:\n  atrium " + words + " " + about.example + "\n");
  const std::string method = group.name() + "." + about.verb;
  added.callback([&with, name, method, parameter = about.parameter] {
    with.chosen = [&with, name, method, parameter] {
      print_answer(with, method, parameters{}.text(parameter, *name).map());
    };
  });
}

}  // namespace atrium::cli
