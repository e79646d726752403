// Who belongs to a segment (features.md G4): groups by hand, and all of them when their rules
// change.
#include <algorithm>

#include "actors/account/belongings/rules_to_follow.hpp"
#include "actors/account/decide.hpp"
#include "actors/tenant/segments.hpp"
#include "protocol/methods/definition.hpp"

namespace atrium::actors {
namespace {

using records::customer;
using names = std::vector<std::string>;

// The group that a call names, of a tenant that has marketing.
outcome<nothing> may_be_named(const std::string& group, const decide_context& in) {
  if (!in.tenant.tenant.marketing) return refusal(errc::capability_off);
  const segment_definition* known = in.tenant.find_segment(group);
  if (!known || known->record.is_removing())
    return refusal(errc::not_found, "there is no such segment", "segment");
  if (known->record.has_rule())
    return refusal(errc::invalid_field, "segment: a rule says who belongs to it", "segment");
  return nothing{};
}

// With the groups that he has after the call; the version is raised if they are others.
outcome<decision> with_groups(const account_state& now, names groups, const decide_context& in) {
  const customer& before = *now.profile;
  const bool changes = groups != before.groups.value_or(names{});
  customer after = before;
  after.groups.reset();
  if (!groups.empty()) after.groups = std::move(groups);
  if (changes) ++after.version;
  decision made = changes ? changed(now, std::move(after), "customer.updated", {"groups"}, in)
                          : change_of(now, in);
  const customer& is = *made.after.profile;
  made.answer =
      unfinished_result(methods::group_membership{is.groups.value_or(names{}), is.version});
  return made;
}

}  // namespace

outcome<decision> decide(const methods::segments_assign& command, const account_state& now,
                         const decide_context& in) {
  if (auto may = may_be_named(command.segment, in); !may) return may.failure();
  const auto found = existing_at_version(now, in);
  if (!found) return found.failure();
  names groups = (*found)->groups.value_or(names{});
  const auto place = std::ranges::lower_bound(groups, command.segment);
  if (place == groups.end() || *place != command.segment) {
    if (groups.size() >= groups_of_customer_max)
      return refusal(errc::limit_reached, "a customer has at most " +
                                              std::to_string(groups_of_customer_max) + " groups");
    groups.insert(place, command.segment);
  }
  return with_groups(now, std::move(groups), in);
}

outcome<decision> decide(const methods::segments_unassign& command, const account_state& now,
                         const decide_context& in) {
  if (auto may = may_be_named(command.segment, in); !may) return may.failure();
  const auto found = existing_at_version(now, in);
  if (!found) return found.failure();
  names groups = (*found)->groups.value_or(names{});
  std::erase(groups, command.segment);
  return with_groups(now, std::move(groups), in);
}

outcome<decision> decide(const rules_to_follow&, const account_state& now,
                         const decide_context& in) {
  const auto found = existing(now);
  if (!found) return found.failure();
  const customer& before = **found;
  customer after = before;
  follow_rules(in.tenant, nullptr, after);
  names differ;
  if (after.groups != before.groups) differ.emplace_back("groups");
  if (after.segments != before.segments) differ.emplace_back("segments");
  if (!differ.empty()) ++after.version;
  decision made = differ.empty()
                      ? change_of(now, in)
                      : changed(now, std::move(after), "customer.updated", std::move(differ), in);
  made.answer = unfinished_result(methods::no_result{});
  return made;
}

}  // namespace atrium::actors
