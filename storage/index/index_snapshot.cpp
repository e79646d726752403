#include "storage/index/index_snapshot.hpp"

#include <cassert>

#include "storage/index/index_parts.hpp"
#include "storage/index/list_walk.hpp"
#include "storage/index/spaces.hpp"

namespace atrium::storage {

struct index_snapshot::parts {
  list_index::parts& of;
  lmdb::transaction transaction;  // begun at the first renew; reset, not ended, by release
  bool live = false;
  std::uint64_t sees = 0;

  index_tables tables() const { return {transaction.get(), of.handles}; }
};

index_snapshot::index_snapshot(const list_index& of)
    : inside_(std::make_unique<parts>(parts{.of = of.inside(), .transaction{}})) {}

index_snapshot::~index_snapshot() = default;

outcome<nothing> index_snapshot::renew() {
  parts& in = *inside_;
  if (in.live && in.sees == in.of.last_committed.load(std::memory_order_acquire)) return nothing{};
  const int code = lmdb::renew(in.transaction, in.live, in.of.environment.get());
  in.live = code == 0;
  if (code) return lmdb::failure("begin a read of the index", code);
  in.sees = mdb_txn_id(in.transaction.get());
  return nothing{};
}

void index_snapshot::release() {
  if (inside_->live) mdb_txn_reset(inside_->transaction.get());
  inside_->live = false;
}

outcome<std::optional<index_standing>> index_snapshot::standing(tenant_number tenant) const {
  assert(inside_->live);
  tenant_spaces spaces;
  if (const int code = read_spaces(inside_->tables(), tenant, spaces))
    return lmdb::failure("read the index", code);
  if (spaces.none()) return std::optional<index_standing>{};
  return std::optional(spaces.standing());
}

outcome<bool> index_snapshot::has_value(tenant_number tenant, lists::column column,
                                        std::string_view value) const {
  assert(inside_->live);
  tenant_spaces spaces;
  if (const int code = read_spaces(inside_->tables(), tenant, spaces))
    return lmdb::failure("read the index", code);
  if (spaces.serving == 0) return false;
  index_view view{.in = inside_->tables(), .space = spaces.serving};
  bool found = false;
  each_chunk(view, index_table::sets, value_prefix(view.space, column, value),
             [&](std::uint32_t, std::string_view) {
               found = true;
               return false;
             });
  if (view.code) return lmdb::failure("read the index", view.code);
  return found;
}

outcome<std::uint64_t> index_snapshot::count_of(tenant_number tenant, lists::column column,
                                                std::string_view value) const {
  assert(inside_->live);
  tenant_spaces spaces;
  int code = read_spaces(inside_->tables(), tenant, spaces);
  if (code) return lmdb::failure("read the index", code);
  if (spaces.serving == 0) return std::uint64_t{0};
  const auto stored =
      inside_->tables().get(index_table::counts, value_prefix(spaces.serving, column, value), code);
  if (code) return lmdb::failure("read the index", code);
  return read_count(stored);
}

outcome<list_page> index_snapshot::run(const list_query& query) const {
  assert(inside_->live);
  tenant_spaces spaces;
  if (const int code = read_spaces(inside_->tables(), query.tenant, spaces))
    return lmdb::failure("read the index", code);
  if (spaces.serving == 0)
    return refusal(errc::overloaded, "the index of this tenant's customers is being built");
  index_view view{.in = inside_->tables(), .space = spaces.serving};
  list_page page = list_walk(view, query).run();
  if (view.code) return lmdb::failure("read the index", view.code);
  return page;
}

}  // namespace atrium::storage
