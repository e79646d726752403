// All that the store has of an account, for a command that takes it apart. No CAF, no threads.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/outcome.hpp"
#include "protocol/records/customer.hpp"
#include "storage/keys.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

struct account_row {
  std::string key;
  std::string value;  // empty where it was not asked for
};

inline storage::customer_item item_in(const account_row& row) {
  return static_cast<storage::customer_item>(storage::name_in(row.key).item);
}

struct whole_account {
  account_number account;
  records::customer profile;
  std::uint64_t checksum = 0;               // of the profile as stored: storage/checksum.hpp
  std::vector<account_row> rows;            // all others of the account, by key
  std::vector<records::customer> absorbed;  // the tombstones of those who were merged into him
};

// What an erasure leaves where it lies: billing data.
bool stays_as_it_is(storage::customer_item item);

// A ledger of store credit, its entries and authorizations.
bool is_ledger(storage::customer_item item);

// Nothing else says anything of them and nobody looks into them, and there may be any number:
// whoever erases the account erases all below their key.
inline constexpr std::array erased_unread{storage::customer_item::notes,
                                          storage::customer_item::history};

// Who erases rows needs no more than the keys of those that go, what sessions, links, mails and
// newsletters say of what they have elsewhere, when what has a time is due, what of deliveries is
// kept, and which ledgers there are; who merges needs what all say. Neither has to do with the
// entries of ledgers, which may be many and stay where they are. With `all` come also those of
// customers who were merged into him.
enum class row_parts : std::uint8_t { what_erasing_needs, what_merging_needs, all };

// How much of an account is read at most.
struct whole_bounds {
  std::size_t rows;
  std::size_t bytes;  // of their values
};
// One commit of a merge erases and puts each row, and all of an export goes out as one document.
// Who erases has no choice: so many are more than the highest limits on a customer's parts allow.
constexpr whole_bounds bounds_of(row_parts wanted) {
  switch (wanted) {
    case row_parts::what_merging_needs:
      return {.rows = 20'000, .bytes = std::size_t{64} << 20};
    case row_parts::all:
      return {.rows = 1'000'000, .bytes = std::size_t{64} << 20};
    case row_parts::what_erasing_needs:
      break;
  }
  return {.rows = 2'000'000, .bytes = std::size_t{4} << 30};
}

// None: there is no such account. `limit_reached`: it has more than `at_most`, which is found out
// before more than that is read; of one who is erased that is `internal`. `internal` also: it
// cannot be read.
outcome<std::optional<whole_account>> load_whole(const storage::snapshot& reading,
                                                 tenant_number tenant, account_number account,
                                                 row_parts wanted, whole_bounds at_most);
inline outcome<std::optional<whole_account>> load_whole(const storage::snapshot& reading,
                                                        tenant_number tenant,
                                                        account_number account, row_parts wanted) {
  return load_whole(reading, tenant, account, wanted, bounds_of(wanted));
}

}  // namespace atrium::actors
