// The thread counts that a setting of 0 leaves to the machine. `cores` is
// std::thread::hardware_concurrency().
#pragma once

#include "config/settings.hpp"

namespace atrium::config {

unsigned io_threads(const settings& now, unsigned cores);         // half the cores, at least 2
unsigned scheduler_threads(const settings& now, unsigned cores);  // half the cores, at least 1
unsigned hashing_threads(const settings& now, unsigned cores);    // the cores but one, at least 1

unsigned scan_threads(const settings& now, unsigned cores);  // half the cores, at least 1

// How far the calling thread stands back when others want the processor: 0 not at all, 19 the most.
void stand_back(int nice);

}  // namespace atrium::config
