// A customer's preferences (features.md F9): keys that every shop knows, and the tenant's own.
//
//   language   BCP-47, kept in canonical spelling: what he wants to be addressed in, which may be
//              another than the `locale` of his account
//   shipping   a map of shipping options: each a text of one line, a boolean or an integer
//   any other  the tenant's, with any value
//
// Keys, and those of shipping options, are [A-Za-z0-9_.-]{1,64}.
#pragma once

#include "protocol/fields/description.hpp"
#include "protocol/fields/problems.hpp"

namespace atrium::records {

inline constexpr std::uint32_t preferences_max = 100;
inline constexpr std::uint32_t shipping_options_max = 20;

// Makes `given` canonical; false if it notes what is wrong under `at`. Pure and thread-safe.
bool preferences(fields::dynamic_map& given, const fields::path& at, fields::problems& found);

}  // namespace atrium::records
