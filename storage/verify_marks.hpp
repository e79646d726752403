// Coupons, memberships, roles and lists of one customer. Private to storage/.
#pragma once

#include <map>
#include <set>
#include <string>

#include "protocol/records/part_counts.hpp"
#include "storage/verify_customer.hpp"

namespace atrium::storage {

// Looks at each of their rows, and then at what they make together.
class marks_check {
 public:
  marks_check(tenant_number tenant, account_number account, const told_by_journal& told)
      : tenant_(tenant), account_(account), told_(told) {}

  std::optional<breach> take(const row& found, const record_name& at);
  std::optional<breach> finish(const records::part_counts& counts) const;

 private:
  struct tally {
    std::int64_t count = 0;
    std::int64_t last = 0;  // number
  };

  // Counts it in, and looks at what is alike of all of them.
  template <class Record>
  std::optional<breach> look_at(const row& found, const record_name& at, std::string_view word,
                                char letter, tally& of, const Record& record);
  std::optional<breach> take_coupon(const row& found, const record_name& at);
  std::optional<breach> take_membership(const row& found, const record_name& at);
  std::optional<breach> take_list(const row& found, const record_name& at);

  const tenant_number tenant_;
  const account_number account_;
  const told_by_journal& told_;
  tally coupons_, memberships_, lists_;
  std::set<std::string> open_;  // what he has once at most
};

}  // namespace atrium::storage
