#include "storage/index/account_bits.hpp"

#include <algorithm>
#include <cstring>

namespace atrium::storage {

static_assert(chunk_list_max * 2 < chunk_bytes, "the size tells a list from bits");

namespace {

std::size_t count_bits(std::span<const std::uint64_t> words) {
  std::size_t count = 0;
  for (const std::uint64_t word : words) count += static_cast<std::size_t>(std::popcount(word));
  return count;
}

template <class Words>
std::string_view bytes_of(const Words& words, std::size_t count) {
  return {reinterpret_cast<const char*>(words.data()), count * sizeof words[0]};
}

}  // namespace

// Most sets are of rare words, or parts of blocks: short lists, which are merged as they are.
std::string_view chunk_set::apply(std::string_view stored, std::span<const operation> changes) {
  return stored.size() < chunk_bytes && stored.size() / 2 + changes.size() <= chunk_list_max
             ? apply_to_list(stored, changes)
             : apply_to_bits(stored, changes);
}

std::string_view chunk_set::apply_to_list(std::string_view stored,
                                          std::span<const operation> changes) {
  const std::size_t before = stored.size() / 2;
  std::size_t count = 0, at = 0;
  const auto old = [&] {
    std::uint16_t place = 0;
    std::memcpy(&place, stored.data() + at * 2, 2);
    return place;
  };
  for (const auto& change : changes) {
    for (; at < before && old() < change.place; ++at) list_[count++] = old();
    if (at < before && old() == change.place) ++at;
    if (count > 0 && list_[count - 1] == change.place) --count;
    if (change.put) list_[count++] = change.place;
  }
  for (; at < before; ++at) list_[count++] = old();
  more_ = static_cast<std::int64_t>(count) - static_cast<std::int64_t>(before);
  return bytes_of(list_, count);
}

std::string_view chunk_set::apply_to_bits(std::string_view stored,
                                          std::span<const operation> changes) {
  bits_.fill(0);
  const auto put = [this](std::uint16_t place) {
    bits_[place / 64 % words_per_chunk] |= std::uint64_t{1} << place % 64;
  };
  each_in_chunk(stored, put);
  const std::size_t before = count_bits(bits_);
  for (const auto& change : changes) {
    put(change.place);
    if (!change.put) bits_[change.place / 64] ^= std::uint64_t{1} << change.place % 64;
  }
  const std::size_t count = count_bits(bits_);
  more_ = static_cast<std::int64_t>(count) - static_cast<std::int64_t>(before);
  if (count > chunk_list_max) return bytes_of(bits_, words_per_chunk);
  std::size_t size = 0;
  const std::string_view bits = bytes_of(bits_, words_per_chunk);
  each_in_chunk(bits, [&](std::uint16_t place) { list_[size++] = place; });
  return bytes_of(list_, size);
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

std::uint64_t account_bits::count() const { return count_bits(words_); }

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
