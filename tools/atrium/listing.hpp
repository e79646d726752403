// A list method, page after page.
#pragma once

#include <span>
#include <string_view>

#include "tools/atrium/context.hpp"

namespace atrium::cli {

// Calls `method` until there is no further page, and prints all items: as a table with these
// columns, or as {"items": […]}. `pages`: whether the method takes limit and cursor.
void print_all(const context& from, std::string_view method, bool pages,
               std::span<const std::string_view> columns);

// The answer of one call, as an object.
void print_answer(const context& from, std::string_view method, std::string_view named);

}  // namespace atrium::cli
