// What processes have used so far, from /proc. A figure that the kernel does not tell is 0.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <span>
#include <vector>

namespace atrium::bench {

struct usage {
  double cpu_seconds = 0;            // user and system; the kernel counts in ticks of 10 ms
  std::uint64_t resident_bytes = 0;  // now, not over time; shared pages count in each process
  std::uint64_t written_bytes = 0;   // caused to be written to the disk
};

// The process and all its descendants; none for process 0. Takes some milliseconds.
std::vector<pid_t> processes_under(pid_t root);

// Their sum, with the CPU time of children that ended and were waited for. About 30 us for each
// process.
usage usage_of(std::span<const pid_t> processes);

double own_cpu_seconds();  // of this process, to the microsecond

struct machine_usage {
  double busy_seconds = 0;    // of all cores, by processes and by other guests of the host (steal)
  std::uint64_t flushes = 0;  // cache flushes that the disks were asked for
};
machine_usage usage_of_machine();

}  // namespace atrium::bench
