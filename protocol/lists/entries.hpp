// What a customer contributes to the index of lists.
#pragma once

#include <optional>

#include "protocol/lists/columns.hpp"
#include "protocol/records/change.hpp"
#include "protocol/records/customer.hpp"

namespace atrium::lists {

// Of one column of a record; further ones are left out. So what a column has follows from its field
// alone.
inline constexpr std::size_t words_max = 64;

// Another one where other entries are made of the same record: the index is made anew then.
inline constexpr std::string_view entries_version = "5";

// Nothing for a record that no list shows (an erased one). A mixin that is not of its column's type
// (the record is older than the schema) has no entry.
std::optional<entries> entries_of(const records::customer& of,
                                  std::span<const list_column> of_mixins,
                                  const column_choice& only = every_column);
// The tags of the record that entries_of looks at for these columns.
fields::tag_set tags_of(const column_choice& only);

// Of a change of a customer: the only columns in which he may contribute something else than
// before. Nothing where the journal's entry does not say.
std::optional<column_choice> columns_changed(const records::change& by);

// Adds a value: a text as the record holds it, a boolean as `true` or `false`.
void add_text(entries& into, column of, column_kind kind, std::string_view value);
void add_number(entries& into, column of, double value);

}  // namespace atrium::lists
