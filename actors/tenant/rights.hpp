// What staff may do (features.md R1), and that nobody gives a right that he does not have himself.
#pragma once

#include "actors/principal.hpp"
#include "actors/tenant/view.hpp"

namespace atrium::actors {

struct rights {
  methods::scope_set scopes = 0;
  std::vector<std::string> sites;         // empty: all
  std::vector<std::string> restrictions;  // empty: all
};

methods::scope_set set_of(const std::vector<records::scope>& scopes);

// What the groups of the member give that have one of the `wanted` scopes: where one group lets him
// read customers and another change those of one site, he changes no others.
rights rights_of(const tenant_view& tenant, const records::staff& member,
                 methods::scope_set wanted);

// Whether the caller has all of that himself. The operator has.
bool has_rights(const tenant_view& tenant, const principal& caller, const rights& wanted);
// The same of all that a group gives, and of all that a member of staff may do.
bool has_rights(const tenant_view& tenant, const principal& caller,
                const records::staff_group& group);
bool has_rights(const tenant_view& tenant, const principal& caller, const records::staff& member);

// What whoever wants to give more is told.
error gives_too_much(std::string path);

}  // namespace atrium::actors
