// What a caller who is limited to certain sites or restrictions is told of what happened in his
// tenant, by the journal and by the audit log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "actors/principal.hpp"
#include "actors/tenant/view.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

struct happening {
  std::string_view kind;
  const std::optional<std::int64_t>& account;
  const std::optional<std::string>& object;
  const std::optional<std::string>& home_site;

  bool is_of_site() const { return kind.starts_with("site."); }
  bool is_of_company() const { return kind.starts_with("company."); }
  // Neither about a customer nor about a site.
  bool is_of_tenant() const { return !account && !is_of_site(); }
};

// He hears of the customers and companies whom he may see, of his sites, and of what concerns the
// tenant as a whole.
bool may_hear(const storage::snapshot& reading, const tenant_view& tenant, const principal& caller,
              const happening& what);

// What an event is about, as the caller hears it: one of a customer's companies is not named to
// whoever may not see it.
std::optional<std::string> object_heard(const storage::snapshot& reading, const tenant_view& tenant,
                                        const principal& caller, std::string_view kind,
                                        std::optional<std::string> object);

// The customer's id as of now: none of one who is erased or gone, if it was chosen; nor of one
// whose record is damaged, for what is told is more than that one.
std::optional<std::string> id_now(const storage::snapshot& reading, tenant_number tenant,
                                  account_number account, bool was_chosen);

}  // namespace atrium::actors
