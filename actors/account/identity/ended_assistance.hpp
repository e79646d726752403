// Not a method: the janitor has seen that assisted sessions of a customer are good for nothing any
// more, for their time is over, or what they rest on is gone. His account ends them. No CAF, no
// threads, no files.
#pragma once

#include <cstdint>
#include <vector>

namespace atrium::actors {

struct ended_assistance {
  std::vector<std::uint64_t> sessions;  // their numbers among the account's
};

}  // namespace atrium::actors
