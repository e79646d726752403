// What the machine itself does right now: small fixed jobs before and after each run. If they
// moved, the machine changed under the run and its figures are void.
#pragma once

#include <string>

namespace atrium::bench {

struct canaries {
  double core_round_trip_ns = 0;  // a cache line to another core and back
  double echo_per_second = 0;     // 600 bytes over loopback TCP to a thread and back, one at a time
  double flush_us = 0;            // append 4 KiB and fdatasync
};

// Takes about 80 ms (bounded at 300 ms). `folder` is where the flush is timed.
canaries measure_canaries(const std::string& folder);

// Why runs between the two are void: each figure that moved by more than 20 %, in words; empty if
// none did. The flush counts only for durable work.
std::string moved(const canaries& before, const canaries& after, bool durable);

}  // namespace atrium::bench
