// A customer's ledgers of store credit (I5). Private to storage/.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "protocol/records/credit.hpp"
#include "storage/verify_customer.hpp"

namespace atrium::storage {

// Takes the rows of one customer in the order of their keys. Each function says what is broken.
class ledgers_check {
 public:
  ledgers_check(account_number account, const told_by_journal& told)
      : account_(account), told_(told) {}

  std::optional<breach> read_ledger(const row& found, std::uint64_t part);
  std::optional<breach> read_entry(const row& found, std::uint64_t part);
  std::optional<breach> read_authorization(const row& found, std::uint64_t part);
  // After all of them.
  std::optional<breach> finish() const;

  std::size_t count() const { return ledgers_.size(); }

 private:
  struct sums {
    records::credit_ledger ledger;
    std::string key;
    std::int64_t entries = 0, balance = 0, held = 0;  // of the entries read
    std::int64_t set_aside = 0;                       // by the authorizations read
  };

  const account_number account_;
  const told_by_journal& told_;
  std::map<std::string, sums, std::less<>> ledgers_;  // by currency
};

}  // namespace atrium::storage
