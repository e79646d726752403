#include "storage/verify_segments.hpp"

#include <algorithm>
#include <functional>

#include "protocol/lists/entries.hpp"
#include "protocol/lists/filter.hpp"
#include "protocol/lists/matching.hpp"
#include "protocol/records/mixin_schema.hpp"
#include "protocol/records/tenant.hpp"
#include "storage/verify_parts.hpp"

namespace atrium::storage {

namespace {

using names = std::optional<std::vector<std::string>>;

// Each once, in order, and none rather than an empty list.
bool is_in_order(const names& some) {
  return !some || (!some->empty() &&
                   std::ranges::adjacent_find(*some, std::greater_equal<>{}) == some->end());
}

bool has(const names& some, const std::string& name) {
  return some && std::ranges::binary_search(*some, name);
}

template <fields::record Record>
std::optional<Record> read(const snapshot& now, const key& where) {
  const auto stored = now.get(table::records, where);
  if (!stored || !*stored) return {};
  return fields::decode_tagged<Record>(**stored);
}

}  // namespace

const segments_check::defined& segments_check::of(tenant_number tenant) {
  const auto [at, is_new] = known_.try_emplace(tenant);
  defined& all = at->second;
  if (!is_new) return all;
  const key prefix = record_prefix(tenant, record_kind::segment);
  static_cast<void>(
      now_.scan(table::records, prefix, prefix, ~std::size_t{0}, [&](const row& found) {
        if (name_in(found.key).item != static_cast<std::uint8_t>(segment_item::definition))
          return true;
        auto record = fields::decode_tagged<records::segment>(found.value);
        if (!record) return true;  // told of where it lies
        const std::string name = record->name;
        all.by_name[name].record = std::move(*record);
        return true;
      }));
  const auto rules = read<records::segment_rules>(now_, segment_rules_key(tenant));
  const auto owner =
      read<records::tenant>(now_, record_key(node_tenant, record_kind::tenant, tenant.value));
  all.settled =
      rules && rules->settled == rules->version && rules->settled_by == lists::matching_version();
  std::array<std::uint8_t, identity::reference_cipher::key_octets> secret{};
  if (all.by_name.empty() || !owner || owner->reference_key.size() != secret.size()) return all;
  std::ranges::copy(owner->reference_key, secret.begin());
  const identity::reference_cipher references(secret);
  read_mixins(tenant, all);
  for (auto& [name, each] : all.by_name) read_rule(each, references, all);
  return all;
}

void segments_check::read_mixins(tenant_number tenant, defined& into) const {
  const auto schema = read<records::mixin_schema>(
      now_, record_key(tenant, record_kind::mixin_schema,
                       records::number_of(records::mixin_entity::customer)));
  if (schema) into.of_mixins = lists::columns_of(schema->indexed);
}

void segments_check::read_rule(segment& of, const identity::reference_cipher& references,
                               const defined& with) const {
  if (!of.record.has_rule() || of.record.is_removing()) return;
  fields::problems wrong;
  lists::condition rule =
      lists::read_filter(of.record.filter->bytes, {references, with.of_mixins}, {}, wrong);
  if (wrong.none()) of.rule = std::move(rule);
}

std::optional<breach> segments_check::check(const row& found, tenant_number tenant,
                                            const records::customer& customer) {
  const defined& all = of(tenant);
  if (!is_in_order(customer.groups) || !is_in_order(customer.segments))
    return broken("segments", found.key, "its segments are not in order");
  for (const names* some : {&customer.groups, &customer.segments}) {
    if (!*some) continue;
    for (const std::string& name : **some) {
      const auto named = all.by_name.find(name);
      if (named == all.by_name.end())
        return broken("I13", found.key, "its segment '" + name + "' is not there");
      if (named->second.record.has_rule() != (some == &customer.segments))
        return broken("segments", found.key, "its segment '" + name + "' is of the other sort");
    }
  }
  if (!all.settled || all.by_name.empty() || customer.is_tombstone()) return {};
  const auto entries = lists::entries_of(customer, all.of_mixins);
  for (const auto& [name, each] : all.by_name) {
    if (!each.rule || !entries) continue;
    const auto number = static_cast<std::uint64_t>(customer.number);
    if (lists::matches(*each.rule, number, *entries) != has(customer.segments, name))
      return broken("segments", found.key, "the rule of '" + name + "' says otherwise");
  }
  return {};
}

}  // namespace atrium::storage
