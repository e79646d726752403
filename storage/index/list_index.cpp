#include "storage/index/list_index.hpp"

#include <algorithm>
#include <cassert>
#include <functional>
#include <system_error>

#include "storage/data_folder.hpp"
#include "storage/index/index_parts.hpp"
#include "storage/index/index_transaction.hpp"
#include "storage/index/space_writer.hpp"
#include "storage/index/spaces.hpp"

namespace atrium::storage {

namespace {

constexpr const char* index_folder_name = "index";
// How many rows erase_some removes: some milliseconds.
constexpr std::size_t erased_rows_max = 5'000;
// How many accounts are gathered in memory before they are put, of a kilobyte or two each.
constexpr std::size_t filled_accounts_max = 20'000;

outcome<nothing> throw_away(const std::filesystem::path& folder) {
  std::error_code wrong;
  std::filesystem::remove_all(folder, wrong);
  if (!wrong) std::filesystem::create_directory(folder, wrong);
  if (!wrong) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, wrong);
  if (wrong)
    return refusal(errc::internal, "cannot make " + folder.string() + ": " + wrong.message());
  return nothing{};
}

// Positions in `changes` by account; of the same account the last.
std::vector<std::size_t> order_of(std::span<const index_change> changes) {
  std::vector<std::size_t> order(changes.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto account = [&](std::size_t i) { return changes[i].account; };
  std::ranges::stable_sort(order, {}, account);
  const auto repeated = [&](const std::size_t& i) {
    return &i != &order.back() && account(i) == account(*(&i + 1));
  };
  std::vector<std::size_t> last;
  for (const std::size_t& i : order)
    if (!repeated(i)) last.push_back(i);
  return last;
}

// The accounts of a slice are first gathered, and then what they contribute is put table by table
// in the order of the keys: so a page is written once a slice, not once a transaction. Between its
// transactions the space is not whole, but nobody sees it.
outcome<nothing> fill_slice(list_index::parts& of, space_number space,
                            std::span<const index_change> accounts,
                            std::span<const std::size_t> order) {
  space_writer writer(space);
  const auto gather = [&](const index_tables& in) {
    for (const std::size_t i : order)
      if (const int code = writer.change(in, accounts[i])) return code;
    return 0;
  };
  const auto put_some = [&](const index_tables& in) { return writer.finish_some(in); };
  auto done = index_transaction{of}.run(gather);
  while (done && !writer.is_finished()) done = index_transaction{of}.run(put_some);
  return done;
}

// Changes the space in as many transactions as it takes, each whole. `finally` is run in the last
// unless accounts were `left_out`, which is added to.
template <class Finally>
outcome<nothing> change_space(list_index::parts& of, space_number space,
                              std::span<const index_change> changes,
                              std::span<const std::size_t> order,
                              std::vector<account_number>& left_out, Finally&& finally) {
  std::size_t at = 0;
  const auto write_some = [&](const index_tables& in) {
    space_writer writer(space);
    int code = 0;
    for (; code == 0 && at < order.size() && writer.operations() < index_operations_max; ++at)
      code = writer.change(in, changes[order[at]]);
    while (code == 0 && !writer.is_finished()) code = writer.finish_some(in);
    left_out.insert(left_out.end(), writer.left_out().begin(), writer.left_out().end());
    return code == 0 && at == order.size() && left_out.empty() ? finally(in) : code;
  };
  do {
    const std::size_t before = at;
    if (auto written = index_transaction{of}.run(write_some); !written) return written;
    assert(at > before || order.empty());
  } while (at < order.size());
  return nothing{};
}

outcome<tenant_spaces> spaces_of(const list_index::parts& of, tenant_number tenant) {
  int code = 0;
  auto transaction = lmdb::begin(of.environment.get(), MDB_RDONLY, code);
  tenant_spaces found;
  if (transaction) code = read_spaces({transaction.get(), of.handles}, tenant, found);
  if (code) return lmdb::failure("read the index", code);
  return found;
}

// A space that was filled by half of a slice is of no use; nor is an index that holds such a one.
void give_up_building(list_index::parts& of, tenant_number tenant) {
  const auto given_up = index_transaction{of}.run([&](const index_tables& in) {
    tenant_spaces spaces;
    int code = read_spaces(in, tenant, spaces);
    if (code == 0) code = mark_for_erasure(in, spaces.building);
    spaces.building = 0;
    spaces.built_to = {};
    spaces.building_columns.clear();
    return code ? code : write_spaces(in, tenant, spaces);
  });
  if (!given_up) of.in_doubt = true;
}

outcome<nothing> check(std::span<const index_change> changes) {
  for (const auto& each : changes)
    if (each.account.value >= account_numbers_end)
      return refusal(errc::internal, "the index takes no account number as high as " +
                                         std::to_string(each.account.value));
  return nothing{};
}

outcome<nothing> open_tables(list_index::parts& inside, std::string_view collation, bool anew) {
  int code = 0;
  auto transaction = lmdb::begin(inside.environment.get(), 0, code);
  if (!transaction) return lmdb::failure("begin a transaction", code);
  const auto opened = lmdb::open_tables(transaction.get(), index_table_names, anew);
  if (!opened) return opened.failure();
  inside.handles = *opened;
  const index_tables in{transaction.get(), inside.handles};
  if (anew)
    code = in.put(index_table::state, index_format_key, pack_index_format(collation));
  else if (!is_of_format(in.get(index_table::state, index_format_key, code).value_or(""),
                         collation))
    return refusal(errc::internal, "the index is of another format");
  inside.last_committed = mdb_txn_id(transaction.get());
  if (code == 0) code = mdb_txn_commit(transaction.release());
  if (code) return lmdb::failure("open the index", code);
  return nothing{};
}

outcome<std::unique_ptr<list_index::parts>> open_folder(const std::filesystem::path& folder,
                                                        const list_index_options& options,
                                                        bool anew) {
  if (anew)
    if (auto made = throw_away(folder); !made) return made.failure();
  auto opened = lmdb::open_environment(
      folder, {.map_bytes = options.map_bytes, .readers_max = options.readers_max}, MDB_NOSYNC);
  if (!opened) return opened.failure();
  auto inside = std::make_unique<list_index::parts>();
  inside->folder = folder;
  inside->environment = std::move(*opened);
  if (auto tables = open_tables(*inside, options.collation, anew); !tables) return tables.failure();
  return inside;
}

}  // namespace

list_index::list_index(std::unique_ptr<parts> inside) : inside_(std::move(inside)) {}

outcome<std::unique_ptr<list_index>> list_index::open(const std::filesystem::path& data,
                                                      const list_index_options& options) {
  const auto folder = data / index_folder_name;
  std::error_code ignored;
  const bool usable = marked_clean(folder) && std::filesystem::exists(folder / "data.mdb", ignored);
  auto opened = open_folder(folder, options, !usable);
  if (!opened && usable) opened = open_folder(folder, options, true);
  if (!opened) return opened.failure();
  if (auto unmarked = unmark_clean(folder); !unmarked) return unmarked.failure();
  return std::unique_ptr<list_index>(new list_index(std::move(*opened)));
}

list_index::~list_index() {
  const bool in_order = !inside_->in_doubt && mdb_env_sync(inside_->environment.get(), 1) == 0;
  inside_->environment.reset();
  // Where the marker cannot be written, the next start begins anew; nothing is lost.
  if (in_order) static_cast<void>(mark_clean(inside_->folder));
}

outcome<std::vector<std::pair<tenant_number, index_standing>>> list_index::standings() const {
  int code = 0;
  auto transaction = lmdb::begin(inside_->environment.get(), MDB_RDONLY, code);
  std::vector<std::pair<tenant_number, tenant_spaces>> found;
  if (transaction) code = read_all_spaces({transaction.get(), inside_->handles}, found);
  if (code) return lmdb::failure("read the index", code);
  std::vector<std::pair<tenant_number, index_standing>> all;
  all.reserve(found.size());
  for (const auto& [tenant, spaces] : found) all.emplace_back(tenant, spaces.standing());
  return all;
}

outcome<std::vector<account_number>> list_index::apply(tenant_number tenant,
                                                       std::span<const index_change> changes,
                                                       std::uint64_t followed_to) {
  if (auto sound = check(changes); !sound) return sound.failure();
  const auto spaces = spaces_of(*inside_, tenant);
  if (!spaces) return spaces.failure();
  std::vector<account_number> left_out;
  if (spaces->none()) return left_out;
  const auto order = order_of(changes);
  const auto note = [&](const index_tables& in) {
    tenant_spaces now = *spaces;
    now.followed_to = followed_to;
    return write_spaces(in, tenant, now);
  };
  const auto nothing_more = [](const index_tables&) { return 0; };
  if (spaces->building != 0) {
    // `fill` is going to read the later accounts as they are by then.
    const auto end = std::ranges::upper_bound(order, spaces->built_to, {},
                                              [&](std::size_t i) { return changes[i].account; });
    const std::span built(order.begin(), end);
    auto changed =
        spaces->serving
            ? change_space(*inside_, spaces->building, changes, built, left_out, nothing_more)
            : change_space(*inside_, spaces->building, changes, built, left_out, note);
    if (!changed) return changed.failure();
    if (!spaces->serving) return left_out;
  }
  auto changed = change_space(*inside_, spaces->serving, changes, order, left_out, note);
  if (!changed) return changed.failure();
  return left_out;
}

outcome<nothing> list_index::begin_building(tenant_number tenant, std::uint64_t seen,
                                            std::span<const lists::column> columns) {
  return index_transaction{*inside_}.run([&](const index_tables& in) {
    tenant_spaces spaces;
    int code = read_spaces(in, tenant, spaces);
    if (code == 0) code = mark_for_erasure(in, spaces.building);
    if (code == 0) code = take_space(in, spaces.building);
    spaces.built_to = {};
    spaces.building_columns.assign(columns.begin(), columns.end());
    if (spaces.serving == 0) spaces.followed_to = seen;
    return code ? code : write_spaces(in, tenant, spaces);
  });
}

outcome<nothing> list_index::fill(tenant_number tenant, std::span<const index_change> accounts,
                                  account_number built_to) {
  if (auto sound = check(accounts); !sound) return sound;
  const auto spaces = spaces_of(*inside_, tenant);
  if (!spaces) return spaces.failure();
  assert(spaces->building != 0);
  const auto order = order_of(accounts);
  for (std::size_t at = 0; at < order.size(); at += filled_accounts_max) {
    const std::size_t count = std::min(filled_accounts_max, order.size() - at);
    auto filled =
        fill_slice(*inside_, spaces->building, accounts, std::span(order).subspan(at, count));
    if (!filled) return give_up_building(*inside_, tenant), filled;
  }
  return index_transaction{*inside_}.run([&](const index_tables& in) {
    tenant_spaces now = *spaces;
    now.built_to = built_to;
    return write_spaces(in, tenant, now);
  });
}

outcome<nothing> list_index::take_over(tenant_number tenant) {
  return index_transaction{*inside_}.run([&](const index_tables& in) {
    tenant_spaces spaces;
    int code = read_spaces(in, tenant, spaces);
    if (code) return code;
    assert(spaces.building != 0);
    if ((code = mark_for_erasure(in, spaces.serving))) return code;
    return write_spaces(in, tenant,
                        {.serving = spaces.building,
                         .followed_to = spaces.followed_to,
                         .columns = std::move(spaces.building_columns)});
  });
}

outcome<nothing> list_index::drop(tenant_number tenant) {
  return index_transaction{*inside_}.run([&](const index_tables& in) {
    tenant_spaces spaces;
    int code = read_spaces(in, tenant, spaces);
    if (code == 0) code = mark_for_erasure(in, spaces.serving);
    if (code == 0) code = mark_for_erasure(in, spaces.building);
    return code ? code : write_spaces(in, tenant, {});
  });
}

outcome<bool> list_index::erase_some() {
  bool more = false;
  auto done = index_transaction{*inside_}.run([&](const index_tables& in) {
    space_number space = 0;
    int code = read_marked_for_erasure(in, space);
    if (code || space == 0) return code;
    if ((code = erase_rows(in, space, erased_rows_max))) return code;
    code = read_marked_for_erasure(in, space);
    more = space != 0;
    return code;
  });
  if (!done) return done.failure();
  return more;
}

outcome<list_index::figures> list_index::measure() const {
  MDB_envinfo environment{};
  MDB_stat pages{};
  mdb_env_info(inside_->environment.get(), &environment);
  mdb_env_stat(inside_->environment.get(), &pages);
  figures found{.map_bytes = environment.me_mapsize,
                .used_bytes = (environment.me_last_pgno + 1) * pages.ms_psize,
                .rows = 0};
  int code = 0;
  const auto transaction = lmdb::begin(inside_->environment.get(), MDB_RDONLY, code);
  for (const auto table : inside_->handles) {
    MDB_stat of{};
    if (code == 0) code = mdb_stat(transaction.get(), table, &of);
    found.rows += of.ms_entries;
  }
  if (code) return lmdb::failure("measure the index", code);
  return found;
}

}  // namespace atrium::storage
