// What an index ought to answer, told by looking at every account; and accounts, conditions and
// orders drawn from a seed.
#pragma once

#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "storage/index/index_snapshot.hpp"

namespace atrium::test {

using accounts = std::map<std::uint64_t, lists::entries>;

std::vector<storage::list_position> listed(const accounts& all, const lists::condition& wanted,
                                           lists::order order);

std::string described(const lists::condition& wanted);

// Whether `left` comes before `right` in the order.
bool is_before(const storage::list_position& left, const storage::list_position& right,
               lists::order order);

// Columns 1 to 3 are sorted (short texts, numbers, any bytes), 10 and 11 sets (one value; none to
// three).
class drawn {
 public:
  explicit drawn(std::uint64_t seed) : from_(seed) {}

  std::uint64_t below(std::uint64_t end) { return from_() % end; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  lists::entries entries();
  lists::column_choice columns();
  lists::condition condition(int depth);
  lists::order order();
  std::string key_of(lists::column column);

 private:
  std::string text(std::size_t size_max);
  std::string bytes();
  std::string value();
  std::mt19937_64 from_;
};

inline std::unique_ptr<storage::list_index> open_index(const std::filesystem::path& data,
                                                       const std::string& collation = "72") {
  auto opened = storage::list_index::open(
      data, {.map_bytes = std::uint64_t{16} << 30, .readers_max = 32, .collation = collation});
  if (!opened) FAIL(opened.failure().message);
  return std::move(*opened);
}

// An index with a space of tenant 7 that serves and has seen the journal to 0.
std::unique_ptr<storage::list_index> serving_index(const std::filesystem::path& data);

inline constexpr tenant_number shop{7};

storage::list_page page_of(const storage::list_index& from, const storage::list_query& query);

// All pages, one after the other.
std::vector<storage::list_position> all_pages(const storage::list_index& from,
                                              storage::list_query query);

}  // namespace atrium::test
