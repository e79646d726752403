// Rows of one item of a customer, or of what staff have alike, as calls are answered with them,
// newest first: what `pick` makes of a row, an outcome<std::optional<T>>, is shown by show(T,
// where); of what it makes nothing is passed over.
#pragma once

#include <type_traits>

#include "actors/reads/backwards.hpp"
#include "actors/reads/page.hpp"
#include "protocol/fields/tagged.hpp"
#include "protocol/identity/generated_id.hpp"

namespace atrium::actors {

inline constexpr std::uint64_t behind_all_parts = ~std::uint64_t{0};

template <class Pick>
auto next_picked(backwards& from, Pick&& pick) {
  using picked = std::invoke_result_t<Pick&, const storage::row&>;
  for (;;) {
    const auto found = from.next();
    if (!found) return picked(found.failure());
    if (!*found) return picked(std::nullopt);
    picked made = pick(**found);
    if (!made || *made) return made;
  }
}

// Appends the array of all.
template <class Pick, class Show>
outcome<nothing> append_picked(const call_context& call, account_number account,
                               storage::customer_item item, Pick&& pick, Show&& show,
                               wire::buffer& out) {
  array all;
  backwards from(call, account, item, behind_all_parts);
  for (;;) {
    const auto picked = next_picked(from, pick);
    if (!picked) return picked.failure();
    if (!*picked) break;
    show(**picked, all.add());
  }
  all.write(out);
  return nothing{};
}

// The page that the call asks for. Rows are few, so those that are passed over may be looked at.
template <class List, class Pick, class Show>
outcome<nothing> list_picked(const List& asked, const call_context& call, account_number account,
                             storage::customer_item item, Pick&& pick, Show&& show,
                             wire::buffer& out) {
  const auto before = number_in_cursor(asked.cursor, behind_all_parts);
  if (!before) return before.failure();
  page listed(asked.limit);
  backwards from(call, account, item, *before);
  for (std::uint64_t last = 0;;) {
    const auto picked = next_picked(from, pick);
    if (!picked) return picked.failure();
    if (!*picked) break;
    if (listed.full()) {
      listed.continue_at(last);
      break;
    }
    last = from.at();
    show(**picked, listed.add());
  }
  listed.write(out);
  return nothing{};
}

// The one whose generated id the call names, or `absent`.
template <fields::record R>
outcome<nothing> show_named(const call_context& call, account_number account,
                            storage::customer_item item, identity::generated letter,
                            std::string_view id, const error& absent, wire::buffer& out) {
  const auto number = identity::number_of_generated_id(id, letter);
  if (!number) return absent;
  const auto stored =
      call.reading.get(storage::table::records,
                       storage::customer_part_key(call.view->number, account, item, *number));
  if (!stored) return stored.failure();
  if (!*stored) return absent;
  fields::show<R>(out, **stored);
  return nothing{};
}

}  // namespace atrium::actors
