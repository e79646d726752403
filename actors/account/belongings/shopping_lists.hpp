// What is on a customer's lists. No CAF, no threads, no files.
#pragma once

#include <string_view>

#include "actors/account/marks.hpp"

namespace atrium::actors {

// His wish list; null: he has none.
const list_book::value_type* wish_list_in(const list_book& book);

// Joins the item of the same sku: it has more then, and whatever name and note are given. False if
// the list, or the item, would have too much.
bool put_on_list(records::shopping_list& to, const records::list_item& more);

}  // namespace atrium::actors
