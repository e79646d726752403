// What the calling thread had of the processor, and how long it had to wait for it: whether others
// want the processor, too.
#pragma once

#include <cstdint>
#include <optional>

namespace atrium::config {

struct processor_use {
  std::int64_t ran_ns = 0;
  std::int64_t waited_ns = 0;  // ready to run, while others ran

  processor_use operator-(const processor_use& before) const {
    return {ran_ns - before.ran_ns, waited_ns - before.waited_ns};
  }
};

// Of the thread that made it, as the kernel counts (/proc/thread-self/schedstat). Some 2 µs a look.
class processor_meter {
 public:
  processor_meter();
  processor_meter(const processor_meter&) = delete;
  processor_meter& operator=(const processor_meter&) = delete;
  ~processor_meter();

  // Since the thread began; nothing where the kernel does not count.
  std::optional<processor_use> read() const;

 private:
  int file_;
};

}  // namespace atrium::config
