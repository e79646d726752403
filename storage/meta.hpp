// The entries of the meta table that stand for the store as a whole (docs/data_format.md, meta).
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/outcome.hpp"
#include "storage/store.hpp"

namespace atrium::storage {

inline constexpr std::uint64_t format_number = 1;
inline constexpr std::string_view format_key = "format";
inline constexpr std::string_view identity_key = "store";
inline constexpr std::string_view time_key = "time";
inline constexpr std::string_view scrub_key = "scrub";

// Refuses a store that a newer or unknown Atrium has written. `value` is what is under `format`,
// nullopt for nothing.
outcome<nothing> check_format(std::optional<std::string_view> value);

std::string pack_identity(const store_identity& identity);
outcome<store_identity> read_identity(std::string_view value);

// Erasures of persons' data that were ever committed, and how many of them the store's file and the
// index's were scrubbed of.
struct scrub_counts {
  std::uint64_t erasures = 0;
  std::uint64_t store_scrubbed = 0;
  std::uint64_t index_scrubbed = 0;
  std::uint64_t unscrubbed() const {
    return erasures - std::min({store_scrubbed, index_scrubbed, erasures});
  }
};
std::string pack_scrub_counts(const scrub_counts& counts);
scrub_counts read_scrub_counts(std::string_view value);

}  // namespace atrium::storage
