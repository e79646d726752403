#include "tests/simulation/segments.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "protocol/records/change.hpp"
#include "protocol/records/customer.hpp"
#include "protocol/wire/json.hpp"
#include "storage/keys.hpp"

namespace atrium::simulation {
namespace {

using records::customer;
using names = std::optional<std::vector<std::string>>;

constexpr std::array<std::string_view, 2> groups{"friends", "best"};
constexpr std::array<std::string_view, 2> rules{"early", "ready"};

bool has(const names& some, std::string_view name) {
  return some && std::ranges::find(*some, name) != some->end();
}

// A rule, and whom it means.
struct rule {
  std::string_view filter;
  bool (*means)(const customer&);
};
constexpr std::array all_rules{
    rule{R"({"first_name":{"starts_with":"n1"}})",
         [](const customer& who) { return who.first_name && who.first_name->starts_with("n1"); }},
    rule{R"({"active":true})", [](const customer& who) { return who.active; }},
    rule{R"({"groups":{"in":["friends"]}})",
         [](const customer& who) { return has(who.groups, "friends"); }},
    rule{R"({"or":[{"groups":"best"},{"kind":"guest"}]})", [](const customer& who) {
           return has(who.groups, "best") || who.kind == records::customer_kind::guest;
         }}};

const rule* rule_of(const records::segment& of) {
  for (const rule& each : all_rules)
    if (of.filter && of.filter->bytes == wire::from_json(each.filter).value()) return &each;
  return nullptr;
}

// By account and field, as the journal has told of them.
using told_memberships = std::map<std::pair<std::int64_t, std::string>, std::set<std::string>>;

// Nothing of one who has left, of whom the journal may have forgotten what they were.
std::set<std::string> told_of(const told_memberships& told, const customer& who,
                              const std::string& field) {
  const auto found = told.find({who.number, field});
  return found == told.end() ? std::set<std::string>{} : found->second;
}

told_memberships read_journal(const storage::snapshot& reading, tenant_number tenant) {
  told_memberships told;
  const storage::key prefix = storage::key{}.u32(tenant.value);
  static_cast<void>(reading.scan(
      storage::table::journal, prefix, prefix, 1'000'000, [&](const storage::row& found) {
        const auto entry = fields::decode_tagged<records::change>(found.value).value();
        const bool enters = entry.kind == records::segment_entered;
        if ((!enters && entry.kind != records::segment_left) || !entry.object) return true;
        auto& of = told[{*entry.account, entry.fields_changed.at(0)}];
        enters ? void(of.insert(*entry.object)) : void(of.erase(*entry.object));
        return true;
      }));
  return told;
}

void check_customer(ledger& of, const actors::tenant_view& tenant, const told_memberships& told,
                    const customer& who) {
  const std::string name = "customer " + std::to_string(who.number);
  for (const auto& [known, each] : tenant.segments) {
    if (!tenant.segments_settled()) break;  // the store takes nothing any more
    const auto& record = each->record;
    if (!record.has_rule() || record.is_removing()) continue;
    const rule* means = rule_of(record);
    if (!means) return of.violated("a segment has a rule that nobody gave it");
    if (means->means(who) != has(who.segments, known))
      of.violated(name + " belongs to " + known + " and is not meant, or the reverse");
  }
  for (const auto& [field, some] :
       {std::pair{"groups", &who.groups}, std::pair{"segments", &who.segments}}) {
    const auto now = some->value_or(std::vector<std::string>{});
    if (std::set<std::string>(now.begin(), now.end()) != told_of(told, who, field))
      of.violated(name + " has other " + field + " than the journal has told of");
    for (const std::string& each : now)
      if (!tenant.find_segment(each))
        of.violated(name + " belongs to a segment that is gone: " + each);
  }
}

}  // namespace

void draw_segment(random& from, request& made) {
  const auto kind = from.below(10);
  const bool with_rule = kind < 3 || (kind == 4 && from.one_in(2));
  const std::string_view name = with_rule ? from.any_of(rules) : from.any_of(groups);
  made.named = "{\"segment\":\"" + std::string(name) + "\"";
  if (kind < 4) {
    made.method = "segments.define";
    if (with_rule) made.named += ",\"filter\":" + std::string(from.any_of(all_rules).filter);
    return;
  }
  made.method = kind == 4 ? "segments.remove" : kind < 8 ? "segments.assign" : "segments.unassign";
  made.part = name;  // which may not be there
}

bool some_settle(life& in) {
  const auto all = in.node.tenants();
  return std::ranges::any_of(all->by_number, [](const auto& each) {
    return !each.second->is_removing() && !each.second->view()->segments_settled();
  });
}

void check_segments(ledger& of, life& in) {
  const auto reading = in.node.borrow_snapshot();
  for (const auto& [number, tenant] : in.node.tenants()->by_number) {
    const auto view = tenant->view();
    const told_memberships told = read_journal(*reading, number);
    const storage::key prefix = storage::record_prefix(number, storage::record_kind::customer);
    static_cast<void>(reading->scan(storage::table::records, prefix, prefix, 1'000'000,
                                    [&](const storage::row& found) {
                                      if (storage::name_in(found.key).item != 0) return true;
                                      const auto who = fields::decode_tagged<customer>(found.value);
                                      if (who && !who->is_tombstone())
                                        check_customer(of, *view, told, *who);
                                      return true;
                                    }));
  }
}

}  // namespace atrium::simulation
