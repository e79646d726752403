// Whether there is room for more data: free disk and free pages of the map against the reserve.
// Looks at most every 100 ms, so that asking costs a clock reading; that is also how soon the store
// recovers when room comes back. Belongs to the writer's thread. Private to storage/.
#pragma once

#include <cstdint>
#include <optional>

#include "storage/store_parts.hpp"

namespace atrium::storage {

class room {
 public:
  explicit room(const store::parts& of) : of_(of) {}

  // True: only commands that may use the reserve, or that add nothing, are to be let through.
  bool is_short();

  // Whether an error code, from LMDB or the system, means that there was no place for the data.
  bool caused(int code) const;

 private:
  bool look() const;

  const store::parts& of_;
  std::optional<std::int64_t> looked_at_ms_;
  bool short_ = false;
};

}  // namespace atrium::storage
