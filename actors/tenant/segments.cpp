#include "actors/tenant/segments.hpp"

#include <algorithm>

#include "protocol/lists/entries.hpp"
#include "protocol/lists/filter.hpp"
#include "protocol/lists/matching.hpp"

namespace atrium::actors {
namespace {

using records::customer;
using names = std::optional<std::vector<std::string>>;

std::span<const lists::list_column> columns_of_mixins(const tenant_view& tenant) {
  const mixin_definition* own = tenant.find_mixins(records::mixin_entity::customer);
  if (!own) return {};
  return own->listed;
}

// In which the two records are different.
lists::column_choice columns_between(const customer& before, const customer& after) {
  lists::column_choice differ;
  fields::for_each_field<customer>([&](const auto& one) {
    if (before.*one.member == after.*one.member) return;
    differ.of_record[one.tag] = one.rules.column != fields::column_kind::none;
    differ.of_mixins |= one.tag == customer::mixins_tag;
  });
  return differ;
}

bool overlap(const lists::column_choice& some, const lists::column_choice& others) {
  return (some.of_record & others.of_record).any() || (some.of_mixins && others.of_mixins);
}

bool has(const names& some, const std::string& name) {
  return some && std::ranges::binary_search(*some, name);
}

void drop_what_goes(const tenant_view& tenant, names& groups) {
  if (!groups) return;
  std::erase_if(*groups, [&](const std::string& each) {
    const segment_definition* known = tenant.find_segment(each);
    return !known || known->record.is_removing();
  });
  if (groups->empty()) groups.reset();
}

}  // namespace

lists::condition read_rule(const fields::dynamic_map& filter, const tenant_view& tenant,
                           const fields::path& at, fields::problems& found) {
  const lists::scope of{*tenant.references, columns_of_mixins(tenant)};
  lists::condition rule = lists::read_filter(filter.bytes, of, at, found);
  if (lists::columns_asked(rule).of_record[customer::segments_tag])
    found.add(at, errc::invalid_field, "a rule names no segments that rules make; groups it may");
  return rule;
}

void follow_rules(const tenant_view& tenant, const customer* before, customer& after) {
  if (tenant.segments.empty() && !after.groups && !after.segments) return;
  const bool everything = !before || !tenant.segments_settled();
  if (everything) drop_what_goes(tenant, after.groups);
  const lists::column_choice differ =
      everything ? lists::every_column : columns_between(*before, after);
  const auto is_asked = [&](const segment_definition& each) {
    return each.rule && !each.record.is_removing() && (everything || overlap(each.asked, differ));
  };
  lists::column_choice asked;
  for (const auto& [name, each] : tenant.segments)
    if (is_asked(*each)) asked |= each->asked;
  std::optional<lists::entries> entries;
  std::vector<std::string> belongs;
  for (const auto& [name, each] : tenant.segments) {
    if (!each->record.has_rule() || each->record.is_removing()) continue;
    if (!is_asked(*each)) {
      if (has(after.segments, name)) belongs.push_back(name);
      continue;
    }
    if (!entries) entries = lists::entries_of(after, columns_of_mixins(tenant), asked);
    if (entries && lists::matches(*each->rule, static_cast<std::uint64_t>(after.number), *entries))
      belongs.push_back(name);
  }
  after.segments.reset();
  if (!belongs.empty()) after.segments = std::move(belongs);
}

const segment_definition* find_rule_by(const tenant_view& tenant, lists::column of_mixins) {
  for (const auto& [name, each] : tenant.segments) {
    if (!each->rule || each->record.is_removing()) continue;
    bool named = false;
    lists::for_each_column(*each->rule, [&](lists::column one) { named |= one == of_mixins; });
    if (named) return each.get();
  }
  return nullptr;
}

methods::shown_segment shown(const tenant_view& tenant, const records::segment& of) {
  using methods::segment_state;
  const records::segment_rules& rules = tenant.segment_rules;
  const bool settled = of.revision <= rules.settled &&
                       (!of.has_rule() || rules.settled_by == lists::matching_version());
  return {.segment = of.name,
          .title = of.title,
          .filter = of.filter,
          .state = of.is_removing() ? segment_state::removing
                   : settled        ? segment_state::settled
                                    : segment_state::settling,
          .version = of.version,
          .defined_at = of.defined_at};
}

}  // namespace atrium::actors
