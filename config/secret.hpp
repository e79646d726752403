// A password, key or token in memory: it cannot be printed or copied by accident, and is wiped when
// it ends.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace atrium {

// The bytes live in one heap block that moves hand over, so no copy stays behind on a stack or in a
// moved-from value. A moved-from secret is empty.
class secret {
 public:
  secret() = default;
  explicit secret(std::string_view plain);  // copies; the caller's bytes are his to wipe
  explicit secret(std::string&& plain);     // copies, then wipes and empties `plain`

  secret(secret&& other) noexcept
      : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}
  secret& operator=(secret&& other) noexcept;
  secret(const secret&) = delete;
  secret& operator=(const secret&) = delete;
  ~secret() { wipe(); }

  // The one way to the bytes; valid as long as this secret is. Hand it on, do not keep it.
  std::string_view reveal() const { return {bytes_.get(), size_}; }
  bool empty() const { return size_ == 0; }

 private:
  void wipe() noexcept;

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

}  // namespace atrium
