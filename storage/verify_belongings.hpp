// Orders with their summary, deliveries and carts of one customer. Private to storage/.
#pragma once

#include <map>

#include "protocol/records/index_entries.hpp"
#include "protocol/records/order.hpp"
#include "protocol/records/part_counts.hpp"
#include "storage/verify_customer.hpp"

namespace atrium::storage {

// Looks at each of their rows, in the order of the keys, and then at what they make together.
class belongings_check {
 public:
  belongings_check(const snapshot& now, tenant_number tenant, account_number account,
                   const told_by_journal& told)
      : now_(now), tenant_(tenant), account_(account), told_(told) {}

  std::optional<breach> take(const row& found, const record_name& at);
  std::optional<breach> finish(const records::part_counts& counts) const;

 private:
  // Of orders and deliveries; `last` is raised to its number.
  template <class Record>
  std::optional<breach> take_recorded(const row& found, const record_name& at,
                                      std::string_view kind, unique_space space, std::int64_t& last,
                                      Record& record);
  std::optional<breach> take_order(const row& found, const record_name& at);
  std::optional<breach> take_cart(const row& found, const record_name& at);
  std::optional<breach> take_summary(const row& found);

  const snapshot& now_;
  const tenant_number tenant_;
  const account_number account_;
  const told_by_journal& told_;
  records::order_summary stored_;
  std::int64_t count_ = 0;
  std::map<std::string, std::int64_t> totals_;  // by currency
  std::optional<records::order> last_;
  std::int64_t last_order_ = 0, last_delivery_ = 0;  // numbers
  std::int64_t carts_ = 0, last_cart_ = 0;
};

// From the index's side: what the entry stands for has this reference.
bool is_reference_of(const snapshot& now, tenant_number tenant, const records::unique_entry& entry,
                     unique_space space, std::string_view reference);

}  // namespace atrium::storage
