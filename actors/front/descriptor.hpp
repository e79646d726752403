// A file descriptor and the duty to close it.
#pragma once

#include <unistd.h>

#include <utility>

namespace atrium::actors {

class owned_descriptor {
 public:
  explicit owned_descriptor(int descriptor) : descriptor_(descriptor) {}
  ~owned_descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  owned_descriptor(owned_descriptor&& other) noexcept : descriptor_(other.release()) {}
  owned_descriptor& operator=(owned_descriptor&&) = delete;

  int get() const { return descriptor_; }  // negative: none
  int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

}  // namespace atrium::actors
