// segments.define and segments.remove, and that all customers have followed.
#include "actors/answer.hpp"
#include "actors/tenant/decide_change.hpp"
#include "actors/tenant/segments.hpp"
#include "actors/tenant/segments_settled.hpp"
#include "protocol/methods/definition.hpp"

namespace atrium::actors {
namespace {

using records::segment;
using storage::record_kind;

constexpr std::int64_t retry_while_removed_ms = 1'000;

error no_such_segment() { return refusal(errc::not_found, "there is no such segment", "segment"); }

error still_going() {
  error busy = refusal(errc::overloaded, "customers are still leaving the segment of this name");
  busy.retry_after_ms = retry_while_removed_ms;
  return busy;
}

// One definition counts as one of the tenant's rules changed: customers have to follow.
void put_rules(tenant_change& change, const records::segment_rules& before) {
  const storage::key key = storage::segment_rules_key(change.after->number);
  using expected = storage::expectation::kind;
  change.changes.expectations.push_back(
      {before.version == 0 ? expected::absent : expected::at_version, storage::table::records,
       std::string(key.view()), static_cast<std::uint64_t>(before.version)});
  change.changes.puts.push_back({storage::table::records, std::string(key.view()),
                                 fields::encode_tagged(change.after->segment_rules)});
}

std::int64_t next_revision(tenant_change& change) {
  const records::segment_rules before = change.after->segment_rules;
  ++change.after->segment_rules.version;
  put_rules(change, before);
  return change.after->segment_rules.version;
}

}  // namespace

decided_tenant decide(const methods::segments_define& call, const tenant_view& now,
                      const tenant_context& in) {
  if (!now.tenant.marketing) return refusal(errc::capability_off);
  const segment_definition* known = now.find_segment(call.segment);
  if (known && known->record.is_removing()) return still_going();
  fields::problems found;
  const fields::path root;
  const fields::path at = root / "filter";
  if (call.filter) read_rule(*call.filter, now, at, found);
  if (known && known->record.has_rule() != call.filter.has_value())
    found.add(at, errc::invalid_field,
              call.filter ? "it is a group, to which customers were assigned: remove that first"
                          : "it has a rule: remove that first to make a group of this name");
  if (!found.none()) return found.take();
  segment made = known ? known->record : segment{.version = 0, .name = call.segment};
  if (auto conflict = wrong_version(made, in)) return std::move(conflict).value();
  if (!known && now.segments.size() >= segments_max) return refusal(errc::limit_reached);

  std::vector<std::string> names;
  if (call.title != made.title) names.emplace_back("title");
  if (call.filter != made.filter) names.emplace_back("filter");
  tenant_change change(now, in);
  if (known && names.empty()) return std::move(change).with(unfinished_result(shown(now, made)));
  if (call.filter != made.filter) made.revision = next_revision(change);
  ++made.version;
  made.title = call.title;
  made.filter = call.filter;
  made.defined_at = in.now_ms;
  const std::uint64_t number = known ? known->number : now.last_segment + 1;
  change.store(record_kind::segment, number, made);
  change.tell("segment.defined", made.name, made.version, std::move(names));
  std::string answer = unfinished_result(shown(*change.after, made));
  change.after->add(number, std::move(made));
  return std::move(change).with(std::move(answer));
}

decided_tenant decide(const methods::segments_remove& call, const tenant_view& now,
                      const tenant_context& in) {
  if (!now.tenant.marketing) return refusal(errc::capability_off);
  const segment_definition* known = now.find_segment(call.segment);
  if (!known || known->record.is_removing()) return no_such_segment();
  segment made = known->record;
  if (auto conflict = wrong_version(made, in)) return std::move(conflict).value();
  tenant_change change(now, in);
  made.revision = next_revision(change);
  made.removing = true;
  ++made.version;
  change.store(record_kind::segment, known->number, made);
  change.changes.may_use_reserve = true;
  change.tell("segment.removing", made.name, made.version, {});
  change.after->add(known->number, std::move(made));
  return std::move(change).with(unfinished_result(methods::no_result{}));
}

decided_tenant decide(const segments_settled& step, const tenant_view& now,
                      const tenant_context& in) {
  if (now.segment_rules.version != step.revision)
    return refusal(errc::overloaded, "there is another rule meanwhile");
  tenant_change change(now, in);
  change.after->segment_rules.settled = step.revision;
  change.after->segment_rules.settled_by = step.by;
  put_rules(change, now.segment_rules);
  for (const auto& [name, each] : now.segments) {
    if (!each->record.is_removing()) {
      if (shown(now, each->record).state == methods::segment_state::settling)
        change.tell("segment.settled", name, each->record.version, {});
      continue;
    }
    change.remove(record_kind::segment, each->number, each->record.version);
    change.tell("segment.removed", name, each->record.version + 1, {});
    change.after->segments.erase(name);
  }
  change.changes.may_use_reserve = true;
  return std::move(change).with(unfinished_result(methods::no_result{}));
}

}  // namespace atrium::actors
