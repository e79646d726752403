// Companies as the store has them: there may be many, so no view of the tenant holds them. The
// tenant's actor alone writes them, one command after the other, each decided on what is stored. No
// CAF, no threads.
#pragma once

#include <optional>
#include <string_view>

#include "actors/principal.hpp"
#include "actors/tenant/view.hpp"
#include "protocol/records/company.hpp"
#include "storage/snapshot.hpp"

namespace atrium::actors {

struct stored_company {
  std::uint64_t number = 0;
  records::company record;
  std::uint64_t checksum = 0;  // storage/checksum.hpp
};

// That of the id; nothing if there is none, `internal` if it cannot be read.
outcome<std::optional<stored_company>> find_company(const storage::snapshot& reading,
                                                    tenant_number tenant, std::string_view id);
// The same of the external id.
outcome<std::optional<stored_company>> find_company_by_external_id(const storage::snapshot& reading,
                                                                   tenant_number tenant,
                                                                   std::string_view external_id);

// The next number that no company has had, and where it is to make an id, whose id nobody has
// chosen.
outcome<std::uint64_t> next_company(const storage::snapshot& reading, tenant_number tenant,
                                    bool gives_id);

// The one that a call names: `not_found` also for whoever may not see it.
outcome<stored_company> seen_by(std::optional<stored_company> found, const tenant_view& tenant,
                                const principal& caller);

}  // namespace atrium::actors
