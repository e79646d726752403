#include "storage/index/operations.hpp"

#include <algorithm>

namespace atrium::storage {

namespace {

std::uint64_t head_of(std::string_view key) {
  std::uint64_t head = 0;
  for (std::size_t i = 4; i < 12; ++i)
    head = head << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0U);
  return head;
}

}  // namespace

void operation_list::add(std::string_view key, std::uint16_t place, bool put) {
  list_.push_back({head_of(key), static_cast<std::uint32_t>(keys_.size()),
                   static_cast<std::uint16_t>(key.size()), place, put});
  keys_.append(key);
}

std::span<const operation> operation_list::in_order() {
  std::ranges::sort(list_, [this](const operation& left, const operation& right) {
    if (left.head != right.head) return left.head < right.head;
    if (const int order = key_of(left).compare(key_of(right))) return order < 0;
    if (left.place != right.place) return left.place < right.place;
    return left.put < right.put;
  });
  return list_;
}

std::span<const operation> operation_list::take(std::size_t count) {
  if (taken_ == 0) in_order();
  const std::size_t first = taken_;
  taken_ = std::min(taken_ + count, list_.size());
  while (taken_ < list_.size() && taken_ > first && same_key(list_[taken_ - 1], list_[taken_]))
    ++taken_;
  return std::span<const operation>(list_).subspan(first, taken_ - first);
}

}  // namespace atrium::storage
