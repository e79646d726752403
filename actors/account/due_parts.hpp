// Not a method: the timekeeper has seen that the time of some of a customer's parts has come. His
// account does what is to be done then, each kind of part in its own way. No CAF, no threads, no
// files.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/keys.hpp"

namespace atrium::actors {

struct due_part {
  storage::customer_item item;
  std::uint64_t part;  // as in its key
};

struct due_parts {
  std::vector<due_part> parts;
};

}  // namespace atrium::actors
