// Tables looked through slice by slice: a snapshot is let go in between, so that no pages are held
// for long. No CAF, no threads.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "storage/snapshot.hpp"

namespace atrium::actors {

// Rows looked at in one go.
inline constexpr std::size_t retention_slice = 1000;

// Shows `look` the rows that begin with `prefix`, from `from` on (empty: all); it says whether
// there may be more for it. Returns where the next slice begins; empty: there is none.
template <class Look>
outcome<std::string> look_at_slice(const storage::snapshot& reading, storage::table where,
                                   std::string_view prefix, const std::string& from, Look&& look) {
  std::string next;
  std::size_t seen = 0;
  const auto scanned =
      reading.scan(where, from, prefix, retention_slice + 1, [&](const storage::row& found) {
        if (++seen <= retention_slice) return look(found);
        next = found.key;
        return false;
      });
  if (!scanned) return scanned.failure();
  return next;
}

}  // namespace atrium::actors
