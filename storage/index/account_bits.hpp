// Sets of accounts: of one chunk as they lie in the tables, and of a whole tenant in memory.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "storage/index/index_keys.hpp"
#include "storage/index/operations.hpp"

namespace atrium::storage {

inline constexpr std::size_t words_per_chunk = accounts_per_chunk / 64;
inline constexpr std::size_t chunk_bytes = accounts_per_chunk / 8;
// Up to so many accounts of a chunk are stored as a list of 16-bit numbers, more as bits. Either
// fits in half a page, so that LMDB need not look for pages that lie side by side.
inline constexpr std::size_t chunk_list_max = 500;

// Changes what is stored of one chunk.
class chunk_set {
 public:
  // `changes` are of one key, in the order that operation_list gives. Returns what is to be stored
  // now; nothing if it is empty. Valid until the next call; `stored` may die meanwhile.
  std::string_view apply(std::string_view stored, std::span<const operation> changes);
  // How many accounts more the last call made it.
  std::int64_t more() const { return more_; }

 private:
  std::string_view apply_to_list(std::string_view stored, std::span<const operation> changes);
  std::string_view apply_to_bits(std::string_view stored, std::span<const operation> changes);

  std::array<std::uint64_t, words_per_chunk> bits_{};
  std::array<std::uint16_t, chunk_list_max> list_{};
  std::int64_t more_ = 0;
};

// Calls visit(place) for each account of a stored chunk, ascending.
template <class Visit>
void each_in_chunk(std::string_view stored, Visit&& visit);

// Accounts below `chunks` × accounts_per_chunk, one bit each.
class account_bits {
 public:
  explicit account_bits(std::uint32_t chunks) : words_(chunks * words_per_chunk) {}

  std::uint32_t chunks() const {
    return static_cast<std::uint32_t>(words_.size() / words_per_chunk);
  }
  bool has(account_number account) const {
    const std::uint64_t word = account.value / 64;
    return word < words_.size() && (words_[word] >> account.value % 64 & 1);
  }
  void put(account_number account) {
    const std::uint64_t word = account.value / 64;
    if (word < words_.size()) words_[word] |= std::uint64_t{1} << account.value % 64;
  }
  // Adds a stored chunk.
  void put_chunk(std::uint32_t chunk, std::string_view stored);

  // Takes out all others.
  void keep(const number_range& numbers);

  account_bits& operator|=(const account_bits& other);
  account_bits& operator&=(const account_bits& other);
  account_bits& operator-=(const account_bits& other);
  std::uint64_t count() const;

  // The least account >= `from`; the greatest < `end`.
  std::optional<account_number> first_from(std::uint64_t from) const;
  std::optional<account_number> last_before(std::uint64_t end) const;

 private:
  std::vector<std::uint64_t> words_;
};

template <class Visit>
void each_in_chunk(std::string_view stored, Visit&& visit) {
  if (stored.size() < chunk_bytes) {
    for (std::size_t i = 0; i + 1 < stored.size(); i += 2) {
      std::uint16_t place = 0;
      std::copy_n(stored.data() + i, 2, reinterpret_cast<char*>(&place));
      visit(place);
    }
    return;
  }
  for (std::size_t i = 0; i < words_per_chunk; ++i) {
    std::uint64_t word = 0;
    std::copy_n(stored.data() + i * 8, 8, reinterpret_cast<char*>(&word));
    for (; word != 0; word &= word - 1)
      visit(static_cast<std::uint16_t>(i * 64 + static_cast<std::size_t>(std::countr_zero(word))));
  }
}

}  // namespace atrium::storage
