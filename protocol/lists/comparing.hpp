// One comparison of one column with one value: from the encoded value to a condition.
#pragma once

#include "protocol/lists/filter.hpp"
#include "protocol/wire/cursor.hpp"

namespace atrium::lists {

// Takes the value from the cursor, whatever it is; `values` counts those of `in`. The column serves
// the comparison.
condition compare(const list_column& field, comparison with, wire::cursor& from, const scope& of,
                  const fields::path& at, fields::problems& found, std::size_t& values);

}  // namespace atrium::lists
