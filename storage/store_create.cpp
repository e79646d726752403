// Making a store. LMDB's own first creation is not safe against a crash, so it happens under
// another name (docs/data_format.md, Files).
#include <cstring>
#include <system_error>

#include "storage/checksum.hpp"
#include "storage/data_folder.hpp"
#include "storage/lmdb_handles.hpp"
#include "storage/meta.hpp"
#include "storage/store.hpp"
#include "storage/tagged.hpp"

namespace atrium::storage {

namespace {

int put_checked(MDB_txn* in, MDB_dbi table, std::string_view key, std::string_view value) {
  MDB_val to = lmdb::to_value(key);
  MDB_val room{value.size() + checksum_bytes, nullptr};
  const int code = mdb_put(in, table, &to, &room, MDB_RESERVE);
  if (code == 0) write_checked(key, value, static_cast<char*>(room.mv_data));
  return code;
}

outcome<nothing> fill(const std::filesystem::path& folder, const store_identity& identity,
                      const store_options& options) {
  auto opened = lmdb::open_environment(folder, options, 0);
  if (!opened) return std::move(opened).failure();
  int code = 0;
  auto transaction = lmdb::begin(opened->get(), 0, code);
  if (!transaction) return lmdb::failure("begin the first transaction", code);
  const auto tables = lmdb::open_tables(transaction.get(), table_names, true);
  if (!tables) return tables.failure();
  const MDB_dbi meta = (*tables)[static_cast<std::size_t>(table::meta)];
  code = put_checked(transaction.get(), meta, format_key, pack_number(format_number));
  if (!code) code = put_checked(transaction.get(), meta, identity_key, pack_identity(identity));
  if (!code)
    code = put_checked(transaction.get(), meta, time_key,
                       pack_number(static_cast<std::uint64_t>(identity.made_at_ms)));
  if (!code) code = mdb_txn_commit(transaction.release());
  if (code) return lmdb::failure("write the first transaction", code);
  return nothing{};
}

}  // namespace

outcome<nothing> store::create(const std::filesystem::path& data, const store_identity& identity,
                               const store_options& options) {
  std::error_code wrong;
  if (std::filesystem::create_directory(data, wrong)) {
    std::filesystem::permissions(data, std::filesystem::perms::owner_all, wrong);
    const auto parent = std::filesystem::absolute(data).lexically_normal().parent_path();
    if (auto flushed = flush_folder(parent); !flushed) return flushed;
  }
  if (wrong)
    return refusal(errc::internal, "cannot make " + data.string() + ": " + wrong.message());
  const auto hold = folder_hold::take(data);
  if (!hold) return hold.failure();

  const auto final_folder = data / store_folder_name;
  const auto folder = data / unfinished_folder_name;
  if (std::filesystem::exists(final_folder, wrong))
    return refusal(errc::bad_request, "there is a store in " + data.string() + " already");
  std::filesystem::remove_all(folder, wrong);
  if (!wrong) std::filesystem::create_directory(folder, wrong);
  if (!wrong) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, wrong);
  if (wrong)
    return refusal(errc::internal, "cannot make " + folder.string() + ": " + wrong.message());

  if (auto filled = fill(folder, identity, options); !filled) return filled;
  if (auto marked = mark_clean(folder); !marked) return marked;  // flushes the folder as well
  std::filesystem::rename(folder, final_folder, wrong);
  if (wrong)
    return refusal(errc::internal, "cannot rename " + folder.string() + ": " + wrong.message());
  return flush_folder(data);
}

}  // namespace atrium::storage
