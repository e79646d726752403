#include "storage/scrub_buffers.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <unordered_set>

#include "storage/keys.hpp"

namespace atrium::storage {

namespace {

constexpr std::size_t page_header_bytes = 16;  // of LMDB
constexpr std::string_view stamp = "rinsed";   // so that it does not look like a new buffer
constexpr int rounds_max = 16;

// Buffers by the address that LMDB gives for what is behind the header.
using buffers = std::unordered_set<const void*>;

// Begins a transaction that puts values of a page each, and so takes buffer after buffer, until
// LMDB has to make a new one; then `more`; and aborts it. A new one is all zeros, one that was used
// is not. Those that hold values are made zeros and noted in `rinsed`. Returns how many there are
// with those that the transaction took for the pages of its trees, which cannot be got at.
outcome<std::size_t> take_all(MDB_env* of, MDB_dbi spare, int more, buffers& rinsed) {
  int code = 0;
  MDB_stat names{};
  mdb_env_stat(of, &names);
  const std::size_t value_bytes = names.ms_psize - page_header_bytes;
  const auto inside = lmdb::begin(of, 0, code);
  if (!inside) return lmdb::failure("begin to rinse", code);
  MDB_stat before{};
  MDB_stat after{};
  if ((code = mdb_stat(inside.get(), spare, &before))) return lmdb::failure("rinse", code);
  std::size_t taken = 0;
  for (int left = more + 1; left > 0;) {
    // Behind all other keys; APPEND fills each page of the tree before the next one is begun.
    const key where = key{}.bytes("\xff\xff").u32(static_cast<std::uint32_t>(taken++));
    MDB_val at = lmdb::to_value(where);
    MDB_val value{value_bytes, nullptr};
    if ((code = mdb_put(inside.get(), spare, &at, &value, MDB_RESERVE | MDB_APPEND)))
      return lmdb::failure("rinse", code);
    char* bytes = static_cast<char*>(value.mv_data);
    const bool is_new = std::all_of(bytes, bytes + value_bytes, [](char one) { return one == 0; });
    if (is_new || left <= more) --left;
    std::memset(bytes, 0, value_bytes);
    std::memcpy(bytes, stamp.data(), stamp.size());
    rinsed.insert(bytes);
  }
  if ((code = mdb_stat(inside.get(), spare, &after))) return lmdb::failure("rinse", code);
  const auto pages = [](const MDB_stat& tree) { return tree.ms_branch_pages + tree.ms_leaf_pages; };
  return taken + names.ms_depth + before.ms_depth + (pages(after) - pages(before));
}

}  // namespace

// The pages of the trees are taken in another order each time, so what one round has missed the
// next one gets hold of; it is over when as many were rinsed as there are.
outcome<nothing> rinse_buffers(MDB_env* of, MDB_dbi spare) {
  buffers rinsed;
  for (int round = 0; round < rounds_max; ++round) {
    const auto there_are = take_all(of, spare, round, rinsed);
    if (!there_are) return there_are.failure();
    if (rinsed.size() == *there_are) return nothing{};
  }
  return refusal(errc::internal, "some buffers of the store could not be rinsed");
}

}  // namespace atrium::storage
