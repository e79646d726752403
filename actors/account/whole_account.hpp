// All that the store has of an account, for a command that takes it apart. No CAF, no threads.
#pragma once

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

// Who erases rows needs no more than the keys of those that go, what sessions, links, mails and
// newsletters say of what they have elsewhere, when what has a time is due, what of deliveries is
// kept, and which ledgers there are; who merges needs what all say. Neither has to do with the
// entries of ledgers, which may be many and stay where they are. With `all` come also those of
// customers who were merged into him.
enum class row_parts : std::uint8_t { what_erasing_needs, what_merging_needs, all };

// None: there is no such account. `internal`: it cannot be read, or is too large to be changed in
// one commit.
outcome<std::optional<whole_account>> load_whole(const storage::snapshot& reading,
                                                 tenant_number tenant, account_number account,
                                                 row_parts wanted);

}  // namespace atrium::actors
