// A read transaction on the index: lists as of one batch of its writer. Like storage::snapshot it
// is cheap to renew, must not be held for long, sees nothing before its first renew, and belongs to
// one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/lists/condition.hpp"
#include "protocol/outcome.hpp"
#include "protocol/records/numbers.hpp"
#include "storage/index/list_index.hpp"

namespace atrium::storage {

// A place in an order: a record's sort key (of a set column its first value in that order) and
// number. Without a key: among the records that have no value, which are in the order of numbers
// alone, as are all in the order `every_record`.
struct list_position {
  std::optional<std::string> key;
  account_number account;
  bool operator==(const list_position&) const = default;
};

struct list_query {
  tenant_number tenant;
  lists::condition wanted{};
  lists::order order{};
  // Go on behind this place. Nothing need be there: not any more, or never.
  std::optional<list_position> after{};
  std::size_t limit = 0;  // 0: only count
  // Steps that may be spent, of roughly 0.1 µs each. Where they do not suffice the page is partial;
  // every page goes on by some records, however few steps it has.
  std::uint64_t work_max = 200'000;
};

struct list_page {
  std::vector<list_position> rows;     // in order, at most `limit`
  std::optional<list_position> go_on;  // `after` of the next page; none: that was all
  bool partial = false;                // the work was used up before the page was full
  std::uint64_t total = 0;             // the records wanted, wherever the page begins
  bool total_is_exact = false;         // else there are at most `total`
  std::uint64_t work = 0;              // the steps spent
};

class index_snapshot {
 public:
  // `of` must live longer.
  explicit index_snapshot(const list_index& of);
  ~index_snapshot();
  index_snapshot(const index_snapshot&) = delete;
  index_snapshot& operator=(const index_snapshot&) = delete;

  // Begins to see what the writer has finished.
  outcome<nothing> renew();
  // Lets go of the pages but keeps the reader's slot, for a quick renew.
  void release();

  // nullopt: the tenant has no index, and none is being built.
  outcome<std::optional<index_standing>> standing(tenant_number tenant) const;

  // Whether any record has the value in a set column; by one look. None where no space serves yet.
  outcome<bool> has_value(tenant_number tenant, lists::column column, std::string_view value) const;

  // How many records have the value in a set column; by one look-up, for it is kept. 0 where no
  // space serves yet.
  outcome<std::uint64_t> count_of(tenant_number tenant, lists::column column,
                                  std::string_view value) const;

  // `overloaded` where no space of the tenant serves yet.
  outcome<list_page> run(const list_query& query) const;

 private:
  struct parts;
  std::unique_ptr<parts> inside_;
};

}  // namespace atrium::storage
