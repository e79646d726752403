// Not a method: the settler (actors/segments/settler.hpp) has seen that a customer's record is not
// what the tenant's segments say. His account sees to it, on the record as it is by then. No CAF,
// no threads, no files.
#pragma once

namespace atrium::actors {

struct rules_to_follow {};

}  // namespace atrium::actors
