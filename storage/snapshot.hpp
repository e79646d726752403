// A read transaction: the store as of one commit. Cheap to renew; must not be held for long, for
// pages that it can still see are not reused (scan in slices, and renew in between).
//
// A new snapshot sees nothing: renew it before the first read. A damaged value is answered
// `internal` with words that name table and key, for the log and not for callers.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>

#include "protocol/outcome.hpp"
#include "storage/store.hpp"

namespace atrium::storage {

// One row of a scan; both views are valid until the snapshot is renewed, released or destroyed.
struct row {
  std::string_view key;
  std::string_view value;  // without its checksum
};

class snapshot {
 public:
  // `of` must live longer.
  explicit snapshot(const store& of);
  ~snapshot();
  snapshot(const snapshot&) = delete;
  snapshot& operator=(const snapshot&) = delete;

  // Begins to see what is committed now: whatever was answered before the call. Views got before
  // are dead. Where nothing was committed since the last renew, it costs two atomic reads.
  outcome<nothing> renew();
  // Lets go of the pages but keeps the reader's slot, for a quick renew. Call when there is nothing
  // to read for now.
  void release();

  // The value under the key without its checksum; nullopt if there is none; `internal` if the
  // checksum is wrong.
  outcome<std::optional<std::string_view>> get(table where, std::string_view key) const;

  // The first row whose key is >= from and starts with `prefix`.
  outcome<std::optional<row>> first_at_or_after(table where, std::string_view from,
                                                std::string_view prefix) const;
  // The last row whose key starts with `prefix`.
  outcome<std::optional<row>> last_with(table where, std::string_view prefix) const;
  // The last row whose key is < before and starts with `prefix`; `before` itself starts with it.
  outcome<std::optional<row>> last_before(table where, std::string_view before,
                                          std::string_view prefix) const;

  // Calls visit(row) for rows from `from` on that start with `prefix`, at most `limit`, until it
  // returns false. It may read through the same snapshot meanwhile, but neither renew nor release
  // it.
  template <class Visit>
  outcome<nothing> scan(table where, std::string_view from, std::string_view prefix,
                        std::size_t limit, Visit&& visit) const {
    using visitor = std::remove_reference_t<Visit>;
    return scan_rows(
        where, from, prefix, limit,
        [](void* with, const row& found) { return (*static_cast<visitor*>(with))(found); },
        const_cast<void*>(static_cast<const void*>(&visit)));
  }

  // The number of the commit that it sees, for tests and figures.
  std::uint64_t transaction() const;

 private:
  using visit_row = bool (*)(void* with, const row& found);
  outcome<nothing> scan_rows(table where, std::string_view from, std::string_view prefix,
                             std::size_t limit, visit_row visit, void* with) const;

  struct parts;
  std::unique_ptr<parts> inside_;
};

}  // namespace atrium::storage
