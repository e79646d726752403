#include "storage/index/index_parts.hpp"

#include <cstring>

namespace atrium::storage {

std::optional<std::string_view> index_tables::get(index_table from, std::string_view key,
                                                  int& code) const {
  MDB_val at = lmdb::to_value(key), value{};
  code = mdb_get(in, (*this)[from], &at, &value);
  if (code == 0) return lmdb::to_bytes(value);
  if (code == MDB_NOTFOUND) code = 0;
  return std::nullopt;
}

int index_tables::put(index_table to, std::string_view key, std::string_view value) const {
  MDB_val at = lmdb::to_value(key), bytes = lmdb::to_value(value);
  return mdb_put(in, (*this)[to], &at, &bytes, 0);
}

int index_tables::remove(index_table from, std::string_view key) const {
  MDB_val at = lmdb::to_value(key);
  const int code = mdb_del(in, (*this)[from], &at, nullptr);
  return code == MDB_NOTFOUND ? 0 : code;
}

std::uint64_t read_count(std::optional<std::string_view> stored) {
  std::uint64_t count = 0;
  if (stored && stored->size() == sizeof count) std::memcpy(&count, stored->data(), sizeof count);
  return count;
}

index_cursor::index_cursor(const index_tables& in, index_table table, int& code) : code_(code) {
  MDB_cursor* raw = nullptr;
  code_ = mdb_cursor_open(in.in, in[table], &raw);
  at_.reset(raw);
}

bool index_cursor::first_from(std::string_view from) {
  key_ = lmdb::to_value(from);
  return move(MDB_SET_RANGE);
}

bool index_cursor::last_before(std::string_view end) {
  key_ = lmdb::to_value(end);
  return move(MDB_SET_RANGE) ? move(MDB_PREV) : code_ == 0 && move(MDB_LAST);
}

bool index_cursor::move(MDB_cursor_op how) {
  if (!at_) return false;
  const int code = mdb_cursor_get(at_.get(), &key_, &value_, how);
  if (code != 0 && code != MDB_NOTFOUND) code_ = code;
  return code == 0;
}

}  // namespace atrium::storage
