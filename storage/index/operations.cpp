#include "storage/index/operations.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace atrium::storage {

namespace {

constexpr std::size_t head_at = 4;  // behind the space
constexpr std::size_t head_bytes = 8;

// Fewer are compared with one another.
constexpr std::size_t radix_min = 512;

// Eight bytes of the key, as a number that is less where they come first; zeros behind its end.
std::uint64_t bytes_at(std::string_view key, std::size_t at) {
  std::uint64_t bytes = 0;
  for (std::size_t i = at; i < at + head_bytes; ++i)
    bytes = bytes << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0U);
  return bytes;
}

// Many digit by digit, the last one first: those with the same head stay as they were.
void put_in_order_of_heads(std::span<operation> list, std::vector<operation>& room) {
  if (list.size() < radix_min) return void(std::ranges::sort(list, {}, &operation::head));
  constexpr std::size_t digits = 256;
  std::array<std::array<std::uint32_t, digits>, head_bytes> counts{};
  for (const operation& each : list)
    for (std::size_t i = 0; i < head_bytes; ++i) ++counts[i][each.head >> 8 * i & (digits - 1)];
  room.resize(std::max(room.size(), list.size()));
  std::span<operation> from = list, to = std::span(room).first(list.size());
  for (std::size_t i = 0; i < head_bytes; ++i) {
    auto& places = counts[i];
    if (places[from[0].head >> 8 * i & (digits - 1)] == list.size()) continue;
    std::uint32_t place = 0;
    for (std::uint32_t& each : places) place += std::exchange(each, place);
    for (const operation& each : from) to[places[each.head >> 8 * i & (digits - 1)]++] = each;
    std::swap(from, to);
  }
  if (from.data() != list.data()) std::ranges::copy(from, list.begin());
}

}  // namespace

void operation_list::add(std::string_view key, std::uint16_t place, bool put) {
  list_.push_back({bytes_at(key, head_at), static_cast<std::uint32_t>(keys_.size()),
                   static_cast<std::uint16_t>(key.size()), place, put});
  keys_.append(key);
}

std::span<const operation> operation_list::in_order() {
  std::vector<operation> room;
  put_in_order(list_, head_at, room);
  return list_;
}

// By the bytes of the keys from `at` on, eight of which are the heads; before it they are alike.
void operation_list::put_in_order(std::span<operation> some, std::size_t at,
                                  std::vector<operation>& room) {
  put_in_order_of_heads(some, room);
  for (std::size_t first = 0, end = 0; first < some.size(); first = end) {
    while (end < some.size() && some[end].head == some[first].head) ++end;
    const auto alike = some.subspan(first, end - first);
    if (alike.size() == 1) continue;
    const std::size_t next = at + head_bytes;
    const bool go_on =
        std::ranges::any_of(alike, [&](const operation& each) { return each.size > next; });
    if (go_on) {
      for (operation& each : alike) each.head = bytes_at(key_of(each), next);
      put_in_order(alike, next, room);
      continue;
    }
    const auto rest = [](const operation& each) {  // the key that ended before a zero comes first
      return std::tuple(each.size, each.place, each.put);
    };
    if (!std::ranges::is_sorted(alike, {}, rest)) std::ranges::sort(alike, {}, rest);
  }
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
