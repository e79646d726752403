#include "storage/index/account_bits.hpp"

#include <algorithm>
#include <cstring>

namespace atrium::storage {

static_assert(chunk_list_max * 2 < chunk_bytes, "the size tells a list from bits");

void chunk_set::load(std::string_view stored) {
  words_.fill(0);
  if (stored.size() == chunk_bytes) {
    std::memcpy(words_.data(), stored.data(), chunk_bytes);
    return;
  }
  each_in_chunk(stored, [&](std::uint16_t place) { put(place % accounts_per_chunk); });
}

std::size_t chunk_set::count() const {
  std::size_t count = 0;
  for (const std::uint64_t word : words_) count += static_cast<std::size_t>(std::popcount(word));
  return count;
}

std::string_view chunk_set::store() {
  if (count() > chunk_list_max) {
    std::memcpy(stored_.data(), words_.data(), chunk_bytes);
    return {stored_.data(), chunk_bytes};
  }
  std::size_t size = 0;
  for (std::size_t i = 0; i < words_per_chunk; ++i)
    for (std::uint64_t word = words_[i]; word != 0; word &= word - 1, size += 2) {
      const auto place =
          static_cast<std::uint16_t>(i * 64 + static_cast<std::size_t>(std::countr_zero(word)));
      std::memcpy(stored_.data() + size, &place, 2);
    }
  return {stored_.data(), size};
}

void account_bits::put_chunk(std::uint32_t chunk, std::string_view stored) {
  if (chunk >= chunks()) return;
  std::uint64_t* const words = words_.data() + chunk * words_per_chunk;
  if (stored.size() == chunk_bytes) {
    for (std::size_t i = 0; i < words_per_chunk; ++i) {
      std::uint64_t word = 0;
      std::memcpy(&word, stored.data() + i * 8, 8);
      words[i] |= word;
    }
    return;
  }
  for (std::size_t i = 0; i + 1 < stored.size(); i += 2) {
    std::uint16_t place = 0;
    std::memcpy(&place, stored.data() + i, 2);
    words[place / 64 % words_per_chunk] |= std::uint64_t{1} << place % 64;
  }
}

account_bits& account_bits::operator|=(const account_bits& other) {
  const std::size_t size = std::min(words_.size(), other.words_.size());
  for (std::size_t i = 0; i < size; ++i) words_[i] |= other.words_[i];
  return *this;
}

account_bits& account_bits::operator&=(const account_bits& other) {
  const std::size_t size = std::min(words_.size(), other.words_.size());
  for (std::size_t i = 0; i < size; ++i) words_[i] &= other.words_[i];
  return *this;
}

void account_bits::keep(const number_range& numbers) {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const std::uint64_t first = i * 64;
    if (first + 64 <= numbers.from || first >= numbers.end) {
      words_[i] = 0;
      continue;
    }
    if (first < numbers.from) words_[i] &= ~std::uint64_t{0} << (numbers.from - first);
    if (first + 64 > numbers.end) words_[i] &= (std::uint64_t{1} << (numbers.end - first)) - 1;
  }
}

account_bits& account_bits::operator-=(const account_bits& other) {
  const std::size_t size = std::min(words_.size(), other.words_.size());
  for (std::size_t i = 0; i < size; ++i) words_[i] &= ~other.words_[i];
  return *this;
}

std::uint64_t account_bits::count() const {
  std::uint64_t count = 0;
  for (const std::uint64_t word : words_) count += static_cast<std::uint64_t>(std::popcount(word));
  return count;
}

std::optional<account_number> account_bits::first_from(std::uint64_t from) const {
  std::uint64_t at = from / 64;
  if (at >= words_.size()) return std::nullopt;
  std::uint64_t word = words_[at] & ~std::uint64_t{0} << from % 64;
  while (word == 0) {
    if (++at == words_.size()) return std::nullopt;
    word = words_[at];
  }
  return account_number{at * 64 + static_cast<std::uint64_t>(std::countr_zero(word))};
}

std::optional<account_number> account_bits::last_before(std::uint64_t end) const {
  end = std::min<std::uint64_t>(end, words_.size() * 64);
  if (end == 0) return std::nullopt;
  std::uint64_t at = (end - 1) / 64;
  std::uint64_t word = words_[at] & ~std::uint64_t{0} >> (63 - (end - 1) % 64);
  while (word == 0) {
    if (at-- == 0) return std::nullopt;
    word = words_[at];
  }
  return account_number{at * 64 + 63 - static_cast<std::uint64_t>(std::countl_zero(word))};
}

}  // namespace atrium::storage
