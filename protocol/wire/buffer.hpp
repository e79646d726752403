// The growable byte buffer that answers and records are packed into.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace atrium::wire {

// Satisfies msgpack-c's Stream concept (`write`). Bytes are contiguous; `view()` is valid until the
// next write.
class buffer {
 public:
  void write(const char* data, std::size_t size) { bytes_.append(data, size); }
  void append(std::string_view bytes) { bytes_.append(bytes); }
  std::string_view view() const { return bytes_; }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  void clear() { bytes_.clear(); }
  void reserve(std::size_t size) { bytes_.reserve(size); }
  std::string take() { return std::exchange(bytes_, {}); }
  std::string& bytes() { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace atrium::wire
