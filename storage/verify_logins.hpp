// Where customers' logins have to be in the unique index (I3). Private to storage/.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "protocol/records/logins.hpp"
#include "storage/keys.hpp"
#include "storage/snapshot.hpp"

namespace atrium::storage {

class logins_check {
 public:
  explicit logins_check(const snapshot& now) : now_(now) {}

  // Always, and perhaps (a site that moves).
  struct places {
    realm_number always;
    std::optional<realm_number> perhaps;
  };
  const places& places_of(tenant_number tenant, const records::customer& who);

  // Whether the customer of an entry has the login of its key, which follows the space.
  bool is_login_of(tenant_number tenant, const records::unique_entry& entry, std::string_view rest);

 private:
  std::uint32_t number_of_realm(tenant_number tenant, std::string_view name) const;
  std::optional<std::uint64_t> number_of(const key& name) const;

  const snapshot& now_;
  std::map<std::pair<tenant_number, std::string>, places> places_;  // by home site
};

}  // namespace atrium::storage
