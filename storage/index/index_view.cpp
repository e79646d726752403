#include "storage/index/index_view.hpp"

namespace atrium::storage {

std::uint64_t index_view::count_present(lists::column column) {
  work += step;
  int failed = 0;
  const auto stored = in.get(index_table::counts, column_prefix(space, column), failed);
  if (failed) code = failed;
  return read_count(stored);
}

std::uint32_t index_view::chunks() {
  const std::string prefix = column_prefix(space, lists::every_record);
  index_cursor at(in, index_table::present, code);
  if (!at.last_before(behind_column(space, lists::every_record))) return 0;
  if (!at.key().starts_with(prefix)) return 0;
  return static_cast<std::uint32_t>(read_big_endian(at.key().substr(prefix.size()))) + 1;
}

account_bits index_view::present(lists::column column) {
  account_bits all(chunks());
  each_chunk(*this, index_table::present, column_prefix(space, column),
             [&](std::uint32_t chunk, std::string_view stored) {
               all.put_chunk(chunk, stored);
               return true;
             });
  return all;
}

bool index_view::read_row(account_number account, entry_row& into) {
  work += row_steps;
  int failed = 0;
  const auto stored = in.get(index_table::rows, row_key(space, account), failed);
  if (failed) code = failed;
  if (stored) into.read(*stored);
  return stored.has_value();
}

std::vector<index_block> blocks_of(index_view& view, lists::column column) {
  const std::string prefix = column_prefix(view.space, column);
  std::vector<index_block> blocks;
  index_cursor at(view.in, index_table::blocks, view.code);
  bool more = at.first_from(prefix);
  for (; more && at.key().starts_with(prefix); more = at.next()) {
    view.work += step;
    blocks.push_back({std::string(at.key().substr(prefix.size())), read_block(at.value())});
  }
  return blocks;
}

}  // namespace atrium::storage
