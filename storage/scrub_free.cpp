#include "storage/scrub_free.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace atrium::storage {

namespace {

constexpr MDB_dbi free_list = 0;  // LMDB's own table: transaction → count and numbers of pages

// LMDB tells its readers as lines of text only: process, thread, transaction or "-". A line of
// another form makes everything seen.
int note_reader(const char* line, void* with) {
  auto& oldest = *static_cast<std::uint64_t*>(with);
  const std::string_view text(line);
  unsigned long long sees = 0;
  if (std::sscanf(line, "%*d %*x %llu", &sees) == 1)
    oldest = std::min<std::uint64_t>(oldest, sees);
  else if (!text.ends_with(" -\n") && text.find("txnid") == text.npos &&
           text.find("no active") == text.npos)
    oldest = 0;
  return 0;
}

// Pages freed by transactions before it are in no state that anybody reads or could fall back to;
// the rule by which LMDB itself gives pages out.
std::uint64_t oldest_state(MDB_env* of, MDB_txn* writing) {
  std::uint64_t oldest = mdb_txn_id(writing) - 1;
  if (mdb_reader_list(of, note_reader, &oldest) < 0) return 0;
  return oldest;
}

}  // namespace

// In ascending order. The list is that of the last commit, on which `writing` stands.
template <class Wanted>
outcome<std::vector<free_pages::free_page>> free_pages::find(MDB_txn* writing,
                                                             Wanted&& wanted) const {
  int code = 0;
  const auto reading = lmdb::begin(of_, MDB_RDONLY, code);
  if (!reading) return lmdb::failure("read the free list", code);
  const std::uint64_t oldest = oldest_state(of_, writing);
  MDB_cursor* raw = nullptr;
  if ((code = mdb_cursor_open(reading.get(), free_list, &raw)))
    return lmdb::failure("read the free list", code);
  const lmdb::cursor over(raw);
  std::vector<free_page> found;
  MDB_val key, value;
  while ((code = mdb_cursor_get(raw, &key, &value, MDB_NEXT)) == 0) {
    std::uint64_t freed_by = 0;
    std::memcpy(&freed_by, key.mv_data, sizeof freed_by);
    const auto* numbers = static_cast<const std::uint64_t*>(value.mv_data);
    for (std::uint64_t i = 1; i <= numbers[0]; ++i)
      if (wanted(numbers[i])) found.push_back({numbers[i], freed_by >= oldest});
  }
  if (code != MDB_NOTFOUND) return lmdb::failure("read the free list", code);
  MDB_envinfo about{};
  mdb_env_info(of_, &about);
  const auto pages = file_.pages();
  if (!pages) return pages.failure();
  for (std::uint64_t number = about.me_last_pgno + 1; number < *pages; ++number)
    if (wanted(number)) found.push_back({number, false});
  std::ranges::sort(found, {}, &free_page::number);
  return found;
}

outcome<nothing> free_pages::wipe(const std::vector<free_page>& found) {
  for (const free_page& each : found) {
    if (each.seen) {
      noted_.push_back(each.number);
      continue;
    }
    const std::uint64_t at = each.number * file_.page_bytes();
    const auto bytes = file_.read(at, file_.page_bytes());
    if (!bytes) return bytes.failure();
    if (auto wiped = file_.wipe(at, *bytes); !wiped) return wiped;
  }
  return nothing{};
}

outcome<bool> free_pages::go_on(std::size_t pages_max) {
  int code = 0;
  const auto writing = lmdb::begin(of_, 0, code);
  if (!writing) return lmdb::failure("begin to scrub free pages", code);
  auto found = find(writing.get(), [&](std::uint64_t number) { return number >= next_; });
  if (!found) return found.failure();
  const bool all = found->size() <= pages_max;
  if (!all) found->resize(pages_max);
  if (const auto wiped = wipe(*found); !wiped) return wiped.failure();
  if (!found->empty()) next_ = found->back().number + 1;
  return all;
}

outcome<nothing> free_pages::visit_again() {
  int code = 0;
  const auto writing = lmdb::begin(of_, 0, code);
  if (!writing) return lmdb::failure("begin to scrub free pages", code);
  const auto before = std::exchange(noted_, {});
  const auto found = find(writing.get(), [&](std::uint64_t number) {
    return std::ranges::binary_search(before, number);
  });
  if (!found) return found.failure();
  return wipe(*found);
}

}  // namespace atrium::storage
