// companies.create update approve deny disable enable (features.md G10). Who is assigned to one is
// decided by the customer's account (actors/account/belongings/decide_companies.cpp).
#include <algorithm>

#include "actors/answer.hpp"
#include "actors/tenant/decide_change.hpp"
#include "actors/tenant/visible.hpp"
#include "protocol/identity/generated_id.hpp"
#include "protocol/methods/companies.hpp"
#include "storage/company_order.hpp"

namespace atrium::actors {
namespace {

using records::company;
using records::company_state;

// What may be wrong with the values of a company. The site that it had may have been removed since.
void check(const company& after, const std::optional<std::string>& site_before,
           const tenant_view& now, const tenant_context& in, const fields::path& at,
           fields::problems& found) {
  const auto& other = in.companies.other;
  if (other && other->record.external_id == after.external_id &&
      !(in.companies.named && in.companies.named->number == other->number))
    found.add(at / "external_id", errc::id_taken, "another company has it");
  if (after.site && after.site != site_before && !site_for_customers(now, in.caller, *after.site))
    found.add(at / "site", errc::not_found, "there is no such site");
  // Who is limited to certain sites or restrictions gives no other, or he would lose sight of it.
  if (!after.site && !in.caller.sites.empty())
    found.add(at / "site", errc::forbidden, "a client of certain sites must name one of them");
  if (!may_give(in.caller, restriction_of(now, after)))
    found.add(at / "restriction", errc::invalid_field, "must be one of the caller's own");
  for (std::size_t i = 0; i < after.legal_entities.size(); ++i) {
    const auto first = std::ranges::find(after.legal_entities, after.legal_entities[i].id,
                                         &records::legal_entity::id);
    if (first - after.legal_entities.begin() == static_cast<std::ptrdiff_t>(i)) continue;
    const fields::path list = at / "legal_entities";
    const fields::path entity = list / static_cast<std::int64_t>(i);
    found.add(entity / "id", errc::invalid_field, "is given twice");
  }
}

// A company as it is from now on, and what is told of it. The view of the tenant stays as it is.
class company_change {
 public:
  company_change(const tenant_view& now, const tenant_context& in) : now_(now), in_(in) {
    made_.changes.tenant = now.number;
  }

  void expect_unchanged(const stored_company& before) {
    made_.changes.expectations.push_back(
        {storage::expectation::kind::at_version, storage::table::records, key_of(before.number),
         static_cast<std::uint64_t>(before.record.version), before.checksum});
  }

  void take_number(std::uint64_t number) {
    expect_absent(storage::table::records, key_of(number));
    made_.changes.used_numbers.push_back({now_.number, storage::record_kind::company, number});
  }

  void take_name(storage::unique_space space, const std::string& name, std::uint64_t number) {
    std::string key(storage::unique_key(now_.number, space, name).view());
    expect_absent(storage::table::unique, key);
    made_.changes.puts.push_back({storage::table::unique, std::move(key),
                                  fields::encode_tagged(records::unique_entry{
                                      .number = static_cast<std::int64_t>(number)})});
  }

  void move_external_id(const std::optional<std::string>& before,
                        const std::optional<std::string>& after, std::uint64_t number) {
    constexpr auto space = storage::unique_space::company_external_id;
    if (before == after) return;
    if (before)
      made_.changes.erasures.push_back(
          {storage::table::unique,
           std::string(storage::unique_key(now_.number, space, *before).view())});
    if (after) take_name(space, *after, number);
  }

  // `before`: null of one that was not there.
  tenant_decision put(std::uint64_t number, const company* before, const company& after,
                      std::string event, std::vector<std::string> names) && {
    std::string stored = fields::encode_tagged(after);
    made_.answer = unfinished_answer<company>(stored);
    made_.changes.puts.push_back({storage::table::records, key_of(number), std::move(stored)});
    move_in_orders(before, after);
    tell(made_.changes, now_.number,
         {.time = in_.now_ms,
          .kind = std::move(event),
          .object = after.id,
          .version = after.version,
          .fields_changed = std::move(names),
          .principal = in_.caller.name(),
          .site = in_.options.site,
          .reason = in_.options.reason},
         in_.source);
    return std::move(made_);
  }

 private:
  void expect_absent(storage::table where, std::string key) {
    made_.changes.expectations.push_back(
        {storage::expectation::kind::absent, where, std::move(key)});
  }

  // It stands in the lists' orders where its record says from now on.
  void move_in_orders(const company* before, const company& after) {
    std::vector<std::string> left;
    if (before) left = storage::company_order_keys(now_.number, *before);
    for (std::string& each : storage::company_order_keys(now_.number, after))
      if (std::erase(left, each) == 0)
        made_.changes.puts.push_back(
            {storage::table::unique, std::move(each),
             fields::encode_tagged(records::unique_entry{.number = after.number})});
    for (std::string& each : left)
      made_.changes.erasures.push_back({storage::table::unique, std::move(each)});
  }

  std::string key_of(std::uint64_t number) const {
    return std::string(storage::company_key(now_.number, number).view());
  }

  const tenant_view& now_;
  const tenant_context& in_;
  tenant_decision made_;
};

// The company that the call is about, at its if_version.
outcome<stored_company> named(const tenant_view& now, const tenant_context& in) {
  if (!now.tenant.b2b) return refusal(errc::capability_off);
  auto found = seen_by(in.companies.named, now, in.caller);
  if (!found) return found;
  if (auto conflict = wrong_version(found->record, in)) return *std::move(conflict);
  return found;
}

tenant_decision unchanged(const company& as_it_is) {
  tenant_decision made;
  made.answer = unfinished_answer<company>(fields::encode_tagged(as_it_is));
  return made;
}

error no_such_step(company_state from, records::company_verb by) {
  std::string where_it_goes;
  for (const records::company_step& each : records::company_steps)
    if (each.by == by)
      where_it_goes +=
          (where_it_goes.empty() ? "" : " or ") + std::string(fields::name_of(each.from));
  error refused = refusal(errc::invalid_field,
                          "company: is " + std::string(fields::name_of(from)) +
                              ", and would have to be " + where_it_goes,
                          "company");
  refused.data.emplace_back("state", std::string(fields::name_of(from)));
  return refused;
}

decided_tenant step(records::company_verb by, const tenant_view& now, const tenant_context& in) {
  const auto found = named(now, in);
  if (!found) return found.failure();
  company after = found->record;
  const auto next = records::state_after(after.state, by);
  if (!next) return no_such_step(after.state, by);
  after.state = *next;
  after.state_changed_at = after.updated_at = in.now_ms;
  after.state_changed_by = in.caller.name();
  after.state_reason = in.options.reason;
  ++after.version;
  company_change change(now, in);
  change.expect_unchanged(*found);
  return std::move(change).put(found->number, &found->record, after, "company.state_changed",
                               {"state"});
}

}  // namespace

decided_tenant decide(const methods::companies_create& call, const tenant_view& now,
                      const tenant_context& in) {
  if (!now.tenant.b2b) return refusal(errc::capability_off);
  company made{.site = in.options.site};
  auto names = edit(made, call.profile, {});
  if (!names) return std::move(names).failure();
  fields::problems found;
  const fields::path root;
  check(made, {}, now, in, root, found);
  if (made.name.empty()) found.add(root / "name", errc::missing_field, "is required");
  if (!found.none()) return found.take();
  if (in.companies.named) return refusal_at(errc::id_taken, "id");
  const std::uint64_t number = in.companies.next;
  if (number > companies_max) return refusal(errc::limit_reached);
  made.id = call.id ? *call.id : identity::generated_id(number, identity::generated::company);
  made.number = static_cast<std::int64_t>(number);
  if (now.tenant.companies_approved_on_creation) made.state = company_state::approved;
  made.created_at = made.updated_at = in.now_ms;
  company_change change(now, in);
  change.take_number(number);
  change.take_name(storage::unique_space::company_id, made.id, number);
  change.move_external_id({}, made.external_id, number);
  return std::move(change).put(number, nullptr, made, "company.created", {});
}

decided_tenant decide(const methods::companies_update& call, const tenant_view& now,
                      const tenant_context& in) {
  const auto known = named(now, in);
  if (!known) return known.failure();
  company after = known->record;
  auto names = edit(after, call.set, call.unset);
  if (!names) return std::move(names).failure();
  fields::problems found;
  const fields::path root;
  check(after, known->record.site, now, in, root / "set", found);
  if (!found.none()) return found.take();
  if (names->empty()) return unchanged(after);
  ++after.version;
  after.updated_at = in.now_ms;
  company_change change(now, in);
  change.expect_unchanged(*known);
  change.move_external_id(known->record.external_id, after.external_id, known->number);
  return std::move(change).put(known->number, &known->record, after, "company.updated",
                               std::move(names).value());
}

decided_tenant decide(const methods::companies_approve& call, const tenant_view& now,
                      const tenant_context& in) {
  return step(call.does, now, in);
}
decided_tenant decide(const methods::companies_deny& call, const tenant_view& now,
                      const tenant_context& in) {
  return step(call.does, now, in);
}
decided_tenant decide(const methods::companies_disable& call, const tenant_view& now,
                      const tenant_context& in) {
  return step(call.does, now, in);
}
decided_tenant decide(const methods::companies_enable& call, const tenant_view& now,
                      const tenant_context& in) {
  return step(call.does, now, in);
}

}  // namespace atrium::actors
