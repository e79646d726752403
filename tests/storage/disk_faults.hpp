// A disk that fails on demand: this binary's pwrite, writev, fsync and fdatasync stand before those
// of the C library, so LMDB's calls come through here. Off unless a `disk_fault` is alive; one at a
// time, one thread.
#pragma once

#include <cstdint>

namespace atrium::test {

class disk_fault {
 public:
  enum class kind : std::uint8_t {
    fails,        // the call fails with `error_number`
    short_write,  // half of the bytes are written (a flush fails with EIO)
  };

  // The n-th call (from 1) from now on fails; with `and_all_later` those after it as well. n = 0:
  // only counts.
  disk_fault(kind what, std::uint64_t n, int error_number, bool and_all_later = false);
  ~disk_fault();
  disk_fault(const disk_fault&) = delete;
  disk_fault& operator=(const disk_fault&) = delete;

  std::uint64_t calls() const;  // seen since the fault was set
};

}  // namespace atrium::test
