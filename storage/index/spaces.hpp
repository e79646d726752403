// The table `state`: which space of a tenant serves, which is being built, which are to be erased.
// All return LMDB's code.
#pragma once

#include <string>
#include <vector>

#include "storage/index/index_parts.hpp"

namespace atrium::storage {

inline constexpr std::uint64_t index_format = 2;

struct tenant_spaces {
  space_number serving = 0;
  std::uint64_t followed_to = 0;
  space_number building = 0;
  account_number built_to{};

  bool none() const { return serving == 0 && building == 0; }
  index_standing standing() const {
    return {.serves = serving != 0,
            .followed_to = followed_to,
            .builds = building != 0,
            .built_to = built_to};
  }
};

std::string pack_index_format(std::string_view collation);
bool is_of_format(std::string_view stored, std::string_view collation);
inline constexpr std::string_view index_format_key = "format";

int read_spaces(const index_tables& in, tenant_number tenant, tenant_spaces& found);
int read_all_spaces(const index_tables& in,
                    std::vector<std::pair<tenant_number, tenant_spaces>>& found);
// Removes the row where the tenant has no space.
int write_spaces(const index_tables& in, tenant_number tenant, const tenant_spaces& spaces);

// The next number of those under the key; the first is 1.
int take_number(const index_tables& in, std::string_view key, std::uint32_t& number);
int take_space(const index_tables& in, space_number& space);
std::string block_numbers_key(space_number space);

// Has it erased; of space 0: nothing.
int mark_for_erasure(const index_tables& in, space_number space);
// 0 if none is.
int read_marked_for_erasure(const index_tables& in, space_number& space);
// Removes up to `rows_max` rows of the marked space; with its last row the mark.
int erase_rows(const index_tables& in, space_number space, std::size_t rows_max);

}  // namespace atrium::storage
