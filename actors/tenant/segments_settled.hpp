// Not a method: the settler (actors/segments/settler.hpp) has seen that the records of all
// customers agree with the tenant's segments as of a revision of its rules. What was to be removed
// goes.
#pragma once

#include <cstdint>
#include <string>

namespace atrium::actors {

struct segments_settled {
  std::int64_t revision;
  std::string by;  // lists::matching_version of who evaluated them
};

}  // namespace atrium::actors
