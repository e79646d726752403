// The language in which a list is asked for: `filter` and `sort`. `search` is in search.hpp.
//
//   filter := {field: value, …}                      all of them
//   field  := the name of a column, `mixins.` and a path for those of mixins
//   value  := what the field equals, or {comparison: value, …}, all of them
//   {and: [filter, …]}  {or: [filter, …]}  {not: filter}  stand among the fields
//
//   eq ne          as the field compares: names without case and accents, e-mails and phone numbers
//                  in canonical form, all else exactly. ne is true of a record without a value,
//                  too.
//   lt le gt ge    in the order by which a list is sorted by the field
//   starts_with    the beginning of the text, compared likewise
//   contains       each word of the text begins a word of the field
//   in             [value, …]: equals one of them
//   exists         true or false: has a value
//
// Of a field with several values eq and in ask whether it has the value, or one of them.
//
// For example {last_name: {starts_with: "mül"}, or: [{kind: "guest"}, {created_at: {lt: 0}}]}. What
// no index of the field serves is refused, not scanned for.
#pragma once

#include "protocol/fields/problems.hpp"
#include "protocol/identity/reference.hpp"
#include "protocol/lists/columns.hpp"

namespace atrium::lists {

inline constexpr std::size_t filter_depth_max = 8;
inline constexpr std::size_t filter_conditions_max = 64;  // comparisons, and, or, not
inline constexpr std::size_t filter_values_max = 256;     // of all `in` together

// Of the tenant whose records are listed.
struct scope {
  const identity::reference_cipher& references;
  std::span<const list_column> of_mixins = {};
};

// `filter` is an encoded map that every string in is known to be UTF-8 of (fields::dynamic_map).
// Whatever is wrong is told, with paths below `at`; what is answered then means nothing.
condition read_filter(std::string_view filter, const scope& of, const fields::path& at,
                      fields::problems& found);

// "last_name", or "-last_name" for the other direction.
order read_sort(std::string_view sort, const scope& of, const fields::path& at,
                fields::problems& found);

}  // namespace atrium::lists
