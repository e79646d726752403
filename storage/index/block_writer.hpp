// The blocks of sorted columns, where they change. A column's order is cut into blocks of some
// thousand records; each knows its accounts as a set, so that a reader can tell at once which parts
// of an order hold what it looks for, and add up a range of keys without walking it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/index/index_parts.hpp"
#include "storage/index/operations.hpp"

namespace atrium::storage {

// A block with more records is cut.
inline constexpr std::uint32_t block_records_max = 8192;

// What is stored of a block, in the machine's byte order.
struct block_value {
  std::uint32_t number;
  std::uint32_t records;
};

block_value read_block(std::string_view stored);

class block_writer {
 public:
  block_writer(const index_tables& in, space_number space) : in_(in), space_(space) {}

  // Notes a put or removal in `sorted`; keys in ascending order. The change of the block's set goes
  // to `sets`. LMDB's code.
  int note(std::string_view key, bool put, operation_list& sets);
  // After `sets` was applied: counts anew, removes blocks that are empty, and cuts large ones.
  int finish();

 private:
  struct changed_block {
    std::string key, end;  // of its row in `blocks`; of the next, or the end of the column
    block_value value;
    std::int64_t more;
    bool first_is_gone;  // the record whose place is the block's key
  };
  int find(std::string_view key);
  int name_anew(changed_block& block);
  int cut(const changed_block& block);
  int store_part(const std::string& key, const std::vector<account_number>& accounts,
                 std::uint32_t number);
  int erase_sets(std::string_view prefix);

  const index_tables& in_;
  space_number space_;
  std::vector<changed_block> changed_;
};

}  // namespace atrium::storage
