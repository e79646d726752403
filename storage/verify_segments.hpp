// Segments against the customers that belong to them. Private to storage/.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "protocol/identity/reference.hpp"
#include "protocol/lists/columns.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/records/segment.hpp"
#include "storage/keys.hpp"
#include "storage/snapshot.hpp"
#include "storage/verify.hpp"

namespace atrium::storage {

// Each segment that a customer's record names is there, a group or a rule as the record says; and
// where all records have been looked at, those name a rule who match it, and no others.
class segments_check {
 public:
  explicit segments_check(const snapshot& now) : now_(now) {}

  std::optional<breach> check(const row& found, tenant_number tenant,
                              const records::customer& customer);

 private:
  struct segment {
    records::segment record;
    std::optional<lists::condition> rule;
  };
  // Of one tenant, as they are needed.
  struct defined {
    std::map<std::string, segment> by_name;
    std::vector<lists::list_column> of_mixins;
    bool settled = false;
  };

  const defined& of(tenant_number tenant);
  void read_mixins(tenant_number tenant, defined& into) const;
  void read_rule(segment& of, const identity::reference_cipher& references,
                 const defined& with) const;

  const snapshot& now_;
  std::map<tenant_number, defined> known_;
};

}  // namespace atrium::storage
