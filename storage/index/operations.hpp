// Puts and removals of one table, gathered while the accounts of a batch are looked at and then
// applied in the order of their keys, so that each page and each set is changed once a batch.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atrium::storage {

struct operation {
  std::uint64_t head;  // those bytes of the key that it is being sorted by
  std::uint32_t at;
  std::uint16_t size;
  std::uint16_t place;  // in the chunk, for tables of sets
  bool put;
};

class operation_list {
 public:
  void add(std::string_view key, std::uint16_t place, bool put);
  // By key, then place; of the same, removals first: what is both removed and put is there.
  std::span<const operation> in_order();
  // The next `count` of them, and what else has the same key as the last. Nothing may be added any
  // more.
  std::span<const operation> take(std::size_t count);
  bool is_taken() const { return taken_ == list_.size(); }
  std::string_view key_of(const operation& of) const { return {keys_.data() + of.at, of.size}; }
  bool same_key(const operation& left, const operation& right) const {
    return key_of(left) == key_of(right);
  }
  std::size_t size() const { return list_.size(); }

 private:
  void put_in_order(std::span<operation> some, std::size_t at, std::vector<operation>& room);

  std::string keys_;
  std::vector<operation> list_;
  std::size_t taken_ = 0;
};

}  // namespace atrium::storage
