// What a tenant's segments mean (features.md G4): their rules, and who belongs to them. No CAF, no
// threads, no files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actors/tenant/view.hpp"
#include "protocol/fields/problems.hpp"
#include "protocol/methods/segments.hpp"

namespace atrium::actors {

inline constexpr std::size_t segments_max = 200;  // of a tenant
inline constexpr std::size_t groups_of_customer_max = 100;

// A filter of customers.list as a rule; what is wrong is told with paths below `at`. The segments
// that rules make are no part of one: it would have to be asked in which order they are made.
lists::condition read_rule(const fields::dynamic_map& filter, const tenant_view& tenant,
                           const fields::path& at, fields::problems& found);

// Makes `after` belong to the segments that it is to belong to: of those with a rule these whose
// rule it matches, of groups none that is to go. `before` is the record that it follows, none where
// there was none; unless all of the tenant's records are to be looked at, only rules are asked that
// name a field in which the two differ.
void follow_rules(const tenant_view& tenant, const records::customer* before,
                  records::customer& after);

// One that has a rule by this column of mixins, and is not about to go; null if there is none.
const segment_definition* find_rule_by(const tenant_view& tenant, lists::column of_mixins);

// As callers see it.
methods::shown_segment shown(const tenant_view& tenant, const records::segment& of);

}  // namespace atrium::actors
