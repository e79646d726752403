#include "storage/lmdb_handles.hpp"

#include <cstring>
#include <string>

namespace atrium::storage::lmdb {

error failure(std::string_view what, int code) {
  return refusal(errc::internal, "cannot " + std::string(what) + ": " + mdb_strerror(code));
}

outcome<environment> open_environment(const std::filesystem::path& folder,
                                      const store_options& options, unsigned more_flags) {
  MDB_env* raw = nullptr;
  if (int code = mdb_env_create(&raw)) return failure("prepare LMDB", code);
  environment made(raw);
  constexpr unsigned tables_max = 16;
  int code = mdb_env_set_mapsize(raw, options.map_bytes);
  if (!code) code = mdb_env_set_maxreaders(raw, options.readers_max);
  if (!code) code = mdb_env_set_maxdbs(raw, tables_max);
  if (!code) code = mdb_env_open(raw, folder.c_str(), MDB_NOTLS | more_flags, 0600);
  if (code) return failure("open " + (folder / "data.mdb").string(), code);
  return made;
}

transaction begin(MDB_env* in, unsigned flags, int& code) {
  MDB_txn* raw = nullptr;
  code = mdb_txn_begin(in, nullptr, flags, &raw);
  return transaction(code ? nullptr : raw);
}

int renew(transaction& read, bool live, MDB_env* in) {
  if (!read) {
    int code = 0;
    read = begin(in, MDB_RDONLY, code);
    return code;
  }
  if (live) mdb_txn_reset(read.get());
  return mdb_txn_renew(read.get());
}

outcome<MDB_dbi> open_table(MDB_txn* in, std::string_view name, bool create) {
  const std::string terminated(name);
  MDB_dbi handle = 0;
  if (int code = mdb_dbi_open(in, terminated.c_str(), create ? MDB_CREATE : 0, &handle))
    return failure("open the table " + terminated, code);
  return handle;
}

outcome<std::uint64_t> count_free_pages(MDB_txn* in) {
  constexpr MDB_dbi free_list = 0;  // LMDB's own table: transaction → count and numbers of pages
  MDB_cursor* raw = nullptr;
  if (int code = mdb_cursor_open(in, free_list, &raw)) return failure("read the free list", code);
  cursor over(raw);
  std::uint64_t pages = 0;
  MDB_val key, value;
  int code = 0;
  while ((code = mdb_cursor_get(raw, &key, &value, MDB_NEXT)) == 0) {
    std::uint64_t count = 0;
    std::memcpy(&count, value.mv_data, sizeof count);
    pages += count;
  }
  if (code != MDB_NOTFOUND) return failure("read the free list", code);
  return pages;
}

}  // namespace atrium::storage::lmdb
