#include "config/secret.hpp"

#include <string.h>  // explicit_bzero

#include <algorithm>

namespace atrium {

secret::secret(std::string_view plain)
    : bytes_(std::make_unique<char[]>(plain.size())), size_(plain.size()) {
  std::ranges::copy(plain, bytes_.get());
}

secret::secret(std::string&& plain) : secret(std::string_view(plain)) {
  plain.resize(plain.capacity());  // what an earlier, longer text left behind as well
  explicit_bzero(plain.data(), plain.size());
  plain.clear();
}

secret& secret::operator=(secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  bytes_ = std::move(other.bytes_);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

void secret::wipe() noexcept {
  if (bytes_) explicit_bzero(bytes_.get(), size_);
}

}  // namespace atrium
