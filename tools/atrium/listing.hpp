// What commands have in common that call a method and print its answer.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "tools/atrium/command.hpp"
#include "tools/atrium/context.hpp"

namespace atrium::cli {

// Calls `method` until there is no further page, and prints all items: as a table with these
// columns, or as {"items": […]}. `pages`: whether the method takes limit and cursor.
void print_all(const context& from, std::string_view method, bool pages,
               std::span<const std::string_view> columns);

// An object as `--json` says.
void print_map(const context& to, std::string_view map);
// The answer of one call, as an object.
void print_answer(const context& from, std::string_view method, std::string_view named);

// `atrium GROUP VERB NAME`: the method GROUP.VERB, whose only parameter is what it is about.
struct naming_command {
  std::string verb;
  std::string text;
  std::string parameter;
  std::string parameter_text;
  std::string example;  // of the name
};
void add_naming(command group, context& with, const naming_command& about);

}  // namespace atrium::cli
