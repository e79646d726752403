// How list makers leave the processor to others. A low priority does not do it: who is served by
// a list at once asks for the next one, and the processor time of lists is that of all who want it.
// No CAF, no threads.
#pragma once

#include <algorithm>
#include <chrono>

#include "config/processor_use.hpp"

namespace atrium::actors {

// The longest rest: what comes meanwhile waits so long at most.
inline constexpr std::chrono::milliseconds rest_max{50};

// After a list for which the maker had to wait for the processor longer than a sixteenth of the
// time that he ran, while others had answers (`others_answered`), he rests `times` as long as he
// ran. Where nobody else is served nobody gains by a rest, and who only lists would wait for it.
inline std::chrono::nanoseconds rest_after(const config::processor_use& spent,
                                           std::int64_t others_answered, std::int64_t times) {
  if (others_answered <= 0 || spent.waited_ns <= spent.ran_ns / 16) return {};
  return std::min<std::chrono::nanoseconds>(std::chrono::nanoseconds(spent.ran_ns * times),
                                            rest_max);
}

}  // namespace atrium::actors
