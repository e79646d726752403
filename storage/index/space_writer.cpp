#include "storage/index/space_writer.hpp"

#include <cassert>
#include <cstring>

namespace atrium::storage {

namespace {

// Walks two ascending lists side by side: only_old(value), only_new(value).
template <class List, class OnlyOld, class OnlyNew>
void compare(const List& old_list, const List& new_list, OnlyOld&& only_old, OnlyNew&& only_new) {
  auto old_at = old_list.begin();
  auto new_at = new_list.begin();
  while (old_at != old_list.end() || new_at != new_list.end()) {
    if (new_at == new_list.end() || (old_at != old_list.end() && *old_at < *new_at)) {
      only_old(*old_at++);
    } else if (old_at == old_list.end() || *new_at < *old_at) {
      only_new(*new_at++);
    } else {
      ++old_at;
      ++new_at;
    }
  }
}

bool has_column(const std::vector<entry_row::column_value>& list, lists::column column) {
  for (const auto& [each, value] : list)
    if (each == column) return true;
  return false;
}

}  // namespace

int space_writer::change(const index_tables& in, const index_change& to) {
  const std::string key = row_key(space_, to.account);
  int code = 0;
  const auto stored = in.get(index_table::rows, key, code);
  if (code) return code;
  if (!stored && !to.entries) return 0;
  if (!stored && to.only) return left_out_.push_back(to.account), 0;
  stored ? old_.read(*stored) : old_.clear();
  to.entries ? new_.take(*to.entries) : new_.clear();
  if (to.entries && to.only) new_.take_others(old_, *to.only);
  if (stored.has_value() != to.entries.has_value())
    note(present_, column_prefix(space_, lists::every_record), to.account, to.entries.has_value());
  compare_sorted(to.account);
  compare_sets(to.account);
  compare_words(to.account);
  ++rows_;
  if (!to.entries) return in.remove(index_table::rows, key);
  scratch_.clear();
  new_.store(scratch_);
  return stored == scratch_ ? 0 : in.put(index_table::rows, key, scratch_);
}

void space_writer::compare_sorted(account_number account) {
  const auto changed = [&](const entry_row::column_value& value, bool put) {
    scratch_ = column_prefix(space_, value.first);
    append_place(scratch_, value.second, account);
    sorted_.add(scratch_, 0, put);
    if (!has_column((put ? old_ : new_).sorted(), value.first))
      note(present_, column_prefix(space_, value.first), account, put);
  };
  compare(
      old_.sorted(), new_.sorted(), [&](const auto& value) { changed(value, false); },
      [&](const auto& value) { changed(value, true); });
}

void space_writer::compare_sets(account_number account) {
  const auto changed = [&](const entry_row::column_value& value, bool put) {
    note(sets_, value_prefix(space_, value.first, value.second), account, put);
    if (!has_column((put ? old_ : new_).sets(), value.first))
      note(present_, column_prefix(space_, value.first), account, put);
  };
  compare(
      old_.sets(), new_.sets(), [&](const auto& value) { changed(value, false); },
      [&](const auto& value) { changed(value, true); });
}

void space_writer::compare_words(account_number account) {
  const auto changed = [&](std::string_view word, bool put) {
    std::string prefix = space_prefix(space_);
    append_ordered(prefix, word);
    note(words_, prefix, account, put);
  };
  compare(
      old_.words(), new_.words(), [&](const auto& word) { changed(word, false); },
      [&](const auto& word) { changed(word, true); });
}

void space_writer::note(operation_list& in, std::string_view prefix, account_number account,
                        bool put) {
  scratch_ = prefix;
  append_big_endian(scratch_, chunk_of(account), 4);
  in.add(scratch_, place_in_chunk(account), put);
}

// A change in `sorted` is one in `block_sets` as well. Those in `sets` and `present` fall together
// to few.
std::size_t space_writer::operations() const {
  return rows_ + 2 * sorted_.size() + words_.size() + (sets_.size() + present_.size()) / 8;
}

bool space_writer::is_finished() const {
  return sorted_.is_taken() && words_.is_taken() && sets_.is_taken() && present_.is_taken();
}

int space_writer::finish_some(const index_tables& in) {
  if (!sorted_.is_taken()) return apply_sorted(in);
  if (!words_.is_taken())
    return apply_sets(in, index_table::words, words_, words_.take(index_operations_max), nullptr);
  // By far the most fall together.
  int code = apply_sets(in, index_table::sets, sets_, sets_.take(sets_.size()), &counts_);
  if (code == 0)
    code = apply_sets(in, index_table::present, present_, present_.take(present_.size()), &counts_);
  return code ? code : apply_counts(in);
}

int space_writer::apply_sorted(const index_tables& in) {
  const auto some = sorted_.take(index_operations_max / 2);
  operation_list block_sets;
  block_writer blocks(in, space_);
  for (const auto& each : some)
    if (const int code = blocks.note(sorted_.key_of(each), each.put, block_sets)) return code;
  if (const int code = put_places(in, some)) return code;
  if (const int code =
          apply_sets(in, index_table::block_sets, block_sets, block_sets.in_order(), nullptr))
    return code;
  return blocks.finish();
}

int space_writer::put_places(const index_tables& in, std::span<const operation> some) {
  MDB_cursor* raw = nullptr;
  if (const int code = mdb_cursor_open(in.in, in[index_table::sorted], &raw)) return code;
  const lmdb::cursor at(raw);
  for (const auto& each : some) {
    MDB_val key = lmdb::to_value(sorted_.key_of(each)), empty{};
    const int code = each.put ? mdb_cursor_put(raw, &key, &empty, 0)
                              : in.remove(index_table::sorted, sorted_.key_of(each));
    if (code) return code;
  }
  return 0;
}

int space_writer::apply_counts(const index_tables& in) {
  for (const auto& [key, more] : counts_) {
    if (more == 0) continue;
    int code = 0;
    const auto stored = in.get(index_table::counts, key, code);
    if (code) return code;
    const std::int64_t count = static_cast<std::int64_t>(read_count(stored)) + more;
    assert(count >= 0);
    const auto bytes = static_cast<std::uint64_t>(count);
    code = count == 0 ? in.remove(index_table::counts, key)
                      : in.put(index_table::counts, key,
                               {reinterpret_cast<const char*>(&bytes), sizeof bytes});
    if (code) return code;
  }
  counts_.clear();
  return 0;
}

}  // namespace atrium::storage
