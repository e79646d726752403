#include "storage/index/block_writer.hpp"

#include <cstring>

#include "protocol/lists/columns.hpp"
#include "storage/index/set_writer.hpp"
#include "storage/index/spaces.hpp"

namespace atrium::storage {

namespace {

std::string_view bytes_of(const block_value& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

std::string set_prefix(std::string_view column, std::uint32_t block) {
  std::string key(column);
  append_big_endian(key, block, 4);
  return key;
}

std::string set_key(std::string_view column, std::uint32_t block, std::uint32_t chunk) {
  std::string key = set_prefix(column, block);
  append_big_endian(key, chunk, 4);
  return key;
}

// The first key behind all that begin with the column.
std::string end_of_column(std::string_view column) {
  return std::string(column) + std::string(lists::key_bytes_max * 2 + 9, '\xff');
}

}  // namespace

block_value read_block(std::string_view stored) {
  block_value value{};
  if (stored.size() == sizeof value) std::memcpy(&value, stored.data(), sizeof value);
  return value;
}

int block_writer::note(std::string_view key, bool put, operation_list& sets) {
  if (changed_.empty() || key >= changed_.back().end || key < changed_.back().key)
    if (const int code = find(key)) return code;
  changed_block& block = changed_.back();
  block.more += put ? 1 : -1;
  if (key == block.key) block.first_is_gone = !put;
  const account_number account = account_of_place(key.substr(column_prefix_bytes));
  sets.add(set_key(key.substr(0, column_prefix_bytes), block.value.number, chunk_of(account)),
           place_in_chunk(account), put);
  return 0;
}

// The first block of a column begins with the column, so that every key has one.
int block_writer::find(std::string_view key) {
  const std::string_view column = key.substr(0, column_prefix_bytes);
  changed_block found{.key = std::string(column),
                      .end = end_of_column(column),
                      .value{},
                      .more{},
                      .first_is_gone{}};
  int code = 0;
  {
    index_cursor at(in_, index_table::blocks, code);
    const bool behind = at.first_from(std::string(key) + '\0');
    if (behind && at.key().starts_with(column)) found.end = at.key();
    const bool before = code == 0 && at.last_before(std::string(key) + '\0');
    if (code) return code;
    if (before && at.key().starts_with(column)) {
      found.key = at.key();
      found.value = read_block(at.value());
      changed_.push_back(std::move(found));
      return 0;
    }
  }
  code = take_number(in_, block_numbers_key(space_), found.value.number);
  if (code == 0) code = in_.put(index_table::blocks, found.key, bytes_of(found.value));
  changed_.push_back(std::move(found));
  return code;
}

int block_writer::finish() {
  for (auto& block : changed_) {
    if (block.more == 0 && !block.first_is_gone) continue;
    block.value.records =
        static_cast<std::uint32_t>(static_cast<std::int64_t>(block.value.records) + block.more);
    const bool is_first = block.key.size() == column_prefix_bytes;
    int code = block.first_is_gone ? name_anew(block) : 0;
    if (code) return code;
    if (block.value.records == 0 && !is_first)
      code = in_.remove(index_table::blocks, block.key);
    else if (block.value.records <= block_records_max)
      code = in_.put(index_table::blocks, block.key, bytes_of(block.value));
    else
      code = cut(block);
    if (code) return code;
  }
  changed_.clear();
  return 0;
}

// A key that was somebody's place would keep what is his when he is gone.
int block_writer::name_anew(changed_block& block) {
  int code = in_.remove(index_table::blocks, block.key);
  if (code == 0) {
    index_cursor at(in_, index_table::sorted, code);
    if (at.first_from(block.key) && at.key() < block.end) block.key = at.key();
  }
  return code;
}

// Into parts of the same size, of three quarters at most so that they can take more.
int block_writer::cut(const changed_block& block) {
  const std::string_view column = std::string_view(block.key).substr(0, column_prefix_bytes);
  const std::uint32_t parts = block.value.records / (block_records_max / 4 * 3) + 1;
  const std::uint32_t part_records = block.value.records / parts + 1;
  std::vector<std::pair<std::string, std::vector<account_number>>> cuts;  // first key, accounts
  int code = 0;
  {
    index_cursor at(in_, index_table::sorted, code);
    bool more = code == 0 && at.first_from(block.key);
    for (; more && at.key() < block.end && at.key().starts_with(column); more = at.next()) {
      if (cuts.empty()) cuts.push_back({block.key, {}});
      if (cuts.back().second.size() == part_records) cuts.push_back({std::string(at.key()), {}});
      cuts.back().second.push_back(account_of_place(at.key().substr(column_prefix_bytes)));
    }
  }
  if (code == 0) code = erase_sets(set_prefix(column, block.value.number));
  for (std::size_t i = 0; i < cuts.size() && code == 0; ++i)
    code = store_part(cuts[i].first, cuts[i].second, i == 0 ? block.value.number : 0);
  return code;
}

// `number` 0: a new one.
int block_writer::store_part(const std::string& key, const std::vector<account_number>& accounts,
                             std::uint32_t number) {
  const std::string_view column = std::string_view(key).substr(0, column_prefix_bytes);
  int code = number ? 0 : take_number(in_, block_numbers_key(space_), number);
  const block_value value{number, static_cast<std::uint32_t>(accounts.size())};
  if (code == 0) code = in_.put(index_table::blocks, key, bytes_of(value));
  operation_list puts;
  for (const auto account : accounts)
    puts.add(set_key(column, number, chunk_of(account)), place_in_chunk(account), true);
  if (code) return code;
  return apply_sets(in_, index_table::block_sets, puts, puts.in_order(), nullptr);
}

int block_writer::erase_sets(std::string_view prefix) {
  std::vector<std::string> keys;
  int code = 0;
  {
    index_cursor at(in_, index_table::block_sets, code);
    bool more = code == 0 && at.first_from(prefix);
    for (; more && at.key().starts_with(prefix); more = at.next()) keys.emplace_back(at.key());
  }
  for (const auto& key : keys)
    if (code == 0) code = in_.remove(index_table::block_sets, key);
  return code;
}

}  // namespace atrium::storage
