// What a client of certain sites sees of its tenant's sites: its own; any other is as if absent
// (features.md R3).
#pragma once

#include "actors/principal.hpp"
#include "actors/tenant/view.hpp"

namespace atrium::actors {

inline const records::site* visible_site(const tenant_view& tenant, const principal& caller,
                                         std::string_view name) {
  return caller.sees_site(name) ? tenant.find_site(name) : nullptr;
}

}  // namespace atrium::actors
